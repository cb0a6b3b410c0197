# SPDX-License-Identifier: Apache-2.0
"""What the rules cover, tag by tag and subfield by subfield, read from the rules themselves: for docs/coverage.md and who asks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mucluc.vocab import marc21

from .convert import convert
from .engine import Rule, Rules, single
from .examples import LEADER_OF_A_BOOK, Example, examples, reason
from .explain import Names
from .facts import Facts
from .names import ADMIN, INSTANCE, WORK
from .record import SUBFIELD, Record

DEPTH = 7
_ROOTS = {WORK: "work", INSTANCE: "instance", ADMIN: "admin"}
_END = re.compile(r"[\s/:;,.=]+$")
_IN_PARENTHESES = re.compile(r"\s*\([^)]*\)\s*")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(slots=True)
class Covered:
    """One subfield or range of positions. place: `245$a`, `008/18-21`. rules: ids. paths: property paths from Work, Instance or admin.

    example: a field that shows it. ignored: why it is left out, when no rule reads it.
    """

    place: str
    rules: list[str] = field(default_factory=list)
    paths: Counter[str] = field(default_factory=Counter)
    example: str = ""
    ignored: str = ""


def covered(rules: Rules) -> list[Covered]:
    """Every place that a rule reads or that is left out on purpose, in the order of MARC."""
    found: dict[str, Covered] = {}
    for rule in rules:
        shown = [(example, _made(rule, example)) for example in examples(rule)]
        for place in _places(rule):
            entry = found.setdefault(place, Covered(place))
            entry.rules.append(rule.id)
            for example, made in shown:
                _show(entry, example, made)
            if not entry.paths and place[3:4] == "$":
                entry.paths.update(dict.fromkeys(_probed(rule, place[:3], place[4:]), 1))
    for ignored in rules.ignored():
        path = ignored.path
        for place in _named(path.tag.replace(".", "*"), path.codes, path.start, path.stop):
            entry = found.setdefault(place, Covered(place))
            if not entry.rules:
                entry.ignored = ignored.reason
    return [found[place] for place in sorted(found, key=lambda place: (place[:3] != "LDR", place))]


def _places(rule: Rule) -> Iterator[str]:
    for path in rule.paths:
        yield from _named(path.tag, path.codes, path.start, path.stop)


def _named(tag: str, codes: str, start: int | None, stop: int | None) -> Iterator[str]:
    if start is not None and stop is not None:
        yield f"{tag}/{start:02}" + (f"-{stop - 1:02}" if stop - start > 1 else "")
    elif codes or (tag > "009" and tag in marc21.fields()):
        yield from (f"{tag}${code}" for code in codes or _defined(tag))
    else:
        yield tag


def _defined(tag: str) -> str:
    """The subfields that MARC 21 defines of a field that a rule reads whole; links and counters apart."""
    field = marc21.fields()[tag]
    return "".join(sorted((field.once | (field.many or frozenset())) - set("68")))


def _made(rule: Rule, example: Example) -> list[str]:
    """The lines of the rule for the fields of its example, names shortened."""
    facts = Facts(example.record, "")
    tags = {path.tag for path in rule.paths}
    fields = (("LDR", example.record.leader), *example.record.fields)
    return [line for tag, text in fields if tag in tags for line in single(rule.make(tag, text.split(SUBFIELD), facts))]


def _show(entry: Covered, example: Example, lines: list[str]) -> None:
    """Note the example, and where the subfield's values (of a control field: all that is said) stand in what was made of it."""
    tag, code = entry.place[:3], entry.place[4:] if entry.place[3:4] == "$" else ""
    fields = iter(example.record.fields)
    for marc in example.marc:
        text = "" if marc[:3] == "LDR" else next(fields)[1]
        if marc[:3] != tag or (code and SUBFIELD + code not in text):
            continue
        values = [part[1:] for part in text.split(SUBFIELD)[1:] if part[:1] == code]
        paths = [path for value in values for path in _paths(lines, value)] if code else list(_first_steps(lines))
        entry.example = entry.example or marc
        entry.paths.update(dict.fromkeys(paths, 1))


def _probed(rule: Rule, tag: str, code: str) -> list[str]:
    """Where the value of a subfield that no example shows would stand: a made-up field is tried."""
    others = "".join(f"{SUBFIELD}{each}Qq{each}word" for each in "ast" if each != code)
    for text in (f"00{others}{SUBFIELD}{code}{PROBE}", f"12{SUBFIELD}{code}{PROBE}{others}", f"7 {others}{SUBFIELD}{code}{PROBE}"):
        record = Record(LEADER_OF_A_BOOK, (("001", "1"), ("008", " " * 40), (tag, text)))
        if paths := _paths(single(rule.make(tag, text.split(SUBFIELD), Facts(record, ""))), PROBE):
            return paths
    return []


PROBE = "Probeword"


def _first_steps(lines: list[str]) -> Iterator[str]:
    names = Names()
    for line in lines:
        subject, predicate, _ = line.split(" ", 2)
        if subject in _ROOTS:
            yield f"{_ROOTS[subject]} {_short(names, predicate)}"


def _paths(lines: list[str], value: str) -> list[str]:
    """The property paths from Work, Instance or admin that lead to `value`, shortest first."""
    names, said = Names(), defaultdict(list)
    for line in lines:
        subject, predicate, target = line.split(" ", 2)
        said[subject].append((predicate, target))
    wanted = tries("", value)
    found: list[str] = []
    queue = [(root, name, 0) for root, name in _ROOTS.items()]
    seen = set(_ROOTS)
    for node, path, depth in queue:
        for predicate, target in said.get(node, ()):
            step = f"{path} {_short(names, predicate)}" if depth == 0 else f"{path} / {_short(names, predicate)}"
            if "marcKey" not in predicate and _says(target, wanted) and step not in found:
                found.append(step)
            if target not in seen and target in said and depth < DEPTH:
                seen.add(target)
                queue.append((target, step, depth + 1))
    return found


