# SPDX-License-Identifier: Apache-2.0
"""What rules write with: terms ready for N-Triples, and the small nodes that many rules share."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from mucluc.converters.names import INSTANCE, WORK, heading, inside, link, literal, named
from mucluc.vocab.codes import Term
from mucluc.vocab.terms import BF, BFLC, EDTF, MADS, RDF, RDFS, XSD

__all__ = [
    "EDTF_TYPE",
    "INSTANCE",
    "LABEL",
    "VOCABULARY",
    "WORK",
    "A",
    "bf",
    "bflc",
    "coded",
    "duration",
    "encoded",
    "heading",
    "inside",
    "link",
    "literal",
    "local",
    "mads",
    "named",
    "note",
    "organization",
    "rdf",
    "source",
    "source_lines",
    "sourced",
    "start",
    "term",
]  # fmt: skip

bf = BF.bracketed()
bflc = BFLC.bracketed()
mads = MADS.bracketed()
rdf = RDF.bracketed()
A = rdf.type
LABEL = RDFS.bracketed().label
VALUE = rdf.value
EDTF_TYPE = f"<{EDTF}>"
DATE, DATE_TIME = f"<{XSD.date}>", f"<{XSD.dateTime}>"
VOCABULARY = "<http://id.loc.gov/vocabulary/"


def local(owner: str, kind: str, content: str) -> str:
    """A node of the record below `WORK` or `INSTANCE`, named by its content: `<\\x01#work-title-{h}>`."""
    return named(start(owner, kind), content)


def start(owner: str, kind: str) -> str:
    """What the name of such a node begins with, for `named`: rules that most records need keep it ready."""
    return f"{owner[:-1]}-{kind}-"


def note(owner: str, content: str, text: str, *types: str) -> list[str]:
    """A note of the Work or the Instance."""
    node = local(owner, "note", content)
    typed = "".join([f"{node} {A} {kind}\n" for kind in types])
    return [f"{owner}{_NOTE}{node}", f"{node}{_IS_NOTE}\n{typed}{node}{_LABEL}{literal(text)}"]


_NOTE, _IS_NOTE, _LABEL = f" {bf.note} ", f" {A} {bf.Note}", f" {LABEL} "


def term(owner: str, predicate: str, kind: str, what: Term) -> list[str]:
    """A term of a published vocabulary, with its class and label."""
    iri = f"<{what.iri}>"
    return [f"{owner} {predicate} {iri}\n{iri} {A} {kind}\n{iri} {LABEL} {literal(what.label)}"]


def coded(path: str, kind: str, code: str = "") -> tuple[str, list[str]]:
    """The IRI `http://id.loc.gov/vocabulary/{path}` of a coded value and its description."""
    iri = f"{VOCABULARY}{path}>"
    lines = [f"{iri} {A} {kind}"]
    if code:
        lines.append(f"{iri} {bf.code} {literal(code)}")
    return iri, lines


def encoded(text: str) -> str:
    """A code as the last part of an IRI, percent-encoded where it must be: `dcrm(b)`, `fol%20a`."""
    return quote(text, safe="!'()*:/")


def duration(seconds: int) -> str:
    """A length of time as stores write it (`"PT1H35M"`, never `"PT95M"`): they keep the value, and a release is proved by its text."""
    days, rest = divmod(seconds, 86400)
    parts = [f"{n}{unit}" for n, unit in ((rest // 3600, "H"), (rest // 60 % 60, "M"), (rest % 60, "S")) if n]
    time = "T" + "".join(parts) if parts else "" if days else "T0S"
    return f'"P{f"{days}D" if days else ""}{time}"^^{_DURATION}'


_DURATION = f"<{XSD.duration}>"


@lru_cache(2048)
def organization(code: str) -> str | None:
    """The IRI of an organization by its MARC code (`DLC`, `VN-PYTV`), a German ISIL (`DE-101`) at the agency that gives these.

    None when the text is no code: it has no letter or digit, letters beyond ASCII, or is long.
    """
    code = code.strip()
    if code.startswith("DE-") and code.isascii() and code[3:].replace("-", "").replace("/", "").isalnum():
        return f"{_ISIL}{code}>"
    slug = code.replace("-", "").lower()
    if slug.isalnum():
        return f"{VOCABULARY}organizations/{slug}>" if slug.isascii() and len(slug) <= 40 else None
    wanted = slug.isascii() and len(slug) <= 40 and any(map(str.isalnum, slug))
    return f"{VOCABULARY}organizations/{encoded(slug)}>" if wanted else None


_ISIL = "<https://ld.zdb-services.de/resource/organisations/"


@lru_cache(2048)
def source(owner: str, code: str, stem: str = "") -> tuple[str, str]:
    """The list that a value is from ($2) and the lines that describe it.

    stem: the vocabulary whose terms name such lists, `nationalbibschemes`. Without one it is a node of the record below `owner`,
    known by its code.
    """
    node = f"{VOCABULARY}{stem}/{encoded(code.lower())}>" if stem else local(owner, "source", code)
    return node, source_lines(node, code)


def source_lines(about: str, code: str | None = None, by: str = bf.code) -> str:
    """What describes the list or the body `about`: its class, and its code where one is given. by: LABEL when that is its name."""
    return f"{about} {A} {bf.Source}" if code is None else f"{about} {A} {bf.Source}\n{about} {by} {literal(code)}"


def sourced(node: str, about: str, code: str | None = None, by: str = bf.code) -> str:
    """That `node` is from the list or the body `about`, with what describes that: see `source_lines`."""
    return f"{node} {bf.source} {about}\n{source_lines(about, code, by)}"
