# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from mucluc.converters.convert import convert, record_graph
from mucluc.converters.read import read
from mucluc.converters.record import Record
from mucluc.converters.shapes import PREFIX, SH, Checker, ShapeError, compile_shapes, shipped_checker, shipped_shapes
from mucluc.vocab.faults import all_codes, explain

EXAMPLES = Path(__file__).parent.parent / "examples" / "phu-yen"
PREFIXES = f"@prefix sh: <{SH}> . @prefix s: <{PREFIX}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix e: <urn:e:> .\n"
PREFIXES += "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
BF = "http://id.loc.gov/ontologies/bibframe/"

Result = tuple[str, str, str]


def referee(shapes: str, data: str) -> Counter[Result]:
    """What pyshacl says: focus node, source shape, constraint component, with how often."""
    import pyshacl
    import rdflib

    sh = rdflib.Namespace(SH)
    graph, shacl = rdflib.Graph().parse(data=data, format="nt"), rdflib.Graph().parse(data=shapes, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shacl, inference="none", allow_warnings=True)
    assert isinstance(report, rdflib.Graph)
    found: Counter[Result] = Counter()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        parts = [str(report.value(result, name)) for name in (sh.focusNode, sh.sourceShape, sh.sourceConstraintComponent)]
        found[parts[0], parts[1].removeprefix(PREFIX), parts[2].removeprefix(SH).removesuffix("ConstraintComponent").lower()] += 1
    return found


def ours(checker: Checker, lines: list[bytes]) -> Counter[Result]:
    return Counter((focus.decode().strip("<>"), code, component.lower()) for code, component, focus, _ in checker.results(lines))


def lines_of(data: str) -> list[bytes]:
    return [str(triple).encode() for triple in ox.parse(data.encode(), format=ox.RdfFormat.TURTLE)]


def both(shape: str, data: str) -> tuple[Counter[Result], Counter[Result]]:
    lines = lines_of("@prefix e: <urn:e:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" + data)
    text = b"".join(line + b" .\n" for line in lines).decode()
    return ours(compile_shapes(PREFIXES + shape), lines), referee(PREFIXES + shape, text)


