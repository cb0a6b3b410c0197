# SPDX-License-Identifier: Apache-2.0
"""A run takes over from the last one what has not changed; the release is byte for byte that of a run that takes nothing over."""

from __future__ import annotations

import gzip
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pymarc
import pytest

from mucluc.config import Config
from mucluc.converters.examples import record_of
from mucluc.endpoint.marc import iso2709
from mucluc.publish import publish, resolve
from mucluc.publish.kept import read_kept, write_kept
from mucluc.publish.reuse import Stale
from mucluc.release import Release
from mucluc.release.blocks import members
from mucluc.runner import LocalRunner

from .conftest import NOW, small_network
from .graph_runs import GraphRuns, digests

Records = dict[str, bytes]
"""The records of a delivery by control number."""
Change = Callable[[Records, random.Random], None]


def delivered(path: Path) -> Records:
    """The records of a file of ISO 2709."""
    records = {}
    for each in path.read_bytes().split(b"\x1d")[:-1]:
        start = int(each[12:17]) + int(each[31:36])
        records[each[start : each.index(b"\x1e", start)].decode().strip()] = each + b"\x1d"
    return records


def edited(record: bytes, edit: Callable[[pymarc.Record], object]) -> bytes:
    """A record that `edit` has changed."""
    marc = pymarc.Record(data=record)
    edit(marc)
    return bytes(marc.as_marc())


def with_field(record: bytes, tag: str, indicators: str, **subfields: str) -> bytes:
    """A record with one more field."""
    made = pymarc.Field(tag, pymarc.Indicators(*indicators), [pymarc.Subfield(code, text) for code, text in subfields.items()])
    return edited(record, lambda marc: marc.add_ordered_field(made))


def entitled(record: bytes, start: str) -> bytes:
    """A record whose title begins with one more word."""

    def edit(marc: pymarc.Record) -> None:
        title = marc["245"]
        title["a"] = f"{start} {title['a']}"

    return edited(record, edit)


def numbered(record: bytes, number: str) -> bytes:
    """A record under another control number."""

    def edit(marc: pymarc.Record) -> None:
        marc["001"].data = number

    return edited(record, edit)


def edit_title(records: Records, draw: random.Random) -> None:
    name = draw.choice(sorted(records))
    records[name] = entitled(records[name], draw.choice(("Mới", "Khác", "Sông")))


def add_copy(records: Records, draw: random.Random) -> None:
    name = draw.choice(sorted(records))
    records[name] = with_field(records[name], "852", "  ", b="Kho mượn", h=f"{draw.randrange(900)}.1", p=f"VN.{draw.randrange(9999)}")


def add_subject(records: Records, draw: random.Random) -> None:
    name = draw.choice(sorted(records))
    records[name] = with_field(records[name], "650", " 4", a=draw.choice(("Sông nước", "Biển đảo", "Làng nghề")), z="Phú Yên")


def drop_subjects(records: Records, draw: random.Random) -> None:
    name = draw.choice(sorted(records))
    records[name] = edited(records[name], lambda marc: marc.remove_fields("650", "651", "700"))


def add_record(records: Records, draw: random.Random) -> None:
    name = f"new-{draw.randrange(10**6)}"
    records[name] = numbered(entitled(records[draw.choice(sorted(records))], "Tân"), name)


def withdraw(records: Records, draw: random.Random) -> None:
    del records[draw.choice(sorted(records))]


def move(records: Records, draw: random.Random) -> None:
    """A record becomes what another record is: it joins that one's Work."""
    first, second = draw.sample(sorted(records), 2)
    records[first] = numbered(records[second], first)


CHANGES: tuple[Change, ...] = (edit_title, add_copy, add_subject, drop_subjects, add_record, withdraw, move)


COLLECTION = """
[[library.collection]]
slug = "phu-yen"
title = { vi = "Phú Yên", en = "Phú Yên" }
path = "650z"
equals = ["Phú Yên"]

[[source]]"""


