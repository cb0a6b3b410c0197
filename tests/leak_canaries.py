# SPDX-License-Identifier: Apache-2.0
"""Records full of canaries: random words, one for each place in MARC that a policy may speak of, and in records that are withheld.

A canary is two words: one of plain letters, which most encodings leave as it is, and one with Vietnamese marks, which they do not.
Those of one kind begin alike, so that a search for the kind is a search for two beginnings.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from mucluc.converters.record import Record
from mucluc.converters.release_policy import Policy

from .marc_builder import FIXED, iso

SEED = 20261122
SECRET, PUBLIC, LATER, GONE, CUT = "secret", "public", "later", "gone", "cut"
CODES = "abcdefghijklmnopqrstuvwxyz0123456789"
INDICATORS = ("  ", "0 ", "1 ", "10", "41")
NOT_PLANTED = {"506": "fg2", "540": "g", "856": "7r", "857": "7r", "942": "n"}
"""Subfields that rules read: what is planted there would withhold the whole record or the field, and has records of its own."""


@dataclass
class Canaries:
    """Makes canaries, the same for the same seed; `where` says what each was planted in."""

    random: random.Random = field(default_factory=lambda: random.Random(SEED))
    plain: dict[str, str] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in (SECRET, PUBLIC, LATER, GONE, CUT):
            self.plain[kind] = "zq" + "".join(self.random.choices("bcdfghjklmnpqrstvwx", k=8))
            self.marked[kind] = "".join(
                a + b for a, b in zip(self.random.choices("hklmnv", k=5), self.random.sample("ếộựỡẩỉậằ", 5), strict=True)
            )

    def word(self, kind: str, place: str) -> str:
        """A new canary of a kind, planted at `place`."""
        name = "".join(self.random.choices("bcdfghjklmnpqrstvwx", k=9))
        self.where[name] = place
        return f"{self.plain[kind]}{name} {self.marked[kind]}{name}"


@dataclass
class Planted:
    """Files of records, by library, and what was planted. withheld: by rule, the number of the record in its file."""

    canaries: Canaries
    main: list[bytes]
    armed: list[bytes]
    digits: list[str]


def record(fields: list[tuple[str, str]], leader: str = "nam") -> bytes:
    """One ISO 2709 record of these fields in the order of their tags. leader: characters 05 to 07."""
    data = iso(sorted(fields, key=lambda each: each[0]))
    return data[:5] + leader.encode() + data[8:]


def denied(policy: Policy, canaries: Canaries, kind: str = "bibliographic") -> list[tuple[str, str]]:
    """For every tag and some indicators a field that has every code: a secret in each that the policy does not allow, in its 880 too;
    a public word in each that it allows, once a tag.
    """
    fields = [(tag, canaries.word(SECRET, f"{kind} {tag}")) for tag in ("002", "004", "009") if policy.codes(tag, "") is not None]
    for number in range(10, 1000):
        tag, shown = f"{number:03}", False
        if tag in ("355", "357", "880"):
            continue
        for indicators in INDICATORS:
            codes = policy.codes(tag, indicators)
            allowed = CODES if codes is None else "".join(code for code in codes if code not in NOT_PLANTED.get(tag, ""))
            if tag == "506" and indicators[0] == "1":
                continue  # a restriction in words that say nothing withholds
            hidden = [code for code in CODES if code not in (codes or "") and code not in NOT_PLANTED.get(tag, "") and codes is not None]
            place = f"{kind} {tag}|{indicators.replace(' ', '#')}|"
            secret = "".join(f"\x1f{code}{canaries.word(SECRET, place + code)}" for code in hidden)
            public = (
                "".join(f"\x1f{code}{canaries.word(PUBLIC, place + code)}" for code in allowed if code not in "68") if not shown else ""
            )
            public = public or "".join(f"\x1f{code}Công khai" for code in allowed[:1] if code.isalpha())
            shown = shown or bool(allowed)
            fields.append((tag, f"{indicators}{public}{secret}"))
            twin = "".join(f"\x1f{code}{canaries.word(SECRET, f'880 of {place}{code}')}" for code in hidden if code != "6")
            if twin:
                fields.append(("880", f"{indicators}\x1f6{tag}-00/$1{twin}"))
    return fields


def packed(fields: list[tuple[str, str]], head: Any, leader: str = "nam") -> list[bytes]:
    """Records of these fields, each as large as ISO 2709 lets it be; `head(number)` gives the fields that each begins with."""
    records: list[bytes] = []
    held: list[tuple[str, str]] = []
    size = 0
    for each in fields:
        length = len(each[1].encode()) + 13
        if held and size + length > 90_000:
            records.append(record([*head(len(records)), *held], leader))
            held, size = [], 0
        held.append(each)
        size += length
    return [*records, record([*head(len(records)), *held], leader)]


WITHHELD: dict[str, list[tuple[str, str]]] = {
    "deleted": [],
    "security-class": [("355", "0 \x1faMật")],
    "dissemination-control": [("357", "  \x1faNội bộ")],
    "secret-words": [("506", "  \x1faTài liệu không phục vụ bạn đọc.")],
    "use-forbidden": [("540", "  \x1faCấm phổ biến.")],
    "unknown-restriction-source": [("506", "0 \x1faMở\x1f2la")],
    "unknown-restriction-term": [("506", "0 \x1ffVùng 3")],
    "restricted": [("506", "1 \x1faTheo quyết định.")],
    "embargo-date": [("506", "0 \x1fg20311231")],
    "embargo-note": [("583", "0 \x1faGiải mật\x1fc2031")],
    "opac-suppressed": [("942", "  \x1fn1")],
    "armed-forces": [],
    "network-rule": [("500", "  \x1faLưu hành riêng")],
}
"""By rule, the fields that withhold a record. network-rule: of the network's own configuration."""

