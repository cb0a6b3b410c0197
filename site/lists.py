# SPDX-License-Identifier: Apache-2.0
"""Long lists cut into pages by letter: whole on one page while they are short, one page or more a letter after that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from mucluc.vocab.labels import Labels

from . import addresses
from .frame import Frame
from .letters import DIGITS, OTHER, Run, runs, slug

WHOLE = 200
PAGE = 100
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Slice:
    """A page's share of a list. letter: empty on the index. number, of: this page among the pages of its letter.

    entries: `(letter, path)` of the Works or headings on it.
    """

    address: str
    letter: str
    number: int
    of: int
    entries: tuple[tuple[str, str], ...]

    @property
    def whole(self) -> bool:
        """Whether the list is on this one page."""
        return not self.letter and bool(self.entries)


@dataclass(frozen=True, slots=True)
class Step:
    """A link to a page of the same list. text: what it shows. note: its count. current: this very page or letter."""

    text: str
    href: str
    note: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Printed cards under a letter; anchor is empty where there is no letter bar to jump from."""

    anchor: str
    heading: str
    cards: Markup


@dataclass(frozen=True, slots=True)
class ListView:
    """The part of a page that shows a list: printed letters to choose, the entries in groups, the pages around."""

    total: str
    letters: Markup
    groups: tuple[Group, ...]
    where: str
    pages: tuple[Step, ...]
    previous: str
    next: str


def slices(index: str, folder: str, found: list[Run], entries: Iterable[tuple[str, str]]) -> Iterator[Slice]:
    """The pages of a list: its letters, and `(letter, path)` of its entries. Holds one page of each letter at most.

    index: the address of the first page. folder: where the letters' pages go.
    """
    if sum(run.count for run in found) <= WHOLE:
        yield Slice(index, "", 1, 1, tuple(entries))
        return
    yield Slice(index, "", 1, 1, ())
    sizes = {run.letter: -(-run.count // PAGE) for run in found}
    waiting: dict[str, list[tuple[str, str]]] = {name: [] for name in sizes}
    numbers = dict.fromkeys(sizes, 0)

    def page(name: str) -> Slice:
        numbers[name] += 1
        entries = tuple(waiting[name])
        waiting[name].clear()
        return Slice(letter_page(folder, name, numbers[name]), name, numbers[name], sizes[name], entries)

    for entry in entries:
        name = entry[0]
        waiting[name].append(entry)
        if len(waiting[name]) == PAGE:
            yield page(name)
    yield from (page(name) for name in sizes if waiting[name])


def letter_page(folder: str, name: str, number: int) -> str:
    """Address of a page of a letter: `browse/titles/dd-2.html`."""
    return f"{folder}/{slug(name)}{f'-{number}' if number > 1 else ''}.html"


def list_view(part: Slice, folder: str, letters: Markup, frame: Frame, cards: Callable[[Iterable[str]], Markup], total: str) -> ListView:
    """A slice as its page shows it. letters: to choose. cards: prints those of entries, by their paths."""
    previous, following = (_address(part, folder, frame, part.number + step) for step in (-1, 1))
    text = frame.labels
    where = text("browse.page_of", page=part.number, pages=part.of) if part.of > 1 else ""
    return ListView(
        total=total,
        letters=letters,
        groups=tuple(_groups(part, frame, cards)),
        where=where,
        pages=tuple(_pages(part.number, part.of, lambda number: _address(part, folder, frame, number))),
        previous=previous,
        next=following,
    )


def plain_view(cards: Markup, total: str, number: int, of: int, address: Callable[[int], str], frame: Frame) -> ListView:
    """A list without letters, cut by number only. address: of a page by its number, from 1 to `of`."""
    where = frame.labels("browse.page_of", page=number, pages=of) if of > 1 else ""
    return ListView(
        total=total,
        letters=Markup(""),
        groups=(Group("", "", cards),),
        where=where,
        pages=tuple(_pages(number, of, address)),
        previous=address(number - 1) if number > 1 else "",
        next=address(number + 1) if number < of else "",
    )


def letter_label(name: str, text: Labels) -> str:
    """How a letter is written for people."""
    return {DIGITS: text("browse.digits"), OTHER: text("browse.other")}.get(name, name)


def letter_steps(found: list[Run], letter: str, whole: bool, folder: str, frame: Frame) -> Iterator[Step]:
    """The letters of a list, with how many entries each has. letter: of the page. whole: whether the list is on that one page."""
    for run in found:
        href = f"#letter-{slug(run.letter)}" if whole else addresses.url(letter_page(folder, run.letter, 1), frame.language)
        yield Step(letter_label(run.letter, frame.labels), href, frame.labels.number(run.count), run.letter == letter)


def _groups(part: Slice, frame: Frame, cards: Callable[[Iterable[str]], Markup]) -> Iterator[Group]:
    if part.letter:
        yield Group("", "", cards(path for _, path in part.entries))
        return
    by_letter: dict[str, list[str]] = {}
    for name, path in part.entries:
        by_letter.setdefault(name, []).append(path)
    for name, paths in by_letter.items():
        yield Group(f"letter-{slug(name)}", letter_label(name, frame.labels), cards(paths))


def _address(part: Slice, folder: str, frame: Frame, number: int) -> str:
    return addresses.url(letter_page(folder, part.letter, number), frame.language) if part.letter and 1 <= number <= part.of else ""


def _pages(number: int, of: int, address: Callable[[int], str]) -> Iterator[Step]:
    """First, last and the pages near this one; a gap is a step without an address."""
    if of < 2:
        return
    last = 0
    for each in range(1, of + 1):
        if each in (1, of) or abs(each - number) <= _NEAR:
            if each > last + 1:
                yield Step("…", "")
            yield Step(str(each), address(each), current=each == number)
            last = each


__all__ = ["PAGE", "WHOLE", "ListView", "Slice", "letter_label", "letter_steps", "list_view", "plain_view", "runs", "slices"]
