# SPDX-License-Identifier: Apache-2.0
"""Hostile ISO 2709 files, made from a seed: between good neighbours stands what was cut, miscounted, miscoded or meant to hurt.

`variants(seed)` gives them all. Each says which neighbours must come out exactly, where the hostile part stands in the file, and what that
part says: a record read from there either says the same or has a fault. `hostile_xml` and `hostile_sheets` do the same for their formats.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.marc_builder import END, FIXED, STOP, iso

Fields = tuple[tuple[str, str], ...]
Middle = tuple[str, bytes, Fields | None]
"""What it is, the bytes, and the fields that an honest reader may give without a fault: None when there are none such, no fields when
nothing stands there."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file. kept: the good neighbours' fields, in order. start, end: where the hostile bytes stand. said: see `Middle`."""

    name: str
    data: bytes
    kept: tuple[Fields, ...]
    start: int
    end: int
    said: Fields | None


def neighbour(number: str) -> Fields:
    """A right record with what readers stumble on: Vietnamese, Hán Nôm beyond the first plane, repeated fields, many subfields."""
    return (
        ("001", number),
        ("008", FIXED),
        ("100", "1 \x1f6880-01\x1faNguyễn, Du,\x1fd1765-1820."),
        ("245", f"10\x1faTruyện Kiều {number} =\x1fb𡨸喃 𢆥 :\x1fbbản “1866” <&> /\x1fcNguyễn Du."),
        ("650", " 4\x1faThơ\x1fzPhú Yên."),
        ("650", " 4\x1faVăn học."),
        ("856", "40\x1fuhttps://example.org/?a=1&b=2"),
        ("880", "1 \x1f6100-01/$1\x1fa阮攸."),
    )


FIRST, SECOND, THIRD = neighbour("ok1"), neighbour("ok2"), neighbour("ok3")
MIDDLE: Fields = (
    ("001", "x"),
    ("008", FIXED),
    ("245", "10\x1faSố đỏ :\x1fbtiểu thuyết /\x1fcVũ Trọng Phụng."),
    ("300", "  \x1fa250 tr. ;\x1fc19 cm"),
    ("650", " 4\x1faTiểu thuyết."),
)
WHOLE = iso(MIDDLE)
BASE = 25 + 12 * len(MIDDLE)


def variants(seed: int) -> Iterator[Hostile]:
    """Every class, the chosen places and bytes depending on the seed; each between three neighbours."""
    chance = random.Random(seed)
    before, after = iso(FIRST), iso(SECOND) + iso(THIRD)
    for make in CLASSES:
        for name, middle, said in make(chance):
            data = before + middle + after
            yield Hostile(f"{make.__name__}: {name}", data, (FIRST, SECOND, THIRD), len(before), len(before) + len(middle), said)
    for name, data, said in _whole_files(chance):
        yield Hostile(f"file: {name}", data, (FIRST, SECOND, THIRD), 0, len(data), said)
    for cut in sorted(chance.sample(range(1, len(WHOLE)), 40)):
        yield Hostile(f"file ends at byte {cut}", before + WHOLE[:cut], (FIRST,), len(before), len(before) + cut, MIDDLE)


def with_bytes(at: int, new: bytes, old: int | None = None) -> bytes:
    """The middle record with the bytes at `at` replaced; old: how many go, as many as come when not said."""
    return WHOLE[:at] + new + WHOLE[at + (len(new) if old is None else old) :]


def spelt(record: bytes) -> Fields:
    """What the bytes of a record say whose structure is that of `WHOLE`."""
    texts = record[BASE:].decode("utf-8", "replace").split("\x1e")
    return tuple((tag, text) for (tag, _), text in zip(MIDDLE, texts, strict=False))


def cut_off(chance: random.Random) -> Iterator[Middle]:
    """The record stops at some byte, and the next begins right there."""
    for at in range(1, len(WHOLE)):
        yield f"at byte {at}", WHOLE[:at], MIDDLE
    for at in sorted(chance.sample(range(1, len(WHOLE) - 1), 40)):
        yield f"at byte {at}, then a terminator", WHOLE[:at] + STOP, MIDDLE
        yield f"its first {at} bytes are missing", WHOLE[at:], None


