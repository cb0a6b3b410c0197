# SPDX-License-Identifier: Apache-2.0
"""Code tables of MARC 21 as data: each is a TSV file beside this module, read once when first imported."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files
from typing import NamedTuple


class Language(NamedTuple):
    """A language of a MARC code: its BCP 47 subtag, the scripts it is catalogued in (none: Latin alone), its English name."""

    tag: str
    scripts: tuple[str, ...]
    name: str


class Term(NamedTuple):
    """What a code stands for: the IRI of the term (empty when it has none) and its English label."""

    iri: str
    label: str


class Gone(NamedTuple):
    """A province that is no more: the last year of its name, and what its land belongs to now."""

    until: int
    now: str


def rows(name: str) -> list[list[str]]:
    """The rows of a table below its header; lines that begin with `#` are notes."""
    lines = files(__package__).joinpath(f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


def _positions() -> dict[str, dict[str, Term]]:
    table: dict[str, dict[str, Term]] = defaultdict(dict)
    for file in sorted(files(__package__).joinpath("positions").iterdir(), key=lambda file: file.name):
        for group, code, iri, label in rows(f"positions/{file.name.removesuffix('.tsv')}"):
            table[group][code] = Term(iri, label)
    return dict(table)


LANGUAGES = {code: Language(tag, tuple(scripts.split()), name) for code, tag, scripts, name in rows("languages")}
"""By MARC code."""

POSITIONS = _positions()
"""By list (`illustration`, `audience`, `content`, …), then by code; one file of the folder `positions` for each group of fields."""

PROVINCES_GONE = {name: Gone(int(until), now) for name, until, now in rows("provinces-gone")}
"""Provinces of Viet Nam that are no more, by name."""

SCRIPTS: dict[str, str] = {}
"""ISO 15924 code by each code that $6 may have for it: that of MARC 21 (appendix A), a number or four letters in lower case (ISO 15924)."""

WRITING: list[tuple[int, int, str]] = []
"""Characters that are of one script alone, `(first, last, script)` in their order."""

for script, number, codes, characters, _ in rows("scripts"):
    SCRIPTS |= dict.fromkeys([number, script.lower(), *codes.split()], script)
    WRITING += [(int(low, 16), int(high, 16), script) for low, high in (each.split("-") for each in characters.split())]
WRITING.sort()
