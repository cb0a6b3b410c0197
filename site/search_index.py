# SPDX-License-Identifier: Apache-2.0
"""The search without a server: an index cut into small files, of which a query loads a few.

`search/index.json` names the rest: `{v}` is a digest of all that lies below `search/{v}/`, so that a browser never mixes two releases.

| file | holds |
|---|---|
| `{v}/terms/{n}.json` | terms from `firsts[n]` up to the next: `{term: {spelling: postings}}` |
| `{v}/works/{n}.json` | `size` Works each, in the catalogue's order: `[path, title, tag, agent, years, libraries, online]` |
| `{v}/facets.json` | for limits and sorting: `combos` of libraries, languages and online; `rows`, five characters a Work: year, combo |

Postings are numbers in base 64, five bits a character, the lowest first, 32 added while more follow; a number is the distance to
the Work before times 16, plus 8 for a word of the title, 4 for an agent, 2 for a subject, 1 for anything else. A term with a
blank is a pair of neighbours in a title or a name.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from mucluc.release import Release, Work
from mucluc.vocab.labels import LANGUAGES, labels

from .cards import main_agent as agent_of
from .cards import online, title_of, years
from .kept import Kept
from .search_kept import DIGITS, Facts, kept_index
from .search_words import pairs, words

TITLE, AGENT, SUBJECT, OTHER = 8, 4, 2, 1
SHARD = 24_000
WORKS = 32
# Postings held before they are written to a run on disk and merged at the end: about 200 MB.
HELD = 4_000_000
_YEARS = 4095

Write = Callable[[Path, bytes], None]


def print_search_index(release: Release, into: Path, write: Write, last: Kept | None = None) -> None:
    """Write the index below `into/search`. last: the last release's site, from which come the words of Works that are the same."""
    folder = _Folder(into / "search" / "new", write)
    slugs = [library.slug for library in release.network.libraries]
    facets = _Facets(slugs)
    postings = _Postings()
    variants = release.variants()
    shelf: list[list[Any]] = []
    count = 0
    kept = kept_index(release, last)
    for number, path in enumerate(release.work_paths()):
        found = kept.work(path, number) if kept else None
        if found is not None:
            row, facts = found
        elif (work := release.work(path)) is not None:
            for key, weight in _terms(work, variants).items():
                postings.add(key, number, weight)
            row, facts = facets.row(work), facets.facts(work)
        facets.add(*facts)
        shelf.append(row)
        count = number + 1
        if len(shelf) == WORKS:
            folder.json(f"works/{number // WORKS}.json", shelf)
            shelf = []
    if shelf:
        folder.json(f"works/{count // WORKS}.json", shelf)
    merged = kept.merged(postings.merged()) if kept else postings.merged()
    firsts = [_write_terms(folder, number, shard) for number, shard in enumerate(_shards(merged))]
    folder.json("facets.json", {"combos": list(facets.combos), "rows": "".join(facets.rows)})
    version = folder.seal(into / "search")
    names = [[code, *(labels(each).language_name(code) for each in LANGUAGES)] for code in facets.languages]
    index = {"v": version, "works": count, "size": WORKS, "libraries": slugs, "languages": names, "firsts": firsts}
    write(into / "search" / "index.json", _json(index))


class _Folder:
    """Files written under one name until the digest of them all is known."""

    def __init__(self, path: Path, write: Write) -> None:
        self._path = path
        self._write = write
        self._digest = hashlib.blake2b(digest_size=6)

    def json(self, name: str, value: object) -> None:
        data = _json(value)
        self._digest.update(f"{name} {len(data)}\n".encode() + data)
        self._write(self._path / name, data)

    def seal(self, parent: Path) -> str:
        version = self._digest.hexdigest()
        self._path.rename(parent / version)
        return version


class _Facets:
    """What a query can be limited by, a few characters a Work, and the line that a result shows."""

    def __init__(self, slugs: list[str]) -> None:
        self._slugs = {slug: number for number, slug in enumerate(slugs)}
        self.languages: dict[str, int] = {}
        self.combos: dict[tuple[tuple[int, ...], tuple[int, ...], int], int] = {}
        self.rows: list[str] = []

    def add(self, libraries: tuple[int, ...], languages: tuple[str, ...], readable: int, year: int) -> None:
        """Add the next Work by its facts."""
        numbers = tuple(self.languages.setdefault(each, len(self.languages)) for each in languages)
        combo = self.combos.setdefault((libraries, numbers, readable), len(self.combos))
        self.rows.append(_fixed(year, 2) + _fixed(combo, 3))

    def facts(self, work: Work) -> Facts:
        """What a query can be limited by."""
        year = min(max((each.year or 0 for each in work.instances), default=0), _YEARS)
        return self._libraries(work), work.languages, int(online(work)), year

    def row(self, work: Work) -> list[Any]:
        """The line that a result shows."""
        text = labels("vi")
        title = title_of(work, text, 160) if work.title.strip() else None
        # The tag is said even when it is Vietnamese: the same file serves both languages' pages.
        tag = (title.lang or ("" if title.text.isascii() else "vi" if "vie" in work.languages else "")) if title else ""
        shown = (title.text if title else "", tag, agent_of(work, text, 60).text, years(work))
        return [work.path, *shown, self._libraries(work), int(online(work))]

    def _libraries(self, work: Work) -> tuple[int, ...]:
        return tuple(self._slugs[each] for each in work.libraries if each in self._slugs)


