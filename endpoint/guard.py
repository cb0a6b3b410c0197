# SPDX-License-Identifier: Apache-2.0
"""The look at a query before any worker sees it: length, nesting, SERVICE, updates.

The worker process and its missing network are what protects the server; this gives the common refusals a clear reason at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# SPARQL 1.1 §19.8. Strings, IRIs, comments, variables and prefixed names (with their escapes: `ex:it\'s`) are what may hide a keyword.
# Possessive loops and one token for every run of name characters keep the time linear in the length.
_TOKEN = re.compile(
    r"""
    (?P<skip> \#[^\n\r]* | <[^<>"{}|^`\\\x00-\x20]*+>
      | '{3}(?:'{0,2}(?:[^'\\]|\\.))*+'{3} | "{3}(?:"{0,2}(?:[^"\\]|\\.))*+"{3}
      | '(?!'')(?:[^'\\\n\r]|\\.)*+' | "(?!"")(?:[^"\\\n\r]|\\.)*+"
      | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)*
      | _:[\w.\-]+ | [0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)? )
    | (?P<unclosed> ['"] )
    | (?P<word> [^\W\d][\w.\-]*+ (?P<colon>:)? | : )
    | (?P<open> [({\[] ) | (?P<close> [)}\]] ) | (?P<sign> [!+\-] )
    | (?P<other> [^\s] )
    """,
    re.VERBOSE | re.DOTALL,
)
_LOCAL = re.compile(r"(?:[\w.\-:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])*+")
_WORD = re.compile(r"[A-Za-z]+")
_LETTER = re.compile(r"\\u00([46][1-9A-Fa-f]|[57][0-9Aa])|\\U000000([46][1-9A-Fa-f]|[57][0-9Aa])")
UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"])
CHANGING = frozenset(["NOW", "RAND", "UUID", "STRUUID", "BNODE"])
# A long run of signs nests as deep as brackets do.
SIGNS = 32


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard found. refusal: code of a problem, or empty. steady: the same query gives the same answer in one release."""

    refusal: str = ""
    detail: str = ""
    steady: bool = True


def inspect(query: str, nesting: int) -> Verdict:
    """Judge a query text. nesting: how deep brackets may nest.

    SPARQL lets any character be written as `\\uXXXX` (§19.2), so letters written so are put back first.
    """
    depth = signs = 0
    steady = True
    for kind, text in _tokens(_LETTER.sub(lambda found: chr(int(found[1] or found[2], 16)), query)):
        signs = signs + 1 if kind == "sign" else 0
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "unclosed":
            return Verdict("query-malformed", f"a string that begins with {text} is not closed")
        elif kind == "word":
            upper = text.upper()
            # The engine needs no space between `true` and the keyword after it, and no keyword of SPARQL contains this one.
            if "SERVICE" in upper:
                return Verdict("service-refused")
            words = set(_WORD.findall(upper))
            if found := words & UPDATES:
                return Verdict("update-refused", min(found))
            steady = steady and not words & CHANGING
        if depth > nesting or signs > SIGNS:
            return Verdict("query-too-deep", str(nesting if depth > nesting else SIGNS))
    return Verdict(steady=steady)


def _tokens(query: str) -> Iterator[tuple[str, str]]:
    position = 0
    while found := _TOKEN.search(query, position):
        position = found.end()
        kind = found.lastgroup or ""
        if found["colon"] or found[0] == ":":
            # A prefixed name: its local part may hold escaped quotes. The engine also reads `SERVICEex:y` as a keyword and a name.
            position = _LOCAL.match(query, position).end()  # type: ignore[union-attr]  # it also matches nothing
            if "SERVICE" in found[0].upper():
                yield kind, "SERVICE"
            else:
                yield "skip", ""
        else:
            yield kind, found[0]