_NUMBERS = (
    b"00000",
    b"00001",
    b"00023",
    b"00024",
    b"00025",
    b"99999",
    b"ABCDE",
    b"     ",
    b"-0100",
    b"+0100",
    b" 0100",
    b"1_000",
    b"1e003",
    b"0x0ff",
    b"\x00\x00\x00\x00\x00",
    b"\xb2\xb3\xb9\xb2\xb3",
    b"\xff\xff\xff\xff\xff",
    b"12.34",
)


def length(chance: random.Random) -> Iterator[Middle]:
    """The leader's length is wrong: by a little, by one neighbour, by both, or no number."""
    near = [len(WHOLE) + by for by in (-1, 1, -chance.randint(2, 90), chance.randint(2, 90), len(iso(SECOND)), 2 * len(iso(SECOND)))]
    for digits in (*_NUMBERS, *(b"%05d" % each for each in near)):
        yield repr(digits), with_bytes(0, digits), MIDDLE
    for digits in (b"99999", b"ABCDE", b"%05d" % (len(WHOLE) + len(iso(SECOND)))):
        yield f"{digits!r} and no terminator", with_bytes(0, digits)[:-1], MIDDLE


def base(chance: random.Random) -> Iterator[Middle]:
    """The base address is wrong."""
    near = [BASE + by for by in (-1, 1, 12, -12, 24, chance.randint(25, 90))]
    for digits in (*_NUMBERS, *(b"%05d" % each for each in near)):
        yield repr(digits), with_bytes(12, digits), MIDDLE


def entries(chance: random.Random) -> Iterator[Middle]:
    """A directory entry has a wrong length or start."""
    for number in range(len(MIDDLE)):
        at = 24 + 12 * number
        size, start = int(WHOLE[at + 3 : at + 7]), int(WHOLE[at + 7 : at + 12])
        for new in (b"0000", b"0001", b"9999", b"ABCD", b"    ", b"-001", b"\x00\x00\x00\x00", b"%04d" % (size - 1), b"%04d" % (size + 1)):
            yield f"length {new!r} in entry {number}", with_bytes(at + 3, new), MIDDLE
        starts = (
            b"00000",
            b"99999",
            b"ABCDE",
            b"     ",
            b"-0001",
            b"%05d" % (start + 1),
            b"%05d" % max(start - 1, 0),
            b"%05d" % chance.randint(0, 300),
        )
        for new in starts:
            yield f"start {new!r} in entry {number}", with_bytes(at + 7, new), MIDDLE
        other = 24 + 12 * chance.choice([each for each in range(len(MIDDLE)) if each != number])
        yield f"entry {number} overlaps another", with_bytes(at + 3, WHOLE[other + 3 : other + 12]), None
        yield f"entry {number} is missing", with_bytes(at, b"", 12), None
        yield f"entry {number} twice", with_bytes(at, WHOLE[at : at + 12], 0), None
    swallow = len(WHOLE) + len(iso(SECOND))
    last = 24 + 12 * (len(MIDDLE) - 1)
    reach = int(WHOLE[last + 3 : last + 7]) + len(iso(SECOND))
    yield "the last entry and the leader reach past the next record", b"%05d" % swallow + with_bytes(last + 3, b"%04d" % reach)[5:], MIDDLE


def directory(chance: random.Random) -> Iterator[Middle]:
    """The directory as a whole is wrong: not in entries of 12, empty, without its end, padded."""
    for size in range(1, 12):
        yield f"{size} bytes too many", with_bytes(BASE - 1, b"0" * size, 0), MIDDLE
        yield f"{size} bytes too few", with_bytes(BASE - 1 - size, b"", size), MIDDLE
    yield "empty", WHOLE[:24] + WHOLE[BASE - 1 :], MIDDLE
    yield "without its end", with_bytes(BASE - 1, b"", 1), MIDDLE
    yield "an end too many", with_bytes(BASE - 1, END, 0), MIDDLE
    yield "an end in the middle", with_bytes(24 + chance.randint(1, BASE - 27), END), None
    yield "entries in another order", WHOLE[:24] + WHOLE[36 : BASE - 1] + WHOLE[24:36] + WHOLE[BASE - 1 :], (*MIDDLE[1:], MIDDLE[0])
    yield "an entry past the data", with_bytes(BASE - 1, b"999000599990", 0), MIDDLE
    yield "an entry too many", with_bytes(BASE - 1, b"999000500000", 0), None


