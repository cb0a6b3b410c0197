# SPDX-License-Identifier: Apache-2.0
"""What of a record can speak for or against its being the same edition as another: taken once at intake, small enough to keep for all.

Every part is text in a normal form; several values stand one after another. `pack` gives the bytes that intake writes and
`Compared` reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mucluc.converters.numbers import isbn13, issn, lccn, oclc, years
from mucluc.converters.record import SUBFIELD, Record
from mucluc.vocab.text import exact, fold

from .form import form_of
from .ordinals import edition, last_roman, numbering, out_of_title, volume
from .titles import folded, in_vietnamese, known_by, name_of, titles_of
from .words import NO_PUBLISHER, PUBLISHER_WORDS, spelt, written_out

BETWEEN = "\x1f"
"""Between the parts of packed evidence."""
LIST = ";"
"""Between the values of a part that may have several which hold blanks."""
SET = "all"
"""The volume of a record that describes all of them: 300 $a `3 tập`."""
INSIDE = "|"
"""Between the parts of one agent."""


class Evidence(NamedTuple):
    """The evidence of one record; every part may be empty.

    title: folded words of 245 $a without the volume. subtitle: of $b. part: of $p. volume: `2`, `2.1`, SET. edition: `2`, `r` for a reprint
    without number. years: of publication, the first the likeliest. pages: the largest count. publisher: folded, without what all
    publishers are called. place: of publication, folded. form: three letters (`form.py`). languages: codes. originals: languages
    translated from. access: `r` when the record says that access is restricted. agents: `kind|folded|marked|dates`, the kind a capital
    for the main entry, `t` for translators. statement: folded words of 245 $c. uniform: folded titles by which the Work is known (130,
    240, 765). isbns: thirteen digits; of sets: after `s`. numbers: `l` LCCN, `o` OCLC, `n` ISSN. series: folded title and number of
    490. marked: 245 $a with its marks. others: folded parallel titles, of 246 and of 880. decade: three digits where the year is not known.
    """

    title: str = ""
    subtitle: str = ""
    part: str = ""
    volume: str = ""
    edition: str = ""
    years: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    form: str = ""
    languages: str = ""
    originals: str = ""
    access: str = ""
    agents: str = ""
    statement: str = ""
    uniform: str = ""
    isbns: str = ""
    numbers: str = ""
    series: str = ""
    marked: str = ""
    others: str = ""
    decade: str = ""

    def pack(self) -> bytes:
        """The evidence as bytes; equal evidence gives equal bytes."""
        return BETWEEN.join(self).encode()

    @classmethod
    def unpack(cls, data: bytes) -> Evidence:
        """The inverse of `pack`."""
        return cls(*data.decode().split(BETWEEN))


_NAMES = {"100": "P", "110": "C", "111": "M", "700": "p", "710": "c", "711": "m"}
_NAME_PARTS = {"P": "abcq", "C": "abn", "M": "acn"}
_TAKEN = frozenset(
    "001 003 007 008 010 020 022 035 041 100 110 111 130 240 245 246 250 260 264 300 337 338 440".split()  # noqa: SIM905
    + "490 500 506 700 710 711 765 773 856 880".split()  # noqa: SIM905
)
_PAGES = re.compile(r"([0-9][0-9.]{0,6}) ?(?:\[[0-9]+\] ?)?(?:p|tr|s|S|h|pages|trang|pag|str|с|leaves|tờ|to|l|f)\b", re.IGNORECASE)
_PAGES_AFTER = re.compile(r"\b(?:tr|p|pp|trang|pages|s)\b\.? ?([0-9]{1,4})(?: ?[-–—] ?([0-9]{1,4}))?", re.IGNORECASE)
_ALONE = re.compile(r"\A\W*(?:[ivxlc]+\W+)?([0-9]{2,4})\W*\Z", re.IGNORECASE)
_DECADE = re.compile(r"(?<![0-9])(1[4-9][0-9]|20[0-9])[u|?_–-](?![0-9])")
_A_HOUSE = re.compile(r"\bnxb\b|nhà xuất bản|nha xuat ban|\bpress\b|publish|verlag", re.IGNORECASE)
_BEFORE = "x. "
"""Stands for a title before what may be a volume alone."""
_HONORIFIC = re.compile(r"\A(?:(?:GS|PGS|TSKH|TS|PTS|ThS|BS|KS|DS|LS|NGND|NGƯT|NSND|NSƯT|Dr|Prof)(?:\.\s*|\s+))+(?=\w)")
_VOLUME_FIRST = re.compile(r"(?:tập|tap|quyển|quyen|vol|v\.|t\.|bd|band|tome)", re.IGNORECASE)
_SET_OF = re.compile(
    r"\s*(?:[2-9]|[1-9][0-9]|hai|ba|bốn|two|three) ?(?:tập|tap|quyển|quyen|cuốn|v\.|vols?\b|volumes|bde|bd\.|t\.|tomes)", re.IGNORECASE
)
_TRANSLATOR = re.compile(r"\b(?:trl|dịch|dich|translat|traduct|übers|ubers)", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"\b(?:nha xuat ban|nha xb|n x b|(?:tong )?cong ty(?: co phan| tnhh| trach nhiem huu han)*(?: mtv| mot thanh vien)?)\b"
)
_SET = re.compile(r"\bset\b|bộ|trọn|toàn tập|complete|gesamt|collection", re.IGNORECASE)
_YEARS_AFTER_C = re.compile(r"(?:\bc|©|cop\.?|copyright) ?([12][0-9]{3})", re.IGNORECASE)
_NO_LANGUAGE = frozenset(("und", "zxx", "mul", "mis", "xxx"))


def evidence(record: Record) -> Evidence:
    """The evidence of a screened record; pure, some 60 µs.

    Sources: leader, 00X, 010, 020, 022, 035, 041, 1XX, 130, 240, 245, 250, 26X, 300, 33X, 490, 500 (edition only), 506, 7XX, 765.
    """
    fields: dict[str, list[str]] = {}
    for tag, text in record.fields:
        if tag in _TAKEN:
            fields.setdefault(tag, []).append(text)
    parts = _by_code(fields["245"][0]) if "245" in fields else {}
    written = titles_of(parts, _first(_by_code(next((fields[tag][0] for tag in ("100", "700") if tag in fields), "")), "a"))
    title, found = out_of_title(last_roman(written.title))
    proper = folded(title)
    extent = _by_code(fields["300"][0]) if "300" in fields else {}
    isbns = _isbns(fields)
    languages, originals = _languages(fields)
    if languages and "vie" not in languages and in_vietnamese(f"{title} {written.subtitle}"):
        languages += " vie"
    published = _years(fields)
    publisher, place = _imprint(fields)
    return Evidence(
        title=proper,
        subtitle=folded(out_of_title(_BEFORE + written.subtitle)[0].removeprefix(_BEFORE.rstrip(". "))) if written.subtitle else "",
        part=folded(" ".join(parts.get("p", ()))),
        volume=_volume(parts, found, extent),
        edition=_edition(fields),
        years=published,
        pages=_pages(extent),
        publisher=publisher,
        place=place,
        form=form_of(record.leader, fields, extent, _first(parts, "h")),
        languages=languages,
        originals=originals,
        access="r" if any(text[:1] == "1" for text in fields.get("506", ())) else "",
        agents=_agents(fields),
        statement=name_of(written.statement)[:200],
        uniform=_uniform(fields),
        isbns=isbns,
        numbers=_numbers(fields),
        series=_series(fields),
        marked=_marked(title),
        others=LIST.join(known_by(written.others, _firsts(fields, "246"), _linked(fields), proper)),
        decade="" if published else _decade(fields),
    )


def _by_code(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in text.split(SUBFIELD)[1:]:
        if part:
            found.setdefault(part[0], []).append(part[1:])
    return found


def _first(parts: dict[str, list[str]], code: str) -> str:
    return parts[code][0] if code in parts else ""


def _firsts(fields: dict[str, list[str]], tag: str) -> list[str]:
    """The first $a of each field of a tag."""
    return [_first(_by_code(text), "a") for text in fields.get(tag, ())]


def _linked(fields: dict[str, list[str]]) -> list[str]:
    """245 $a in the other script (880)."""
    return [_first(parts, "a") for text in fields.get("880", ()) if _first(parts := _by_code(text), "6").startswith("245")]


def _marked(title: str) -> str:
    return "" if title.isascii() else exact(title)


def _volume(parts: dict[str, list[str]], in_title: str, extent: dict[str, list[str]]) -> str:
    if "n" in parts:
        return ".".join(filter(None, (numbering(text) for text in parts["n"][:2])))
    if in_title:
        return in_title
    for code in "pb":
        if code in parts and (found := out_of_title(f"{_BEFORE}{parts[code][0]}")[1]):
            return found
    text = _first(extent, "a")
    if _SET_OF.match(text):
        return SET
    return volume(text) if _VOLUME_FIRST.match(text) else ""


def _edition(fields: dict[str, list[str]]) -> str:
    for text in fields.get("250", ()):
        if found := edition(_first(_by_code(text), "a")):
            return found
    for tag in ("500", "260", "245"):
        for text in fields.get(tag, ()):
            if ("ái bản" in text or "n lần" in text) and (found := edition(text.replace(SUBFIELD, " ; "))):
                return found
    return ""


def _years(fields: dict[str, list[str]]) -> str:
    found: dict[str, None] = {}
    coded = fields["008"][0][7:11] if "008" in fields else ""
    if coded.isdecimal() and "1000" <= coded <= "2099":
        found[coded] = None
    copyrights: list[str] = []
    for tag in ("264", "260"):
        for text in fields.get(tag, ()):
            if tag == "264" and text[1:2] not in ("1", " "):
                continue
            stated = " ".join(_by_code(text).get("c", ()))
            copyrights += _YEARS_AFTER_C.findall(stated)
            plain = years(_YEARS_AFTER_C.sub(" ", stated))
            if plain:
                found[plain[0]] = None
    if not found and copyrights:
        found[copyrights[0]] = None
    return " ".join(found)


def _decade(fields: dict[str, list[str]]) -> str:
    """The decade of a year whose last figure is not known: `199u`, `[198-?]`."""
    coded = fields["008"][0][7:11] if "008" in fields else ""
    stated = " ".join([_first(_by_code(text), "c") for tag in ("264", "260") for text in fields.get(tag, ())])
    found = _DECADE.search(f"{coded} {stated}")
    return found[1] if found else ""


def _pages(extent: dict[str, list[str]]) -> str:
    text = " ".join(extent.get("a", ()))
    found = _PAGES.findall(text) or [other for each in _PAGES_AFTER.findall(text) for other in each if other] or _ALONE.findall(text)
    counts = [int(count.replace(".", "")) for count in found if count.strip(".")]
    return str(max(counts)) if counts else ""


def _imprint(fields: dict[str, list[str]]) -> tuple[str, str]:
    publishers: list[str] = []
    place = ""
    for tag in ("264", "260"):
        for text in fields.get(tag, ()):
            if tag == "264" and text[1:2] not in ("1", " "):
                continue
            parts = _by_code(text)
            publishers += [found for name in parts.get("b", ()) if (found := publisher_of(name))]
            place = place or fold(_first(parts, "a"))
            if "b" not in parts and (named := next(filter(_A_HOUSE.search, parts.get("a", ())), "")):
                publishers.append(publisher_of(named))
    return LIST.join(dict.fromkeys(publishers)), place


@lru_cache(maxsize=16384)
def publisher_of(name: str) -> str:
    """A publisher's name folded, without `NXB`, `Nhà xuất bản`, `Press`, `Co.` and the like, unless nothing would be left."""
    plain = fold(name)
    if plain in NO_PUBLISHER:
        return ""
    kept = [word for word in _NOT_A_NAME.sub(" ", written_out(plain)).split() if word not in PUBLISHER_WORDS]
    return written_out(" ".join(kept) or plain)


