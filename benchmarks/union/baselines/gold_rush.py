# SPDX-License-Identifier: Apache-2.0
"""The Gold Rush match key of the Colorado Alliance, specification of 4 December 2024: equal keys are the same edition.

Re-implemented from the description of its components and from the rules as folio-org/mod-reservoir applies them
(`js/matchkeys/goldrush2024`, seen at commit 7181d82; its own assertion records are the check, see `../baseline_checks.py`). A component
is padded with `_` to its width:

| component | width | from |
|---|---|---|
| title | 70 | the first 245 $a, $b, $p, without blanks and punctuation |
| year | 4 | 008: the second date, the first where the type of date is `r`; else digits of 264 $c, of 260 $c; else 0000 |
| pages | 4 | the first four digits in a row of 300 $a |
| edition | 3 | digits that 250 $a begins with, or its first English ordinal; else 1 |
| publisher | 5 | 264 $b, else 260 $b |
| type | 1 | leader/06 |
| part | 30 | 245 $p from the second on, ten characters each |
| number | 10 | 245 $n |
| author | 5 | 100, 110, 111, 130 $a run together, letters and digits of ASCII alone |
| dates | 15 | 245 $f |
| document number | as long as it is | 086 $a |
| form | 1 | e electronic, p otherwise |

Kept as they are, since they are what the rule says: the first date of 008 is not asked for unless the type is `r`; an extent under
1,000 pages leaves the pages blank; `Tái bản lần 2` is edition 1; every `Nhà xuất bản …` is `nhaxu` and `NXB …` is not; marks are taken
off and đ stays, so that `Địa` and `Dia` differ, and a name's Đ falls out (`Đặng` is `ang`); 245 $n keeps its marks.

Differs from the original: the property Diacritic is taken as the combining marks (Mn), the modifier letters and the signs of ASCII and
Latin-1 that have it; what cannot be read as a record has no key here, there it raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from benchmarks.union.model import Partition
from mucluc.converters.record import Record

from .components import components, pairs_of_keys
from .marc import Marc

_ARTICLES = tuple(re.compile(rf"^ *{word} +") for word in ("[aA]", "[aA]n", "[tT]he"))
_DELETED = str.maketrans(dict.fromkeys("'{}"))
_PUNCTUATION = re.compile(r"""[ !"#$()*+,\-./:;<=>?@\[\\\]^_`|~©%]""")
_DIACRITIC_SIGNS = frozenset("^`¨¯´·¸")
_YEAR = re.compile(r"[1-9][0-9]{3}")
_ORDINALS = ("fir", "sec", "thi", "fou", "fif", "six", "sev", "eig", "nin", "ten")


def match(records: Sequence[tuple[str, Record]]) -> Partition:
    """Records with the same key are one edition. Knows no Works."""
    keyed = ((path, [gold_rush_key(record)]) for path, record in records)
    return Partition(components([path for path, _ in records], pairs_of_keys(keyed)), {})


def gold_rush_key(record: Record) -> str:
    """The key of one record: 148 characters and the document number, in lower case."""
    marc = Marc(record)
    names = [_unaccented(_stripped(marc.first(tag, "a"), "")) for tag in ("100", "110", "111", "130")]
    parts = [_stripped(_unaccented(part).strip(), "_")[:10] for part in list(marc.all("245", "p"))[1:]]
    publisher = marc.any("264", "b") or marc.any("260", "b")
    key = (
        _padded(_unaccented("".join(_stripped(marc.any("245", code), " ") for code in "abp").replace(" ", "")), 70),
        _padded(_year(marc), 4),
        _padded(_found(r"[0-9]{4}", marc.any("300", "a")), 4),
        _padded(_edition(marc.any("250", "a")), 3),
        _padded(_stripped(_unaccented(publisher).lower(), " ").replace(" ", ""), 5),
        marc.leader[6:7],
        _padded("".join(parts), 30),
        _padded(_stripped(marc.any("245", "n"), "_"), 10),
        _padded(re.sub("[^a-zA-Z0-9]", "", "".join(names)), 5),
        _padded(_stripped(marc.any("245", "f").replace(" ", ""), "_"), 15),
        _unaccented(_stripped(marc.any("086", "a"), "_")),
        "e" if _electronic(marc) else "p",
    )
    return "".join(key).lower()


def _stripped(text: str, instead: str) -> str:
    """Without a leading English article; apostrophes and braces out, & read, other punctuation and blanks as `instead`."""
    for article in _ARTICLES:
        text = article.sub("", text)
    text = text.translate(_DELETED).replace("&", "and").replace("%22", "%")
    return _PUNCTUATION.sub(instead, text)


def _unaccented(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not _is_diacritic(char))


def _is_diacritic(char: str) -> bool:
    return unicodedata.category(char) == "Mn" or char in _DIACRITIC_SIGNS or "\u02b0" <= char < "\u0300"


def _padded(text: str, width: int) -> str:
    return re.sub(" +", "_", text)[:width].ljust(width, "_")


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[0] if found else ""


def _year(marc: Marc) -> str:
    coded = marc.control("008")
    for text in (coded[7:11] if coded[6:7] == "r" else coded[11:15], marc.any("264", "c"), marc.any("260", "c")):
        digits = re.sub("[^0-9]", "", text)
        if _YEAR.search(digits) and digits != "9999":
            return digits
    return "0000"


def _edition(text: str) -> str:
    plain = _unaccented(text).strip()
    if digits := _found("^[0-9]{1,3}", plain):
        return digits
    word = _found("^[a-zA-Z]{3}", plain).lower()
    return str(_ORDINALS.index(word) + 1) if word in _ORDINALS else "1"


def _electronic(marc: Marc) -> bool:
    said = (
        (marc.any("245", "h"), "electronic resource"),
        (marc.any("590", "a"), "electronic reproduction"),
        (marc.any("533", "a"), "electronic reproduction"),
        (marc.any("300", "a"), "online resource"),
    )
    if any(re.search(rf"\b{words}\b", _unaccented(text), re.IGNORECASE | re.ASCII) for text, words in said):
        return True
    return marc.control("007")[:1] == "c" or marc.first("337", "a")[:1] == "c" or ("086" in marc and "856" in marc)
