# SPDX-License-Identifier: Apache-2.0
"""From a release's Works and libraries to the rows of the datasets: pure functions, a value for each column of the definition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mucluc.release import Contribution, Heading, Instance, Network, Work
from mucluc.vocab.text import nfc

Value = str | int | None | tuple[str, ...]
Row = dict[str, Value]

# A link of these kinds leads to the object itself; `related` and `contents` lead to something about it.
OBJECT_LINKS = frozenset({"resource", "version", "part"})


def clean(text: str) -> str:
    """Text as it stands in a cell: NFC, one line, single spaces."""
    return " ".join(nfc(text).split())


def _list(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in map(clean, texts) if each))


def _labels(headings: Iterable[Heading]) -> tuple[str, ...]:
    return _list(each.label for each in headings)


def _iris(base: str, headings: Iterable[Heading]) -> tuple[str, ...]:
    return _list(base + each.path for each in headings if each.path)


def _contributor(each: Contribution) -> str:
    return f"{each.agent.label} [{', '.join(each.roles)}]" if each.roles else each.agent.label


def edition(network: Network, work: Work, instance: Instance) -> Row:
    """A row of the union catalogue."""
    base = network.base
    creators = [each.agent for each in work.contributions if each.primary]
    subjects = (*work.subjects, *work.places, *work.genres)
    return {
        "edition": base + instance.path,
        "work": base + work.path,
        "title": clean(instance.title),
        "work_title": clean(work.title),
        "other_titles": _list(each.value for each in (*instance.titles, *work.titles) if each.value != instance.title),
        "creators": _labels(creators),
        "creator_iris": _iris(base, creators),
        "contributors": _list(_contributor(each) for each in work.contributions if not each.primary),
        "subjects": _labels(subjects),
        "subject_iris": _iris(base, subjects),
        "classifications": _list(f"{scheme}:{number}" for scheme, number in work.classifications),
        "publishers": _list(instance.publishers),
        "places_of_publication": _list(instance.places),
        "date": clean(instance.date),
        "year": instance.year,
        "edition_statement": clean(instance.edition),
        "extent": clean(instance.extent),
        "languages": _list(work.languages),
        "types": _list(work.types),
        "identifiers": _list(f"{scheme}:{value}" for scheme, value in instance.identifiers),
        "series": _list((*instance.series, *(each.label for each in work.series))),
        "libraries": _list(instance.libraries),
        "collections": _list(instance.collections),
        "copies": len(instance.items),
        "links": _list(each.url for each in instance.links),
        "records": _list(base + each for each in instance.records),
    }


class Digitised:
    """Which editions are digitised: those with a link to the object, a IIIF manifest, or a place in a collection of kind `digitised`."""

    def __init__(self, network: Network) -> None:
        self._base = network.base
        self._titles: dict[str, str] = {}
        self._digitised: set[str] = set()
        for library in network.libraries:
            for collection in library.collections:
                name = f"{library.slug}/{collection.slug}"
                self._titles[name] = collection.title.get("vi") or collection.title.get("en", name)
                if collection.kind == "digitised":
                    self._digitised.add(name)

    def has(self, instance: Instance) -> bool:
        """True when the edition belongs to the dataset."""
        linked = any(each.kind in OBJECT_LINKS or each.kind == "iiif" for each in instance.links)
        return linked or not self._digitised.isdisjoint(instance.collections)

    def row(self, work: Work, instance: Instance) -> Row:
        """A row of the digitised collections."""
        return {
            "edition": self._base + instance.path,
            "work": self._base + work.path,
            "title": clean(instance.title),
            "other_titles": _list(each.value for each in (*instance.titles, *work.titles) if each.value != instance.title),
            "creators": _labels(each.agent for each in work.contributions if each.primary),
            "year": instance.year,
            "languages": _list(work.languages),
            "digital_objects": _list(each.url for each in instance.links if each.kind in OBJECT_LINKS),
            "iiif_manifests": _list(each.url for each in instance.links if each.kind == "iiif"),
            "collections": _list(instance.collections),
            "collection_titles": _list(self._titles.get(each, each) for each in instance.collections),
            "libraries": _list(instance.libraries),
            "rights": _list(instance.rights),
            "records": _list(self._base + each for each in instance.records),
        }


Count = tuple[str, int, int, int, int]
"""Of a library: its slug, its Works, editions, copies and digitised editions."""


@dataclass(slots=True)
class Tally:
    """What each library holds, counted while the Works pass by. years: first and last year of publication."""

    works: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    editions: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    copies: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    digitised: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    years: tuple[int, int] | None = None

    def work(self, work: Work) -> None:
        """Count a Work, once for each library."""
        for slug in {each for instance in work.instances for each in instance.libraries}:
            self.works[slug] += 1

    def instance(self, instance: Instance, digitised: bool) -> None:
        """Count an edition and its copies."""
        for slug in instance.libraries:
            self.editions[slug] += 1
            self.digitised[slug] += digitised
        for item in instance.items:
            self.copies[item.library] += 1
        if instance.year is not None:
            self.span((instance.year, instance.year))

    def span(self, years: tuple[int, int]) -> None:
        """Count years of publication."""
        low, high = self.years or years
        self.years = min(low, years[0]), max(high, years[1])

    def counts(self) -> tuple[Count, ...]:
        """The counts as plain values, by library."""
        slugs = sorted(self.works.keys() | self.copies.keys() | self.editions.keys())
        return tuple((each, self.works[each], self.editions[each], self.copies[each], self.digitised[each]) for each in slugs)

    def add(self, counts: Iterable[Count], years: tuple[int, int] | None) -> None:
        """Count what another has counted."""
        for slug, works, editions, copies, digitised in counts:
            self.works[slug] += works
            self.editions[slug] += editions
            self.copies[slug] += copies
            self.digitised[slug] += digitised
        if years is not None:
            self.span(years)


def libraries(network: Network, tally: Tally) -> Iterator[Row]:
    """The rows of the libraries, in the order of the network."""
    for library in network.libraries:
        yield {
            "library": f"{network.base}library/{library.slug}",
            "slug": library.slug,
            "name_vi": clean(library.title.get("vi", "")),
            "name_en": clean(library.title.get("en", "")),
            "kind": library.kind,
            "isil": clean(library.isil),
            "marc_code": clean(library.marc_code),
            "contact": clean(library.contact.removeprefix("mailto:")),
            "license": library.license or network.license,
            "place": clean(library.place),
            "url": clean(library.url),
            "collections": _list(each.slug for each in library.collections),
            "works": tally.works[library.slug],
            "editions": tally.editions[library.slug],
            "copies": tally.copies[library.slug],
            "digitised": tally.digitised[library.slug],
        }
