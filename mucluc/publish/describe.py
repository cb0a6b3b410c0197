# SPDX-License-Identifier: Apache-2.0
"""From a Work's statements in the union to `mucluc.release.model.Work`, the one flattening that all views share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mucluc.release.model import Contribution, Heading, Instance, Item, Link, Text, Work
from mucluc.vocab.terms import BF, BFLC, DCTERMS, MADS, RDF, RDFS
from mucluc.vocab.text import fold, sort_key

Statements = dict[str, dict[str, list[str]]]

RELATORS = "http://id.loc.gov/vocabulary/relators/"
LANGUAGES = "http://id.loc.gov/vocabulary/languages/"
SERIES = "http://id.loc.gov/entities/relationships/series"
CARRIERS = "http://id.loc.gov/vocabulary/carriers/"
MANIFEST = "http://iiif.io/api/presentation"
WEB = re.compile(r"https?://[^\s<>\"'`{}|\\^\x00-\x1f]+\Z", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2c00-\ufefe\U00010000-\U0010ffff]")
ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[tbnrf"\\\'])')
PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "\\": "\\", "'": "'"}
AGENT_KINDS = {
    "Person": "person", "Organization": "organization", "Jurisdiction": "jurisdiction", "Meeting": "meeting", "Family": "family",
}  # fmt: skip
IDENTIFIERS = {
    "Isbn": "isbn", "Issn": "issn", "IssnL": "issn-l", "Lccn": "lccn", "OclcNumber": "oclc", "Ismn": "ismn",
    "Doi": "doi", "Hdl": "handle", "Urn": "urn", "Local": "local", "Nbn": "nbn", "PublisherNumber": "publisher-number",
}  # fmt: skip
CLASSIFICATIONS = {
    "ClassificationDdc": "ddc", "ClassificationLcc": "lcc", "ClassificationNlm": "nlm", "ClassificationUdc": "udc",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A record of the Work, as far as it shows: path, Instance path, library, collections."""

    path: str
    instance: str
    library: str
    collections: tuple[str, ...]


def describe(lines: Iterable[bytes], work: str, members: list[Member], base: str) -> Work:
    """The Work at path `work` from its N-Triples lines (its own, its Instances', Items' and headings').

    members: the records that describe it, in order of path. Pure; what is missing in the statements is empty in the result.
    """
    return _Describer(_parse(sorted(lines)), base).work(work, members)  # what comes from sets has another order in each process


def _parse(lines: Iterable[bytes]) -> Statements:
    found: Statements = defaultdict(lambda: defaultdict(list))
    for line in lines:
        subject, predicate, value = line.decode().rstrip(" .\n").split(" ", 2)
        found[subject[1:-1]][predicate[1:-1]].append(value)
    return found


def _literal(value: str) -> Text:
    end = value.rindex('"')
    text = value[1:end]
    if "\\" in text:
        text = ESCAPE.sub(lambda m: PLAIN.get(m[1]) or chr(int(m[1][1:], 16)), text)
    rest = value[end + 1 :]
    return Text(text, rest[1:] if rest.startswith("@") else "")


