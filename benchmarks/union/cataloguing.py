# SPDX-License-Identifier: Apache-2.0
"""The record that a careful library writes of an edition, before anything goes wrong: without ISBD marks, which `punctuated` adds."""

from __future__ import annotations

from random import Random

from .draft import Draft, Field
from .invented import Agent, Edition

COUNTRY = {"vie": "vm", "eng": "enk", "fre": "fr", "chi": "cc"}
LANGUAGE_NAME = {"eng": "tiếng Anh", "fre": "tiếng Pháp", "chi": "tiếng Trung"}


def catalogued(edition: Edition, number: str, rng: Random) -> Draft:
    """The record of an edition under a control number; rng: what libraries do differently without any of them being wrong."""
    work = edition.work
    leader = "00000nam a2200000 a 4500" if rng.random() < 0.7 else "00000nam a2200000 i 4500"
    draft = Draft(leader, {"001": number, "008": _fixed(edition, rng)}, [], edition)
    _numbers(draft, edition, rng)
    _agents(draft, edition)
    if edition.language != work.language:
        draft.add("240", "10", ("a", work.original), ("l", "Tiếng Việt"))
        draft.add("765", "0 ", ("a", work.agents[0].heading), ("t", work.original))
    draft.add("245", f"{'1' if len(work.agents) < 4 else '0'}0", *_title(edition))
    if work.variant:
        draft.add("246", "3 ", ("a", work.title if edition.title == work.variant else work.variant))
    draft.add("250", "  ", ("a", statement(edition)))
    _imprint(draft, edition, rng)
    draft.add("490", "0 ", ("a", edition.series))
    _subjects(draft, edition, rng)
    if edition.electronic:
        draft.controls["007"] = "cr |||||||||||"
        draft.add("856", "40", ("u", f"http://opac.example.vn/so/{edition.label}"))
    return draft


def statement(edition: Edition) -> str:
    """The edition statement as most Vietnamese books print it; empty for a first printing and where the book states none."""
    if edition.ordinal < 2 or not edition.stated:
        return ""
    return f"Tái bản lần thứ {edition.ordinal - 1}" + (", có sửa chữa và bổ sung" if edition.revised else "")


def _fixed(edition: Edition, rng: Random) -> str:
    entered = f"{rng.randrange(5, 24):02}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    form = "o" if edition.electronic else "|"
    return f"{entered}s{edition.year}    {COUNTRY[edition.language]:<3}||||| {form}|||||||||0|{edition.language} d"[:40].ljust(40)


def _numbers(draft: Draft, edition: Edition, rng: Random) -> None:
    price = f"{rng.randrange(12, 250)}000đ" if edition.language == "vie" and rng.random() < 0.6 else ""
    if edition.isbn:
        draft.add("020", "  ", ("a", edition.isbn), ("c", price))
    if edition.set_isbn and edition.set_isbn != edition.isbn and rng.random() < 0.3:
        draft.add("020", "  ", ("a", edition.set_isbn), ("q", "bộ"))
    draft.add("041", "1 ", ("a", edition.language), ("h", edition.work.language if edition.language != edition.work.language else ""))
    draft.add("082", "04", ("2", rng.choice(("14", "21", "23"))), ("a", edition.work.classed))


def _agents(draft: Draft, edition: Edition) -> None:
    agents = list(edition.work.agents)
    if agents[0].kind == "body":
        draft.add("110", "1 ", ("a", agents[0].heading))
    else:
        draft.add("100", "1 ", ("a", _heading(agents[0], edition)), ("e", "" if edition.translator else "tác giả"))
    for agent in agents[1:]:
        draft.add("700", "1 ", ("a", agent.heading))
    if edition.translator:
        draft.add("700", "1 ", ("a", edition.translator.heading), ("e", "dịch"))


def _heading(agent: Agent, edition: Edition) -> str:
    return agent.other if edition.language == "chi" and agent.other else agent.heading


def _title(edition: Edition) -> list[tuple[str, str]]:
    parts = [("a", edition.title), ("n", f"Tập {edition.volume}" if edition.volume else ""), ("b", edition.work.subtitle)]
    if edition.language != "vie":
        parts[2] = ("b", "")
    names = ", ".join(_heading(agent, edition) if edition.language == "chi" else agent.name for agent in edition.work.agents[:3])
    said = f"{names} ; {edition.translator.name} dịch" if edition.translator else names
    return [*parts, ("c", said)]


def _imprint(draft: Draft, edition: Edition, rng: Random) -> None:
    name, place, _ = edition.publisher
    tag, indicators = ("264", " 1") if rng.random() < 0.4 else ("260", "  ")
    draft.add(tag, indicators, ("a", place), ("b", name), ("c", str(edition.year)))
    if edition.electronic:
        draft.add("300", "  ", ("a", f"1 tệp tin ({edition.pages} tr.)" if edition.pages else "1 tệp tin"), ("b", "minh hoạ"))
        draft.add("337", "  ", ("a", "máy tính"), ("b", "c"), ("2", "rdamedia"))
        draft.add("338", "  ", ("a", "tài nguyên trực tuyến"), ("b", "cr"), ("2", "rdacarrier"))
        return
    extent = f"{edition.pages} tr." if edition.pages else f"{edition.volumes} tập"
    draft.add("300", "  ", ("a", extent), ("b", "minh hoạ" if rng.random() < 0.3 else ""), ("c", f"{edition.size} cm"))


def _subjects(draft: Draft, edition: Edition, rng: Random) -> None:
    work = edition.work
    if rng.random() < 0.8:
        draft.add("650", " 4", ("a", work.subject), ("z", "Việt Nam" if rng.random() < 0.4 else ""))
    if work.place and rng.random() < 0.7:
        draft.add("651", " 4", ("a", work.place))
    if rng.random() < 0.3:
        draft.add("653", "  ", ("a", work.subject.lower()))
    if edition.language != work.language and rng.random() < 0.3:
        draft.add("500", "  ", ("a", f"Dịch từ nguyên bản {LANGUAGE_NAME[work.language]}: {work.original}"))


# ---- punctuation -----------------------------------------------------------------------------------------------------------

_BEFORE = {
    "245": {"b": " :", "c": " /", "n": ".", "p": ","},
    "260": {"b": " :", "c": ","},
    "264": {"b": " :", "c": ","},
    "300": {"b": " :", "c": " ;"},
}


def punctuated(field: Field) -> None:
    """Put the marks of ISBD before subfields, as MARC writes them: at the end of the subfield before."""
    marks = _BEFORE.get(field.tag)
    if marks is None:
        return
    for before, after in zip(field.parts, field.parts[1:], strict=False):
        if mark := marks.get(after[0], ""):
            before[1] = before[1].rstrip(" .") + mark if mark == "." else before[1] + mark
