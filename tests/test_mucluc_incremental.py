# SPDX-License-Identifier: Apache-2.0
"""A run takes over from the last one what has not changed; the release is byte for byte that of a run that takes nothing over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from mucluc.config import Config
from mucluc.publish import publish
from mucluc.release import Release
from mucluc.runner import LocalRunner

from .conftest import NOW, small_network

Records = dict[str, bytes]
"""The records of a delivery by control number."""


class Network:
    """A small network whose records a test changes; each release is compared with one made of the same state and nothing taken over."""

    def __init__(self, example: Path, into: Path, records: int = 40) -> None:
        into.mkdir(exist_ok=True)
        self.folder = into
        self.config = small_network(example, into, records)
        self.path = into / "records.mrc"
        self.records: Records = {}
        for each in self.path.read_bytes().split(b"\x1d")[:-1]:
            self.records[number_of(each)] = each + b"\x1d"
        self.runs = 0

    @property
    def root(self) -> Path:
        return self.folder / "var"

    def write(self) -> None:
        self.path.write_bytes(b"".join(self.records.values()))

    def publish(self, *, whole: bool = False) -> Path:
        self.runs += 1
        moment = NOW + timedelta(days=self.runs)
        return publish(Config.load(self.config), now=moment, runner=LocalRunner(1), allow_withdrawals=True, whole=whole).path

    def compare(self) -> Release:
        """Publish, and publish whole in a copy of what was there before; raises AssertionError where a file differs."""
        self.write()
        copy = self.folder.with_name(self.folder.name + ".whole")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder, copy, symlinks=True)
        other = Network.__new__(Network)
        other.folder, other.config, other.runs = copy, copy / self.config.name, self.runs
        made, whole = self.publish(), other.publish(whole=True)
        assert listing(made) == listing(whole)
        shutil.rmtree(copy)
        return Release.open(made)


def number_of(record: bytes) -> str:
    start = int(record[12:17]) + int(record[24:36][7:12])
    return record[start : record.index(b"\x1e", start)].decode().strip()


def listing(release: Path) -> dict[str, str]:
    """The digest of every file; of the store, whose files differ by nature, what the manifest says."""
    rows = (line.split("\t") for line in (release / "files.tsv").read_text("utf-8").splitlines())
    files = {name: digest for name, _, digest in rows if not name.startswith("store/")}
    return files | {"store": str(Release.open(release).manifest["store"]), "id": release.name}


def field(record: bytes, tag: str, data: str) -> bytes:
    """A record with one more field."""
    from pymarc import Field, Indicators, Subfield
    from pymarc import Record as Marc

    marc = Marc(data=record)
    marc.add_ordered_field(Field(tag=tag, indicators=Indicators(" ", "0"), subfields=[Subfield(p[0], p[1:]) for p in data.split("$")[1:]]))
    return bytes(marc.as_marc())


def titled(record: bytes, more: str) -> bytes:
    """A record with another title."""
    from pymarc import Record as Marc

    marc = Marc(data=record)
    title = marc["245"]
    title["a"] = f"{more} {title['a']}"
    return bytes(marc.as_marc())


def numbered(record: bytes, number: str) -> bytes:
    """A record under another control number."""
    from pymarc import Record as Marc

    marc = Marc(data=record)
    marc["001"].data = number
    return bytes(marc.as_marc())


def edit(records: Records) -> None:
    name = sorted(records)[3]
    records[name] = titled(records[name], "Mới")


def subject(records: Records) -> None:
    name = sorted(records)[5]
    records[name] = field(records[name], "650", "$aSông nước$zPhú Yên")


def add(records: Records) -> None:
    records["new-1"] = numbered(titled(next(iter(records.values())), "Khác"), "new-1")


def withdraw(records: Records) -> None:
    del records[sorted(records)[7]]


def move(records: Records) -> None:
    """A record becomes another edition of another record's Work."""
    first, second = sorted(records)[8:10]
    records[first] = numbered(records[second], first)


@pytest.mark.parametrize("change", [edit, subject, add, withdraw, move])
def test_a_change_gives_the_bytes_of_a_whole_run(example: Path, tmp_path: Path, change: Callable[[Records], None]) -> None:
    network = Network(example, tmp_path / "n")
    network.publish()
    change(network.records)
    network.compare()
