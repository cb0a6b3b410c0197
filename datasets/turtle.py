# SPDX-License-Identifier: Apache-2.0
"""Turtle that people read and `diff` compares: sorted, prefixed, the same bytes for the same statements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import Quad, Triple

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def turtle(statements: Iterable[Triple | Quad], prefixes: Mapping[str, str], first: str) -> str:
    """Statements by subject, the IRI `first` before the others; `a` before the other properties."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in statements:
        found[str(each.subject)][str(each.predicate)].add(str(each.object))
    parts = ["".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())]
    for subject in sorted(found, key=lambda each: (each != f"<{first}>", each)):
        lines = [
            f"{'a' if predicate == TYPE else _short(predicate, prefixes)} {', '.join(_short(each, prefixes) for each in sorted(objects))}"
            for predicate, objects in sorted(found[subject].items(), key=lambda pair: (pair[0] != TYPE, pair[0]))
        ]
        parts.append(f"{_short(subject, prefixes)} " + " ;\n    ".join(lines) + " .\n")
    return "\n".join(parts)


def _short(term: str, prefixes: Mapping[str, str]) -> str:
    """A term of N-Triples as Turtle writes it, prefixed where its end is a plain name."""
    before, mark, iri = term.rpartition("<")
    if not term.endswith(">") or mark != "<":
        return term
    for name, start in prefixes.items():
        if iri.startswith(start) and PLAIN.fullmatch(iri, len(start), len(iri) - 1):
            return f"{before}{name}:{iri[len(start) : -1]}"
    return term
