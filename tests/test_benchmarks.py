# SPDX-License-Identifier: Apache-2.0
"""The benchmarks' own arithmetic: what they cut, count and compare is what they say. Nothing is timed here."""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pymarc
import pytest

from mucluc.config import Config

FOLDER = Path(__file__).parent.parent / "benchmarks"
Load = Callable[[str], ModuleType]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


def marc(*numbers: str) -> bytes:
    """Records that hold a control number and nothing else."""
    made = []
    for number in numbers:
        field = number.encode() + b"\x1e"
        directory = b"001%04d%05d\x1e" % (len(field), 0)
        length, base = 24 + len(directory) + len(field) + 1, 24 + len(directory)
        made.append(b"%05dnam a22%05d   4500" % (length, base) + directory + field + b"\x1d")
    return b"".join(made)


@pytest.mark.parametrize("name", ["prepare", "conversion", "memory", "reading", "quality", "hostile_marc", "main_job", "incremental"])
def test_every_script_says_what_it_does(name: str, load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    script = load(name)
    monkeypatch.setattr(sys, "argv", [f"{name}.py", "--help"])
    with pytest.raises(SystemExit) as stopped:
        script.main()
    assert stopped.value.code == 0
    assert (script.__doc__ or "").split()[:4] == capsys.readouterr().out.partition("\n\n")[2].split()[:4]


class Trickle(io.BytesIO):
    """A stream that gives three bytes at a time, so that every record is cut."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3)


def test_records_are_cut_at_their_terminators_wherever_the_blocks_end(load: Load) -> None:
    data = marc("a", "bb", "ccc")
    assert list(load("prepare").records(Trickle(data))) == [marc("a"), marc("bb"), marc("ccc")]


def test_a_source_that_ends_inside_a_record_is_refused(load: Load) -> None:
    with pytest.raises(load("measure").BenchmarkError, match="terminator"):
        list(load("prepare").records(io.BytesIO(marc("a", "b")[:-1])))


def test_no_corpus_reaches_into_the_records_kept_for_judging(load: Load) -> None:
    assert all(stop <= 100_000 for _, (_, stop, _), _, _ in load("prepare").CORPORA)


def test_marcxml_files_hold_the_same_records_a_thousand_each(load: Load, tmp_path: Path) -> None:
    prepare = load("prepare")
    source = tmp_path / "in.mrc"
    numbers = [f"n{i}" for i in range(1001)]
    source.write_bytes(marc(*numbers))
    prepare.write_marcxml(source, tmp_path / "xml")
    found = [[each["001"].data for each in prepare.pymarc.parse_xml_to_array(file)] for file in sorted((tmp_path / "xml").iterdir())]
    assert found == [numbers[:1000], numbers[1000:]]


def test_the_first_records_are_the_first(load: Load, tmp_path: Path) -> None:
    source = tmp_path / "loc-20000.mrc"
    source.write_bytes(marc("a", "b", "c"))
    assert load("conversion").first(source, 2).read_bytes() == marc("a", "b")


def test_ratios_are_against_the_last_converter_and_of_medians(load: Load) -> None:
    cost = load("measure").Cost
    costs = {
        "ours": [cost(1.0, 1.0, 50 << 20), cost(2.0, 2.0, 60 << 20), cost(9.0, 4.0, 70 << 20)],
        "theirs": [cost(40.0, 30.0, 90 << 20), cost(50.0, 30.0, 90 << 20), cost(60.0, 30.0, 90 << 20)],
    }
    ours, theirs = load("conversion").report(costs, 1000).splitlines()[2:]
    assert ours == "| ours | 2.00 | 500 | 25.0× | 15.0× | 60 |"
    assert theirs == "| theirs | 50.00 | 20 | 1.0× | 1.0× | 90 |"


def test_processes_one_after_another_add_up_their_times_not_their_memory(load: Load) -> None:
    measure = load("measure")
    assert measure.total([measure.Cost(1.0, 2.0, 10), measure.Cost(3.0, 4.0, 7)]) == measure.Cost(4.0, 6.0, 10)


def test_a_run_that_fails_is_an_error_with_its_last_words(load: Load, tmp_path: Path) -> None:
    measure = load("measure")
    command = [sys.executable, "-c", "import sys; print('out'); print('no such thing', file=sys.stderr); sys.exit(3)"]
    with pytest.raises(measure.BenchmarkError, match="ended with 3: no such thing"):
        measure.run(command)
    assert measure.run(command, output=tmp_path / "out", ok=(3,)).peak > 0
    assert (tmp_path / "out").read_text() == "out\n"


def test_refused_statements_are_found_among_the_good_ones(load: Load) -> None:
    good = [b'<http://x.example/%d> <http://x.example/p> "v" <http://x.example/g> .\n' % i for i in range(25_000)]
    bad = {7: b'<http://x.example/a b> <http://x.example/p> "v" .\n', 12_345: b"<http://x.example/a> no .\n"}
    lines = [bad.get(i, line) for i, line in enumerate(good)]
    assert list(load("quality").refused(lines)) == list(bad.values())
    assert list(load("quality").refused(good)) == []


def test_a_score_is_told_in_two_tables(load: Load) -> None:
    scored = {
        "L1": {"p": 0.99, "r": 0.97, "f1": 0.98, "n": 10},
        "L2": {"p": 0.9, "r": 0.8, "f1": 0.85, "n": 5},
        "L3": {"candidate": {"2XX": 1.0, "8XX": 0.9}, "reference": {"2XX": 0.99}},
    }
    text = load("quality").summary(json.loads(json.dumps(scored)))
    assert "| L1 | 0.99 | 0.97 | 0.98 |" in text
    assert "| L3 8XX | 0.9 | – |" in text


def test_stages_give_their_share_and_speed(load: Load) -> None:
    stages = [{"name": "intake", "seconds": 2.0, "items": 1000, "unit": "records"}, {"name": "seal", "seconds": 0.5, "items": None}]
    rows = load("main_job").stage_rows(stages, 4.0)
    assert rows == [("intake", "2.0", "50%", "1,000 records", "500"), ("seal", "0.5", "12%", "", "")]


def test_disk_counts_files_and_bytes_of_each_entry(load: Load, tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "00.nq.gz").write_bytes(b"12345")
    (tmp_path / "graph" / "01.nq.gz").write_bytes(b"123")
    (tmp_path / "manifest.json").write_bytes(b"{}")
    assert load("main_job").disk(tmp_path) == [("graph/", 2, 8), ("manifest.json", 1, 2)]


def test_nothing_outside_var_is_removed(load: Load, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("here")
    with pytest.raises(load("measure").BenchmarkError, match="not under var/"):
        load("main_job").clear(tmp_path)
    assert (tmp_path / "kept").exists()


@pytest.mark.parametrize("name", ["loc-2000", "loc-20000"])
def test_configurations_read_what_prepare_writes(name: str, load: Load) -> None:
    config = Config.load(FOLDER / f"{name}.toml")
    prepared = {f"../var/bench/{corpus[0]}" for corpus in load("prepare").CORPORA}
    assert {file for source in config.sources for file in source.files} <= prepared
    assert config.root.parent == (FOLDER.parent / "var" / "bench").resolve()


def test_hostile_cases_name_the_neighbours_that_are_gone(load: Load, tmp_path: Path) -> None:
    hostile = load("hostile_marc")
    (tmp_path / "cut.mrc").write_bytes(marc("ok1") + marc("gone")[:-9])
    (tmp_path / "EXPECTED.tsv").write_text("file\trecords\twrong\ncut.mrc\tok1 gone\tlast record cut off\n", encoding="utf-8")
    (case,) = hostile.cases(tmp_path)
    missing, faults = hostile.lost(case)
    assert missing == ["gone"]
    assert sum(faults.values()) >= 1


def test_a_share_of_a_delivery_is_changed_in_every_way_and_the_same_way_again(load: Load) -> None:
    incremental = load("incremental")
    title = pymarc.Field("245", pymarc.Indicators("0", "0"), [pymarc.Subfield("a", "Title")])
    records = [pymarc.Record(fields=[pymarc.Field("001", data=f"r{number}"), title]).as_marc() for number in range(100)]
    after = incremental.changed(records, 0.2, 1)
    assert after == incremental.changed(records, 0.2, 1) != incremental.changed(records, 0.2, 2)
    numbers = {pymarc.Record(data=each)["001"].data for each in after}
    assert len(numbers) == len(after) == 100
    assert len(numbers & {f"r{number}" for number in range(100)}) == 98
    assert sum(each in records for each in after) == 82
    assert len(incremental.changed(records, 0.2, 1, withdraw=False)) == 102
    tags = Counter(field.tag for each in after for field in pymarc.Record(data=each).fields)
    assert (tags["852"], tags["650"]) == (4, 4)


def test_stages_of_three_runs_stand_side_by_side(load: Load) -> None:
    runs = [({"stages": [{"name": "seal", "seconds": seconds}]}, seconds * 10, 0) for seconds in (2.0, 0.1, 2.0)]
    assert load("incremental").beside(runs) == [("seal", "2.0", "0.1", "2.0", "5.0%"), ("whole", "20.0", "1.0", "20.0", "5.0%")]
