# SPDX-License-Identifier: Apache-2.0
"""Every feature of SHACL that is supported, with pyshacl as the referee: one graph's lines, and a store by SPARQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from shacl_referee import PREFIXES, judged, lines_of, of_report, ours

from mucluc.converters.shacl import Checker, Result, ShapeError, read_shapes
from mucluc.converters.shacl.report import report
from mucluc.converters.shacl.sparql import StoreChecker, store_of

# Each is a shape's constraints (path e:p unless it says another) and data that breaks them.
PROPERTY = {
    "minCount": ("sh:minCount 2", "e:a a e:C ; e:p 1 . e:b a e:C ; e:p 1, 2 . e:c a e:C ."),
    "minCount 0": ("sh:minCount 0 ; sh:maxCount 0", "e:a a e:C ; e:p 1 . e:b a e:C ."),
    "maxCount": ("sh:maxCount 1", "e:a a e:C ; e:p 1, 2, 3 . e:b a e:C ; e:p 1 ."),
    "nodeKind": ("sh:nodeKind sh:IRI", 'e:a a e:C ; e:p e:x, "x", "y"@vi, [] .'),
    "nodeKind Literal": ("sh:nodeKind sh:Literal", 'e:a a e:C ; e:p e:x, "x", _:b .'),
    "nodeKind BlankNodeOrIRI": ("sh:nodeKind sh:BlankNodeOrIRI", 'e:a a e:C ; e:p e:x, "x", _:b .'),
    "nodeKind BlankNode": ("sh:nodeKind sh:BlankNode", 'e:a a e:C ; e:p e:x, "x", _:b .'),
    "nodeKind IRIOrLiteral": ("sh:nodeKind sh:IRIOrLiteral", 'e:a a e:C ; e:p e:x, "x", _:b .'),
    "class": ("sh:class e:D", 'e:a a e:C ; e:p e:x, e:y, "z" . e:x a e:D .'),
    "class, two": ("sh:class e:D, e:E", "e:a a e:C ; e:p e:x, e:y . e:x a e:D . e:y a e:D, e:E ."),
    "class above": (
        "sh:class e:D",
        "e:a a e:C ; e:p e:x, e:y, e:z . e:x a e:D2 . e:D2 rdfs:subClassOf e:D1 . e:D1 rdfs:subClassOf e:D . e:y a e:D9 .",
    ),
    "datatype string": ("sh:datatype xsd:string", 'e:a a e:C ; e:p e:x, "x", "y"@vi, 3 .'),
    "datatype langString": ("sh:datatype rdf:langString", 'e:a a e:C ; e:p "a@b", "y"@vi-Hani .'),
    "datatype other": ("sh:datatype e:edtf", 'e:a a e:C ; e:p "1990"^^e:edtf, "1990" .'),
    "datatype integer": ("sh:datatype xsd:integer", 'e:a a e:C ; e:p 1, -7, "x"^^xsd:integer, 1.5, "1", "1.0"^^xsd:integer .'),
    "datatype decimal": ("sh:datatype xsd:decimal", 'e:a a e:C ; e:p 1, -7.5, "x"^^xsd:decimal .'),
    "datatype double": ("sh:datatype xsd:double", 'e:a a e:C ; e:p 1.0e3, "x"^^xsd:double, 2 .'),
    "datatype boolean": ("sh:datatype xsd:boolean", 'e:a a e:C ; e:p true, "x"^^xsd:boolean, "true" .'),
    "datatype date": (
        "sh:datatype xsd:date",
        'e:a a e:C ; e:p "2020-02-29"^^xsd:date, "2021-02-29"^^xsd:date, "2020-1-1"^^xsd:date, "x"^^xsd:date, "2020-01-01" .',
    ),
    "datatype dateTime": (
        "sh:datatype xsd:dateTime",
        'e:a a e:C ; e:p "2020-02-29T10:00:00Z"^^xsd:dateTime, "2020-02-29T10:00:00.5"^^xsd:dateTime, "today"^^xsd:dateTime .',
    ),
    "datatype time": ("sh:datatype xsd:time", 'e:a a e:C ; e:p "10:00:00"^^xsd:time, "ten"^^xsd:time .'),
    "pattern": ('sh:pattern "^[A-Z]" ; sh:flags "i"', 'e:a a e:C ; e:p "x", "1", "Đ", e:x, [] .'),
    "pattern m": ('sh:pattern "^b" ; sh:flags "m"', 'e:a a e:C ; e:p "a\\nb", "ab" .'),
    "pattern escaped": ('sh:pattern "^a\\\\tb\\"$"', 'e:a a e:C ; e:p "a\\tb\\"", "a b" .'),
    "in": ('sh:in ( "a" e:x 3 )', 'e:a a e:C ; e:p "a", "b", e:x, e:y, "a"@vi, 3 .'),
    "hasValue": ("sh:hasValue e:x", "e:a a e:C ; e:p e:y . e:b a e:C ; e:p e:x ."),
    "hasValue, two": ('sh:hasValue e:x, "x"', 'e:a a e:C ; e:p e:y . e:b a e:C ; e:p e:x, "x" .'),
    "minLength": ("sh:minLength 2", 'e:a a e:C ; e:p "Đ", "Đá", [] .'),
    "minLength 0": ("sh:minLength 0 ; sh:maxCount 1", 'e:a a e:C ; e:p "", [] , 1 . e:b a e:C ; e:p "x" .'),
    "maxLength": ("sh:maxLength 2", 'e:a a e:C ; e:p "Đá", "𠢞讀喃", [] .'),
    "uniqueLang": ("sh:uniqueLang true", 'e:a a e:C ; e:p "a"@vi, "b"@vi, "c"@vi, "d"@en, "e"@en, "f" .'),
    "languageIn": ('sh:languageIn ( "vi" "EN" )', 'e:a a e:C ; e:p "a"@vi, "b"@vi-Hani, "c"@fr, "d"@en-GB, "e", e:x .'),
    "minInclusive": ("sh:minInclusive 3", 'e:a a e:C ; e:p 2, 3, 4, 2.5, 3.0e0, "4", "x"^^xsd:integer, e:x .'),
    "maxInclusive": ("sh:maxInclusive 3.5", "e:a a e:C ; e:p 2, 3.5, 4 , 1.0e1 ."),
    "minExclusive": ("sh:minExclusive 3", "e:a a e:C ; e:p 2, 3, 4 ."),
    "maxExclusive": ("sh:maxExclusive 3", "e:a a e:C ; e:p 2, 3, 4 ."),
    "maxInclusive date": (
        'sh:maxInclusive "2020-06-30"^^xsd:date',
        'e:a a e:C ; e:p "2020-07-01"^^xsd:date, "2019-01-01"^^xsd:date, "2020-06-30"^^xsd:date .',
    ),
    "minInclusive dateTime": (
        'sh:minInclusive "2020-06-30T00:00:00Z"^^xsd:dateTime',
        'e:a a e:C ; e:p "2020-07-01T00:00:00Z"^^xsd:dateTime, "2020-06-30T01:00:00+02:00"^^xsd:dateTime .',
    ),
    "minInclusive string": ('sh:minInclusive "m"', 'e:a a e:C ; e:p "a", "m", "z" .'),
    "equals": ("sh:equals e:q", "e:a a e:C ; e:p 1, 2 ; e:q 2, 3 . e:b a e:C ; e:p 1 ; e:q 1 . e:c a e:C ; e:q 9 ."),
    "disjoint": ("sh:disjoint e:q", "e:a a e:C ; e:p 1, 2 ; e:q 2, 3 . e:b a e:C ; e:p 1 ; e:q 2 ."),
    "lessThan": ("sh:lessThan e:q", "e:a a e:C ; e:p 1, 5 ; e:q 2, 6 . e:b a e:C ; e:p 3 ; e:q 3 ."),
    "lessThanOrEquals": ("sh:lessThanOrEquals e:q", "e:a a e:C ; e:p 1, 5 ; e:q 2, 6 . e:b a e:C ; e:p 3 ; e:q 3 ."),
    "and": ("sh:and ( [ sh:nodeKind sh:IRI ] [ sh:class e:D ] )", 'e:a a e:C ; e:p e:x, e:y, "x" . e:x a e:D .'),
    "or": ("sh:or ( [ sh:nodeKind sh:IRI ] [ sh:datatype xsd:string ; sh:minLength 2 ] )", 'e:a a e:C ; e:p e:x, "x", "xx", 3 .'),
    "xone": ('sh:xone ( [ sh:minLength 2 ] [ sh:pattern "x" ] )', 'e:a a e:C ; e:p "xx", "x", "yy", "y" .'),
    "not": ("sh:not [ sh:class e:D ]", 'e:a a e:C ; e:p e:x, e:y, "z" . e:x a e:D .'),
    "not of a property shape": (
        "sh:not [ sh:path e:q ; sh:minCount 1 ]",
        "e:a a e:C ; e:p e:x, e:y . e:x e:q 1 .",
    ),
    "or of property shapes": (
        "sh:or ( [ sh:path e:q ; sh:minCount 2 ] [ sh:path e:r ; sh:maxCount 0 ; sh:nodeKind sh:IRI ] )",
        "e:a a e:C ; e:p e:x, e:y, e:z . e:x e:q 1, 2 ; e:r e:b . e:y e:q 1 ; e:r 3 . e:z e:q 4 .",
    ),
    "and of shapes with properties": (
        "sh:and ( [ sh:property [ sh:path e:q ; sh:minCount 1 ; sh:uniqueLang true ] ] [ sh:property [ sh:path e:r ; sh:equals e:q ] ] )",
        'e:a a e:C ; e:p e:x, e:y, e:z . e:x e:q "a"@vi, "b"@vi . e:y e:q 1 ; e:r 1 . e:z e:q 4 ; e:r 5 .',
    ),
    "node": ("sh:node e:N", 'e:a a e:C ; e:p e:x, e:y, "z" . e:x e:q 1 .'),
    "node, nested": ("sh:node e:M", "e:a a e:C ; e:p e:x, e:y . e:x e:q e:y, e:z . e:y e:q 1, 2 . e:z e:q 4 ."),
    "node not described": ("sh:node e:Nowhere ; sh:minCount 1", "e:a a e:C ; e:p e:x . e:b a e:C ."),
    "property of a property": (
        "sh:property [ sh:path e:q ; sh:minCount 1 ; sh:datatype xsd:integer ]",
        'e:a a e:C ; e:p e:x, e:y . e:b a e:C ; e:p e:y, e:z . e:z e:q "4" .',
    ),
    "qualifiedMinCount": (
        "sh:qualifiedValueShape [ sh:class e:D ] ; sh:qualifiedMinCount 2",
        "e:a a e:C ; e:p e:x, e:y . e:b a e:C . e:c a e:C ; e:p e:x, e:y, e:z . e:x a e:D . e:z a e:D .",
    ),
    "qualifiedMaxCount": (
        "sh:qualifiedValueShape [ sh:class e:D ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1",
        "e:a a e:C ; e:p e:x, e:z . e:b a e:C ; e:p e:x . e:c a e:C ; e:p e:y . e:x a e:D . e:z a e:D .",
    ),
    "closed values": (
        "sh:closed true ; sh:ignoredProperties ( rdf:type )",
        "e:a a e:C ; e:p e:x, e:y . e:x a e:D ; e:q 1, 2 . e:y a e:D .",
    ),
    "severity and message": ('sh:minCount 1 ; sh:severity sh:Warning ; sh:message "thiếu"@vi', "e:a a e:C ."),
    "two": ('sh:minCount 1 ; sh:pattern "x" ; sh:maxCount 1', 'e:a a e:C . e:b a e:C ; e:p "y", "z" .'),
    "deactivated": ("sh:minCount 1 ; sh:deactivated true", "e:a a e:C . e:b a e:B ."),
}
MORE = """e:N a sh:NodeShape ; sh:property e:np . e:np sh:path e:q ; sh:minCount 1 .
e:M a sh:NodeShape ; sh:property [ sh:path e:q ; sh:node e:N ; sh:maxCount 1 ; sh:severity sh:Info ] .
"""
PATHS = {
    "inverse": ("[ sh:inversePath e:p ]", "e:a a e:C . e:b a e:C . e:x e:p e:a . e:y e:p e:a ."),
    "sequence": ("( e:p e:q )", "e:a a e:C ; e:p e:x, e:y . e:b a e:C . e:x e:q 1 . e:y e:q 1, 2 . e:c a e:C ; e:p e:x ."),
    "sequence of three": ("( e:p e:q [ sh:inversePath e:p ] )", "e:a a e:C ; e:p e:x . e:x e:q e:x . e:b a e:C ; e:p e:x ."),
    "alternative": ("[ sh:alternativePath ( e:p e:q ) ]", "e:a a e:C ; e:p 1 ; e:q 1 . e:b a e:C ; e:p 1, 2 ; e:q 3 . e:c a e:C ."),
    "zeroOrMore": ("[ sh:zeroOrMorePath e:p ]", "e:a a e:C ; e:p e:b . e:b a e:C ; e:p e:c . e:c e:p e:a . e:d a e:C ."),
    "oneOrMore": ("[ sh:oneOrMorePath e:p ]", "e:a a e:C ; e:p e:b . e:b a e:C ; e:p e:c . e:c e:p e:a . e:d a e:C ; e:p e:e ."),
    "zeroOrOne": ("[ sh:zeroOrOnePath e:p ]", "e:a a e:C ; e:p e:b . e:b a e:C ; e:p e:c . e:d a e:C ."),
    "mixed": (
        "( [ sh:zeroOrMorePath e:p ] [ sh:alternativePath ( e:q [ sh:inversePath e:r ] ) ] )",
        "e:a a e:C ; e:p e:b . e:b e:q 1 . e:x e:r e:a, e:b . e:d a e:C ; e:q 2, 3 .",
    ),
}
TARGETS = {
    "class": "sh:targetClass e:C",
    "classes": "sh:targetClass e:C, e:D",
    "class above": "sh:targetClass e:Top",
    "node": 'sh:targetNode e:a, e:nowhere, "text"',
    "subjects": "sh:targetSubjectsOf e:p",
    "objects": "sh:targetObjectsOf e:p",
    "several": "sh:targetClass e:C ; sh:targetObjectsOf e:p ; sh:targetNode e:z",
    "implicit class": "a rdfs:Class",
}
NODE = {
    "pattern": ('sh:pattern "^urn:e:a"', "e:a a e:C . e:b a e:C ."),
    "closed": (
        "sh:closed true ; sh:ignoredProperties ( rdf:type e:r ) ; sh:property [ sh:path e:p ]",
        "e:a a e:C ; e:p 1 ; e:q 2, 3 ; e:r 4 . e:b a e:C ; e:p 1 .",
    ),
    "not": ("sh:not e:N", "e:a a e:C ; e:q 1 . e:b a e:C ."),
    "node": ("sh:node e:N", "e:a a e:C ; e:q 1 . e:b a e:C ."),
    "class": ("sh:class e:D", "e:a a e:C . e:b a e:C, e:D ."),
    "disjoint from itself": ("sh:disjoint e:p", "e:a a e:C ; e:p e:a, e:b . e:b a e:C ; e:p e:a ."),
    "equal to itself": ("sh:equals e:p", "e:a a e:C ; e:p e:a, e:b . e:b a e:C ; e:p e:b ."),
    "hasValue": ("sh:hasValue e:a", "e:a a e:C . e:b a e:C ."),
    "blank properties": (
        "sh:property [ sh:path e:p ; sh:minCount 1 ], [ sh:path e:p ; sh:maxCount 1 ], [ sh:path e:q ; sh:minCount 1 ]",
        "e:a a e:C ; e:p 1, 2 . e:b a e:C ; e:q 1 .",
    ),
    "siblings that are disjoint": (
        """sh:property [ sh:path e:p ; sh:qualifiedValueShape e:N1 ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ],
        [ sh:path e:p ; sh:qualifiedValueShape e:N2 ; sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMaxCount 0 ] .
        e:N1 sh:class e:D . e:N2 sh:class e:E""",
        "e:a a e:C ; e:p e:x . e:b a e:C ; e:p e:y, e:z . e:x a e:D, e:E . e:y a e:D . e:z a e:E .",
    ),
    "xone": (
        "sh:xone ( [ sh:class e:D ] [ sh:class e:E ] [ sh:property [ sh:path e:p ; sh:minCount 1 ] ] )",
        "e:a a e:C, e:D, e:E . e:b a e:C, e:D . e:c a e:C ; e:p 1 . e:d a e:C ; e:p 2 ; a e:E . e:e a e:C .",
    ),
}


def cases() -> dict[str, tuple[str, str]]:
    """Every case as a document of shapes and one of data."""
    found = {}
    for name, (constraints, data) in PROPERTY.items():
        shape = f"s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p ; {constraints} ."
        also = "s:T a sh:NodeShape ; sh:targetClass e:B ; sh:nodeKind sh:Literal ." if name == "deactivated" else ""
        found[name] = (shape + MORE + also, data)
    for name, (path, data) in PATHS.items():
        rest = "sh:minCount 1 ; sh:maxCount 2 ; sh:nodeKind sh:IRI ; sh:hasValue e:c"
        shape = f"s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path {path} ; {rest} ."
        found[f"path {name}"] = (shape, data)
    for name, target in TARGETS.items():
        data = "e:a a e:C, e:D ; e:p e:b . e:b a e:D, s:S ; e:p e:c . e:c e:q 1 . e:d a s:T . e:e a s:p . "
        data += "e:D rdfs:subClassOf e:Top . s:T rdfs:subClassOf s:S ."
        found[f"target {name}"] = (f"s:S a sh:NodeShape ; {target} ; sh:property s:p . s:p sh:path e:r ; sh:minCount 1 .", data)
        found[f"target {name} of a property shape"] = (f"s:p a sh:PropertyShape ; sh:path e:q ; {target} ; sh:minCount 1 .", data)
    for name, (constraints, data) in NODE.items():
        found[f"node shape {name}"] = (f"s:S a sh:NodeShape ; sh:targetClass e:C ; {constraints} ." + MORE, data)
    return found


CASES = cases()


@pytest.mark.parametrize("name", CASES)
def test_the_lines_of_a_graph_are_judged_as_pyshacl_judges_them(name: str) -> None:
    shapes, data = CASES[name]
    said = judged(PREFIXES + shapes, PREFIXES + data)
    assert said
    assert ours(Checker(read_shapes(PREFIXES + shapes)).results(lines_of(PREFIXES + data))) == said


def store_with(data: str) -> ox.Store:
    return store_of(ox.parse((PREFIXES + data).encode(), format=ox.RdfFormat.TURTLE))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CASES)
def test_a_store_is_judged_by_sparql_as_pyshacl_judges_it(name: str) -> None:
    shapes, data = CASES[name]
    assert ours(StoreChecker(read_shapes(PREFIXES + shapes)).results(store_with(data))) == judged(PREFIXES + shapes, PREFIXES + data)


SPARQL = {
    "all at once": (
        "SELECT $this ?value WHERE { $this <urn:e:p> ?value . FILTER NOT EXISTS { ?value a <urn:e:D> } }",
        "e:a a e:C ; e:p e:x, e:y . e:x a e:D .",
    ),
    "a node of each": (
        "SELECT $this WHERE { { $this <urn:e:p> ?one } UNION { $this <urn:e:q> ?one } FILTER(?one > 2) }",
        "e:a a e:C ; e:p 1, 3 . e:b a e:C ; e:q 4 . e:c e:p 9 .",
    ),
    "only in a filter": ("SELECT $this WHERE { FILTER NOT EXISTS { $this <urn:e:p> ?one } }", "e:a a e:C ; e:p 1 . e:b a e:C ."),
    "a cycle": ("SELECT $this WHERE { $this <urn:e:p>+ $this }", "e:a a e:C ; e:p e:b . e:b a e:C ; e:p e:a . e:c a e:C ; e:p e:a ."),
    "path": ("SELECT $this ?path ?value WHERE { $this ?path ?value . FILTER(isLiteral(?value)) }", "e:a a e:C ; e:p 1 ; e:q 2 ."),
    "optional": (
        "SELECT $this ?value WHERE { $this <urn:e:p> ?one . OPTIONAL { $this <urn:e:q> ?value } }",
        "e:a a e:C ; e:p 1, 2 . e:b a e:C ; e:p 1 ; e:q 7 .",
    ),
}


@pytest.mark.parametrize("name", SPARQL)
@pytest.mark.parametrize("place", ["node", "property"])
def test_a_select_is_asked_as_pyshacl_asks_it(name: str, place: str) -> None:
    select, data = SPARQL[name]
    holder = "s:S" if place == "node" else "s:p"
    shapes = f"{PREFIXES} s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p sh:path e:p . {holder} sh:sparql s:q ."
    shapes += f's:q sh:select "{select}" ; sh:prefixes s:prefixes . s:prefixes sh:declare [ sh:prefix "e" ; sh:namespace "urn:e:" ] .'
    said = judged(shapes, PREFIXES + data)
    assert said
    assert ours(StoreChecker(read_shapes(shapes)).results(store_with(data))) == said


def both(shapes: str, data: str) -> tuple[Iterator[Result], Iterator[Result]]:
    read = read_shapes(shapes)
    return Checker(read).results(lines_of(PREFIXES + data)), StoreChecker(read).results(store_with(data))


def test_an_inverse_sequence_is_walked_backwards() -> None:
    """pyshacl walks it in the order of the sequence; the specification turns it round."""
    shapes = PREFIXES + "s:p sh:targetNode e:a ; sh:path [ sh:inversePath ( e:p e:q ) ] ; sh:maxCount 0 ; sh:nodeKind sh:Literal ."
    data = "e:x e:p e:y . e:y e:q e:a . e:v e:q e:w . e:w e:p e:a ."
    for results in (
        Checker(read_shapes(shapes)).results(lines_of(PREFIXES + data)),
        StoreChecker(read_shapes(shapes)).results(store_with(data)),
    ):
        assert {result.value for result in results} == {b"", b"<urn:e:x>"}


def test_a_decimal_has_no_exponent_and_a_language_range_has_parts() -> None:
    """Both against pyshacl, which takes what Python takes, and compares the first part of a tag."""
    shapes = (
        PREFIXES
        + """s:p sh:targetClass e:C ; sh:path e:p ; sh:datatype xsd:decimal .
    s:q sh:targetClass e:C ; sh:path e:q ; sh:languageIn ( "zh-Hant" ) ."""
    )
    data = 'e:a a e:C ; e:p "1e3"^^xsd:decimal, 1.5 ; e:q "a"@zh-Hant-TW, "b"@zh .'
    for results in (
        Checker(read_shapes(shapes)).results(lines_of(PREFIXES + data)),
        StoreChecker(read_shapes(shapes)).results(store_with(data)),
    ):
        assert [(result.component, result.value) for result in results] == [
            ("Datatype", b'"1e3"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
            ("LanguageIn", b'"b"@zh'),
        ]


P = "s:S a sh:NodeShape ; sh:targetClass e:C ; sh:property s:p . s:p "
REFUSED = {
    "no Turtle": "s:S a",
    "nothing would be checked": "s:S a sh:NodeShape ; sh:nodeKind sh:IRI .",
    "urn:mucluc:shape:p: sh:rule is not supported": P + "sh:path e:p ; sh:rule e:x .",
    "sh:js is not supported": P + "sh:path e:p ; sh:js e:x .",
    "sh:expression is not supported": P + "sh:path e:p ; sh:expression e:x .",
    "sh:target is not supported": "s:S a sh:NodeShape ; sh:targetClass e:C ; sh:target [ sh:select 'x' ] .",
    "sh:ConstraintComponent is not supported": P + "sh:path e:p . e:X a sh:ConstraintComponent .",
    "sh:entailment is not supported": P + "sh:path e:p ; sh:minCount 1 . <> sh:entailment e:x .",
    "imports is not supported": P + "sh:path e:p ; sh:minCount 1 . <> <http://www.w3.org/2002/07/owl#imports> e:x .",
    "sh:ask is not supported": P + 'sh:path e:p ; sh:sparql [ sh:ask "ASK {}" ] .',
    "may not use MINUS": P + 'sh:path e:p ; sh:sparql [ sh:select "SELECT $this { $this ?p ?o MINUS { ?a ?b ?c } }" ] .',
    r"\$PATH in sh:select is not supported": P + 'sh:path e:p ; sh:sparql [ sh:select "SELECT $this { $this $PATH ?o }" ] .',
    "refers to itself": P + "sh:path e:p ; sh:node s:S .",
    "needs one sh:path": P + "sh:minCount 1 .",
    "is no property path": P + "sh:path [ sh:inversePath e:p ; e:x e:y ] .",
    "two members or more": P + "sh:path ( e:p ) .",
    "'x' is not supported": P + 'sh:path e:p ; sh:pattern "a" ; sh:flags "x" .',
    r"sh:pattern '\(':": P + 'sh:path e:p ; sh:pattern "(" .',
    "belongs in a property shape": "s:S a sh:NodeShape ; sh:targetClass e:C ; sh:minCount 1 .",
    "needs a whole number": P + 'sh:path e:p ; sh:minCount "one" .',
    "is true or false": P + "sh:path e:p ; sh:uniqueLang 3 .",
    "nodeKind": P + "sh:path e:p ; sh:nodeKind sh:Iri .",
    "sh:in needs a well-formed list": P + "sh:path e:p ; sh:in e:x .",
    "sh:or needs a list of shapes": P + "sh:path e:p ; sh:or () .",
    "sh:qualifiedMinCount without": P + "sh:path e:p ; sh:qualifiedMinCount 1 .",
    "needs sh:qualifiedMinCount or": P + "sh:path e:p ; sh:qualifiedValueShape [ sh:class e:D ] .",
    "needs an IRI": P + 'sh:path e:p ; sh:class "D" .',
    "needs a literal": P + "sh:path e:p ; sh:minInclusive e:D .",
    "may have one value": P + "sh:path e:p ; sh:severity sh:Info, sh:Warning .",
    "hasValue with a blank node": P + "sh:path e:p ; sh:hasValue [] .",
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_is_not_supported_stops_the_reading(message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        read_shapes(PREFIXES.replace("@prefix sh:", "@base <urn:base:> . @prefix sh:", 1) + REFUSED[message])


@pytest.mark.parametrize(
    ("shape", "checker", "message"),
    [
        (P + 'sh:path e:p ; sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ] .', Checker, "sh:sparql needs a store"),
        (P + 'sh:path e:p ; sh:pattern "a(?=b)" .', StoreChecker, "not understood by the store's engine"),
        (P + "sh:path e:p ; sh:not [ sh:path e:q ; sh:minCount 9 ] .", StoreChecker, "a count of 9 within another shape"),
    ],
)
def test_what_one_compiler_cannot_do_stops_it(shape: str, checker: type, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        checker(read_shapes(PREFIXES + shape))


def test_blank_shapes_are_named_by_where_they_stand_whatever_their_order() -> None:
    one, two = "[ sh:path e:p ; sh:minCount 1 ]", "[ sh:path e:p ; sh:maxCount 1 ]"
    names = []
    for shapes in (f"{one}, {two}", f"{two}, {one}"):
        (shape,) = read_shapes(
            f"{PREFIXES} s:S sh:targetClass e:C ; sh:property {shapes}, [ sh:path ( e:p e:q ) ; sh:minCount 1 ] ."
        ).targeted
        names.append([(each.name, each.constraints[0].name) for each in shape.properties])
    assert names[0] == names[1]
    assert {name for name, _ in names[0]} == {"urn:mucluc:shape:S/p", "urn:mucluc:shape:S/p-2", "urn:mucluc:shape:S/path"}


def test_a_shape_that_says_nothing_is_named() -> None:
    assert read_shapes(PREFIXES + P + "sh:path e:p ; sh:node e:Nowhere .").empty == ("urn:e:Nowhere",)


# --- Random shapes over random graphs ----------------------------------------------------------------------------

NODES = [f"e:{name}" for name in "abcd"]
TERMS = [*NODES, "1", "2", "3", '"x"', '"xy"', '"x"@vi', '"y"@vi', '"z"@en', "_:n"]
SIMPLE = [
    "sh:nodeKind sh:IRI", "sh:nodeKind sh:BlankNodeOrLiteral", "sh:class e:C", "sh:class e:D", "sh:datatype xsd:integer",
    "sh:datatype rdf:langString", "sh:minInclusive 2", "sh:maxExclusive 3", 'sh:pattern "[xa]"', "sh:minLength 2", "sh:maxLength 1",
    'sh:languageIn ( "vi" )', 'sh:in ( e:a 1 "x" )', "sh:hasValue e:b", "sh:disjoint e:q", "sh:equals e:q",
    "sh:closed true ; sh:ignoredProperties ( rdf:type e:p )",
]  # fmt: skip
COUNTED = ["sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:maxCount 0", "sh:uniqueLang true"]
STEPS = st.sampled_from(["e:p", "e:q", "[ sh:inversePath e:p ]"])
WALKS = st.one_of(
    STEPS,
    st.builds("( {} {} )".format, STEPS, STEPS),
    st.builds("[ sh:alternativePath ( {} {} ) ]".format, STEPS, STEPS),
    st.builds("[ sh:{} {} ]".format, st.sampled_from(["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]), STEPS),
)


def blank_shapes(depth: int) -> st.SearchStrategy[str]:
    """Blank node shapes and property shapes, with others nested to a depth."""
    simple = st.sampled_from(SIMPLE)
    if depth == 0:
        return st.builds("[ {} ]".format, simple) | st.builds("[ sh:path {} ; {} ]".format, WALKS, st.sampled_from(COUNTED) | simple)
    nested = blank_shapes(depth - 1)
    listed = st.builds("sh:{} ( {} {} )".format, st.sampled_from(["and", "or", "xone"]), nested, nested)
    node = st.builds("sh:property [ sh:path {} ; {} ]".format, WALKS, st.sampled_from(COUNTED) | simple)
    qualified = st.builds(
        "sh:qualifiedValueShape {} ; sh:qualified{}".format, nested, st.sampled_from(["MinCount 1", "MaxCount 0", "MinCount 2"])
    )
    inner = st.one_of(simple, listed, st.builds("sh:not {}".format, nested), node, st.builds("sh:node [ {} ]".format, node))
    return st.builds("[ {} ]".format, inner) | st.builds(
        "[ sh:path {} ; {} ]".format, WALKS, st.one_of(st.sampled_from(COUNTED), inner, qualified)
    )


GRAPHS = st.lists(
    st.builds("{} {} {} .".format, st.sampled_from([*NODES, "_:n"]), st.sampled_from(["e:p", "e:q"]), st.sampled_from(TERMS))
    | st.builds("{} a {} .".format, st.sampled_from(NODES), st.sampled_from(["e:C", "e:D", "e:E"])),
    max_size=14,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(shape=st.builds("{}".format, blank_shapes(2)), graph=GRAPHS, above=st.booleans())
def test_random_shapes_over_random_graphs_are_judged_as_pyshacl_judges_them(shape: str, graph: list[str], above: bool) -> None:
    role = "sh:property" if shape.startswith("[ sh:path") else "sh:node"
    shapes = f"{PREFIXES} s:S a sh:NodeShape ; sh:targetClass e:C ; {role} {shape} ."
    data = " ".join(["e:a a e:C . e:b a e:D . ", *graph, "e:D rdfs:subClassOf e:C ." if above else ""])
    said = judged(shapes, PREFIXES + data)
    read = read_shapes(shapes)
    assert ours(Checker(read).results(lines_of(PREFIXES + data))) == said
    assert ours(StoreChecker(read).results(store_with(data))) == said


def test_the_report_in_turtle_says_what_the_results_say() -> None:
    shapes, data = CASES["node, nested"]
    results = list(Checker(read_shapes(PREFIXES + shapes)).results(lines_of(PREFIXES + data)))
    graph = rdflib.Graph().parse(data="".join(report(results)), format="turtle")
    found = Counter(of_report(graph, each) for each in graph.objects(None, rdflib.SH.result))
    assert found.total() == len(results) > 0
    assert {each[:1] + each[2:6] for each in found} == {each[:1] + each[2:6] for each in ours(results)}
    assert graph.value(None, rdflib.SH.conforms, rdflib.Literal(False)) is not None
    assert "sh:conforms true" in "".join(report([]))
