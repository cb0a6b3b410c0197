# SPDX-License-Identifier: Apache-2.0
"""Headings that are one (`converters.joined_headings`), on their way through a run: the union names one of them, the others lead to it.

A record's own graph keeps the heading that the record has. In the union its place is taken by the one that stays, which keeps its own
description; the other becomes a variant of it, and its address answers 301.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mucluc.converters.joined_headings import Joined, Name, Variants, join_headings, variants_of
from mucluc.converters.matching.decisions import Decision
from mucluc.converters.names import literal
from mucluc.converters.record import Record
from mucluc.release import Entity, Release
from mucluc.vocab.terms import MADS, RDF

from .authorities import SUFFIX, last_of_each
from .headings import write_gzip
from .intake import Taken, standing_rows
from .leads import Lead

UNION = "union-joined.nt.gz"


def find_joined(names: Iterable[Name], taken: Sequence[Taken], decisions: Iterable[Decision] = ()) -> Joined:
    """Which headings of the union are one. names: of the records that stand. taken: for their authority records."""
    same, different = ([(d.one, d.other) for d in decisions if d.verdict == verdict] for verdict in ("same", "different"))
    return join_headings(names, _variants(taken), same, different)


def names_of_rows(taken: Sequence[Taken], standing: Mapping[str, tuple[str, int]]) -> Iterator[tuple[str, tuple[Name, ...]]]:
    """Path and names of each record that stands (`standing_rows`) and has some."""
    for _, path, names in standing_rows(taken, standing, lambda each: each.names):
        if names:
            yield path, tuple(Name(*name) for name in names)


def leads_by_path(named: Iterable[tuple[str, tuple[Name, ...]]], joined: Joined) -> dict[str, tuple[Lead, ...]]:
    """Which of a record's names lead where, for the records that have such."""
    found: dict[str, tuple[Lead, ...]] = {}
    if joined.leads_to:
        for path, names in named:
            gone = sorted({name.path for name in names if name.path in joined.leads_to})
            if gone:
                found[path] = tuple((one, stays := joined.leads_to[one], joined.labels[stays]) for one in gone)
    return found


def _variants(taken: Sequence[Taken]) -> Iterator[Variants]:
    packs = [pack for each in taken if (pack := each.piece.into.with_suffix(SUFFIX)).exists()]
    for _, data in last_of_each(packs).values():
        yield variants_of(Record.unpack(data))


def write_joined(path: Path, joined: Joined, base: str) -> None:
    """Write what the union says of headings that lead to others: variants, with the heading to use instead."""
    lines: list[str] = []
    for one, stays in joined.leads_to.items():
        old, new = f"<{base}{one}>", f"<{base}{stays}>"
        lines.append(f"{old} <{RDF}type> <{MADS}Variant> .\n")
        lines.append(f"{old} <{MADS}variantLabel> {literal(joined.labels[one])} .\n")
        lines.append(f"{old} <{MADS}useInstead> {new} .\n")
        lines.append(f"{new} <{MADS}hasVariant> {old} .\n")
    write_gzip(path, "".join(sorted(lines)).encode())


def fates(joined: Joined, last: Release | None, now: str) -> Iterator[Entity]:
    """The headings that lead to others, as entities; one that led there in the last release keeps the day from which it did."""
    for one, stays in joined.leads_to.items():
        before = last.entity(one) if last is not None else None
        same = before is not None and (before.status, before.successors) == ("merged", (stays,))
        yield Entity(one, "merged", before.datestamp if before is not None and same else now, (stays,))


def forms(joined: Joined) -> list[tuple[str, str, str, str]]:
    """Rows of `heading_form`: the labels under which a heading is found as well."""
    return sorted((stays, "variant", joined.labels[one], "") for one, stays in joined.leads_to.items() if joined.labels[one])
