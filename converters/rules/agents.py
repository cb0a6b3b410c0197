# SPDX-License-Identifier: Apache-2.0
"""People, families, bodies and meetings as nodes of the union, and the key by which a heading's MARC can be had again."""

from __future__ import annotations

from mucluc.converters.engine import Field
from mucluc.converters.names import END, local_hash

from .control_subfields import authority, below
from .subfields import chop
from .write import LABEL, VOCABULARY, A, bf, bflc, heading, literal, sourced

NAME = {"00": "abcdgjq", "10": "abcdgn", "11": "acdegnq"}
"""Subfields of a name by the last two digits of the tag; after a $t they belong to the title."""
_MARKS = " /:;,="
_IS_AGENT, _LABEL, MARC_KEY = f" {A} {bf.Agent}", f" {LABEL} ", f" {bflc.marcKey} "
_KINDS = {"00": ("00", f" {A} {bf.Person}"), "10": ("10", f" {A} {bf.Organization}"), "11": ("11", f" {A} {bf.Meeting}")}
_FAMILY, _JURISDICTION = ("00F", f" {A} {bf.Family}"), ("10J", f" {A} {bf.Jurisdiction}")
"""What a name's hash begins with, and its class: a person and a family, a body and a jurisdiction of one name are two nodes."""


def split_title(field: Field) -> tuple[list[str], list[str]]:
    """The parts of a heading before its $t, and those from it on. A $k before any $t begins a title as well: `$kThư từ`."""
    parts = field[1:]
    for part in parts:
        if part[0] in "tk":
            index = parts.index(part)
            return parts[:index], parts[index:]
    return parts, []


def marc_key(tag: str, indicators: str, parts: list[str]) -> str:
    """A heading as an authority record has it, the value of `bflc:marcKey`: `1001 $aHugo, Victor,$d1802-1885`.

    The form: tag of the authority field (100, 110, 111, 130, 148, 150, 151, …), its two indicators, then each subfield as `$`, code and
    text. X00, X10 and X11 have the type of name as first indicator and a blank second; 130 a blank first and the nonfiling characters
    as second; all others two blanks. Punctuation between the subfields stands as catalogued; the mark that ends the field (`.`, `,`,
    ` /`) is cut. A `$` in a text is written `{dollar}`. Never in it: $0 $1 $2 $4 $5 $6 $8, $e of a name, $i, $3 and the volume in $v:
    the key is the heading's and the same from 100, 600 and 700. To have the MARC again: five characters, then split at `$`.
    """
    if any("$" in part for part in parts):
        parts = [part.replace("$", "{dollar}") for part in parts]
    return f"{tag}{indicators}${'$'.join(parts[:-1])}{'$' if len(parts) > 1 else ''}{parts[-1][0]}{chop(parts[-1][1:])}"


def name_key(tag: str, indicators: str, parts: list[str]) -> str:
    """The key of a name that a title follows: as `marc_key`, ended by a full stop as before every $t."""
    key = marc_key("1" + tag[1:], indicators[0] + " ", [part for part in parts if part[0] in NAME[tag[1:]]])
    return key if key[-1] in ".-?!" else key + "."


def agent(tag: str, indicators: str, parts: list[str]) -> tuple[str, str, list[str]]:
    """The node of a name, its label and what is said of it. tag: any X00, X10, X11; parts: `split_title`'s first."""
    form = tag[1:]
    codes = NAME[form]
    content = label = key = ""
    others = False
    for part in parts:
        if part[0] in codes:
            content += "\x1f" + part.rstrip(END)
            label += " " + part[1:]
            key += "$" + part
        else:
            others = True
    prefix, kind = _KINDS[form]
    if form == "00":
        if indicators[0] == "3":
            prefix, kind = _FAMILY
        elif "," in content and "\x1fd" in content:
            # With dates, `Nguyễn Du` and the inverted `Nguyễn, Du` are one person.
            name, mark, rest = content[1:].partition("\x1f")
            content = f"\x1f{name.replace(',', ' ')}{mark}{rest}"
    elif form == "10" and indicators[0] == "1" and "\x1fb" not in content:
        prefix, kind = _JURISDICTION
    if "  " in label:
        label = " ".join(label.split())
    label = chop(label)
    if not label or label == ".":
        return "", "", []
    node = heading("agent", prefix + content[1:])
    key = key.rstrip(_MARKS) if "$" not in label else marc_key("", "", [part for part in parts if part[0] in codes])
    if key[-1] == "." != label[-1]:
        key = key[:-1].rstrip(_MARKS)
    if '"' in key or "\\" in key or indicators[0] in '"\\':  # a damaged indicator is text of the record like any other
        said = f"{node}{kind}\n{node}{_LABEL}{literal(label)}\n{node}{MARC_KEY}{literal(f'1{form}{indicators[0]} {key}')}"
    else:
        said = f'{node}{kind}\n{node}{_LABEL}"{label}"\n{node}{MARC_KEY}"1{form}{indicators[0]} {key}"'
    lines = [f"{node}{_IS_AGENT}\n{said}"]
    if others:
        for part in parts:
            if part[0] in "01":
                lines += authority(node, part)
            elif part[0] == "2":
                lines += _source(node, part[1:].strip())
    return node, label, lines


def _source(node: str, code: str) -> list[str]:
    """The list that a name is from ($2)."""
    slug = code.split("/")[0].lower()
    if not slug:
        return []
    legal = slug.isascii() and slug.replace("-", "").isalnum()
    source = f"{VOCABULARY}nameTitleSchemes/{slug}>" if legal else below(node, "source-" + local_hash(slug))
    return [sourced(node, source, code.split("/")[0])]