def _languages(fields: dict[str, list[str]]) -> tuple[str, str]:
    spoken: dict[str, None] = {}
    originals: dict[str, None] = {}
    if "008" in fields:
        spoken[fields["008"][0][35:38].lower()] = None
    for text in fields.get("041", ()):
        parts = _by_code(text)
        for code, into in (("a", spoken), ("h", originals)):
            for value in parts.get(code, ()):
                joined = value.strip().lower()
                into.update(dict.fromkeys(joined[at : at + 3] for at in range(0, len(joined), 3)))
    return " ".join(_known(spoken)), " ".join(_known(originals))


def _known(codes: dict[str, None]) -> list[str]:
    return sorted(code for code in codes if len(code) == 3 and code.isalpha() and code not in _NO_LANGUAGE)


def _agents(fields: dict[str, list[str]]) -> str:
    found: dict[str, None] = {}
    for tag, kind in _NAMES.items():
        for text in fields.get(tag, ())[:12]:
            parts = _by_code(text)
            if tag[0] == "7" and "t" in parts:
                continue  # a title of another Work
            name = " ".join([value for code in _NAME_PARTS[kind.upper()] for value in parts.get(code, ())])
            name = _HONORIFIC.sub("", name)
            if words := name_of(name):
                translates = kind == "p" and _TRANSLATOR.search(" ".join(parts.get("4", []) + parts.get("e", [])))
                marked = "" if name.isascii() else spelt(exact(name))
                dates = " ".join(years(_first(parts, "d"))[:2])
                found[INSIDE.join(("t" if translates else kind, words, "" if marked == words else marked, dates))] = None
    return LIST.join(found)


