# SPDX-License-Identifier: Apache-2.0
"""The list of terms that a subject is from: by the second indicator of its field, or by $2."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mucluc.converters.engine import Field

from .subfields import first
from .write import VOCABULARY, bf, encoded, inside, mads, source_lines, sourced

SUBJECTS, GENRES = f"{VOCABULARY}subjectSchemes/", f"{VOCABULARY}genreFormSchemes/"
_LCSH, _CHILDREN = "<http://id.loc.gov/authorities/subjects>", "<http://id.loc.gov/authorities/childrensSubjects>"
_BY_INDICATOR = {
    "0": _LCSH, "1": _CHILDREN, "2": f"{SUBJECTS}mesh>", "3": f"{SUBJECTS}nal>", "5": f"{SUBJECTS}cash>", "6": f"{SUBJECTS}rvm>",
}  # fmt: skip
_INDICATOR_OF = {"lcsh": "0", "mesh": "2", "nal": "3", "cash": "5", "rvm": "6"}
"""Lists that have an indicator of their own: the same heading whichever way it is said."""
_SOURCE, _MEMBER = f" {bf.source} ", f" {mads.isMemberOfMADSScheme} "


class Thesaurus(NamedTuple):
    """A list of terms.

    code: what names it in the name of a heading. ends: what ends the lines on each heading from it, `bf:source …`. more: lines on the
    list itself. unnamed: a code of which no IRI can be made; the list is then a node of the heading, see `said`.
    """

    code: str
    ends: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    unnamed: str = ""

    def said(self, node: str, *, member: bool = True) -> list[str]:
        """The lines on a heading from this list and on the list. member: whether to say that it is a heading of its scheme."""
        _, ends, more, unnamed = self
        if unnamed:
            return _unnamed(node, unnamed)
        if len(ends) == 2:
            return [f"{node}{ends[0]}\n{node}{ends[1]}" if member else node + ends[0]]
        return [node + ends[0], *more] if ends else []


def thesaurus(field: Field, stem: str = SUBJECTS, *, by_indicator: bool = True) -> Thesaurus:
    """The list that a 6XX field is from.

    stem: the vocabulary that names lists by the code in $2; empty where there is none. by_indicator: whether the second indicator tells.
    """
    second = field[0][1]
    if by_indicator and second in _BY_INDICATOR:
        return _thesaurus(second, "", stem)
    return _thesaurus("7", first(field, "2"), stem)


@lru_cache(512)
def _thesaurus(second: str, text: str, stem: str) -> Thesaurus:
    given = text.partition("/")[0].partition("%2F")[0].rstrip(" .")
    code = given.lower()
    if stem == SUBJECTS:
        second = _INDICATOR_OF.get(code, second)
    if second in _BY_INDICATOR:
        iri = _BY_INDICATOR[second]
        return Thesaurus(second, (_SOURCE + iri, _MEMBER + iri) if second in "01" else (_SOURCE + iri,))
    if not code:
        return Thesaurus("")
    if not (stem and code.isascii() and len(code) <= 40 and " " not in code):
        return Thesaurus(code, unnamed=given)
    iri = f"{stem}{encoded(code)}>"
    return Thesaurus(code, (_SOURCE + iri,), () if code == "fast" else (source_lines(iri, code),))


def _unnamed(node: str, code: str) -> list[str]:
    return [sourced(node, inside(node, "source"), code)]
