# SPDX-License-Identifier: Apache-2.0
"""N-Triples: the union of a release and the libraries, what is measured of both; gzip without time or name.

The whole union is its shards one after the other: several gzip members make one gzip file, which every reader of gzip unpacks.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from mucluc.release import Network, Release
from mucluc.vocab.terms import BF, RDF, RDFS

from .licences import licence

TITLE_LANGUAGES = ("vi", "en")
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
HOMEPAGE = "http://xmlns.com/foaf/0.1/homepage"
HAS_MEASUREMENT = b"<http://www.w3.org/ns/dqv#hasQualityMeasurement>"
GZIP_LEVEL = 6
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
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=GZIP_LEVEL, mtime=0) as out:
        for line in lines:
            out.write(line)


def _object(line: bytes) -> bytes:
    text = line.split(b" ", 2)[2]
    return text[1 : text.index(b">")] if text.startswith(b"<") else b""


def measurements(release: Release) -> dict[str, list[str]]:
    """By IRI of what was measured, the measurements of its quality that the release holds (DQV); empty in one made without reports."""
    found: dict[str, list[str]] = {}
    for shard in release.graph_shards("quality"):
        with gzip.open(shard, "rb") as file:
            for line in file:
                subject, predicate, _ = line.split(b" ", 2)
                if predicate == HAS_MEASUREMENT:
                    found.setdefault(subject[1:-1].decode(), []).append(_object(line).decode())
    return found


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
