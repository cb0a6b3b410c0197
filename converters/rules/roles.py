# SPDX-License-Identifier: Apache-2.0
"""What a name did: relator codes and addresses in $4, words in $e (111, 711: $j)."""

from __future__ import annotations

from functools import lru_cache

from mucluc.converters.engine import Field
from mucluc.converters.names import local_hash

from .control_subfields import below, iri
from .subfields import chop
from .write import LABEL, VOCABULARY, WORK, A, bf, literal, local

_Role = tuple[str, tuple[str, ...]]
_WORDS = {"00": "e", "10": "e", "11": "j", "20": "e"}
_ELSEWHERE = "rdaregistry.info"


def main_role(leader: str) -> str:
    """The role of a main entry without one: of a book or an article the author, of anything else a contributor."""
    return "aut" if leader[6:8] in ("am", "aa") else "ctb"


def roles(tag: str, field: Field, default: str, owner: str = WORK) -> tuple[list[str], list[str]]:
    """The roles of a name as nodes with their descriptions; the default where there is none. owner: the Work, or the Hub that has the role.

    A code says more exactly what a word says beside it, so it stands for that word; an address of RDA's registry only where there is
    no word.
    """
    words, codes = [], []
    word = _WORDS[tag[1:]]
    for part in field[1:]:
        code = part[0]
        if code == word:
            words.append(part[1:])
        elif code == "4":
            codes.append(part[1:])
    if not words and not codes:
        return _default(default)
    if codes and words:
        if _ELSEWHERE in codes[0]:
            codes = []
        else:
            words = _left(word, field)
    found = [role for code in codes if (role := relator(code) if owner is WORK else _coded(code, owner))[0]]
    for text in words:
        found += [role for each in _split(text) if (role := _role(each) if owner is WORK else _worded(each, owner))[0]]
    if not found:
        found = [relator(default)]
    return [node for node, _ in found], [line for _, said in found for line in said]


def _left(word: str, field: Field) -> list[str]:
    """The words that no code says again: a code means the word before it, or where it stands first the next one."""
    left: list[str] = []
    open_word, due = False, 0
    for part in field[1:]:
        if part[0] == word:
            if due:
                due -= 1
            else:
                left.append(part[1:])
                open_word = True
        elif part[0] == "4":
            if open_word:
                left.pop()
                open_word = False
            else:
                due += 1
    return left


@lru_cache(16)
def _default(code: str) -> tuple[list[str], list[str]]:
    node, said = relator(code)
    return [node], [*said]


@lru_cache(1024)
def _split(text: str) -> tuple[str, ...]:
    """Several roles in one subfield: `editor and translator`, `chủ biên, hiệu đính`."""
    if "," in text or " and" in text or "&" in text:
        text = f"{text} ".replace(" and ", ",").replace("&", ",")
        return tuple([each.strip() for each in text.split(",") if each.strip()])
    return (text,)


@lru_cache(4096)
def _role(text: str) -> _Role:
    return _worded(text, WORK)


def _worded(text: str, owner: str) -> _Role:
    label = chop(text).rstrip(".")
    if not label:
        return "", ()
    node = local(WORK, "role", "role" + label) if owner is WORK else below(owner, "role-" + local_hash("role" + label))
    return node, (f"{node} {A} {bf.Role}\n{node} {LABEL} {literal(label)}",)


@lru_cache(4096)
def relator(code: str) -> _Role:
    """The role that a $4 names: the IRI of a relator code, another legal address, or the code as it stands."""
    return _coded(code, WORK)


def _coded(code: str, owner: str) -> _Role:
    code = code.strip()
    short = code.rstrip(".,").lower()
    node = f"{VOCABULARY}relators/{short}>" if len(short) == 3 and short.isascii() and short.isalpha() else iri(code)
    if node:
        return node, (f"{node} {A} {bf.Role}",)
    if not code:
        return "", ()
    node = local(WORK, "role", "code" + code) if owner is WORK else below(owner, "role-" + local_hash("code" + code))
    return node, (f"{node} {A} {bf.Role}\n{node} {bf.code} {literal(code)}",)
