# SPDX-License-Identifier: Apache-2.0
"""N-Triples: the union of a release, the part of it that describes some editions, and the libraries; gzip without time or name.

The whole union is its shards one after the other: several gzip members make one gzip file, which every reader of gzip unpacks.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mucluc.release import Network, Release
from mucluc.vocab.terms import BF, RDF, RDFS

from .licences import licence

TITLE_LANGUAGES = ("vi", "en")
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
HOMEPAGE = "http://xmlns.com/foaf/0.1/homepage"
HEADINGS = ("agent/", "topic/", "place/", "genre/", "series/", "hub/", "temporal/")


def write_union(release: Release, path: Path) -> None:
    """Write every statement of the union and its headings."""
    shards = [*release.graph_shards("union"), *release.graph_shards("heading")]
    if not shards:
        write_lines((), path)
        return
    with path.open("wb") as out:
        for shard in shards:
            with shard.open("rb") as file:
                shutil.copyfileobj(file, out, 1 << 20)


def write_lines(lines: Iterable[bytes], path: Path) -> None:
    """Write lines of N-Triples; each ends in a line feed."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as out:
        for line in lines:
            out.write(line)


def lines_about(release: Release, paths: set[str]) -> Iterator[bytes]:
    """The union's statements about these paths (Works, Instances, Items, records) and about the headings that they lead to.

    The headings' own statements may lead to further headings, so their shards are read until none is new; memory holds names only.
    """
    base = release.base.encode()
    wanted = {base + each.encode() for each in paths}
    pending: set[bytes] = set()
    for line in _lines(release.graph_shards("union"), wanted.__contains__):
        pending.update(_headings(line, base))
        yield line
    done: set[bytes] = set()
    while pending:
        found: set[bytes] = set()
        for line in _lines(release.graph_shards("heading"), pending.__contains__):
            found.update(_headings(line, base))
            yield line
        done |= pending
        pending = found - done


def _lines(shards: Iterable[Path], wanted: Callable[[bytes], bool]) -> Iterator[bytes]:
    """The lines whose subject, less its fragment, is wanted."""
    for shard in shards:
        with gzip.open(shard, "rb") as file:
            for line in file:
                if wanted(line[1 : line.index(b">")].partition(b"#")[0]):
                    yield line


def _headings(line: bytes, base: bytes) -> Iterator[bytes]:
    for term in (line[1 : line.index(b">")], _object(line)):
        name = term.partition(b"#")[0]
        if name.startswith(base) and name[len(base) :].decode().startswith(HEADINGS):
            yield name


def _object(line: bytes) -> bytes:
    text = line.split(b" ", 2)[2]
    return text[1 : text.index(b">")] if text.startswith(b"<") else b""


def library_lines(network: Network) -> Iterator[bytes]:
    """The libraries and their collections, from the network's own description."""
    for library in network.libraries:
        node = f"{network.base}library/{library.slug}"
        yield _iri(node, RDF + "type", SCHEMA + "Library")
        yield _iri(node, RDF + "type", BF.Organization)
        yield _text(node, DCTERMS + "identifier", library.slug)
        yield from _titles(node, library.title)
        if library.isil:
            yield _text(node, SCHEMA + "identifier", library.isil)
        if library.marc_code:
            yield _text(node, BF.code, library.marc_code)
        if library.contact:
            yield _text(node, SCHEMA + "email", library.contact)
        if library.license:
            yield _iri(node, DCTERMS + "license", licence(library.license).iri)
        if library.place:
            yield _text(node, SCHEMA + "areaServed", library.place)
        if library.url:
            yield _iri(node, HOMEPAGE, library.url)
        for collection in library.collections:
            part = f"{node}#collection-{collection.slug}"
            yield _iri(part, RDF + "type", BF.Collection)
            yield _iri(part, DCTERMS + "isPartOf", node)
            yield _text(part, DCTERMS + "type", collection.kind)
            yield from _titles(part, collection.title)


def _titles(node: str, title: dict[str, str]) -> Iterator[bytes]:
    for tag in TITLE_LANGUAGES:
        if title.get(tag):
            yield _text(node, RDFS.label, title[tag], tag)


def _iri(subject: str, predicate: str, value: str) -> bytes:
    return f"<{subject}> <{predicate}> <{value}> .\n".encode()


def _text(subject: str, predicate: str, value: str, tag: str = "") -> bytes:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'<{subject}> <{predicate}> "{escaped}"{f"@{tag}" if tag else ""} .\n'.encode()
