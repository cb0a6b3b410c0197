# SPDX-License-Identifier: Apache-2.0
"""A Work or a heading as one line of a list, and a Work as a small cover."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from mucluc.release import Contribution, Heading, HeadingUse, Link, Work
from mucluc.vocab.labels import Labels

from . import addresses
from .phrases import Phrase, cut, language_of, phrase

LIST_LENGTH = 240
CLOTHS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """All that a list says of a Work: a Work of which only other things have changed changes no list.

    script: a title in another script and its tag. agent: the main agent's label. libraries: how many hold it.
    """

    path: str
    sort_key: str
    title: str
    languages: tuple[str, ...]
    script: tuple[str, str] | None
    agent: str
    years: str
    libraries: int
    online: bool


@dataclass(frozen=True, slots=True)
class Use:
    """All that a heading's pages say of a Work that uses it. roles: of the heading as an agent of the Work."""

    line: Line
    relations: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A line of a list as it is shown: a linked title, the main agent, and short facts in reading order."""

    title: Phrase
    href: str
    by: Phrase
    facts: tuple[str, ...]
    script: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """A drawn cover for a Work without a picture: cloth 1 to 6 by its path, title, agent."""

    cloth: int
    title: Phrase
    by: Phrase


def line_of(work: Work) -> Line:
    """What lists say of a Work."""
    main = main_contribution(work)
    return Line(
        path=work.path,
        sort_key=work.sort_key,
        title=work.title,
        languages=work.languages,
        script=_script_title(work),
        agent=main.agent.label if main else "",
        years=years(work),
        libraries=len(work.libraries),
        online=online(work),
    )


def use_of(work: Work, heading: str, relations: Iterable[str]) -> Use:
    """What the pages of a heading (its path) say of a Work. relations: what the heading is to the Work, each once, in order."""
    roles = tuple(role for each in work.contributions if each.agent.path == heading for role in each.roles)
    return Use(line_of(work), tuple(relations), roles)


def uses_of(work: Work) -> dict[str, Use]:
    """What is said of a Work on the pages of its headings, by the headings' paths."""
    found: dict[str, set[str]] = {}
    for each in work.contributions:
        found.setdefault(each.agent.path, set()).add("contribution")
    for relation, headings in (("subject", work.subjects), ("place", work.places), ("genre", work.genres), ("series", work.series)):
        for heading in headings:
            found.setdefault(heading.path, set()).add(relation)
    return {path: use_of(work, path, sorted(relations)) for path, relations in found.items() if path}


def work_card(line: Line, text: Labels, note: str = "") -> Card:
    """A Work in a list. note: what it has to do with the heading whose list it is."""
    held = text.count("n.libraries", line.libraries) if line.libraries > 1 else ""
    facts = [note, line.years, held, text("work.online_short") if line.online else ""]
    plain = language_of(line.languages)
    script = phrase(cut(line.script[0], LIST_LENGTH), text.language, line.script[1] or plain) if line.script else None
    return Card(
        title=title_of(line, text, LIST_LENGTH),
        href=addresses.of_path(line.path, text.language),
        by=phrase(cut(line.agent, 120), text.language),
        facts=tuple(filter(None, facts)),
        script=script,
    )


def heading_card(use: HeadingUse, text: Labels) -> Card:
    """A heading in a list, with the number of its Works."""
    heading = use.heading
    return Card(
        title=phrase(cut(heading.label, LIST_LENGTH) or text("site.unnamed"), text.language),
        href=addresses.of_path(heading.path, text.language),
        by=Phrase(""),
        facts=(text.count("n.works", use.works),),
        script=phrase(cut(heading.script, LIST_LENGTH), text.language) if heading.script else None,
    )


def cover(work: Work, text: Labels) -> Cover:
    """The drawn cover of a Work; the same Work has the same cloth in every release."""
    return Cover(zlib.crc32(work.path.encode()) % CLOTHS + 1, title_of(work, text, 80), main_agent(work, text, 48))


def title_of(work: Work | Line, text: Labels, length: int = 0) -> Phrase:
    """The Work's title, shortened when a length is given; says so when there is none."""
    value = cut(work.title, length) if length else work.title
    if not value.strip():
        return Phrase(text("site.untitled"))
    return phrase(value, text.language, language_of(work.languages))


def _script_title(work: Work) -> tuple[str, str] | None:
    """The first title in another script (field 880), as the readers of that script know the Work."""
    for title in work.titles:
        if title.value != work.title and "-" in title.lang and title.lang.split("-")[1][:4] not in ("Latn", "VN"):
            return title.value, title.lang
    return None


def main_contribution(work: Work) -> Contribution | None:
    """The primary contribution, else the first."""
    return next((each for each in work.contributions if each.primary), None) or next(iter(work.contributions), None)


def main_agent(work: Work, text: Labels, length: int = 120) -> Phrase:
    """The label of the Work's main agent, or an empty phrase."""
    found = main_contribution(work)
    return phrase(cut(found.agent.label, length), text.language) if found else Phrase("")


def years(work: Work) -> str:
    """`1987`, `1987–2003`, or empty."""
    found = sorted({each.year for each in work.instances if each.year is not None})
    if not found:
        return ""
    return str(found[0]) if len(found) == 1 else f"{found[0]}–{found[-1]}"


def online(work: Work) -> bool:
    """Whether an edition can be read online."""
    return any(link.kind in ("resource", "part", "version", "iiif") for each in work.instances for link in each.links)


def safe(link: Link) -> bool:
    """Whether an address may stand in an href; the release promises it, a page does not trust it."""
    return link.url.startswith(("https://", "http://"))


def heading_phrase(heading: Heading, text: Labels) -> Phrase:
    """A heading's label as a phrase; says so when it has none."""
    return phrase(heading.label, text.language) if heading.label.strip() else Phrase(text("site.unnamed"))
