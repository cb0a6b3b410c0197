# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import hashlib
import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from mucluc.config import Config
from mucluc.converters.check import check, missing
from mucluc.converters.convert import convert
from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record, subfields, values
from mucluc.converters.screen import screen
from mucluc.vocab.text import fold

FOLDER = Path(__file__).parent.parent / "examples" / "phu-yen"
CONFIG = Config.load(FOLDER / "phu-yen.toml")
WITHHELD = {
    "PYVD000209": "gia-pha",
    "PYVD000210": "use-forbidden",
    "PYVD000313": "security-class",
    "DHPYVD-0007": "embargo-note",
    "TS0015": "secret-words",
}
WITH_FAULTS_ON_PURPOSE = {"PYVD000312", "PYVD000205", "PYVD000210", "PYVD000313", "PYVD000314"}


@pytest.fixture(scope="module")
def found() -> dict[str, list[Record | Fault]]:
    out: dict[str, list[Record | Fault]] = {}
    for source in CONFIG.sources:
        for path in CONFIG.files(source):
            out.setdefault(source.library, []).extend(read(path, format=source.format, encoding=source.encoding, id_field=source.id_field))
    return out


@pytest.fixture(scope="module")
def records(found: dict[str, list[Record | Fault]]) -> dict[str, list[Record]]:
    return {library: [each for each in some if isinstance(each, Record) and not each.is_authority] for library, some in found.items()}


def test_the_marc_files_are_what_their_source_makes(tmp_path: Path) -> None:
    make = runpy.run_path(str(FOLDER / "make.py"))
    make["make"](FOLDER / "source", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), f"run examples/phu-yen/make.py: {path.name} is older than its source"
    assert len(list(tmp_path.iterdir())) == 3


def test_the_source_of_the_examples_is_refused_with_file_and_line() -> None:
    read_mnemonic = runpy.run_path(str(FOLDER / "make.py"))["read_mnemonic"]
    with pytest.raises(ValueError, match=r"x\.mrk:2"):
        read_mnemonic("=LDR  00000nam\n245 10$aA\n", "x.mrk")


def test_the_library_of_congress_records_are_as_they_were_published() -> None:
    data = (FOLDER / "loc-vietnamese-121.mrc").read_bytes()
    assert hashlib.sha256(data).hexdigest() == "b7259612aff2239792355e4c05070f7e0c9f247c2fb25b748c61d41bc1c9394d"


def test_four_libraries_have_as_many_records_as_the_readme_says(records: dict[str, list[Record]]) -> None:
    assert {library: len(some) for library, some in records.items()} == {"thu-vien-tinh": 43, "dai-hoc": 24, "tu-sach": 18, "loc": 121}
    assert CONFIG.network.example
    assert all("ví dụ" in library.title["vi"] for library in CONFIG.network.libraries if library.slug != "loc")


def test_one_record_is_broken_and_its_neighbours_are_whole(found: dict[str, list[Record | Fault]]) -> None:
    faults = [each for each in found["thu-vien-tinh"] if isinstance(each, Fault)]
    assert [each.code for each in faults] == ["iso2709-truncated"]
    assert faults[0].place.record == 44


def test_control_numbers_are_unique(records: dict[str, list[Record]]) -> None:
    for library, some in records.items():
        assert [n for n, count in Counter(record.control_number for record in some).items() if count > 1] == [], library


def test_what_the_policy_withholds_and_cuts(records: dict[str, list[Record]]) -> None:
    screened = {record.control_number: screen(record, CONFIG.policy) for some in records.values() for record in some}
    assert {number: each.rule for number, each in screened.items() if each.record is None} == WITHHELD
    photograph = screened["PYVD000116"]
    assert {"541a", "541b", "561a", "852x"} <= set(photograph.removed)
    assert photograph.record is not None
    notes = [text for tag, text in photograph.record.fields if tag == "561"]
    assert len(notes) == 1
    assert notes[0].startswith("1")


def test_every_collection_of_the_configuration_has_records(records: dict[str, list[Record]]) -> None:
    for rule in CONFIG.collections:
        test = rule.compile()
        assert any(test(record) for record in records[rule.name.split("/")[0]]), rule.name


def test_only_the_records_with_planted_mistakes_have_faults(records: dict[str, list[Record]]) -> None:
    mistakes = {
        record.control_number
        for library in ("thu-vien-tinh", "dai-hoc")
        for record in records[library]
        # What 008 and 041 leave out in six of them is good to know, and no mistake that was planted.
        if {each.code for each in (*check(record), *missing(record))} - {"illustration-differs", "translation-original-missing"}
    }
    assert mistakes == WITH_FAULTS_ON_PURPOSE
    (bad,) = [record for record in records["thu-vien-tinh"] if record.control_number == "PYVD000312"]
    assert len({fault.code for fault in (*check(bad), *missing(bad))}) >= 10


def test_han_nom_titles_stand_in_linked_pairs(records: dict[str, list[Record]]) -> None:
    pairs = beyond = 0
    for record in records["thu-vien-tinh"]:
        for text in record.all("880"):
            link = values(text, "6")[0]
            assert link.endswith("/$1")
            if not re.match(r"\d{3}-00", link):
                assert any(f"880-{link[4:6]}" in "".join(values(other, "6")) for other in record.all(link[:3]))
                pairs += 1
            beyond += any(ord(letter) > 0xFFFF for letter in text)
    assert pairs >= 25
    assert beyond >= 2


def test_numbers_of_one_edition_are_shared_between_libraries(records: dict[str, list[Record]]) -> None:
    holders: dict[str, set[str]] = {}
    titles: dict[tuple[str, str], set[str]] = {}
    for library, some in records.items():
        for record in some:
            for tag in ("020", "010"):
                for text in record.all(tag):
                    for value in values(text, "a"):
                        holders.setdefault(value.strip(), set()).add(library)
            author, title = (subfields(record.get(tag) or "") for tag in ("100", "245"))
            if author and title:
                key = fold(author[0][1]).replace(",", "").strip(" ."), fold(title[0][1]).strip(" /:.")
                titles.setdefault(key, set()).add(library)
    assert sum(len(some) == 2 for some in holders.values()) >= 4
    assert sum(len(some) >= 3 for some in holders.values()) >= 2
    assert sum("loc" in some and len(some) > 1 for some in titles.values()) >= 4


def test_digitised_books_have_addresses_and_manifests(records: dict[str, list[Record]]) -> None:
    digitised = [record for record in records["thu-vien-tinh"] if record.get("533")]
    addresses = [text for record in digitised for text in record.all("856")]
    assert len(digitised) >= 10
    assert sum("manifest.json" in text for text in addresses) >= 4
    assert {text[1] for text in addresses} == {"0", "1", "2"}
    for some in records.values():
        for record in some:
            for text in record.all("856"):
                assert all(".example" in value for value in values(text, "u")) or record.control_number.isdigit()


def test_everything_readable_converts(records: dict[str, list[Record]]) -> None:
    for library, some in records.items():
        for record in some:
            assert len(convert(record, library=library).lines) > 15
