# SPDX-License-Identifier: Apache-2.0
"""A digitised item that names its printed original is shown with it: one Work, two editions, one address to read at."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mucluc.config import Config
from mucluc.converters.examples import record_of
from mucluc.converters.numbers import edition_keys
from mucluc.converters.other_forms import declared, other_forms
from mucluc.publish import publish
from mucluc.release import Release, Work

from .conftest import NOW
from .test_converters_repository import dc, oai

CONFIG = """
[network]
slug = "thu"
title = { vi = "Mạng thử", en = "Test network" }
description = { vi = "Để thử", en = "For tests" }
base = "https://lien-hop.example/"
license = "CC0-1.0"
publisher = { vi = "Thư viện thử", en = "Test library" }
[[library]]
slug = "tinh"
title = { vi = "Thư viện tỉnh", en = "Provincial library" }
isil = "TVTPY"
[[library]]
slug = "kho-so"
title = { vi = "Kho số", en = "Repository" }
[[source]]
library = "tinh"
files = "tinh.xml"
[[source]]
library = "kho-so"
files = "kho-so.xml"
[output]
processes = 1
"""
PRINT = """<collection xmlns="http://www.loc.gov/MARC21/slim">
<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">000123</controlfield>
<controlfield tag="008">990101s1999    vm            000 0 vie d</controlfield>
<datafield tag="020" ind1=" " ind2=" "><subfield code="a">9786046915010</subfield></datafield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Phú Yên xưa</subfield></datafield></record>
<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">000124</controlfield>
<controlfield tag="008">990101s2001    vm            000 0 vie d</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Sách khác</subfield></datafield></record></collection>"""
FORMAT = "<http://id.loc.gov/ontologies/bibframe/otherPhysicalFormat>"


def made(folder: Path, *relations: str) -> Release:
    (folder / "thu.toml").write_text(CONFIG, "utf-8")
    (folder / "tinh.xml").write_text(PRINT, "utf-8")
    item = dc(
        "<dc:title>Phú Yên xưa (bản số hoá)</dc:title>",
        "<dc:creator>Nguyễn Đình Chúc</dc:creator>",
        "<dc:identifier>https://so.thuvien.example/handle/1/42</dc:identifier>",
        *relations,
    )
    (folder / "kho-so.xml").write_text(oai(item), "utf-8")
    return Release.open(publish(Config.load(folder / "thu.toml"), now=NOW).path)


def work_of(release: Release, record: str) -> Work:
    (found,) = [work for work in release.works() if any(record in each.records for each in work.instances)]
    return found


@pytest.mark.parametrize(
    "relation",
    [
        "<dc:relation>(TVTPY)000123</dc:relation>",
        "<dc:source>(tinh) 000123</dc:source>",
        "<dc:source>ISBN 978-604-69-1501-0</dc:source>",
        "<dc:relation>https://lien-hop.example/record/tinh/000123</dc:relation>",
    ],
)
def test_the_page_of_the_printed_book_has_the_digital_address(relation: str, tmp_path: Path) -> None:
    release = made(tmp_path, relation)
    work = work_of(release, "record/tinh/000123")
    assert {record for each in work.instances for record in each.records} == {"record/tinh/000123", "record/kho-so/123456789%2F42"}
    assert len(work.instances) == 2
    assert "https://so.thuvien.example/handle/1/42" in [link.url for each in work.instances for link in each.links]
    page = (release.path / "site" / f"{work.path}.html").read_text("utf-8")
    assert "https://so.thuvien.example/handle/1/42" in page
    union = b"".join(gzip.decompress(each.read_bytes()) for each in release.path.glob("graph/union-0*.nt.gz")).decode()
    one, two = (f"<{release.base}{each.path}>" for each in work.instances)
    assert f"{one} {FORMAT} {two} ." in union
    assert f"{two} {FORMAT} {one} ." in union
    assert len(list(release.works())) == 2


@pytest.mark.parametrize(
    "relation", ["<dc:relation>(KHAC)000123</dc:relation>", "<dc:relation>000123</dc:relation>", "<dc:relation>(TVTPY)9</dc:relation>"]
)
def test_a_number_that_names_no_record_of_the_network_joins_nothing(relation: str, tmp_path: Path) -> None:
    assert len(list(made(tmp_path, relation).works())) == 3


def test_an_isbn_of_two_editions_names_neither() -> None:
    books = [
        record_of(["001 1", "008 990101s1999####vm############000#0#vie#d", "020 ##$a9786046915010", "245 00$aMột"]),
        record_of(["001 2", "008 990101s2005####vm############000#0#vie#d", "020 ##$a9786046915010", "245 00$aMột"]),
        record_of(["001 3", "245 00$aMột", "776 08$z9786046915010"]),
    ]
    rows = [(f"record/tinh/{each.control_number}", declared(each), edition_keys(each)) for each in books]
    assert other_forms(rows, {}) == {}
    assert other_forms([rows[0], rows[2]], {}) == {"record/tinh/3": ("record/tinh/1",)}
