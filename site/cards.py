# SPDX-License-Identifier: Apache-2.0
"""A Work or a heading as one line of a list, and a Work as a small cover."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from mucluc.release import Contribution, Heading, HeadingUse, Link, Work
from mucluc.vocab.labels import Labels

from . import addresses
from .phrases import Phrase, cut, language_of, phrase

LIST_LENGTH = 240
CLOTHS = 6


@dataclass(frozen=True, slots=True)
class Card:
    """A line of a list: a linked title, the main agent, and short facts in reading order. key: its sort key."""

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


def work_card(work: Work, text: Labels, note: str = "") -> Card:
    """A Work in a list. note: what it has to do with the heading whose list it is."""
    facts = [note, years(work), holders(work, text), text("work.online_short") if online(work) else ""]
    return Card(
        title=title_of(work, text, LIST_LENGTH),
        href=addresses.of_path(work.path, text.language),
        by=main_agent(work, text),
        facts=tuple(filter(None, facts)),
        script=script_title(work, text, LIST_LENGTH),
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


def title_of(work: Work, text: Labels, length: int = 0) -> Phrase:
    """The Work's title, shortened when a length is given; says so when there is none."""
    value = cut(work.title, length) if length else work.title
    if not value.strip():
        return Phrase(text("site.untitled"))
    return phrase(value, text.language, language_of(work.languages))


def script_title(work: Work, text: Labels, length: int) -> Phrase | None:
    """The first title in another script (field 880), as the readers of that script know the Work."""
    plain = language_of(work.languages)
    for title in work.titles:
        if title.value != work.title and "-" in title.lang and title.lang.split("-")[1][:4] not in ("Latn", "VN"):
            return phrase(cut(title.value, length), text.language, title.lang or plain)
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


def holders(work: Work, text: Labels) -> str:
    """The one library's title, or how many libraries hold the Work."""
    return text.count("n.libraries", len(work.libraries)) if len(work.libraries) > 1 else ""


def online(work: Work) -> bool:
    """Whether an edition can be read online."""
    return any(link.kind in ("resource", "part", "version", "iiif") for each in work.instances for link in each.links)


def safe(link: Link) -> bool:
    """Whether an address may stand in an href; the release promises it, a page does not trust it."""
    return link.url.startswith(("https://", "http://"))


def heading_phrase(heading: Heading, text: Labels) -> Phrase:
    """A heading's label as a phrase; says so when it has none."""
    return phrase(heading.label, text.language) if heading.label.strip() else Phrase(text("site.unnamed"))
