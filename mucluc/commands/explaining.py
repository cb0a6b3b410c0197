# SPDX-License-Identifier: Apache-2.0
"""`mucluc explain CONFIG --work ID`: which records are in a Work, on what evidence, and which record gave each statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mucluc.config import Config
from mucluc.converters.convert import convert
from mucluc.converters.explain import Names, readable
from mucluc.converters.names import BASE
from mucluc.converters.union_choice import Choice, Source, choose
from mucluc.decisions import read_decisions
from mucluc.errors import UserError
from mucluc.publish.commit import current
from mucluc.release import Release, Work

from .printable import say
from .together import Together

BASE_NODE = f"<{BASE}"
ABOUT_WORK = (b"<\x01#work>", b"<\x01#work-")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the union about the Work, or about an edition (its path), and the records that give it."""

    about: str
    text: str
    records: tuple[str, ...]


def explain_work(files: Sequence[Path], name: str, *, as_json: bool) -> int:
    """Print what is known of the Work or the edition with the identifier `name`. Raises UserError when there never was one."""
    if len(files) != 1:
        raise UserError("with --work, FILE is the configuration of the network, one file")
    config = Config.load(files[0])
    release = current(config.root)
    if release is None:
        raise UserError(f"{files[0]}: nothing has been published yet; run: mucluc publish {files[0]}")
    work = _work(release, name)
    sources = [
        Source(path, path.split("/", 2)[1], instance.path, convert(record, library=path.split("/", 2)[1]).lines)
        for instance in work.instances
        for path in instance.records
        if (record := release.marc(path)) is not None
    ]
    kept, choices = choose(sources, config.union.trust)
    statements = _statements(sources, kept, _Labelled(release))
    decisions = read_decisions(config.decisions, {each.slug for each in config.network.libraries})
    together = Together(release, work, decisions)
    if as_json:
        found = {
            "work": work.path,
            "title": work.title,
            "instances": {each.path: list(each.records) for each in work.instances},
            **together.as_dict(),
            "choices": [asdict(each) for each in choices],
            "statements": [asdict(each) for each in statements],
        }
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    _show(work, together, choices, statements)
    return 0


class _Labelled(Names):
    """Short names, but headings by their labels."""

    def __init__(self, release: Release) -> None:
        super().__init__()
        self._release = release

    def short(self, iri: str) -> str:
        if iri.startswith(BASE_NODE) and (label := self._label(iri[2:-1])):
            return f"{iri[2:-1].partition('/')[0]} “{label}”"
        return super().short(iri)

    def _label(self, path: str) -> str:
        """The label of a heading, or of the one that it leads to; empty when the release has neither."""
        use, fate = self._release.heading(path), self._release.entity(path)
        if use is None and fate is not None and fate.successors:
            use = self._release.heading(fate.successors[0])
        return use.heading.label if use else ""


def _work(release: Release, name: str) -> Work:
    """The Work with this identifier, or of the edition with it; what became of an identifier that is none any more is said."""
    name = name.rsplit("/", 1)[-1]
    for kind in ("work", "instance"):
        path = f"{kind}/{name}"
        entity = release.entity(path)
        if entity is None:
            continue
        if entity.status != "published":
            now = f"; now: {', '.join(entity.successors)}" if entity.successors else ""
            raise UserError(f"{path} was {entity.status} on {entity.datestamp}{now}")
        found = release.work(path if kind == "work" else release.work_of(path) or "")
        if found is not None:
            return found
    example = f"{release.base}work/54q85av5"
    raise UserError(f"{name!r} is no identifier that release {release.id} knows; it is the end of an address such as {example}")


def _statements(sources: Sequence[Source], kept: Sequence[list[bytes]], names: Names) -> list[Statement]:
    """The statements of the union, first of the Work, then of each edition, with the records that give them."""
    given: dict[tuple[str, bytes], list[str]] = {}
    for source, lines in zip(sources, kept, strict=True):
        for line in lines:
            if line[1] in (1, 2) and not line.startswith(b"<\x01#admin"):
                about = "" if line.startswith(ABOUT_WORK) else source.instance
                paths = given.setdefault((about, line), [])
                if source.path not in paths:
                    paths.append(source.path)
    ordered = sorted(given, key=lambda each: each[0])  # within what they are about, in the order of the conversion
    return [Statement(each[0], next(readable([each[1].decode()], names)), tuple(given[each])) for each in ordered]


def _show(work: Work, together: Together, choices: Sequence[Choice], statements: Sequence[Statement]) -> None:
    say(f"{work.path}  {work.title}")
    numbers: dict[str, int] = {}
    for instance in work.instances:
        say(f"  {instance.path}  {instance.title} {instance.date}".rstrip())
        for path in instance.records:
            numbers[path] = len(numbers) + 1
            say(f"    [{numbers[path]}] {path}")
    together.show(numbers)
    if choices:
        print("\nwhere the records differ / chỗ các biểu ghi khác nhau:")
    for choice in choices:
        say(f"  {choice.group} {choice.instance}".rstrip())
        say(f"    + {choice.kept}  {_cited(choice.givers, numbers)}  ({choice.reason})")
        for path, text in choice.dropped:
            say(f"    - {text}  {_cited((path,), numbers)}")
    about = None
    for statement in statements:
        if statement.about != about:
            about = statement.about
            say()
            say(about or work.path)
        say(f"  {statement.text}  {_cited(statement.records, numbers)}")


def _cited(paths: Sequence[str], numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[path]}]" for path in paths)
