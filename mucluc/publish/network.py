# SPDX-License-Identifier: Apache-2.0
"""The libraries and collections of the network as statements of the union, so that a query can name who holds what."""

from __future__ import annotations

from pathlib import Path

from mucluc.datasets.licences import licence
from mucluc.release import Network
from mucluc.vocab.terms import BF, RDF, RDFS

from .headings import write_gzip

SKOS_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
DCTERMS = "http://purl.org/dc/terms/"


def network_statements(network: Network, into: Path) -> int:
    """Write the network's N-Triples, gzipped and sorted; the number of statements."""
    base, lines = network.base, set()

    def say(subject: str, predicate: str, value: str) -> None:
        lines.add(f"<{subject}> <{predicate}> {value} .\n")

    for library in network.libraries:
        node = f"{base}library/{library.slug}"
        say(node, RDF + "type", f"<{BF}Organization>")
        say(node, RDF + "type", f"<{base}ns#Library>")
        for lang, title in library.title.items():
            say(node, RDFS + "label", f"{quoted(title)}@{lang}")
        say(node, base + "ns#kind", quoted(library.kind))
        if library.isil:
            say(node, SKOS_NOTATION, quoted(library.isil))
        if library.marc_code:
            say(node, f"{BF}code", quoted(library.marc_code))
        if library.license:
            say(node, DCTERMS + "license", f"<{licence(library.license).iri}>")
        if library.place:
            say(node, base + "ns#placeName", quoted(library.place))
        for collection in library.collections:
            part = f"{base}collection/{library.slug}/{collection.slug}"
            say(part, RDF + "type", f"<{BF}Collection>")
            say(part, DCTERMS + "isPartOf", f"<{node}>")
            for lang, title in collection.title.items():
                say(part, RDFS + "label", f"{quoted(title)}@{lang}")
    write_gzip(into, "".join(sorted(lines)).encode())
    return len(lines)


def quoted(text: str) -> str:
    """`text` as an N-Triples literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
