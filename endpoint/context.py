# SPDX-License-Identifier: Apache-2.0
"""The prefixes and names under which our RDF is written and queried: `vocab/context.jsonld`, with the network's base filled in."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import Any

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"

# The first parts of the paths of things.
THINGS = ("work", "instance", "agent", "topic", "place", "hub", "series", "item", "library", "collection", "record", "authority")


@functools.cache
def _text() -> str:
    return (files("mucluc.vocab") / "context.jsonld").read_text("utf-8")


class Context:
    """The JSON-LD context of a network. base: the base of its IRIs, ends in `/`."""

    def __init__(self, base: str) -> None:
        made: dict[str, Any] = json.loads(_text().replace("{base}", base))["@context"]
        self.value = made
        self.vocab: str = made["@vocab"]
        self.prefixes: dict[str, str] = {
            name: space for name, space in made.items() if isinstance(space, str) and name[0] != "@" and space[-1] in "/#"
        }
        self.terms: dict[str, str] = {
            space: name for name, space in made.items() if isinstance(space, str) and name[0] != "@" and space[-1] not in "/#"
        }
        self._spaces = sorted(self.prefixes.items(), key=lambda each: -len(each[1]))

    def document(self) -> bytes:
        """The context as a JSON-LD document of its own."""
        return json.dumps({"@context": self.value}, ensure_ascii=False, indent=1).encode()

    def compact(self, iri: str) -> str:
        """`prefix:name` where a prefix fits and the name is plain, else the IRI itself."""
        for name, space in self._spaces:
            if iri.startswith(space):
                local = iri[len(space) :]
                return f"{name}:{local}" if local and local.replace("-", "").replace("_", "").isalnum() else iri
        return iri

    def name(self, iri: str) -> str:
        """The name of a property or class in JSON-LD: a term, a bare BIBFRAME name, `prefix:name` or the IRI."""
        if iri in self.terms:
            return self.terms[iri]
        local = iri[len(self.vocab) :] if iri.startswith(self.vocab) else ""
        if local.isalnum() and local not in self.value:
            return local
        return self.compact(iri)