# Each is a property shape's constraint and data with at least one violation.
CONSTRAINTS = {
    "minCount": ("sh:path e:p ; sh:minCount 2", "e:a a e:C ; e:p 1 . e:b a e:C ; e:p 1, 2 . e:c a e:C ."),
    "maxCount": ("sh:path e:p ; sh:maxCount 1", "e:a a e:C ; e:p 1, 2, 3 . e:b a e:C ; e:p 1 ."),
    "nodeKind": ("sh:path e:p ; sh:nodeKind sh:IRI", 'e:a a e:C ; e:p e:x, "x", "y"@vi .'),
    "nodeKindLiteral": ("sh:path e:p ; sh:nodeKind sh:Literal", 'e:a a e:C ; e:p e:x, "x" .'),
    "class": ("sh:path e:p ; sh:class e:D", 'e:a a e:C ; e:p e:x, e:y, "z" . e:x a e:D .'),
    "datatype": ("sh:path e:p ; sh:datatype xsd:string", 'e:a a e:C ; e:p e:x, "x", "y"@vi, 3 .'),
    "langString": ("sh:path e:p ; sh:datatype rdf:langString", 'e:a a e:C ; e:p "a@b", "y"@vi-Hani .'),
    "pattern": ('sh:path e:p ; sh:pattern "^[A-Z]" ; sh:flags "i"', 'e:a a e:C ; e:p "x", "1", "Đ", e:x .'),
    "escaped": ('sh:path e:p ; sh:pattern "^a\\\\tb\\"$"', 'e:a a e:C ; e:p "a\\tb\\"", "a b" .'),
    "in": ('sh:path e:p ; sh:in ( "a" e:x )', 'e:a a e:C ; e:p "a", "b", e:x, e:y, "a"@vi .'),
    "hasValue": ("sh:path e:p ; sh:hasValue e:x", "e:a a e:C ; e:p e:y . e:b a e:C ; e:p e:x ."),
    "minLength": ("sh:path e:p ; sh:minLength 2", 'e:a a e:C ; e:p "Đ", "Đá" .'),
    "maxLength": ("sh:path e:p ; sh:maxLength 2", 'e:a a e:C ; e:p "Đá", "𠢞讀喃" .'),
    "uniqueLang": ("sh:path e:p ; sh:uniqueLang true", 'e:a a e:C ; e:p "a"@vi, "b"@vi, "c"@vi, "d"@en, "e", "f" .'),
    "inversePath": ("sh:path [ sh:inversePath e:p ] ; sh:minCount 1", "e:a a e:C . e:b a e:C . e:x e:p e:a ."),
    "or": (
        "sh:path e:p ; sh:or ( [ sh:nodeKind sh:IRI ] [ sh:datatype xsd:string ; sh:minLength 2 ] )",
        'e:a a e:C ; e:p e:x, "x", "xx", 3 .',
    ),
    "two": ('sh:path e:p ; sh:minCount 1 ; sh:pattern "x" ; sh:maxCount 1', 'e:a a e:C . e:b a e:C ; e:p "y", "z" .'),
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_each_constraint_agrees_with_pyshacl(name: str) -> None:
    constraint, data = CONSTRAINTS[name]
    found, judged = both(f"s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p {constraint} .", data)
    assert judged
    assert found == judged


@pytest.mark.parametrize(
    "target",
    ["sh:targetClass e:C, e:D", "sh:targetSubjectsOf e:p", "sh:targetObjectsOf e:p", "sh:targetClass e:C ; sh:targetObjectsOf e:p"],
)
def test_each_target_agrees_with_pyshacl(target: str) -> None:
    data = "e:a a e:C, e:D ; e:p e:b . e:b a e:D ; e:p e:c . e:c e:q 1 ."
    found, judged = both(f"s:S a sh:NodeShape ; {target} ; sh:property s:p . s:p sh:path e:r ; sh:minCount 1 .", data)
    assert judged
    assert found == judged


def test_a_constraint_on_the_focus_node_itself_agrees_with_pyshacl() -> None:
    found, judged = both('s:S a sh:NodeShape ; sh:targetClass e:C ; sh:pattern "^urn:e:a" .', "e:a a e:C . e:b a e:C .")
    assert sum(judged.values()) == 1
    assert found == judged


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p ; sh:lessThan e:q .", "lessThan is not supported"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:closed true .", "closed is not supported"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql e:x .", "sparql is not supported"),
        ("s:S a sh:NodeShape ; sh:targetNode e:C ; sh:property s:p . s:p sh:path e:p ; sh:minCount 1 .", "no target"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path ( e:p e:q ) ; sh:minCount 1 .", "sh:path"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:minCount 1 .", "one sh:path"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ] .", "needs an IRI"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p ; sh:datatype xsd:date .", "lexical form"),
        ('s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p ; sh:pattern "(" .', "sh:pattern"),
        ('s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p ; sh:pattern "a" ; sh:flags "x" .', "sh:flags"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p ; sh:or ( [ sh:minCount 1 ] ) .", "sh:or"),
        ("s:S a sh:NodeShape ; sh:targetClass e:C ; sh:minCount 1 .", "property shape"),
        ("s:S a", "no Turtle"),
    ],
)
def test_what_is_not_supported_stops_the_compilation(shape: str, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        compile_shapes(PREFIXES + shape)


def test_every_shape_has_an_explanation_of_the_same_severity() -> None:
    checker = shipped_checker()
    assert set(checker.codes) == {code for code in all_codes() if explain(code).room == "shapes"}
    severities = {"Violation": "error", "Warning": "warning", "Info": "info"}
    said = {}
    for triple in ox.parse(shipped_shapes().encode(), format=ox.RdfFormat.TURTLE):
        if triple.predicate.value == SH + "severity":
            said[triple.subject.value.removeprefix(PREFIX)] = severities[triple.object.value.removeprefix(SH)]
    assert said == {code: explain(code).severity for code in checker.codes}


@pytest.fixture(scope="module")
def converted() -> list[list[bytes]]:
    records = (each for name in ("thu-vien-tinh.mrc", "thu-vien-dai-hoc.xml", "loc-vietnamese-121.mrc") for each in read(EXAMPLES / name))
    return [convert(record, library="thu-vien-tinh").lines for record in records if isinstance(record, Record)]


def placed(lines: list[bytes], base: str) -> str:
    return "".join(
        line.decode().replace("\x01", f"{base}record").replace("\x02", f"{base}item").replace("\x03", base) + " .\n" for line in lines
    )


def test_the_example_network_keeps_what_the_shapes_promise(converted: list[list[bytes]]) -> None:
    found = Counter(code for lines in converted for code, *_ in shipped_checker().results(lines))
    assert {code for code in found if explain(code).severity == "error"} == set()


def damaged(lines: list[bytes], chance: random.Random) -> list[bytes]:
    """The lines without some, and with wrong objects added to others."""
    kept = [line for line in lines if chance.random() > 0.06]
    for wrong in (b'""', b"<mailto:x>", b'"1871"'):
        for line in chance.sample(lines, 4):
            subject, predicate, _ = line.split(b" ", 2)
            kept.append(b" ".join((subject, predicate, wrong)))
    return list(dict.fromkeys(kept))


def test_damaged_conversions_are_judged_as_pyshacl_judges_them(converted: list[list[bytes]]) -> None:
    """A few hundred records, each under a base of its own so that pyshacl can judge them in one graph; terms elsewhere are left out."""
    chance = random.Random(2021)
    found: Counter[Result] = Counter()
    text = []
    for number, lines in enumerate(converted):
        graph = placed(damaged(lines, chance), f"https://e{number}.example/")
        text.append(graph)
        found.update(ours(shipped_checker(), [line.removesuffix(" .").encode() for line in graph.splitlines()]))
    judged = referee(shipped_shapes(), "".join(text))
    assert judged.total() > 500
    assert len({code for _, code, _ in judged}) > 20
    assert {key: n for key, n in found.items() if ".example/" in key[0]} == {key: n for key, n in judged.items() if ".example/" in key[0]}


def test_a_record_graph_and_its_lines_give_the_same_number_of_faults(converted: list[list[bytes]]) -> None:
    record = Record("00000nam a2200000 a 4500", (("001", "1"), ("100", "0 \x1faNguyễn Du")))
    lines = convert(record, library="a").lines
    quads = record_graph(record, "a", "https://e.example/").decode()
    end = " <https://e.example/record/a/1> .\n"
    checker = shipped_checker()
    again = [line.encode() for line in quads.split(end) if line]
    assert [code for code, *_ in checker.results(again)] == [code for code, *_ in checker.results(lines)] != []


def test_a_fault_names_shape_constraint_node_and_value() -> None:
    lines = lines_of(f'<urn:i> a <{BF}Isbn> ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> "12" .')
    (fault,) = shipped_checker()(lines)
    assert (fault.code, fault.note, fault.value) == ("isbn-value", "pattern", '<urn:i> "12"')
