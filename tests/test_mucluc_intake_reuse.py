# SPDX-License-Identifier: Apache-2.0
"""Intake that takes over what the last run made of the same bytes leaves the same files as one that reads everything."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from mucluc.config import Config
from mucluc.converters.withheld_links import LINK_RULE
from mucluc.deliveries import deliveries
from mucluc.publish import intake, publish, taking
from mucluc.publish.intake import Taken, plan_pieces
from mucluc.publish.remembered import Remembers
from mucluc.publish.reuse import Reuse
from mucluc.publish.unlink import cut_links
from mucluc.release import Release
from mucluc.runner import LocalRunner

from .conftest import NOW, ROOT, small_network
from .marc_builder import FIXED, iso

EXAMPLES = ROOT / "examples" / "phu-yen"
SUFFIXES = (".pack", ".index", ".keys", ".faults", ".audit", ".authorities", ".holdings")

NETWORK = """
[network]
slug = "small"
title = { vi = "Mạng nhỏ", en = "Small network" }
description = { vi = "Để kiểm thử", en = "For tests" }
base = "https://small.example/"
license = "CC0-1.0"
publisher = { vi = "Sở", en = "Department" }

[[library]]
slug = "loc"
title = { vi = "Thư viện", en = "Library" }
local_system = "koha"

[[library.collection]]
slug = "vi"
title = { vi = "Tiếng Việt", en = "Vietnamese" }
path = "008[35-37]"
equals = "vie"

[[source]]
library = "loc"
files = "*.m*"
delivery = "latest"

[policy]
extends = "default"

[[policy.rule]]
id = "secret"
outcome = "withhold"
path = "500a"
matches = "mật"
reason = { vi = "Mật", en = "Secret" }

[[policy.rule]]
id = "later"
outcome = "publish-without"
without = ["520"]
path = "541a"
after_release = true
reason = { vi = "Chưa đến hạn", en = "Not yet" }
"""


class Shelf:
    """A network of one source, taken in again and again; `old` is what the last intake left for the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "small.toml").write_text(NETWORK, "utf-8")
        self.config = Config.load(folder / "small.toml")
        self.runs = 0
        self.left: Path | None = None
        self.day = date(2026, 11, 1)

    def deliver(self, data: bytes, name: str = "a.mrc") -> None:
        for each in self.folder.glob("*.m*"):
            each.unlink()
        (self.folder / name).write_bytes(data)

    def take(self, *, again: bool = True, unlink: bool = False, required: bool = False) -> list[Taken]:
        """Take the delivery in. again: with what the last intake left; what this one leaves is kept for the next."""
        self.runs += 1
        delivered = deliveries(self.config, self.day)
        into = self.folder / f"run-{self.runs}"
        into.mkdir()
        remembers = None
        if again:
            reuse = Reuse(self.folder / f"kept-{self.runs}", "", None)
            reuse.old = self.left
            self.left = reuse.new
            remembers = Remembers(self.folder, reuse, delivered)
        pieces = plan_pieces(self.config, delivered, into, self.day.isoformat(), remembers)
        taken = list(map(taking.take, pieces))
        if unlink:
            cut_links(taken, ["loc"], LocalRunner(1), into)
        return taken


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setattr(intake, "PIECE_BYTES", 16 * 1024)
    return Shelf(tmp_path)


def files(taken: list[Taken]) -> list[dict[str, bytes]]:
    """The files of each piece, but for those that hold a secret of the run."""
    found = []
    for each in taken:
        paths = {suffix: each.piece.into.with_suffix(suffix) for suffix in SUFFIXES}
        found.append({suffix: path.read_bytes() for suffix, path in paths.items() if path.exists()})
    return found


def counts(taken: list[Taken]) -> list[tuple[object, ...]]:
    return [
        (
            *(each.read, each.authorities, each.holdings, each.published, each.rejected, each.until),
            *(+each.withheld, +each.removed, +each.outcomes),
        )
        for each in taken
    ]


def same(some: list[Taken], others: list[Taken]) -> None:
    assert files(some) == files(others)
    assert counts(some) == counts(others)


def extra(number: int) -> bytes:
    """A record of each kind that intake treats in its own way."""
    name = f"x{number}"
    kinds: list[list[tuple[str | bytes, str | bytes]]] = [
        [("500", "  \x1faTài liệu mật")],
        [("541", "  \x1faMở ngày 2026-12-31"), ("520", "  \x1faTóm tắt")],
        [("952", "  \x1faTV1\x1fbTV1\x1fp0001\x1fg50000"), ("020", "  \x1fa9786046915011")],
        [("500", "  \x1faCh\u1eef dựng sẵn va\u0300 tổ hợp")],
        [("500", b"  \x1fa\xe9\xff h\xf4")],
        [("773", f"0 \x1ftBí mật số {number - 5}")],
    ]
    title = f"Bí mật số {number}" if number % 6 == 0 else f"Sách {number}"
    return iso([("001", name), ("008", FIXED), ("245", f"10\x1fa{title}"), *kinds[number % 6]])