def _short(names: Names, predicate: str) -> str:
    return "a" if predicate.endswith("#type>") else names.short(predicate)


def _says(target: str, wanted: set[str]) -> bool:
    if target[0] == '"':
        text = norm(target[1 : target.rindex('"')])
        return any(each == text or (len(each) > 3 and each in text) for each in wanted)
    return re.split("[/#]", target[1:-1].casefold())[-1] in wanted or target[1:-1].casefold() in wanted


def norm(text: str) -> str:
    """A value as values are compared: single blanks, no end punctuation, no brackets around, no case."""
    return _END.sub("", " ".join(text.split())).strip("[] ").casefold()


def tries(tag: str, value: str) -> set[str]:
    """The forms in which a value may stand in the graph: itself, without what stands in parentheses, as a bare number or code."""
    whole = norm(value)
    forms = {whole, norm(_IN_PARENTHESES.sub(" ", whole)), whole.rstrip("-")}
    if tag < "100":
        forms |= {re.sub("[^0-9x]", "", whole), whole.split(" ")[0]}
        if len(whole) % 3 == 0:
            forms |= {whole[at : at + 3] for at in range(0, len(whole), 3)}
    return {form for form in forms if form}


@dataclass(slots=True)
class Carried:
    """How many values of each `tag$code` there were, and how many of them the graph has."""

    seen: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count one record's data fields; a verbatim copy (`bflc:marcKey`) does not count as carried."""
        texts, ends = set[str](), set[str]()
        for line in convert(record, library="library").lines:
            _, predicate, target = line.decode().split(" ", 2)
            if target[0] == '"' and "marcKey" not in predicate:
                match = _TEXT.match(target)
                texts.add(norm(match[1].replace('\\"', '"').replace("\\\\", "\\")) if match else "")
            elif target[0] == "<":
                ends.update((target[1:-1].casefold(), re.split("[/#]", target[1:-1].casefold())[-1]))
        blob = "\0".join(texts)
        for tag, text in record.fields:
            for part in text.split(SUBFIELD)[1:] if tag > "009" else ():
                if not part[1:].strip():
                    continue
                place = f"{tag}${part[0]}"
                self.seen[place] += 1
                self.kept[place] += any(t in texts or t in ends or (len(t) > 3 and t in blob) for t in tries(tag, part[1:]))


Shares = dict[str, tuple[int, int]]
"""Values carried and values seen, by place."""

_HEAD = """\
<!-- SPDX-License-Identifier: Apache-2.0 -->
# What is converted, subfield by subfield

Made from the rules by `benchmarks/coverage.py`; a test holds it to them. Paths lead from the Work, the Instance or the description
(`admin`) to where the value of the example stands. *Carried* is the share of values on the corpora that stand somewhere in the graph,
by themselves or as a known code, and how many values there were ({corpora}). A value that became a term
of another name (a code of 336, a date made EDTF) counts as not carried, so read a low figure together with the path. What no rule reads
stays in the record's MARC, which every release keeps and every record's page offers.
"""


def page(rules: Rules, shares: Shares, corpora: str) -> str:
    """docs/coverage.md."""
    entries = covered(rules)
    used = [entry for entry in entries if entry.rules]
    lines = [_HEAD.format(corpora=corpora)]
    blocks: dict[str, list[Covered]] = defaultdict(list)
    for entry in used:
        blocks["Leader and control fields" if entry.place[:3] in ("LDR",) or entry.place < "010" else f"{entry.place[0]}XX"].append(entry)
    for block, some in blocks.items():
        lines += [f"\n## {block}\n", "| | rule | path | example | carried |", "|---|---|---|---|---:|"]
        lines += [_row(entry, shares.get(entry.place)) for entry in some]
    lines += ["\n## Left out on purpose\n", "| | why |", "|---|---|"]
    reasons: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.ignored:
            reasons[entry.ignored].append(entry.place)
    lines += [f"| {_cell(', '.join(places))} | {why} |" for why, places in reasons.items()]
    lines += ["\n## The rules and their reasons\n", "| rule | why it is so | examples |", "|---|---|---:|"]
    lines += [f"| `{rule.id}` | {_cell(reason(rule))} | {len(examples(rule))} |" for rule in rules]
    return "\n".join(lines) + "\n"


def _row(entry: Covered, share: tuple[int, int] | None) -> str:
    paths = sorted(entry.paths, key=lambda path: (path.count("/"), path))
    shown = "<br>".join(f"`{path}`" for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    example = f"`{_cell(entry.example)}`" if entry.example else ""
    told = f"{share[0] / share[1]:.2f} of {share[1]:,}" if share and share[1] else ""
    return f"| {entry.place} | {', '.join(dict.fromkeys(entry.rules))} | {shown} | {example} | {told} |"


def _cell(text: str) -> str:
    return text.replace("|", "¦")


def read_shares(lines: Iterable[str]) -> Shares:
    """Shares from the lines of docs/coverage.tsv."""
    rows = (line.rstrip("\n").split("\t") for line in lines if line[:1] not in ("#", "\n", ""))
    return {place: (int(kept), int(seen)) for place, kept, seen in rows}