def _uniform(fields: dict[str, list[str]]) -> str:
    found: dict[str, None] = {}
    for tag, codes in (("240", "anp"), ("130", "anp"), ("765", "t")):
        for text in fields.get(tag, ()):
            parts = _by_code(text)
            if title := folded(" ".join([value for code in codes for value in parts.get(code, ())])):
                found[title + (f" {fold(' '.join(parts['k']))}" if "k" in parts and tag != "765" else "")] = None
    return LIST.join(found)


def _isbns(fields: dict[str, list[str]]) -> str:
    found: dict[str, None] = {}
    for text in fields.get("020", ()):
        parts = _by_code(text)
        for value in parts.get("a", ()):
            if isbn := isbn13(value):
                found[("s" if _SET.search(" ".join((value, *parts.get("q", ())))) else "") + isbn] = None
    return " ".join(sorted(found))


def _numbers(fields: dict[str, list[str]]) -> str:
    found: set[str] = set()
    for text in fields.get("010", ()):
        found.update("l" + known for value in _by_code(text).get("a", ()) if (known := lccn(value)))
    for text in fields.get("035", ()):
        if "(OCOLC)" in text.upper():
            found.update("o" + known for value in _by_code(text).get("a", ()) if (known := oclc(value)))
    if "003" in fields and "001" in fields and fields["003"][0].strip() == "OCoLC" and (known := oclc(fields["001"][0], marked=False)):
        found.add("o" + known)
    for text in fields.get("022", ()):
        found.update("n" + known for value in _by_code(text).get("a", ()) if (known := issn(value)))
    return " ".join(sorted(found))


def _series(fields: dict[str, list[str]]) -> str:
    for tag in ("490", "440"):
        for text in fields.get(tag, ()):
            parts = _by_code(text)
            if title := name_of(_first(parts, "a")):
                return title + INSIDE + (numbering(_first(parts, "v")) if "v" in parts else "")
    return ""
