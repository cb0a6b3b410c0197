# SPDX-License-Identifier: Apache-2.0
"""A Work as its page shows it: title block, where to read or find it, editions, headings, data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from mucluc.release import Heading, Instance, Work

from . import addresses, structured
from .cards import Cover, cover, main_agent, main_contribution, online, safe, title_of, years
from .frame import Anchor, Frame, Page
from .phrases import Phrase, cut, language_of, phrase

HOLDINGS_SHOWN = 400
"""Characters of volumes and issues shown; the data has them all."""
DATA_FORMATS = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
)


@dataclass(frozen=True, slots=True)
class HeadingLink:
    """A heading to click; href is empty for text without a page. note: roles."""

    text: Phrase
    href: str
    script: Phrase | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its values."""

    label: str
    values: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A copy at a library; all but the library may be empty. holdings: its volumes and issues, cut to a glance."""

    library: Anchor
    location: Phrase
    shelf_mark: str
    note: Phrase
    holdings: Phrase
    copy: str
    status: Phrase


@dataclass(frozen=True, slots=True)
class OnlineLink:
    """An electronic address. href is empty when the address is not one to click."""

    text: str
    href: str
    note: str
    shown: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An Instance on the page of its Work."""

    anchor: str
    heading: Phrase
    facts: tuple[Fact, ...]
    holdings: tuple[Holding, ...]
    iri: str
    formats: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A source record: its statements as a page, and its data."""

    name: str
    href: str
    formats: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class WorkView:
    """The context `view` of `work.html`."""

    title: Phrase
    scripts: tuple[Phrase, ...]
    kinds: tuple[str, ...]
    credits: tuple[HeadingLink, ...]
    cover: Cover
    held: str
    links: tuple[OnlineLink, ...]
    editions: tuple[Edition, ...]
    summary: Phrase | None
    headings: tuple[tuple[str, tuple[HeadingLink, ...]], ...]
    facts: tuple[Fact, ...]
    iri: str
    formats: tuple[Anchor, ...]
    records: tuple[Record, ...]
    citation: str


def work_view(work: Work, frame: Frame) -> WorkView:
    """What the page of a Work shows."""
    text = frame.labels
    main = main_contribution(work)
    ranked = sorted(work.contributions, key=lambda each: each is not main)
    shown = [(each.agent, ", ".join(dict.fromkeys(map(text.relator, each.roles)))) for each in ranked]
    return WorkView(
        title=title_of(work, text),
        scripts=_scripts(work, frame),
        kinds=_kinds(work, frame),
        credits=tuple(heading_link(agent, frame, note) for agent, note in shown),
        cover=cover(work, text),
        held=text.count("work.at_libraries", len(work.libraries)),
        links=_links(work, frame),
        editions=tuple(_edition(work, each, frame) for each in work.instances),
        summary=phrase(work.summary, text.language, language_of(work.languages)) if work.summary else None,
        headings=_headings(work, frame),
        facts=_facts(work, frame),
        iri=frame.network.base + work.path,
        formats=_formats(work.path),
        records=tuple(_record(path, frame) for each in work.instances for path in each.records),
        citation=_citation(work),
    )


def work_page(work: Work, frame: Frame) -> Page:
    """What the page of a Work says of itself."""
    text = frame.labels
    address = f"{work.path}.html"
    title = title_of(work, text, 120).text
    by = main_agent(work, text, 60).text
    described = [by, years(work), text.count("work.at_libraries", len(work.libraries)), cut(work.summary, 120)]
    return Page(
        address=address,
        title=f"{title} – {by}" if by else title,
        description=cut(f"{title}. " + " · ".join(filter(None, described)), 300),
        crumbs=(Anchor(text("site.home"), frame.url("index.html")), frame.crumb("titles")),
        structured=structured.work(work, frame, address, title),
        section="titles",
        alternates=tuple((media, f"/{work.path}.{suffix}") for suffix, media, _ in DATA_FORMATS),
    )


def heading_link(heading: Heading, frame: Frame, note: str = "") -> HeadingLink:
    """A heading as a link to its page."""
    language = frame.language
    label = phrase(heading.label, language) if heading.label.strip() else Phrase(frame.labels("site.unnamed"))
    href = addresses.of_path(heading.path, language) if heading.path else ""
    return HeadingLink(label, href, phrase(heading.script, language) if heading.script else None, note)


def _scripts(work: Work, frame: Frame) -> tuple[Phrase, ...]:
    """Titles in other scripts than the title's own stand beside it; other titles are facts further down."""
    found = (phrase(each.value, frame.language, each.lang) for each in work.titles if each.value != work.title)
    return tuple(each for each in found if _other_script(each))


def _other_script(text: Phrase) -> bool:
    return text.lang in ("zh", "ja", "ko", "ar", "he") or ("-" in text.lang and not text.lang.endswith("-Latn"))


def _kinds(work: Work, frame: Frame) -> tuple[str, ...]:
    text = frame.labels
    types = [name for name in work.types if name not in ("Text", "Work")] or list(work.types)
    kinds = [text.kind("type", name) for name in types] + [text.language_name(code) for code in work.languages]
    return tuple(filter(None, [*dict.fromkeys(kinds), years(work)]))


def _links(work: Work, frame: Frame) -> tuple[OnlineLink, ...]:
    found: dict[str, OnlineLink] = {}
    for instance in work.instances:
        for link in instance.links:
            kind = frame.labels.kind("link", link.kind)
            shown = cut(link.url.partition("://")[2] or link.url, 80)
            made = OnlineLink(cut(link.label, 160) or kind, link.url if safe(link) else "", kind if link.label else "", shown)
            found.setdefault(link.url, made)
    return tuple(found.values())


