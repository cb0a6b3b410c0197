# SPDX-License-Identifier: Apache-2.0
"""What a release says of each Work, Instance, Item and heading, flattened for people: the views read these values.

They are derived from the union graph, one place for all views. A `path` is an IRI after the base: `work/2f7k…`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its BCP 47 language tag (`vi`, `vi-Hani`, empty when unknown)."""

    value: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the union. kind: person, organization, jurisdiction, meeting, family, topic, place, temporal, genre, series, hub.

    path is empty for text that has no node of its own. script: the same heading in another script (from 880), or empty.
    """

    path: str
    kind: str
    label: str
    script: str = ""


@dataclass(frozen=True, slots=True)
class HeadingForms:
    """What authority records say of a heading for readers: its other forms, the same in other files (IRIs), notes; the records' paths."""

    variants: tuple[Text, ...] = ()
    links: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """An agent and its roles; a role is a MARC relator code (`aut`) or, where none is known, the term as catalogued."""

    agent: Heading
    roles: tuple[str, ...] = ()
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An electronic address. kind: resource, part, version, related, contents, iiif. url is http(s) and safe to put in an href."""

    url: str
    label: str = ""
    kind: str = "resource"


@dataclass(frozen=True, slots=True)
class Item:
    """A copy held by a library (slug). holdings: its volumes and issues; copy: its number among the copies; status: as catalogued."""

    path: str
    library: str
    location: str = ""
    shelf_mark: str = ""
    note: str = ""
    holdings: str = ""
    copy: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """One edition. year: first year of publication, or None. identifiers: `(scheme, value)` with scheme isbn, issn, lccn, oclc, local, …

    rights: statements on access and use as catalogued (506, 540).
    """

    path: str
    title: str
    titles: tuple[Text, ...] = ()
    responsibility: str = ""
    edition: str = ""
    publication: str = ""
    places: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    date: str = ""
    year: int | None = None
    extent: str = ""
    dimensions: str = ""
    carriers: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    series: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    items: tuple[Item, ...] = ()
    records: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A Work of the union with its editions, ordered by year. sort_key: Vietnamese dictionary order, compare as str.

    collections: `{library}/{collection}`. languages: MARC codes. classifications: `(scheme, number)` with scheme ddc, lcc, nlm, udc, other.
    types: BIBFRAME class names other than Work, such as Text, Monograph.
    """

    path: str
    title: str
    sort_key: str
    titles: tuple[Text, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    subjects: tuple[Heading, ...] = ()
    places: tuple[Heading, ...] = ()
    genres: tuple[Heading, ...] = ()
    series: tuple[Heading, ...] = ()
    languages: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    classifications: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    contents: str = ""
    notes: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()
    libraries: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedRecord:
    """A source record of the release. path: `record/{library}/{001}`. status: published or withdrawn.

    datestamp: UTC `YYYY-MM-DDThh:mm:ssZ` of the release in which it last changed. A withdrawn one has no work, instance or MARC.
    former: collections that it has left: a harvest of such a set is told that it is gone from there.
    """

    path: str
    library: str
    control_number: str
    datestamp: str
    status: str = "published"
    work: str = ""
    instance: str = ""
    collections: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """The fate of a published path. status: published, merged (one successor, 301), split (several, 300), withdrawn (410)."""

    path: str
    status: str
    datestamp: str
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of a library. kind: `general`, `local-history`, `rare`, `digitised`, `theses`, …"""

    slug: str
    title: dict[str, str]
    kind: str = "general"


@dataclass(frozen=True, slots=True)
class Library:
    """A library of the network; title by language (`vi`, `en`).

    kind: provincial, district, university, school, community, private, armed-forces, national, other. isil, marc_code: its code after
    ISO 15511, and as a MARC organisation. license: of its own records, an SPDX identifier, where it is not the network's.
    """

    slug: str
    title: dict[str, str]
    kind: str = "other"
    isil: str = ""
    url: str = ""
    place: str = ""
    note: dict[str, str] = field(default_factory=dict)
    collections: tuple[Collection, ...] = ()
    marc_code: str = ""
    contact: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """What `network.json` holds: the public part of the configuration. base ends in `/`. license: an SPDX identifier."""

    slug: str
    title: dict[str, str]
    description: dict[str, str]
    base: str
    license: str
    publisher: dict[str, str]
    contact: str = ""
    libraries: tuple[Library, ...] = ()
    example: bool = False

    def library(self, slug: str) -> Library:
        """The library with this slug; raises KeyError."""
        for library in self.libraries:
            if library.slug == slug:
                return library
        raise KeyError(slug)