class _Describer:
    def __init__(self, statements: Statements, base: str) -> None:
        self.all = statements
        self.base = base

    def iris(self, subject: str, predicate: str) -> list[str]:
        found = self.all.get(subject, {}).get(predicate, ())
        return [value[1:-1] for value in found if value.startswith("<")]

    def texts(self, subject: str, predicate: str) -> list[Text]:
        found = self.all.get(subject, {}).get(predicate, ())
        return [_literal(value) for value in found if value.startswith('"')]

    def first(self, subject: str, *predicates: str) -> str:
        for predicate in predicates:
            plain = sorted(self.texts(subject, predicate), key=_native_last)
            if plain:
                return plain[0].value
        return ""

    def types(self, subject: str) -> list[str]:
        return [iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for iri in self.iris(subject, RDF + "type")]

    def path(self, iri: str) -> str:
        return iri[len(self.base) :] if iri.startswith(self.base) else ""

    def work(self, path: str, members: list[Member]) -> Work:
        node = self.base + path
        by_instance: dict[str, list[Member]] = defaultdict(list)
        for member in members:
            by_instance[member.instance].append(member)
        instances = sorted(
            (self.instance(each, found) for each, found in by_instance.items()),
            key=lambda i: (i.year is None, i.year or 0, i.path),
        )
        titles = self.titles(node)
        title = next((i.title for i in instances if i.title), "") or (titles[0].value if titles else "")
        series = [h for i in self.iris(node, BF + "relation") for h in self.series(i)]
        about = [iri for iri in self.iris(node, BF + "subject") if not self.texts(iri, BF + "code")]  # a code (072) is no word for readers
        subjects = [self.heading(iri) for iri in about]
        places = [*subjects, *(self.heading(part) for iri in about for part in self.components(iri))]
        return Work(
            path=path,
            title=title,
            sort_key=sort_key(title),
            titles=_others(titles, {title, *(i.title for i in instances)}),
            contributions=self.contributions(node),
            subjects=_unique(h for h in subjects if h and h.kind != "place"),
            places=_unique(h for h in places if h and h.kind == "place"),
            genres=_unique(self.heading(iri) for iri in [*self.iris(node, BF + "genreForm"), *self.forms(about)]),
            series=_unique(series),
            languages=tuple(dict.fromkeys(i[len(LANGUAGES) :] for i in self.iris(node, BF + "language") if i.startswith(LANGUAGES))),
            types=tuple(sorted(set(self.types(node)) - {"Work"})),
            classifications=self.classifications(node),
            summary=" ".join(dict.fromkeys(self.labels(node, BF + "summary"))),
            contents=" ".join(dict.fromkeys(self.labels(node, BF + "tableOfContents"))),
            notes=tuple(dict.fromkeys(self.labels(node, BF + "note"))),
            instances=tuple(instances),
            libraries=tuple(dict.fromkeys(m.library for m in sorted(members, key=lambda m: m.library))),
            collections=tuple(sorted({c for m in members for c in m.collections})),
        )

    def titles(self, node: str) -> tuple[Text, ...]:
        found: list[Text] = []
        for title in sorted(self.iris(node, BF + "title"), key=lambda t: ("VariantTitle" in self.types(t), t)):
            for main in sorted(self.texts(title, BF + "mainTitle"), key=_native_last):
                parts = [
                    main.value,
                    *(t.value for p in ("partNumber", "partName") for t in self.texts(title, BF + p) if t.lang == main.lang),
                ]
                found.append(Text(". ".join(parts), main.lang))
        return tuple(dict.fromkeys(found))

    def contributions(self, node: str) -> tuple[Contribution, ...]:
        roles: dict[Heading, dict[str, None]] = {}
        primary: set[Heading] = set()
        order = sorted(self.iris(node, BF + "contribution"), key=lambda c: "PrimaryContribution" not in self.types(c))
        for each in order:
            for iri in self.iris(each, BF + "agent"):
                agent = self.heading(iri)
                if agent is None:
                    continue
                held = roles.setdefault(agent, {})
                if "PrimaryContribution" in self.types(each):
                    primary.add(agent)
                for role in self.iris(each, BF + "role"):
                    held[role[len(RELATORS) :] if role.startswith(RELATORS) else self.first(role, RDFS + "label", BF + "code")] = None
        return tuple(Contribution(agent, tuple(r for r in held if r), agent in primary) for agent, held in roles.items())

    def heading(self, iri: str) -> Heading | None:
        label = self.first(iri, RDFS + "label", MADS + "authoritativeLabel")
        if not label:
            for title in self.iris(iri, BF + "title"):
                label = label or self.first(title, BF + "mainTitle")
        if not label:
            return None
        path, types = self.path(iri), self.types(iri)
        kind = path.split("/", 1)[0]
        if kind == "agent" or any(t in AGENT_KINDS for t in types):
            kind = next((AGENT_KINDS[t] for t in types if t in AGENT_KINDS), "person")
        elif kind == "topic" and "Temporal" in types:
            kind = "temporal"
        elif kind == "place" and "ComplexSubject" in types:
            kind = "topic"  # a place in a place: its parts are the places that readers look for
        elif kind not in ("topic", "place", "genre", "series", "hub"):
            kind = "place" if "Geographic" in types else "genre" if "GenreForm" in types else "topic"
        script = next(
            (t.value for p in (RDFS + "label", MADS + "authoritativeLabel") for t in self.texts(iri, p) if _native_last(t)[0]), ""
        )
        return Heading(path, kind, label, script if script != label else "")

    def forms(self, subjects: Iterable[str]) -> Iterator[str]:
        """The genre of a genre heading with subdivisions (655), which BIBFRAME has as a subject."""
        for subject in subjects:
            head = next(iter(self.components(subject)), "")
            if "GenreForm" in self.types(head):
                yield head

    def components(self, subject: str) -> Iterator[str]:
        """The parts of a complex subject: a place stands there too when it is what the Work is about."""
        for cell in self.iris(subject, MADS + "componentList"):
            while cell and cell != RDF + "nil":
                yield from self.iris(cell, RDF + "first")
                cell = next(iter(self.iris(cell, RDF + "rest")), "")

    def series(self, relation: str) -> list[Heading]:
        if not any(iri.rsplit("/", 1)[-1] == "series" for iri in self.iris(relation, BF + "relationship")):
            return []
        found = [self.heading(iri) for iri in self.iris(relation, BF + "associatedResource")]
        return [Heading(h.path, "series", h.label, h.script) for h in found if h]

    def classifications(self, node: str) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for each in self.iris(node, BF + "classification"):
            scheme = next((CLASSIFICATIONS[t] for t in self.types(each) if t in CLASSIFICATIONS), "other")
            found.extend((scheme, t.value) for t in self.texts(each, BF + "classificationPortion"))
        return tuple(sorted(dict.fromkeys(found)))

    def labels(self, node: str, predicate: str) -> list[str]:
        found = [t.value for t in self.texts(node, predicate)]
        for iri in self.iris(node, predicate):
            found.extend(t.value for t in sorted(self.texts(iri, RDFS + "label"), key=_native_last))
        return found

    def instance(self, path: str, members: list[Member]) -> Instance:
        node = self.base + path
        titles = self.titles(node)
        main = next(iter(self.iris(node, BF + "title")), "")
        for each in self.iris(node, BF + "title"):
            if "Title" in self.types(each):
                main = each
                break
        title = self._display(main)
        places, publishers, dates = self.provision(node)
        date = dates[0] if dates else ""
        items = sorted(
            (self.item(iri) for iri in self.iris(node, BF + "hasItem") if self.is_copy(iri)),
            key=lambda i: (i.library, i.location, i.shelf_mark, sort_key(i.holdings), i.path),
        )
        return Instance(
            path=path,
            title=title,
            titles=_others(titles, {title, self.first(main, BF + "mainTitle")}),
            responsibility=self.first(node, BF + "responsibilityStatement"),
            edition=self.first(node, BF + "editionStatement"),
            publication=self.first(node, BF + "publicationStatement"),
            places=places,
            publishers=publishers,
            date=date,
            year=_year(dates),
            extent=_joined(self.labels(node, BF + "extent")),
            dimensions=_joined(t.value for t in self.texts(node, BF + "dimensions")),
            carriers=tuple(sorted(i[len(CARRIERS) :] for i in self.iris(node, BF + "carrier") if i.startswith(CARRIERS))),
            identifiers=self.identifiers(node, *self.iris(node, BF + "instanceOf")),
            series=tuple(dict.fromkeys(t.value for t in self.texts(node, BF + "seriesStatement"))),
            notes=tuple(dict.fromkeys(self.labels(node, BF + "note"))),
            links=self.links(node),
            items=tuple(items),
            records=tuple(m.path for m in members),
            libraries=tuple(sorted({m.library for m in members} | {i.library for i in items if i.library})),
            collections=tuple(sorted({c for m in members for c in m.collections})),
            rights=tuple(dict.fromkeys(self.labels(node, BF + "usageAndAccessPolicy"))),
        )

    def _display(self, title: str) -> str:
        main = self.first(title, BF + "mainTitle")
        rest = [self.first(title, BF + p) for p in ("partNumber", "partName")]
        text = ". ".join([main.rstrip(" .") if any(rest) else main, *(r for r in rest if r)])
        subtitle = self.first(title, BF + "subtitle")
        return f"{text} : {subtitle}" if subtitle else text

    def provision(self, node: str) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
        places: dict[str, None] = {}
        publishers: dict[str, None] = {}
        simple: dict[str, None] = {}
        coded: dict[str, None] = {}
        activities = sorted(self.iris(node, BF + "provisionActivity"), key=lambda a: ("Publication" not in self.types(a), a))
        for each in activities:
            if "Publication" not in self.types(each) and (places or publishers):
                continue
            places.update(dict.fromkeys(t.value for t in sorted(self.texts(each, BFLC + "simplePlace"), key=_native_last)))
            publishers.update(dict.fromkeys(t.value for t in sorted(self.texts(each, BFLC + "simpleAgent"), key=_native_last)))
            simple.update(dict.fromkeys(t.value for t in sorted(self.texts(each, BFLC + "simpleDate"), key=_native_last)))
            coded.update(dict.fromkeys(t.value for t in self.texts(each, BF + "date")))
        return tuple(places), tuple(publishers), [*simple, *coded]

    def identifiers(self, *nodes: str) -> tuple[tuple[str, str], ...]:
        """Numbers of an Instance and of its Work: an ISSN is the serial's in all its editions."""
        found: list[tuple[str, str]] = []
        for each in (number for node in nodes for number in self.iris(node, BF + "identifiedBy")):
            if any("cancinv" in status or "incorrect" in status for status in self.iris(each, BF + "status")):
                continue
            scheme = next((IDENTIFIERS[t] for t in self.types(each) if t in IDENTIFIERS), "other")
            found.extend((scheme, t.value.strip()) for t in self.texts(each, RDF + "value"))
        return tuple(sorted(dict.fromkeys(found)))

    def links(self, node: str) -> tuple[Link, ...]:
        """Addresses: what is known of one by itself (another version, a part, an Item at it) says more than that the Instance has it."""
        found: dict[str, Link] = {}
        works = self.iris(node, BF + "instanceOf")
        for start, kind in ((node + "#", "version"), *((f"{work}#part-", "part") for work in works)):
            for other in [iri for iri in self.all if iri.startswith(start)]:
                if BF + "electronicLocator" in self.all[other] and "Instance" in self.types(other):
                    for iri in self.iris(other, BF + "electronicLocator"):
                        self._link(iri, other, kind, found)
        for item in self.iris(node, BF + "hasItem"):
            for iri in self.iris(item, BF + "electronicLocator"):
                self._link(iri, item, "resource", found)
        for owner, predicate, kind in (
            (node, BF + "electronicLocator", "resource"),
            (node, BF + "supplementaryContent", "related"),
            *((work, BF + "tableOfContents", "contents") for work in works),
        ):
            for iri in self.iris(owner, predicate):
                if kind != "contents" or not iri.startswith(self.base):
                    self._link(iri, iri, kind, found)
        return tuple(found.values())

    def _link(self, iri: str, described: str, kind: str, found: dict[str, Link]) -> None:
        said = [*self._part_of(described, iri), *(text for text, kind in self.notes(described) if not kind)]
        label = "; ".join(dict.fromkeys(said)) or self.first(described, RDFS + "label")
        inner = self.iris(iri, BF + "electronicLocator") or self.iris(iri, RDF + "value")
        inner = inner or [t.value for t in self.texts(iri, RDF + "value")] or ([] if iri.startswith(self.base) else [iri])
        for url in inner:
            if WEB.match(url) and url not in found:
                found[url] = Link(url, label, "iiif" if MANIFEST in self.iris(url, DCTERMS + "conformsTo") else kind)

    def _part_of(self, described: str, iri: str) -> list[str]:
        """Which part an address leads to, in the words of the catalogue: `Tập 1`. A version that bears the whole's title says nothing."""
        if described == iri:
            return []
        titles = [self.first(title, BF + "mainTitle") for title in self.iris(described, BF + "title")]
        whole = {fold(title) for node in self.iris(described, BF + "instanceOf") for title in (t.value for t in self.titles(node))}
        return [*self.labels(described, BFLC + "appliesTo"), *(title for title in titles if title and fold(title) not in whole)]

    def notes(self, node: str) -> list[tuple[str, str]]:
        """`(text, kind)` of the notes of a node; the kind is empty for a note to readers."""
        found: list[tuple[str, str]] = []
        for iri in self.iris(node, BF + "note"):
            kind = self.first(iri, BF + "noteType")
            found.extend((text.value, kind) for text in sorted(self.texts(iri, RDFS + "label"), key=_native_last))
        return list(dict.fromkeys(found))

    def is_copy(self, item: str) -> bool:
        """Whether an Item is a copy on a shelf of the network: not an address on the web, not a copy of an institution outside (850)."""
        online = BF + "electronicLocator" in self.all.get(item, {}) and BF + "physicalLocation" not in self.all[item]
        return not online and (bool(self.holder(item)) or not self.iris(item, BF + "heldBy"))

    def holder(self, item: str) -> str:
        """The slug of the library that holds an Item, or nothing."""
        paths = (self.path(iri) for iri in self.iris(item, BF + "heldBy"))
        return next((path.removeprefix("library/") for path in paths if path.startswith("library/")), "")

    def item(self, iri: str) -> Item:
        # The shelf's name says more than its code, and either more than the two run together.
        parts = self.labels(iri, BF + "sublocation") or self.labels(iri, BF + "physicalLocation")
        location = sorted(parts, key=lambda part: (-len(part), part))
        issues = sorted(self.labels(iri, BF + "enumerationAndChronology"), key=sort_key)
        notes = self.notes(iri)
        return Item(
            path=self.path(iri),
            library=self.holder(iri),
            location=", ".join(dict.fromkeys(location)),
            shelf_mark=" ".join(dict.fromkeys(self.labels(iri, BF + "shelfMark"))),
            note="; ".join(text for text, kind in notes if not kind),
            holdings="; ".join(dict.fromkeys([*self.labels(iri, BFLC + "appliesTo"), *issues])),
            copy=", ".join(text for text, kind in notes if kind == "copy number"),
            status=", ".join(dict.fromkeys(self.labels(iri, BF + "status"))),
        )