def terminators(chance: random.Random) -> Iterator[Middle]:
    """A terminator or delimiter is missing, doubled, or stands inside a field."""
    for name, mark in (("field", 0x1E), ("subfield", 0x1F), ("record", 0x1D)):
        places = [at for at, byte in enumerate(WHOLE) if byte == mark]
        for at in places:
            yield f"no {name} mark at byte {at}", with_bytes(at, b"", 1), MIDDLE
            for times in (1, 2, 7):
                yield f"{name} mark at byte {at} and {times} more", with_bytes(at, bytes([mark]) * times, 0), MIDDLE
        for at in sorted(chance.sample(range(BASE, len(WHOLE) - 1), 20)):
            yield f"{name} mark put in at byte {at}", with_bytes(at, bytes([mark]), 0), None
            made = with_bytes(at, bytes([mark]))
            yield f"{name} mark in place of byte {at}", made, spelt(made) if mark == 0x1F else None
    for text in ("Hai\x1dba", "Hai\x1eba", "Hai\x1d\x1d\x1dba", "\x1dHai", "Hai\x1d", "00026nam a2200025   4500\x1d\x1d"):
        yield f"counted inside a field: {text!r}", iso([*MIDDLE[:2], ("245", f"10\x1fa{text}")]), None
    yield "a whole record inside a field", iso([*MIDDLE[:2], ("245", b"10\x1fa" + iso(neighbour("no"))[:-1])]), None


_BAD_UTF8 = (
    b"\xc0\x80",
    b"\xc1\xbf",
    b"\xe0\x80\xaf",
    b"\xf0\x80\x80\xaf",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xed\xa0\x81\xed\xb0\x80",
    b"\x80",
    b"\xbf",
    b"\xc3",
    b"\xe1\xbb",
    b"\xf0\xa2\x86",
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
    b"\xfe",
    b"\xff",
    b"\xff\xfe\xff",
    b"\xfc\x80\x80\x80\x80\xaf",
)


def coding(chance: random.Random) -> Iterator[Middle]:
    """Bytes that are no UTF-8: overlong, surrogates, cut, lone; at the start, in the middle, before a delimiter, in control fields."""
    for bad in _BAD_UTF8:
        for text in (
            b"10\x1fa" + bad + b"T",
            b"10\x1faT" + bad + b"\x1fbU",
            b"10\x1faT" + bad,
            b"1" + bad + b"\x1faT",
            b"10\x1f" + bad + b"\x1faT",
        ):
            yield f"{bad.hex(' ')} in {text!r}", iso([*MIDDLE[:2], ("245", text)]), None
        yield f"{bad.hex(' ')} in 008", iso([MIDDLE[0], ("008", FIXED.encode()[:30] + bad), MIDDLE[2]]), None
        yield f"{bad.hex(' ')} in 001", iso([("001", b"x" + bad), *MIDDLE[1:]]), None
    for at in sorted(chance.sample(range(BASE, len(WHOLE) - 2), 40)):
        yield f"a byte of {0xF8:#x} and more at {at}", with_bytes(at, bytes([chance.randint(0xF8, 0xFF)])), None
    yield "UTF-8 said to be MARC-8", iso(MIDDLE, coding=" "), MIDDLE
    yield "an unknown coding", iso(MIDDLE, coding="Z"), MIDDLE


def controls(chance: random.Random) -> Iterator[Middle]:
    """Control characters, the ends of planes, and marks that turn the reading direction."""
    for code in (*range(0x1D), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF):
        yield f"U+{code:04X}", iso([*MIDDLE[:2], ("245", f"10\x1faHai{chr(code)}ba")]), None
    for code in (0x00AD, 0x200B, 0x200E, 0x202A, 0x202E, 0x2028, 0x2066, 0xFEFF, 0x1FFFE, 0xE0001, 0x10FFFF, 0xF8FF, 0x0301):
        fields = (*MIDDLE[:2], ("245", unicodedata.normalize("NFC", f"10\x1faHai{chr(code)}ba")))
        yield f"U+{code:04X}", iso([*MIDDLE[:2], ("245", f"10\x1faHai{chr(code)}ba")]), fields
    many = "".join(chr(chance.choice([*range(1, 0x1D), 0x7F])) for _ in range(200))
    yield "two hundred of them", iso([*MIDDLE[:2], ("245", f"10\x1fa{many}T")]), None
    yield "in the control number", iso([("001", "x\x00\x1b[31m"), *MIDDLE[1:]]), None