def _edition(work: Work, instance: Instance, frame: Frame) -> Edition:
    text = frame.labels
    heading = instance.publication or ", ".join(filter(None, (*instance.publishers[:1], instance.date))) or text("work.no_date")
    return Edition(
        anchor=addresses.anchor(instance.path),
        heading=phrase(cut(heading, 300), text.language, language_of(work.languages)),
        facts=_edition_facts(work, instance, frame),
        holdings=tuple(_holdings(instance, frame)),
        iri=frame.network.base + instance.path,
        formats=_formats(instance.path),
    )


def _edition_facts(work: Work, instance: Instance, frame: Frame) -> tuple[Fact, ...]:
    text, lang = frame.labels, language_of(work.languages)
    identifiers = [f"{text.kind('identifier', scheme)} {value}" for scheme, value in instance.identifiers]
    extent = " ; ".join(filter(None, (instance.extent, instance.dimensions)))
    rows: list[tuple[str, Iterable[str], str]] = [
        ("work.title", [instance.title] if instance.title != work.title else [], lang),
        ("work.other_titles", [each.value for each in instance.titles if each.value not in (instance.title, work.title)], ""),
        ("work.responsibility", [instance.responsibility], lang),
        ("work.edition", [instance.edition], lang),
        ("work.extent", [extent], lang),
        ("work.carrier", instance.carriers, ""),
        ("work.series", instance.series, lang),
        ("work.notes", instance.notes, lang),
        ("work.rights", instance.rights, lang),
        ("work.identifiers", identifiers, frame.language),
    ]
    return tuple(_rows(rows, frame))


def _rows(rows: Iterable[tuple[str, Iterable[str], str]], frame: Frame) -> Iterable[Fact]:
    for key, values, lang in rows:
        shown = tuple(phrase(each, frame.language, lang) for each in dict.fromkeys(values) if each.strip())
        if shown:
            yield Fact(frame.labels(key), shown)


def _holdings(instance: Instance, frame: Frame) -> Iterable[Holding]:
    text = frame.labels
    for slug in instance.libraries or tuple(dict.fromkeys(item.library for item in instance.items)):
        library = Anchor(library_title(slug, frame), frame.url(f"library/{slug}.html"))
        items = [item for item in instance.items if item.library == slug]
        for item in items:
            yield Holding(
                library,
                phrase(item.location, text.language),
                item.shelf_mark,
                phrase(item.note, text.language),
                phrase(cut(item.holdings, HOLDINGS_SHOWN), text.language),
                text("work.copy", number=item.copy) if item.copy else "",
                phrase(item.status, text.language),
            )
        if not items:
            yield Holding(library, Phrase(""), "", Phrase(text("work.ask")), Phrase(""), "", Phrase(""))


def library_title(slug: str, frame: Frame) -> str:
    """The title of a library by its slug; the slug when the network does not name it."""
    found = next((each for each in frame.network.libraries if each.slug == slug), None)
    return (frame.labels.pick(found.title) if found else "") or slug


def _headings(work: Work, frame: Frame) -> tuple[tuple[str, tuple[HeadingLink, ...]], ...]:
    rows = (("work.subjects", work.subjects), ("work.places", work.places), ("work.genres", work.genres), ("work.series", work.series))
    groups = [(frame.labels(key), tuple(heading_link(each, frame) for each in found)) for key, found in rows if found]
    if work.collections:
        links = (HeadingLink(Phrase(collection_title(each, frame)), frame.url(f"collection/{each}.html")) for each in work.collections)
        groups.append((frame.labels("work.in_collections"), tuple(links)))
    return tuple(groups)


def _facts(work: Work, frame: Frame) -> tuple[Fact, ...]:
    text, lang = frame.labels, language_of(work.languages)
    plain = [each.value for each in work.titles if each.value != work.title and not _other_script(phrase(each.value, "", each.lang))]
    numbers = [f"{number} · {text.kind('classification', scheme)}" for scheme, number in work.classifications]
    rows: list[tuple[str, Iterable[str], str]] = [
        ("work.other_titles", plain, lang),
        ("work.contents", [work.contents], lang),
        ("work.notes", work.notes, lang),
        ("work.classification", numbers, frame.language),
    ]
    return tuple(_rows(rows, frame))


def collection_title(path: str, frame: Frame) -> str:
    """The title of a collection by `{library}/{collection}`, with its library's; the path itself when the network does not name it."""
    slug, _, name = path.partition("/")
    for library in frame.network.libraries:
        for collection in library.collections:
            if library.slug == slug and collection.slug == name:
                return f"{frame.labels.pick(collection.title)} – {frame.labels.pick(library.title)}"
    return path


def _formats(path: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(name, f"/{path}.{suffix}") for suffix, _, name in DATA_FORMATS)


def _record(path: str, frame: Frame) -> Record:
    formats = (Anchor("MARC 21", f"/{path}.mrc"), Anchor("MARCXML", f"/{path}.xml"), Anchor("Turtle", f"/{path}.ttl"))
    return Record(unquote(path.removeprefix("record/")), frame.url(f"{path}.html"), formats)


def _citation(work: Work) -> str:
    """Agent, title, edition, publication of the first edition, as ISO 690 orders them."""
    main = main_contribution(work)
    first = work.instances[0] if work.instances else None
    published = ""
    if first:
        places, publishers = " ; ".join(first.places), " ; ".join(first.publishers)
        published = ", ".join(filter(None, (" : ".join(filter(None, (places, publishers))) or "", first.date))) or first.publication
    parts = (main.agent.label if main else "", first.title if first else work.title, first.edition if first else "", published)
    return ". ".join(each.strip(" .,;:/") for each in parts if each.strip(" .,;:/")) + "."


__all__ = ["WorkView", "collection_title", "heading_link", "library_title", "online", "work_page", "work_view"]