FIELD_RULES = {
    "address-with-login": "40\x1fuhttps://{}@tv.example/\x1f3{}",
    "embargoed-link": "40\x1fuhttps://tv.example/{}\x1fzEmbargo until 2031 {}",
    "unknown-access-status": "40\x1fuhttps://tv.example/{}\x1f7z\x1f3{}",
    "unknown-rights": "40\x1fuhttps://tv.example/{}\x1frTheo hợp đồng {}",
}
"""By rule, an 856 that it cuts."""


@dataclass
class Withheld:
    """A record that must not be seen: its number, title, ISBN and ISSN, for links to it."""

    number: str
    title: str
    isbn: str
    issn: str
    agent: str
    data: bytes


def withheld(canaries: Canaries, rule: str, kind: str = SECRET, number: str = "", open_to_all: bool = True) -> Withheld:
    """A record that a rule withholds (a `rule` of no name: none does), every part of it a canary."""
    word = lambda place: canaries.word(kind, f"{rule or kind}: {place}")  # noqa: E731
    made = number or word("001").split()[0]
    title, agent = f"{word('245a')} {word('245a')}", word("100a")
    isbn = isbn_of(canaries.random)
    issn = issn_of(canaries.random)
    extra = WITHHELD.get(rule, [])
    fields = [
        ("001", made),
        ("008", FIXED),
        ("020", f"  \x1fa{isbn}"),
        ("022", f"  \x1fa{issn}"),
        ("100", f"1 \x1fa{agent}"),
        ("245", f"10\x1f6880-01\x1fa{title} /\x1fc{word('245c')}"),
        ("500", f"  \x1fa{word('500a')}"),
        ("650", f" 4\x1fa{word('650a')}"),
        ("852", f"8 \x1fb{word('852b')}"),
        ("856", f"40\x1fuhttps://tv.example/{word('856u').split()[0]}"),
        ("880", f"10\x1f6245-01/$1\x1fa{word('880 of 245')}"),
        *extra,
        *([("506", "0 \x1faKhông hạn chế")] if open_to_all and not any(tag == "506" for tag, _ in extra) else []),
    ]
    return Withheld(made, title, isbn, issn, agent, record(fields, "dam" if rule == "deleted" else "nam"))


def isbn_of(chance: random.Random) -> str:
    """A right ISBN-13 that stands nowhere else."""
    digits = "978604" + "".join(chance.choices("0123456789", k=6))
    return digits + str(-sum(int(d) * (1 if n % 2 == 0 else 3) for n, d in enumerate(digits)) % 10)


def issn_of(chance: random.Random) -> str:
    """A right ISSN that stands nowhere else."""
    digits = "".join(chance.choices("123456789", k=7))
    check = -sum(int(d) * w for d, w in zip(digits, range(8, 1, -1), strict=True)) % 11
    return f"{digits[:4]}-{digits[4:]}{'X' if check == 10 else check}"


def links_to(each: Withheld, canaries: Canaries, kind: str = SECRET) -> list[tuple[str, str]]:
    """A field for each way in which a public record may name a withheld one."""
    word = lambda place: canaries.word(kind, f"link by {place}")  # noqa: E731
    return [
        ("773", f"0 \x1f6880-01\x1ft{each.title}\x1fd{word('773t')}"),
        ("880", f"0 \x1f6773-01/$1\x1fd{word('880 of 773')}"),
        ("787", f"08\x1fi{word('787w')}\x1fw{each.number}"),
        ("787", f"08\x1fi{word('787w with prefix')}\x1fw(VN-PY){each.number}"),
        ("776", f"08\x1fi{word('776z')}\x1fz{each.isbn}"),
        ("780", f"00\x1fn{word('780x')}\x1fx{each.issn}"),
        ("490", f"1 \x1fa{each.title}\x1fv{word('490a')}"),
        ("830", f" 0\x1fa{each.title} ;\x1fv{word('830a')}"),
        ("830", f" 0\x1fa{word('830w')}\x1fw{each.number}"),
        ("700", f"1 \x1fa{word('700t')}\x1ft{each.title}"),
        ("630", f"00\x1fa{each.title}\x1fx{word('630a')}"),
        ("740", f"0 \x1fa{each.title}"),
        ("501", f"  \x1faĐóng cùng với: {each.title} / {word('501a')}"),
        ("505", f"0 \x1faTập 1 -- {each.title} -- {word('505a')}"),
        ("505", f"00\x1ft{each.title} /\x1fr{word('505t')}"),
        ("580", f"  \x1faTiếp nối {each.title} ({word('580a')})"),
        ("534", f"  \x1fpNguyên bản:\x1ft{each.title}\x1fn{word('534t')}"),
    ]


def unpacked(data: bytes) -> Record:
    """An ISO 2709 record as a Record."""
    base = int(data[12:17])
    directory, body = data[24 : base - 1], data[base:-1]
    rows = [directory[at : at + 12] for at in range(0, len(directory), 12)]
    fields = tuple((row[:3].decode(), body[int(row[7:12]) : int(row[7:12]) + int(row[3:7]) - 1].decode()) for row in rows)
    return Record(data[:24].decode(), fields)
