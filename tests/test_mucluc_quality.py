# SPDX-License-Identifier: Apache-2.0
"""Quality from release to release: measures in the store and the catalogue, the change on the site, `mucluc report` at a terminal."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import openpyxl
import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, RDF, SKOS, XSD

from mucluc.cli import main
from mucluc.config import Config
from mucluc.converters.completeness import ELEMENTS, present
from mucluc.converters.record import Record
from mucluc.publish import publish
from mucluc.release import Release

from .conftest import NOW, SMALL
from .endpoint_fixtures import served
from .marc_builder import FIXED, iso

DQV = Namespace("http://www.w3.org/ns/dqv#")
BARE = [("245", "10\x1faNhan đề")]
FULL = [
    ("008", FIXED),
    ("082", "04\x1f223\x1fa959.755"),
    ("245", "10\x1faPhú Yên xưa và nay"),
    ("650", " 4\x1faĐịa chí"),
    ("852", "  \x1faTV"),
    ("856", "40\x1fuhttps://a.example/1"),
]


@dataclass(frozen=True)
class Twice:
    """A network that was published twice, the second time with an ISBN mended and a language lost."""

    config: Path
    first: Path
    second: Path


def deliver(config: Path, records: list[list[tuple[str, str]]]) -> None:
    made = [iso(sorted([("001", f"N{number}"), *fields])) for number, fields in enumerate(records, 1)]
    (config.parent / "records.mrc").write_bytes(b"".join(made))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    config = tmp_path_factory.mktemp("quality") / "net.toml"
    config.write_text(SMALL, "utf-8")
    deliver(config, [FULL, [*FULL, ("020", "  \x1fa9786046915011")], BARE])
    first = publish(Config.load(config), now=NOW).path
    deliver(config, [FULL, [*FULL, ("020", "  \x1fa9786046915010")], BARE, [*BARE, ("041", "0 \x1faxyz")]])
    return Twice(config, first, publish(Config.load(config), now=NOW + timedelta(days=1)).path)


@pytest.fixture(scope="module")
def client(twice: Twice) -> Iterator[httpx.Client]:
    with served(twice.second.parent.parent, deadline=10) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def counted(release: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((release / "reports" / "faults.json").read_text("utf-8"))["libraries"][0]
    return found


@pytest.mark.parametrize("lost", range(len(FULL)))
def test_each_element_is_missed_when_its_field_is_gone(lost: int) -> None:
    elements = {
        "008": {"date", "language"},
        "082": {"class"},
        "245": {"title"},
        "650": {"subject"},
        "852": {"holdings"},
        "856": {"digital"},
    }
    whole = Record("00000nam a2200000 a 4500", tuple(FULL))
    assert present(whole) == ELEMENTS
    left = Record(whole.leader, tuple(each for number, each in enumerate(FULL) if number != lost))
    assert set(ELEMENTS) - set(present(left)) == elements[FULL[lost][0]]


def test_an_electronic_field_without_an_address_is_no_digital_address() -> None:
    assert "digital" not in present(Record("00000nam a2200000 a 4500", (*FULL[:5], ("856", "40\x1fzXem tại chỗ"))))


def test_completeness_counts_records_of_those_published(twice: Twice) -> None:
    found = {each["element"]: (each["records"], each["of"]) for each in counted(twice.first)["completeness"]}  # type: ignore[attr-defined]
    assert found == {"title": (3, 3), **dict.fromkeys(("date", "language", "class", "subject", "holdings", "digital"), (2, 3))}
    with (twice.second / "reports" / "completeness.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["element"]: (row["records"], row["of"]) for row in csv.DictReader(file)}
    assert rows["title"] == ("4", "4") and rows["language"] == ("3", "4") and set(rows) == set(ELEMENTS)


def test_a_release_says_what_changed_since_the_one_before(twice: Twice) -> None:
    assert counted(twice.first)["change"] is None
    kinds = {each["code"]: each["kind"] for each in counted(twice.second)["change"]["codes"]}  # type: ignore[index]
    assert kinds["isbn-check-digit"] == "solved" and kinds["language-unknown"] == "new" and kinds["fixed-missing"] == "more"
    for page, first, second in (
        ("reports.html", "lần phát hành đầu tiên", "đã sửa hết"),
        ("en/reports.html", "This is the first release", "solved"),
    ):
        assert first in (twice.first / "site" / page).read_text("utf-8")
        text = (twice.second / "site" / page).read_text("utf-8")
        assert first not in text and second in text and "4/4" in text
    book = openpyxl.load_workbook(twice.second / "reports" / "faults.xlsx")
    assert "language-unknown" in {row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}


def test_a_record_that_is_published_is_linked_and_another_is_not(twice: Twice) -> None:
    folder = twice.second.parent.parent / "private" / "reports"
    base = Release.open(twice.second).base
    said = json.loads((folder / "loc.json").read_text("utf-8"))
    pages = {place["page"] for each in said["faults"] for place in each["places"] if place["control_number"] == "N4"}
    assert pages == {f"{base}record/loc/N4"}
    assert f'href="{base}record/loc/N4.html"' in (folder / "loc.html").read_text("utf-8")
    assert f'href="{base}en/record/loc/N4.html"' in (folder / "loc.en.html").read_text("utf-8")
    assert {place["page"] for each in said["faults"] for place in each["places"] if not place["control_number"]} == {None}


def test_measures_say_what_the_counts_say(twice: Twice) -> None:
    graph = Graph().parse(twice.second / "reports" / "quality.ttl")
    base = Release.open(twice.second).base
    library = URIRef(f"{base}library/loc")
    measured = {}
    for node in graph.objects(library, DQV.hasQualityMeasurement):
        assert (node, RDF.type, DQV.QualityMeasurement) in graph
        assert graph.value(node, DQV.computedOn) == library
        metric = graph.value(node, DQV.isMeasurementOf)
        assert (metric, RDF.type, DQV.Metric) in graph
        assert {each.language for each in graph.objects(metric, SKOS.prefLabel) if isinstance(each, Literal)} == {"vi", "en"}
        dimension = graph.value(metric, DQV.inDimension)
        assert (graph.value(dimension, DQV.inCategory), RDF.type, DQV.Category) in graph
        value = graph.value(node, DQV.value)
        assert isinstance(value, Literal) and value.datatype == graph.value(metric, DQV.expectedDataType)
        above, below = (graph.value(node, URIRef(f"{base}ns#{name}")) for name in ("numerator", "denominator"))
        if value.datatype == XSD.decimal:
            assert isinstance(above, Literal) and isinstance(below, Literal)
            assert float(value) == pytest.approx(int(above) / int(below), abs=5e-5)
        measured[str(metric).rpartition("/")[2]] = (above and int(above), below and int(below)) if above else int(value)
    said = counted(twice.second)
    for each in said["completeness"]:  # type: ignore[attr-defined]
        assert measured.pop(f"complete-{each['element']}") == (each["records"], each["of"])
    for each in said["faults"]:  # type: ignore[attr-defined]
        assert measured.pop(f"fault-{each['code']}") == (each["records"], each["of"])
    totals = {f"faults-{name}": 0 for name in ("fatal", "error", "warning", "info")}
    for each in said["faults"]:  # type: ignore[attr-defined]
        totals[f"faults-{each['severity']}"] += each["count"]
    assert measured == totals
    home = URIRef(f"{base}reports/quality")
    assert str(graph.value(home, PROV.generatedAtTime)) == "2026-11-23T10:15:30+00:00"
    assert graph.value(home, PROV.wasDerivedFrom) == URIRef(f"{base}datasets/catalog#union-catalogue")


def test_the_catalogue_names_the_measures_of_the_union(twice: Twice) -> None:
    catalogue = Graph().parse(twice.second / "datasets" / "catalog.ttl")
    quality = Graph().parse(twice.second / "reports" / "quality.ttl")
    dataset = URIRef(f"{Release.open(twice.second).base}datasets/catalog#union-catalogue")
    named = set(catalogue.objects(dataset, DQV.hasQualityMeasurement))
    assert len(named) == len(ELEMENTS) + 4
    assert all((node, DQV.computedOn, dataset) in quality for node in named)
    assert catalogue.value(dataset, DQV.hasQualityMetadata) == URIRef(f"{Release.open(twice.second).base}reports/quality")


def test_the_store_answers_questions_on_quality(twice: Twice, client: httpx.Client) -> None:
    query = """SELECT ?records ?of WHERE {
      ?m dqv:computedOn ?library ; ml:numerator ?records ; ml:denominator ?of ; dqv:isMeasurementOf ?metric .
      FILTER(STRENDS(STR(?library), "library/loc") && STRENDS(STR(?metric), "complete-language")) }"""
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert answer.text.split() == ["records,of", "3,4"]


@pytest.mark.parametrize(
    ("accept", "to"), [("text/turtle", "/reports/quality.ttl"), ("text/html", "/en/reports.html"), ("*/*", "/reports/quality.ttl")]
)
def test_the_measures_answer_at_their_iri(client: httpx.Client, accept: str, to: str) -> None:
    response = client.get("/reports/quality", headers={"Accept": accept, "Accept-Language": "en"})
    assert (response.status_code, response.headers["location"]) == (303, to)
    found = client.get(to)
    assert found.status_code == 200
    if to.endswith(".ttl"):
        assert len(list(ox.parse(found.content, ox.RdfFormat.TURTLE))) > 100


def test_the_report_at_a_terminal_has_totals_worst_issues_change_and_files(twice: Twice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(twice.config), "--lang", "en"]) == 0
    shown = capsys.readouterr()
    assert "Library of Congress (loc)" in shown.out
    assert "Read 4 · Published 4 · Withheld by policy 0 · Unreadable 0" in shown.out
    assert "solved: isbn-check-digit" in shown.out and "new: language-unknown" in shown.out
    assert "loc.html" in shown.err and "another run" not in shown.err
    assert main(["report", str(twice.config), "--library", "loc"]) == 0
    assert "Thư viện Quốc hội Hoa Kỳ (loc)" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_the_report_gives_out_the_files(twice: Twice, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = twice.second.parent.parent
    for more, file in (([], twice.second / f"reports/faults.{ending}"), (["--library", "loc"], root / f"private/reports/loc.{ending}")):
        assert main(["report", str(twice.config), "--format", ending, *more]) == 0
        assert capsys.readouterr().out == file.read_bytes().decode("utf-8-sig")


def test_the_report_says_where_the_workbook_lies(twice: Twice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(twice.config), "--format", "xlsx", "--library", "loc"]) == 0
    assert openpyxl.load_workbook(capsys.readouterr().out.strip()).worksheets


def test_a_report_of_another_run_is_told_from_the_current_one(twice: Twice, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(twice.config.parent, tmp_path / "copy", symlinks=True)
    config = tmp_path / "copy" / twice.config.name
    assert main(["release", "use", str(config), twice.first.name]) == 0
    capsys.readouterr()
    assert main(["report", str(config), "--library", "loc", "--format", "csv"]) == 0
    assert "another run" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--library", "lco"], []])
def test_a_report_that_is_not_there_is_said_so(twice: Twice, tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    config = twice.config
    if not more:
        config = tmp_path / "net.toml"
        config.write_text(SMALL, "utf-8")
    assert main(["report", str(config), *more]) == 2
    assert ("there are loc" if more else "mucluc publish") in capsys.readouterr().err