def marc8(chance: random.Random) -> Iterator[Middle]:
    """Escapes of MARC-8 that name no set, or break off; characters that no set has."""
    for bad in (
        b"\x1b",
        b"\x1b$",
        b"\x1b(",
        b"\x1b$,",
        b"\x1b(Z",
        b"\x1b$1!0",
        b"\x1b$1!",
        b"\x1b)",
        b"\x1bX",
        b"\x1b\x1b\x1b",
        b"\x1b$1\xfe\xfe\xfe",
        b"\xff",
    ):
        for text in (b"10\x1faT" + bad, b"10\x1faT" + bad + b"\x1fbU", b"10\x1fa" + bad * 20 + b"V"):
            yield f"{bad!r} in {text!r}", iso([*MIDDLE[:2], ("245", text)], coding=" "), None
            yield f"{bad!r} in {text!r}, said to be UTF-8", iso([*MIDDLE[:2], ("245", text)]), None
    yield "marks without a letter", iso([*MIDDLE[:2], ("245", b"10\x1faT" + b"\xe2\xe3" * chance.randint(1, 50))], coding=" "), None


def shapes(chance: random.Random) -> Iterator[Middle]:
    """Fields without subfields or indicators, odd tags, odd and repeated control numbers."""
    for text in (
        "",
        " ",
        "1",
        "10",
        "10\x1f",
        "10\x1f\x1f",
        "\x1faT",
        "1\x1faT",
        "100\x1faT",
        "10T\x1faU",
        "10\x1faT\x1f",
        "T",
        "\x1f",
        "10\x1f\x1faT",
    ):
        yield f"245 is {text!r}", iso([*MIDDLE[:2], ("245", text)]), None
    for tag in ("2Ä".encode(), b"\xff\xff\xff", b"   ", b"<b>", b"2\x005", b"../", b"2 5", b"\x1b[3", b'"5"'):
        yield f"tag {tag!r}", iso([*MIDDLE, (tag, "10\x1faT")]), None
    for number in (
        "",
        "  ",
        "a\nb",
        "../../../../etc/passwd",
        "..",
        ".",
        "/etc/passwd",
        "x> <urn:p> <urn:o> .",
        "<script>alert(1)</script>",
        "x" * 20_000,
        "a b",
        "a\u202eb",
        "%2e%2e%2f",
        "a\\..\\b",
        "CON",
        "x\x00",
        "=1+1",
        "a?b#c",
        "\u0301x",
        "𡨸",
    ):
        fields = (("001", number), *MIDDLE[1:])
        yield f"001 is {number[:30]!r}", iso(fields), fields if number.strip() and number.isprintable() and "\u0301" not in number else None
    yield "two 001", iso([MIDDLE[0], ("001", "y"), *MIDDLE[1:]]), None
    yield "two 001 alike", iso([MIDDLE[0], MIDDLE[0], *MIDDLE[1:]]), None
    yield "no 001", iso(MIDDLE[1:]), None
    yield "001 last", iso([*MIDDLE[1:], MIDDLE[0]]), (*MIDDLE[1:], MIDDLE[0])
    yield "001 with subfields", iso([("001", "  \x1fax"), *MIDDLE[1:]]), None
    codes = "".join(f"\x1f{chance.choice('!<>&=/.@É')}T" for _ in range(5))
    fields = (*MIDDLE, ("700", "  " + codes))
    yield f"subfield codes {codes!r}", iso(fields), fields


