# SPDX-License-Identifier: Apache-2.0
"""Every rule has a reason and examples that hold, asks only for the facts that it declares, and reads only terms that exist."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mucluc.converters.authority as authority_package
import mucluc.converters.rules as rules_package
from mucluc.converters.authority import AUTHORITIES
from mucluc.converters.convert import clean, run
from mucluc.converters.engine import Rule, single
from mucluc.converters.examples import Example, examples, reason, record_of, strays
from mucluc.converters.explain import readable
from mucluc.converters.facts import Facts
from mucluc.converters.record import SUBFIELD, Record
from mucluc.converters.rules import RULES
from mucluc.converters.rules.dates import dates
from mucluc.converters.rules.subfields import chop
from mucluc.vocab.codes import LANGUAGES, POSITIONS

LIBRARY = "thu-vien"
ALL = list({rule.id: rule for rules in (RULES, AUTHORITIES) for rule in rules}.values())
FOLDERS = [Path(str(package.__file__)).parent for package in (rules_package, authority_package)]
CASES = [(rule, example) for rule in ALL for example in examples(rule)]


class Watched:
    """Facts that note which of them a rule reads."""

    def __init__(self, facts: Facts) -> None:
        self._facts, self.read = facts, set[str]()

    def __getattr__(self, name: str) -> object:
        self.read.add(name)
        return getattr(self._facts, name)


def made_by(rule: Rule, record: Record) -> Iterator[tuple[list[str], set[str]]]:
    record = clean(record)
    tags = {path.tag for path in rule.paths}
    for tag, text in (("LDR", record.leader), *record.fields):
        if tag in tags:
            watched = Watched(Facts(record, LIBRARY))
            lines = single(rule.make(tag, text.split(SUBFIELD), watched))  # type: ignore[arg-type]
            yield lines, watched.read


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_has_a_reason_and_an_example(rule: Rule) -> None:
    assert reason(rule), f"{rule.id} says nowhere why"
    assert examples(rule), f"{rule.id} shows no example"


def test_cases_beside_a_module_name_rules_that_exist() -> None:
    ids = {rule.id for rule in ALL}
    files = sorted(file for folder in FOLDERS for file in folder.glob("*.examples"))
    assert not {stray for file in files for stray in strays(str(file.with_suffix(".py")), ids)}


@pytest.mark.parametrize(("rule", "example"), CASES, ids=[f"{rule.id}-{example.marc[-1][:24]}" for rule, example in CASES])
def test_an_example_holds(rule: Rule, example: Example) -> None:
    lines = [line for found, _ in made_by(rule, example.record) for line in found]
    assert set(readable(lines)) == set(example.lines)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_reads_only_the_facts_it_declares(rule: Rule) -> None:
    records = [example.record for example in examples(rule)]
    records.append(record_of(["001 1", "003 X", "008 200101r20191990vm#abco##bcdf f111#fa#vie##", "040 ##$aDLC", *_every_subfield(rule)]))
    read = {name for record in records for _, names in made_by(rule, record) for name in names}
    assert read <= rule.needs


def _every_subfield(rule: Rule) -> Iterator[str]:
    for path in rule.paths:
        if path.codes and path.tag.isdigit():
            yield f"{path.tag} 00" + "".join(f"${code}x" for code in path.codes)


def test_every_term_that_a_rule_writes_exists() -> None:
    names = {"bf", "bflc", "mads", "rdf"}
    from mucluc.converters.rules import write

    for file in (file for folder in FOLDERS for file in folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                assert getattr(getattr(write, node.value.id), node.attr), f"{file.name}: {node.value.id}.{node.attr}"


@pytest.mark.parametrize("leader", [kind + level for kind in "acdefgijkmoprt" for level in "abcdims"])
def test_every_kind_of_record_is_a_work_of_its_class(leader: str) -> None:
    record = Record(f"00000n{leader} a2200000 a 4500", (("001", "1"), ("008", "200101s2019    vm " + "a" * 17 + "vie  ")))
    lines = set(readable(run(record, "", RULES)))
    assert {"work a bf:Work", "instance a bf:Instance", "instance bf:instanceOf work"} <= lines
    assert len([line for line in lines if line.startswith("work a bf:")]) >= 3


@pytest.mark.parametrize(
    ("kind", "first", "second", "edtf"),
    [
        ("s", "1899", "    ", "1899"), ("s", "19uu", "    ", "19XX"), ("s", "uuuu", "    ", "XXXX"), ("m", "2001", "2003", "2001/2003"),
        ("m", "2002", "9999", "2002/.."), ("c", "1990", "9999", "1990/.."), ("d", "1950", "1960", "1950/1960"),
        ("q", "1900", "1910", "1900~/1910~"),
        ("q", "1900", "    ", "1900~"), ("n", "    ", "    ", "XXXX"), ("t", "2019", "2018", "2019"), ("e", "2019", "0512", "2019-05-12"),
        ("e", "2019", "05  ", "2019-05"), ("e", "2019", "9912", "2019"), ("|", "||||", "||||", ""), ("s", "2u19", "    ", "2X19"),
        ("b", "    ", "    ", ""), ("u", "1995", "uuuu", "1995/XXXX"), ("d", "193u", "19uu", "193X/19XX"),
        ("n", "uuuu", "uuuu", "XXXX/XXXX"),
        ("|", "1990", "1995", "1990/1995"), ("e", "2019", "0230", "2019-02"), ("e", "2019", "uuuu", "2019-XX-XX"),
        ("d", "1950", "    ", "1950"),
    ],
)  # fmt: skip
def test_coded_dates_are_edtf(kind: str, first: str, second: str, edtf: str) -> None:
    assert dates(kind, first, second) == edtf


@pytest.mark.parametrize(
    ("text", "chopped"),
    [
        ("Truyện Kiều /", "Truyện Kiều"), ("Hà Nội :", "Hà Nội"), ("Nguyễn Du.", "Nguyễn Du"), ("Smith, John A.", "Smith, John A."),
        ("Smith, J. R. R.", "Smith, J. R. R."), ("24 cm.", "24 cm"), ("v. 1 etc.", "v. 1 etc."), ("rest ...", "rest ..."),
        ("  x  ", "x"), ("", ""), (" . ", "."),
    ],
)  # fmt: skip
def test_punctuation_goes_but_initials_stay(text: str, chopped: str) -> None:
    assert chop(text) == chopped


def test_code_tables_are_whole() -> None:
    assert LANGUAGES["vie"].tag == "vi"
    assert "Hani" in LANGUAGES["vie"].scripts
    for table in POSITIONS.values():
        for term in table.values():
            assert term.label
            assert not term.iri or term.iri.startswith(("http://", "https://"))