def holding(number: int) -> bytes:
    made = iso([("001", f"h{number}"), ("004", f"x{number}"), ("852", "  \x1faTV\x1fxgiá 5"), ("866", " 0\x1faT.1")])
    return made[:6] + b"x" + made[7:]


def records() -> list[bytes]:
    taken = (EXAMPLES / "loc-vietnamese-121.mrc").read_bytes() + (EXAMPLES / "thu-vien-tinh.mrc").read_bytes()
    found = [each + b"\x1d" for each in taken.split(b"\x1d")[:-1]][::3]
    found += [each + b"\x1d" for each in (EXAMPLES / "tieu-de-chuan.mrc").read_bytes().split(b"\x1d")[:-1]]
    return found + [extra(number) for number in range(24)] + [holding(number) for number in range(4)]


def edited(some: list[bytes], chance: random.Random) -> list[bytes]:
    """Some records inserted, deleted, changed, exchanged, damaged, filled or run into each other."""
    made = list(some)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(made))
        kind = chance.randrange(8)
        if kind == 0:
            made.insert(at, extra(chance.randrange(100, 200)))
        elif kind == 1:
            del made[at]
        elif kind == 2:
            made[at] = made[at].replace(b"a", b"e", 1)
        elif kind == 3:
            other = chance.randrange(len(made))
            made[at], made[other] = made[other], made[at]
        elif kind == 4:
            place = chance.randrange(len(made[at]))
            made[at] = made[at][:place] + bytes([chance.randrange(256)]) + made[at][place + 1 :]
        elif kind == 5:
            made[at] = chance.choice([b"\r\n", b"\xef\xbb\xbf", b"\x1d", b" \x00"]) + made[at]
        elif kind == 6:
            made[at] = made[at].rstrip(b"\x1d")
        else:
            made.insert(at, made[at])
    return made


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edit_the_files_are_those_of_a_run_that_reads_everything(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    some = records()
    chance.shuffle(some)
    for _ in range(3):
        shelf.deliver(b"".join(some), chance.choice(["a.mrc", "b.mrc"]))
        same(shelf.take(), shelf.take(again=False))
        some = edited(some, chance)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_after_links_to_withheld_records_were_cut(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    some = records()
    cuts = 0
    for _ in range(3):
        shelf.deliver(b"".join(some))
        mine = shelf.take(unlink=True)
        same(mine, shelf.take(again=False, unlink=True))
        cuts += sum(each.outcomes["publish-without", LINK_RULE] for each in mine)
        some = edited(some, chance)
    assert cuts


def test_nothing_is_left_of_what_is_withheld_or_cut(shelf: Shelf) -> None:
    shelf.deliver(b"".join(records()))
    for _ in range(2):
        shelf.take(unlink=True)
        assert shelf.left is not None
        kept = b"".join(path.read_bytes() for path in shelf.left.iterdir())
        assert "Sách 3".encode() in kept
        for private in ("Bí mật", "Tài liệu mật", "50000", "giá 5"):
            assert private.encode() not in kept, private


def test_what_has_not_changed_is_not_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    some = records()
    shelf.deliver(b"".join(some))
    closed = sum(each.withheld.total() for each in shelf.take())
    judged: list[str] = []
    add = taking.Judge.add
    monkeypatch.setattr(taking.Judge, "add", lambda self, record, made: (judged.append(record.control_number), add(self, record, made)))
    shelf.take()
    assert len(judged) == closed + 4, "what is withheld, and the four records whose embargo may end"
    first = len(judged)
    judged.clear()
    some.insert(0, extra(500))
    some[40] = some[40].replace(b"a", b"e", 1)
    shelf.deliver(b"".join(some))
    shelf.take()
    assert len(judged) == first + 2
    assert "x500" in judged


def test_an_unchanged_file_is_taken_over_without_being_opened(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(extra(number) for number in range(2, 1400, 6))
    shelf.deliver(data)
    first = shelf.take()
    assert len(first) > 1

    def read(*_: object, **__: object) -> None:
        raise AssertionError("it is read")

    monkeypatch.setattr(taking, "read", read)
    same(shelf.take(), first)
    shelf.day = date(2027, 5, 1)
    same(shelf.take(), first)


def test_an_embargo_that_ends_is_seen_on_its_day(shelf: Shelf) -> None:
    shelf.deliver(b"".join(extra(number) for number in range(1, 61, 6)))
    (before,) = shelf.take()
    assert before.until == "2026-12-31" and before.removed["520a"] == 10
    shelf.day = date(2027, 1, 1)
    after = shelf.take()
    assert not after[0].removed["520a"]
    same(after, shelf.take(again=False))


def _marcxml() -> list[bytes]:
    text = (EXAMPLES / "thu-vien-dai-hoc.xml").read_bytes()
    head, *rest = text.split(b"<record>")
    *middle, last = rest
    end = last.index(b"</record>") + len(b"</record>")
    return [head, *(b"<record>" + each for each in (*middle, last[:end])), last[end:]]


@pytest.mark.parametrize("seed", range(6))
def test_marcxml_is_taken_over_record_by_record(shelf: Shelf, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    head, *some, tail = _marcxml()
    known = 0
    find = taking.Earlier.find

    def counted(self: taking.Earlier, key: bytes) -> object:
        nonlocal known
        found = find(self, key)
        known += found is not None
        return found

    monkeypatch.setattr(taking.Earlier, "find", counted)
    for _ in range(3):
        shelf.deliver(head + b"".join(some) + tail, "a.mxml")
        same(shelf.take(), shelf.take(again=False))
        place = chance.randrange(len(some))
        some[place] = some[place].replace(b"a</subfield>", b"e</subfield>", 1)
        some.insert(0, some.pop(chance.randrange(len(some))))
        if chance.random() < 0.2:
            some[-1] = some[-1].replace(b"</leader>", b"<!-- x --></leader>")
    assert known > len(some) // 2


def _waiting(shelf: Shelf) -> None:
    (shelf.folder / "small.toml").write_text(NETWORK + "\n[appraisal]\nrequired = true\n", "utf-8")
    shelf.config = Config.load(shelf.folder / "small.toml")


def _packed(shelf: Shelf) -> None:
    shelf.deliver(gzip.compress(b"".join(records()), mtime=0), "a.mrc.gz")


@pytest.mark.parametrize("change", [_waiting, _packed])
def test_how_a_file_is_read_and_whether_it_is_released_count(shelf: Shelf, change: Callable[[Shelf], None]) -> None:
    shelf.deliver(b"".join(records()))
    shelf.take()
    change(shelf)
    same(shelf.take(), shelf.take(again=False))
    same(shelf.take(), shelf.take(again=False))


def test_what_the_whole_file_is_in_counts_for_each_of_its_records(shelf: Shelf) -> None:
    title = "Nhµ ¸o ®×nh lµng cæ x· V¹n Xu©n".encode("latin-1")
    old = [iso([("001", f"t{number}"), ("008", FIXED), ("245", b"10\x1fa" + title)]) for number in range(30)]
    shelf.deliver(b"".join(old))
    first = shelf.take()
    same(first, shelf.take(again=False))
    shelf.deliver(b"".join(old[:2]) + b"".join(extra(number) for number in range(3, 900, 6)))
    second = shelf.take()
    same(second, shelf.take(again=False))
    assert [b"encoding-legacy" in files(taken)[0][".faults"] for taken in (first, second)] == [True, False]


def test_the_digests_tell_nothing_to_who_has_the_folder_alone(shelf: Shelf) -> None:
    data = extra(2)
    shelf.deliver(data)
    shelf.take()
    assert shelf.left is not None
    kept = b"".join(path.read_bytes() for path in shelf.left.iterdir())
    for digest in (hashlib.sha256(data), hashlib.blake2b(data[:-1], digest_size=16), hashlib.blake2b(data, digest_size=16)):
        assert digest.digest() not in kept and digest.hexdigest().encode() not in kept
    assert (shelf.folder / "private" / "cache.key").stat().st_mode & 0o077 == 0


def test_a_release_that_took_over_is_the_release_that_did_not(example: Path, tmp_path: Path) -> None:
    made = []
    for whole in (False, True):
        (tmp_path / str(whole)).mkdir()
        config = small_network(example, tmp_path / str(whole), records=8)
        source = config.parent / "records.mrc"
        for number in range(3):
            now = NOW + timedelta(days=number)
            path = publish(Config.load(config), now=now, runner=LocalRunner(1), whole=whole).path
            made.append(Release.open(path).manifest["content_sha256"])
            records = source.read_bytes().split(b"\x1d")
            records[number] = records[number].replace(b" cm", b" mm", 1)
            source.write_bytes(b"\x1d".join(records))
    assert made[:3] == made[3:] and len(set(made)) == 3