class Catalogue:
    """A network of one library whose records a test changes between runs without views."""

    def __init__(self, example: Path, into: Path, records: int) -> None:
        self.config = small_network(example, into, records)
        self.config.write_text(self.config.read_text("utf-8").replace("\n[[source]]", COLLECTION), "utf-8")
        self.path = into / "records.mrc"
        self.records = delivered(self.path)
        self.runs = GraphRuns(Config.load(self.config), into / "var")
        self.day = 0

    def later(self, days: int = 1) -> None:
        """Write the records as they are by now, and let some days pass."""
        self.path.write_bytes(b"".join(self.records.values()))
        self.day += days

    def run(self) -> Path:
        self.later()
        return self.runs.run(NOW + timedelta(days=self.day))

    def same(self) -> Path:
        """The next release; AssertionError where a file of it differs from one of a run that takes nothing over."""
        self.later()
        made, whole = self.runs.twice(NOW + timedelta(days=self.day))
        assert digests(made) == digests(whole)
        return made


@pytest.fixture
def catalogue(example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """About fifteen records a shard and four a block."""
    monkeypatch.setattr(resolve, "SHARD_RECORDS", 20)
    monkeypatch.setattr(resolve, "BLOCKS", 4)
    yield Catalogue(example, tmp_path, 60)


def graphs(release: Path) -> dict[str, Path]:
    return {each.name: each for folder in ("graph", "records") for each in (release / folder).iterdir()}


def blocks(path: Path) -> set[bytes]:
    data = path.read_bytes()
    return {data[start : start + length] for start, length in members(path)}


def test_what_has_not_changed_is_the_same_file_or_the_same_member(catalogue: Catalogue) -> None:
    first = catalogue.run()
    again = catalogue.same()
    linked = {name for name, path in graphs(again).items() if path.samefile(graphs(first)[name])}
    assert linked == graphs(first).keys() - {"union-network.nt.gz", "union-joined.nt.gz"}
    name = min(catalogue.records)
    catalogue.records[name] = entitled(catalogue.records[name], "Mới")
    edited = catalogue.same()
    touched = [name for name, path in graphs(edited).items() if not path.samefile(graphs(first)[name])]
    shards = [name for name in touched if name.endswith(".nq.gz")]
    assert len(shards) == 1 < sum(name.endswith(".nq.gz") for name in graphs(first))
    assert {f"union-{shards[0][:4]}.nt.gz", f"{shards[0][:4]}.marc.gz"} < set(touched)
    before, after = (blocks(graphs(release)[shards[0]]) for release in (first, edited))
    assert len(after - before) == 1 < len(after & before)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gives_the_bytes_of_a_whole_run(catalogue: Catalogue, change: Change) -> None:
    catalogue.run()
    before = dict(catalogue.records)
    change(catalogue.records, random.Random(5))
    assert catalogue.records != before
    catalogue.same()


def test_twenty_releases_in_a_row_give_the_bytes_of_whole_runs(catalogue: Catalogue) -> None:
    draw = random.Random(20)
    catalogue.run()
    for _ in range(20):
        for change in draw.choices(CHANGES, k=draw.randrange(6)):
            change(catalogue.records, draw)
        catalogue.same()


def test_a_union_that_grows_into_more_shards_is_made_anew(catalogue: Catalogue) -> None:
    few = catalogue.runs
    all_records = dict(catalogue.records)
    catalogue.records = dict(list(all_records.items())[:35])
    first = catalogue.run()
    catalogue.records = all_records
    second = catalogue.same()
    assert len(list(few.root.glob("cache/*/shards/*.index"))) == 2 * len([name for name in graphs(first) if name.endswith(".nq.gz")])
    assert graphs(first).keys() < graphs(second).keys()


def test_headings_that_nobody_uses_any_more_leave(catalogue: Catalogue) -> None:
    name = max(catalogue.records)
    catalogue.run()
    plain = catalogue.records[name]
    catalogue.records[name] = with_field(plain, "650", " 4", a="Chỉ một lần")
    assert any("Chỉ một lần".encode() in text_of(path) for path in graphs(catalogue.same()).values())
    catalogue.records[name] = plain
    assert not any("Chỉ một lần".encode() in text_of(path) for path in graphs(catalogue.same()).values())


def text_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def authority(number: str, name: str, variant: str) -> bytes:
    """A name authority record in ISO 2709."""
    return iso2709(record_of(["LDR 00000nz##a2200000n##4500", f"001 {number}", f"100 0#$a{name}", f"400 0#$a{variant}"]))


def test_an_authority_record_that_comes_changes_and_goes(catalogue: Catalogue) -> None:
    catalogue.run()
    catalogue.records["a1"] = authority("a1", "Nguyễn, Du, 1765-1820", "Tố Như")
    came = catalogue.same()
    assert "authority-0000.nq.gz" in graphs(came)
    assert graphs(catalogue.same())["authority-0000.nq.gz"].samefile(graphs(came)["authority-0000.nq.gz"])
    catalogue.records["a1"] = authority("a1", "Nguyễn, Du, 1765-1820", "Thanh Hiên")
    changed = catalogue.same()
    release = Release.open(changed)
    assert [each.path for each in release.authorities()] == ["authority/loc/a1"]
    release.close()
    assert not any("Tố Như".encode() in text_of(path) for path in graphs(changed).values())
    del catalogue.records["a1"]
    assert "authority-0000.nq.gz" not in graphs(catalogue.same())


@pytest.mark.parametrize(
    ("part", "lost"),
    [
        ("shards/0000.index", False),
        ("shards/0001.index", True),
        ("shards/0001.rows", False),
        ("headings/0001", False),
        ("headings", True),
        ("basis", False),
        ("", True),
    ],
)
def test_a_lost_or_damaged_folder_of_the_last_run_only_costs_time(catalogue: Catalogue, part: str, lost: bool) -> None:
    catalogue.run()
    (folder,) = (catalogue.runs.root / "cache").iterdir()
    victim = folder / part
    files = [victim] if victim.is_file() else [each for each in victim.rglob("*") if each.is_file()]
    assert files
    for each in files:
        data = bytearray(each.read_bytes())
        data[len(data) // 2] ^= 1
        each.unlink()
        if not lost:
            each.write_bytes(data)
    edit_title(catalogue.records, random.Random(1))
    catalogue.same()


def test_a_damaged_file_of_the_last_release_is_not_taken_over(catalogue: Catalogue) -> None:
    first = catalogue.run()
    for name in ("0000.nq.gz", "heading-0001.nt.gz"):
        path = graphs(first)[name]
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    edit_title(catalogue.records, random.Random(1))
    catalogue.same()


def test_what_is_kept_says_when_it_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "value"
    write_kept(path, ("a", [1, b"2"]))
    assert read_kept(path) == ("a", [1, b"2"])
    for data in (b"", path.read_bytes()[:-1], path.read_bytes() + b"x"):
        path.write_bytes(data)
        with pytest.raises(Stale, match="value is damaged"):
            read_kept(path)
    path.unlink()
    with pytest.raises(Stale, match="value is lost"):
        read_kept(path)


def test_whole_publications_agree_and_nothing_withdrawn_stays_in_the_folder(example: Path, tmp_path: Path) -> None:
    """With store, reports, datasets and site; the configuration changes once, so that nothing may be taken over."""
    home = tmp_path / "home"
    home.mkdir()
    config = small_network(example, home, 30)
    records = delivered(home / "records.mrc")
    records["secret"] = numbered(entitled(min(records.values()), "Zzyzx"), "secret")
    draw = random.Random(3)
    for day in range(3):
        if day == 1:
            del records["secret"]
        if day == 2:
            config.write_text(config.read_text("utf-8") + "# another configuration\n", "utf-8")
        edit_title(records, draw)
        (home / "records.mrc").write_bytes(b"".join(records.values()))
        copy = tmp_path / "copy"
        shutil.copytree(home, copy, symlinks=True)
        made, whole = (
            publish(Config.load(each / config.name), now=NOW + timedelta(days=day), runner=LocalRunner(1), allow_withdrawals=True, whole=of)
            for each, of in ((home, False), (copy, True))
        )
        assert listing(made.path) == listing(whole.path)
        shutil.rmtree(copy)
        kept = b"".join(each.read_bytes() for each in (home / "var" / "cache").rglob("*") if each.is_file())
        assert (b"Zzyzx" in kept) == (day < 1)


def listing(release: Path) -> dict[str, str]:
    """The digest of every file; of the store, whose files differ by nature, what the manifest says."""
    rows = (line.split("\t") for line in (release / "files.tsv").read_text("utf-8").splitlines())
    files = {name: digest for name, _, digest in rows if not name.startswith("store/")}
    return files | {"store": str(Release.open(release).manifest["store"]), "id": release.name}
