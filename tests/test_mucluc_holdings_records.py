# SPDX-License-Identifier: Apache-2.0
"""Holdings records of their own: they describe no Work, and in a release their copies stand with the record that 004 names."""

from __future__ import annotations

from pathlib import Path

import pytest

from mucluc.cli import main
from mucluc.config import Config
from mucluc.converters.check import check, missing
from mucluc.converters.convert import record_graph
from mucluc.converters.examples import record_of
from mucluc.converters.explain import unused
from mucluc.converters.holdings_records import joined
from mucluc.converters.record import Record
from mucluc.endpoint.marc import iso2709
from mucluc.publish import publish
from mucluc.release import Release

from .conftest import NOW, small_network

BASE = "https://muc-luc.example/"
COPIES = [
    "LDR 00000nx##a22000004n#4500", "001 H1", "004 B1", "005 20240301080000.0", "008 2403010u####8###4001uuvie0000000",
    "852 0#$80$bKho đọc$h895.922$iK309", "853 20$81$atập$bsố", "863 41$81.1$a36$b1", "876 ##$pPY.000123",
]  # fmt: skip


def held(leader: str = "x") -> Record:
    return record_of([COPIES[0].replace("nx", f"n{leader}"), *COPIES[1:]])


@pytest.mark.parametrize("leader", "uvxy")
def test_copies_are_said_to_be_of_the_record_that_004_names(leader: str) -> None:
    graph = record_graph(held(leader), "tinh", BASE).decode()
    assert f"<{BASE}record/tinh/B1#instance> <http://id.loc.gov/ontologies/bibframe/hasItem> <{BASE}item/tinh/H1/" in graph
    assert "bibframe/Work>" not in graph
    assert "bibframe/Instance>" not in graph
    assert f"{BASE}record/tinh/H1" not in graph
    assert graph.count(f" <{BASE}holdings/tinh/H1> .\n") == graph.count("\n")


def test_without_004_the_copies_are_of_nothing_known_and_that_is_a_fault() -> None:
    record = record_of([line for line in COPIES if not line.startswith("004")])
    assert [fault.code for fault in check(record)] == ["holdings-without-record"]
    assert b"bibframe/Work>" not in record_graph(record, "tinh", BASE)


def test_the_checks_of_catalogue_records_are_not_those_of_holdings() -> None:
    assert [*check(held()), *missing(held())] == []


def test_nothing_of_a_holdings_record_is_lost_without_a_reason() -> None:
    assert unused(held()) == []


def test_link_numbers_go_on_so_that_patterns_stay_with_their_issues() -> None:
    book = record_of(["001 B1", "245 10$6880-01$aBáo Phú Yên", "853 20$81$av.", "863 41$81.1$a2", "880 10$6245-01/Hani$a報"])
    both = joined(book, (*held().fields, ("852", "  \x1f6880-01\x1fbKho"), ("880", "  \x1f6852-01/Hani\x1fb庫")))
    assert [text for tag, text in both.fields if tag == "863"] == ["41\x1f81.1\x1fa2", "41\x1f82.1\x1fa36\x1fb1"]
    assert [text[3:12] for tag, text in both.fields if tag == "880"] == ["6245-01/H", "6852-02/H"]
    assert [tag for tag, _ in both.fields].count("001") == 1


def network(example: Path, into: Path, *records: Record) -> Config:
    config = small_network(example, into, 2)
    with (into / "records.mrc").open("ab") as file:
        for record in records:
            file.write(iso2709(record))
    return Config.load(config)


def first_number(example: Path, into: Path) -> str:
    release = Release.open(publish(network(example, into), now=NOW).path)
    return next(iter(release.records())).control_number


def test_a_published_edition_has_the_copies_of_its_holdings_records(example: Path, tmp_path: Path) -> None:
    number = first_number(example, tmp_path)
    mine = record_of([COPIES[0], "001 H1", f"004 {number}", *COPIES[5:], "852 ##$bKho báo$xnội bộ"])
    orphan = record_of([COPIES[0], "001 H2", "004 none", *COPIES[5:]])
    silent = record_of([COPIES[0], "001 H3", *COPIES[5:]])
    deleted = record_of([COPIES[0].replace("nx", "dx"), "001 H4", f"004 {number}", "852 ##$bKho cũ"])
    made = publish(network(example, tmp_path, mine, orphan, silent, deleted), now=NOW.replace(year=NOW.year + 1))
    release = Release.open(made.path)
    (instance,) = [each for work in release.works() for each in work.instances if f"record/loc/{number}" in each.records]
    assert sorted(item.location for item in instance.items) == ["Kho báo", "Kho đọc"]
    assert any("36" in item.holdings for item in instance.items)
    assert made.faults["holdings-without-record"] == 2
    assert release.counts["records"] == 2
    found = release.marc(f"record/loc/{number}")
    assert found is not None
    assert "Kho đọc" in str(found.fields)
    assert "nội bộ" not in str(found.fields)


def test_a_record_whose_copies_changed_is_a_changed_record(example: Path, tmp_path: Path) -> None:
    number = first_number(example, tmp_path)
    mine = record_of([COPIES[0], "001 H1", f"004 {number}", *COPIES[5:]])
    made = publish(network(example, tmp_path, mine), now=NOW.replace(year=NOW.year + 1))
    assert [record.control_number for record in Release.open(made.path).records(since="2027")] == [number]


def test_check_asks_of_holdings_only_what_they_can_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "copies.mrc"
    file.write_bytes(iso2709(held()))
    assert main(["check", str(file)]) == 0
    file.write_bytes(iso2709(record_of([line for line in COPIES if not line.startswith("004")])))
    assert main(["check", str(file), "--json"]) == 1
    assert capsys.readouterr().out.count('"code": ') == 1