def sizes(chance: random.Random) -> Iterator[Middle]:
    """More than ISO 2709 can say."""
    count = chance.randint(10_000, 12_000)
    many = (MIDDLE[0], *[("500", "  \x1faGhi chú")] * count)
    yield f"{count} fields", long(many), many
    fields = (MIDDLE[0], ("520", f"  \x1fa{'n' * 10_000_000}"))
    yield "a field of 10 MB", long(fields), fields
    fields = (*MIDDLE, ("520", f"  \x1fa{'đ' * 12_000}"))
    yield "a field of over 9,999 bytes", long(fields), fields
    fields = (*MIDDLE, ("700", "  " + "\x1faT" * 30_000))
    yield "30,000 subfields", long(fields), fields
    yield "a megabyte of field ends", iso(MIDDLE)[:-1] + END * 1_000_000 + STOP, None


def between(chance: random.Random) -> Iterator[Middle]:
    """What programs put between records, and what is no record."""
    for filling in (
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b" ",
        b"\t",
        b"\x00" * chance.randint(1, 600),
        b"\x1a",
        STOP,
        STOP * 5,
        b"\xef\xbb\xbf",
        b"\r\n\x1d\r\n",
        b" " * 5000,
    ):
        yield f"{filling[:8]!r} around it", filling + WHOLE + filling, MIDDLE
    for junk in (
        b"<html><body>Error 500</body></html>",
        b"{}",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\x00",
        bytes(chance.randrange(256) for _ in range(300)),
        b"\x1e" * 50,
        b"\x1f" * 50,
        b"00024",
        b"9" * 400,
        b"MZ\x90\x00",
        "﷽".encode() * 9,
        WHOLE[:24],
    ):
        yield f"{junk[:20]!r} in its place", junk.replace(STOP, b"") + STOP, None


CLASSES: tuple[Callable[[random.Random], Iterator[Middle]], ...] = (
    cut_off,
    length,
    base,
    entries,
    directory,
    terminators,
    coding,
    controls,
    marc8,
    shapes,
    sizes,
    between,
)


def long(fields: Fields) -> bytes:
    """As `iso`, with a base address over 99,999 said by its last five digits, as programs that overflow write it."""
    made = iso(fields)
    digits = len(b"%05d" % (25 + 12 * len(fields))) - 5
    return made[:12] + made[12 + digits :] if digits else made


def _whole_files(chance: random.Random) -> Iterator[tuple[str, bytes, Fields | None]]:
    """Files that are odd from their first byte on, whose records are good."""
    three = [iso(each) for each in (FIRST, SECOND, THIRD)]
    for mark in (b"\r\n", b"\n\n", b"\r", b" ", b"\x00\x00", b"\x1a", b"\x1d", b"\t"):
        yield f"{mark!r} after each record", b"".join(each + mark for each in three), None
        yield f"{mark!r} before each record", b"".join(mark + each for each in three), None
    yield "a byte-order mark", b"\xef\xbb\xbf" + b"".join(three), None
    yield "a byte-order mark before each", b"".join(b"\xef\xbb\xbf" + each for each in three), None
    yield "no length anywhere", b"".join(b"00000" + each[5:] for each in three), None
    yield "no number as length, first", b"ABCDE" + three[0][5:] + three[1] + three[2], None
    yield "no base address anywhere", b"".join(each[:12] + b"00000" + each[17:] for each in three), None
    yield "no terminators", b"".join(each[:-1] for each in three), None
    yield "a page of HTML first", b"<html><p>Xin chao</p></html>\x1d" + b"".join(three), None
    yield "thousands of line ends first", b"\r\n" * chance.randint(3000, 9000) + b"".join(three), None
    wide = (MIDDLE[0], *[("500", "  \x1faGhi chú")] * 900)
    yield "a long directory first", long(wide) + b"".join(three), wide
    yield "a long directory without a length first", b"ABCDE" + long(wide)[5:] + b"".join(three), wide
    yield "lengths counted in characters", b"".join(counted_in_characters(each) for each in (FIRST, SECOND, THIRD)), None


def counted_in_characters(fields: Fields) -> bytes:
    """An ISO 2709 record whose lengths and positions are those of the text, not of the bytes."""
    entries, at = "", 0
    for tag, text in fields:
        entries += f"{tag}{len(text) + 1:04}{at:05}"
        at += len(text) + 1
    first = 25 + len(entries)
    text = "".join(text + "\x1e" for _, text in fields)
    return f"{first + len(text) + 1:05}nam a22{first:05}   4500{entries}\x1e{text}\x1d".encode()