class _Postings:
    """Postings by `term TAB spelling`, in bounded memory: runs on disk, merged in the order of the Works."""

    def __init__(self) -> None:
        self._held: dict[str, array[int]] = {}
        self._count = 0
        self._runs: list[BinaryIO] = []

    def add(self, key: str, number: int, weight: int) -> None:
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = array("Q")
        found.append(number << 4 | weight)
        self._count += 1
        if self._count >= HELD:
            self._spill()

    def merged(self) -> Iterator[tuple[str, array[int]]]:
        """`(key, numbers)` in the order of the keys, each key once."""
        if not self._runs:
            yield from sorted(self._held.items(), key=itemgetter(0))
            return
        self._spill()
        for key, found in groupby(heapq.merge(*map(_run, self._runs), key=itemgetter(0)), key=itemgetter(0)):
            whole = array("Q")
            for _, part in found:
                whole.extend(part)
            yield key, whole
        for run in self._runs:
            run.close()

    def _spill(self) -> None:
        run: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed when merged
        for entry in sorted(self._held.items(), key=itemgetter(0)):
            pickle.dump(entry, run, protocol=5)
        run.seek(0)
        self._runs.append(run)
        self._held.clear()
        self._count = 0


def _run(file: BinaryIO) -> Iterator[tuple[str, array[int]]]:
    while True:
        try:
            yield pickle.load(file)  # our own temporary file, without a name
        except EOFError:
            return


def _terms(work: Work, variants: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """`term TAB spelling` of a Work, with the sum of the kinds of places where it stands. variants: other forms of headings by path."""
    found: dict[str, int] = {}

    def add(text: str, weight: int, neighbours: bool = False) -> None:
        said = words(text)
        for folded, spelling in said:
            key = f"{folded}\t{spelling}"
            found[key] = found.get(key, 0) | weight
        if neighbours:
            for pair in pairs(said):
                found[f"{pair}\t"] = found.get(f"{pair}\t", 0) | weight

    for title in dict.fromkeys((work.title, *(each.value for each in work.titles), *_edition_titles(work))):
        add(title, TITLE, True)
    for contribution in work.contributions:
        add(contribution.agent.label, AGENT, True)
        add(contribution.agent.script, AGENT, True)
        for form in variants.get(contribution.agent.path, ()):
            add(form, AGENT, True)
    for heading in (*work.subjects, *work.places, *work.genres):
        add(heading.label, SUBJECT)
        add(heading.script, SUBJECT)
        for form in variants.get(heading.path, ()):
            add(form, SUBJECT)
    for heading in work.series:
        add(heading.label, OTHER)
    for instance in work.instances:
        for text in (*instance.publishers, instance.date, *instance.series):
            add(text, OTHER)
        for scheme, value in instance.identifiers:
            if scheme in ("isbn", "issn"):
                add(value.replace("-", ""), OTHER)
    return found


def _edition_titles(work: Work) -> Iterator[str]:
    for instance in work.instances:
        yield instance.title
        yield from (each.value for each in instance.titles)


def _shards(merged: Iterable[tuple[str, array[int]]]) -> Iterator[dict[str, dict[str, str]]]:
    """Terms in order, gathered until a file is full; a term is never split."""
    shard: dict[str, dict[str, str]] = {}
    size = 0
    for term, entries in groupby(merged, key=lambda entry: entry[0].partition("\t")[0]):
        spellings = {key.partition("\t")[2]: _encode(numbers) for key, numbers in entries}
        length = len(term) + 8 + sum(len(spelling) + len(text) + 6 for spelling, text in spellings.items())
        if shard and size + length > SHARD:
            yield shard
            shard, size = {}, 0
        shard[term] = spellings
        size += length
    if shard:
        yield shard


def _write_terms(folder: _Folder, number: int, shard: dict[str, dict[str, str]]) -> str:
    folder.json(f"terms/{number}.json", shard)
    return next(iter(shard))


def _encode(numbers: Iterable[int]) -> str:
    out: list[str] = []
    last = 0
    for each in numbers:
        work, weight = each >> 4, each & 15
        value = (work - last) << 4 | weight
        last = work
        while value >= 32:
            out.append(DIGITS[value & 31 | 32])
            value >>= 5
        out.append(DIGITS[value])
    return "".join(out)


def _fixed(value: int, width: int) -> str:
    return "".join(DIGITS[value >> 6 * place & 63] for place in range(width))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
