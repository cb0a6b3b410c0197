# SPDX-License-Identifier: Apache-2.0
"""What a reader sees of authority records: other names on the page of a heading and in the search, documents at their own addresses."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pymarc
import pytest
import rdflib

from mucluc.config import Config
from mucluc.converters.examples import record_of
from mucluc.endpoint.marc import iso2709
from mucluc.publish import publish
from mucluc.release import Release

from .conftest import NOW, small_network
from .endpoint_fixtures import served

RECORD = "authority/thu-vien-tinh/TDC00001"


@pytest.fixture(scope="module")
def client(published: Path) -> Iterator[httpx.Client]:
    with served(published) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.fixture(scope="module")
def nguyen_du(release: Release) -> str:
    return next(c.agent.path for work in release.works() for c in work.contributions if c.agent.label.startswith("Nguyễn Du, 1765"))


def test_a_release_knows_the_forms_of_a_heading(release: Release, nguyen_du: str) -> None:
    forms = release.forms(nguyen_du)
    assert [each.value for each in forms.variants] == ["Thanh Hiên, 1765-1820", "Tố Như, 1765-1820"]
    assert forms.links == ("http://viaf.org/viaf/22146457",)
    assert forms.records == (RECORD,)
    assert release.variants()[nguyen_du] == ("Thanh Hiên, 1765-1820", "Tố Như, 1765-1820")
    assert release.forms("agent/none").variants == ()


VIETNAMESE, ENGLISH = ("Còn gọi là", "Trong các tệp tiêu đề chuẩn khác"), ("Also known as", "In other authority files")


@pytest.mark.parametrize(("folder", "words"), [("", VIETNAMESE), ("en/", ENGLISH)])
def test_the_page_of_a_person_lists_other_names_and_files(release: Release, nguyen_du: str, folder: str, words: tuple[str, ...]) -> None:
    page = (release.path / "site" / f"{folder}{nguyen_du}.html").read_text("utf-8")
    for text in (*words, "Tố Như, 1765-1820", 'href="http://viaf.org/viaf/22146457"', "Đại thi hào dân tộc"):
        assert text in page


def test_the_search_finds_a_person_by_another_name(release: Release) -> None:
    terms = [json.loads(file.read_text("utf-8")) for file in (release.path / "site" / "search").glob("*/terms/*.json")]
    assert any("thanh hien" in shard for shard in terms)


def test_an_authority_record_answers_under_the_address_that_the_graph_gives_it(client: httpx.Client, nguyen_du: str) -> None:
    asked = client.get(f"/{RECORD}", headers={"Accept": "text/turtle"})
    assert asked.status_code == 303
    assert asked.headers["location"] == f"/{RECORD}.ttl"
    graph = rdflib.Graph().parse(data=client.get(f"/{RECORD}.ttl").text, format="turtle")
    assert any(str(node).endswith(nguyen_du) for node in graph.subjects())
    assert "TDC00001" in client.get(f"/en/{RECORD}.html").text


def test_an_authority_record_comes_back_as_marc_without_what_is_not_published(client: httpx.Client) -> None:
    (record,) = pymarc.MARCReader(io.BytesIO(client.get(f"/{RECORD}.mrc").content))
    assert record is not None
    assert record["100"]["a"] == "Nguyễn Du,"
    assert record.get_fields("667") == []
    assert "<subfield" in client.get(f"/{RECORD}.xml").text


@pytest.mark.parametrize("path", ["authority/thu-vien-tinh/none", "authority/thu-vien-tinh/none.mrc", "authority/none.ttl"])
def test_what_was_never_an_authority_record_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


def test_the_document_of_a_heading_has_its_variants(client: httpx.Client, nguyen_du: str) -> None:
    text = client.get(f"/{nguyen_du}.ttl").text
    for said in ("madsrdf:variantLabel", "Tố Như", "madsrdf:hasSource", "http://viaf.org/viaf/22146457"):
        assert said in text


def test_an_authority_record_that_is_gone_says_so_and_may_come_back(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path, 2)
    books = (tmp_path / "records.mrc").read_bytes()
    heading = iso2709(record_of(["LDR 00000nz##a2200000n##4500", "001 T1", "100 0#$aNguyễn Du,$d1765-1820"]))
    path, fates = "authority/loc/T1", []
    for year, data in ((2026, books + heading), (2027, books), (2028, books[: books.index(b"\x1d") + 1]), (2029, books + heading)):
        (tmp_path / "records.mrc").write_bytes(data)
        release = Release.open(publish(Config.load(config), now=NOW.replace(year=year), allow_withdrawals=True).path)
        fate = release.entity(path)
        fates.append((release.is_authority(path), fate and (fate.status, fate.datestamp[:4])))
    assert fates == [(True, None), (False, ("withdrawn", "2027")), (False, ("withdrawn", "2027")), (True, None)]