def _native_last(text: Text) -> tuple[bool, str, str]:
    """Sort key that puts text in the Latin alphabet before its twin in another script, and makes the order certain."""
    other = not text.value.isascii() and ("Hani" in text.lang or OTHER_SCRIPT.search(text.value) is not None)
    return (other, text.lang, text.value)


def _others(titles: Iterable[Text], shown: set[str]) -> tuple[Text, ...]:
    """The titles that say something else than those shown; punctuation and case are no difference."""
    found = {fold(title): Text("") for title in shown}
    for title in titles:
        found.setdefault(fold(title.value), title)
    return tuple(title for title in found.values() if title.value)


def _joined(texts: Iterable[str]) -> str:
    """Texts apart by semicolons; those that differ in end punctuation only are one."""
    found: dict[str, str] = {}
    for text in sorted(texts):
        found.setdefault(text.rstrip(" .;:,+"), text)
    return "; ".join(found.values())


def _unique(headings: Iterable[Heading | None]) -> tuple[Heading, ...]:
    return tuple(sorted(dict.fromkeys(h for h in headings if h is not None), key=lambda h: (sort_key(h.label), h.path)))


def _year(dates: list[str]) -> int | None:
    for date in dates:
        hit = YEAR.search(date)
        if hit:
            return int(hit[1])
    return None
