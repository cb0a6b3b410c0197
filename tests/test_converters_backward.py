# SPDX-License-Identifier: Apache-2.0
"""The way back from BIBFRAME to MARC: examples that hold in both directions, and graphs of any kind without an exception."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.backward.graph import Graph, Text, graphs
from mucluc.converters.backward.punctuation import marked
from mucluc.converters.backward.restore import RULES, records, restored
from mucluc.converters.backward.table import Rule
from mucluc.converters.backward.write import iso2709, marcxml
from mucluc.converters.convert import record_graph
from mucluc.converters.engine import LEADER
from mucluc.converters.engine import Rule as Forward
from mucluc.converters.examples import Example, examples, record_of
from mucluc.converters.record import FIELD_END, SUBFIELD, Fault, Place, Record, subfields
from mucluc.converters.rules import RULES as FORWARD
from mucluc.vocab.terms import BF, BFLC, MADS, RDF, RDFS

BASE = "http://example.org/"
BOTH_WAYS = [(rule, example) for rule in FORWARD for example in examples(rule) if example.back]


def there_and_back(record: Record) -> Record:
    graph = record_graph(record, "thu-vien", BASE)
    found = list(records(graph.splitlines(keepends=True)))
    assert len(found) == 1 and isinstance(found[0], Record)
    return found[0]


def back(*marc: str) -> list[str]:
    """The fields that come back of a record of these, as examples write them."""
    return shown(there_and_back(record_of(list(marc))))


def shown(record: Record) -> list[str]:
    lines = []
    for tag, text in record.fields:
        blank = text if tag < "010" else text[:2]
        rest = "" if tag < "010" else text[2:].replace(SUBFIELD, "$")
        lines.append(f"{tag} {blank.replace(' ', '#')}{rest}")
    return lines


@pytest.mark.parametrize(("rule", "example"), BOTH_WAYS, ids=[f"{rule.id}-{example.marc[-1][:24]}" for rule, example in BOTH_WAYS])
def test_an_example_for_both_ways_comes_back(rule: Forward, example: Example) -> None:
    record = there_and_back(example.record)
    assert [field for field in example.record.fields if field not in record.fields] == []
    if any(line.startswith(LEADER) for line in example.marc):
        assert record.leader == example.record.leader


def test_enough_examples_hold_in_both_directions() -> None:
    assert len(BOTH_WAYS) >= 200


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why_and_from_which_paths(rule: Rule) -> None:
    assert rule.make.__doc__
    assert rule.gives and all(rule.gives.values())


def test_rules_give_only_what_their_tables_say() -> None:
    seen = 0
    untold: set[str] = set()
    for example in (example for forward in FORWARD for example in examples(forward)):
        graph = next(graphs(record_graph(example.record, "thu-vien", BASE).splitlines()), None)
        for rule in RULES if isinstance(graph, Graph) else ():
            known = {place.partition("/")[0] for place in rule.gives}
            for made in rule.make(graph):
                seen += 1
                places = {made.tag + part[0] for part in made.parts} if made.tag > "009" else {made.tag}
                if made.tag + "*" not in known:
                    untold |= {f"{rule.id}: {place}" for place in places - known}
    assert seen > 200
    assert untold == set()


class TestGraphs:
    def test_a_graph_is_given_when_the_next_begins(self) -> None:
        lines = iter([b"<a> <p> <b> <g1> .\n", b"<a> <p> <b> <g2> .\n", b"<c> <p> <b> <g2> .\n"])
        first = next(graphs(lines))
        assert isinstance(first, Graph) and first.name == "g1"
        assert next(lines) == b"<c> <p> <b> <g2> .\n", "nothing was read beyond the first line of the second graph"

    def test_a_bad_line_costs_itself(self) -> None:
        graph, *_ = found = list(graphs([b"<a> <p> <b> <g> .", b"rubbish", b'<a> <p> "x"@vi <g> .']))
        assert [fault.code for fault in found if isinstance(fault, Fault)] == ["nquads-line-bad"]
        kept = next(each for each in found if isinstance(each, Graph))
        assert kept.values("a", "p") == ["b", "x"]
        assert isinstance(graph, Fault)

    def test_what_is_no_nquads_is_refused_at_once(self) -> None:
        lines = iter([b"00714cam a2200205 a 4500", b"more"])
        assert [fault.code for fault in graphs(lines) if isinstance(fault, Fault)] == ["nquads-none"]
        assert next(lines) == b"more"

    def test_a_graph_that_comes_again_is_a_fault(self) -> None:
        lines = [b"<a> <p> <b> <g> .", b"<a> <p> <b> <h> .", b"<a> <p> <c> <g> ."]
        assert [fault.code for fault in graphs(lines) if isinstance(fault, Fault)] == ["nquads-graph-scattered"]

    def test_escapes_are_undone_and_controls_left_out(self) -> None:
        graph = next(graphs([rb'<a> <p> "\"\\ \u0110\U0001F4D6 a\nb\u001f\uD800\t." <g> .']))
        assert isinstance(graph, Graph)
        assert graph.texts("a", "p") == ['"\\ Đ📖 a b\ufffd .']

    def test_a_list_that_bites_its_tail_ends(self) -> None:
        graph = Graph()
        graph.add("c", RDF.first, "x")
        graph.add("c", RDF.rest, "c")
        assert graph.members("c") == ["x"]

    def test_the_texts_of_another_language_are_seen_apart(self) -> None:
        graph = Graph()
        graph.add("a", RDFS.label, Text("Truyện Kiều"))
        graph.add("a", RDFS.label, Text("傳翹", "vi-Hani"))
        assert graph.label("a") == "Truyện Kiều"
        assert graph.languages == ["vi-Hani"]
        assert graph.spoken("vi-Hani").label("a") == "傳翹"


class TestMarks:
    @pytest.mark.parametrize(
        ("tag", "bare", "full"),
        [
            ("245", "10$aTruyện Kiều$bthơ$cNguyễn Du", "10$aTruyện Kiều :$bthơ /$cNguyễn Du."),
            ("245", "10$aSử ký$nTập 2$pNhà Hán$cTư Mã Thiên", "10$aSử ký.$nTập 2,$pNhà Hán /$cTư Mã Thiên."),
            ("260", "  $aHà Nội$bTri thức$c[2019]", "  $aHà Nội :$bTri thức,$c[2019]"),
            ("260", "  $aHà Nội$aHuế$bTri thức$cc2019", "  $aHà Nội ;$aHuế :$bTri thức,$cc2019."),
            ("264", " 4$c©2019", " 4$c©2019"),
            ("300", "  $a325 tr.$bminh hoạ$c21 cm$e1 CD-ROM", "  $a325 tr. :$bminh hoạ ;$c21 cm +$e1 CD-ROM."),
            ("700", "1 $aĐào, Duy Anh$ebiên soạn", "1 $aĐào, Duy Anh,$ebiên soạn."),
            ("700", "1 $aDing, Zhi,$d1962-", "1 $aDing, Zhi,$d1962-"),
            ("650", " 0$aPoetry$0http://id.example/1", " 0$aPoetry.$0http://id.example/1"),
            ("490", "0 $aVăn học$vtập 5", "0 $aVăn học ;$vtập 5"),
            ("500", "  $aGhi chú", "  $aGhi chú"),
        ],
    )  # fmt: skip
    def test_stand_where_isbd_has_them(self, tag: str, bare: str, full: str) -> None:
        text, wanted = bare.replace("$", SUBFIELD), full.replace("$", SUBFIELD)
        assert marked(tag, text, "a") == wanted
        assert marked(tag, wanted, "a") == wanted, "a second time nothing is added"
        assert marked(tag, text, "c") == text

    def test_rda_ends_the_extent_without_a_stop(self) -> None:
        assert marked("300", "  \x1fa325 tr.\x1fc21 cm", "i") == "  \x1fa325 tr. ;\x1fc21 cm"


class TestOtherScripts:
    MARC = (
        "LDR 00000nam a2200000 a 4500", "001 py1", "008 200101s2019####vm############000#0#vie##",
        "100 0#$6880-01$aNguyễn Du,$d1765-1820.", "245 10$6880-02$aTruyện Kiều /$cNguyễn Du.",
        "880 0#$6100-01/$1$a阮攸,$d1765-1820.", "880 10$6245-02/$1$a傳翹 /$c阮攸.",
    )  # fmt: skip

    def test_a_field_and_its_form_in_another_script_name_each_other(self) -> None:
        fields = back(*self.MARC)
        assert "245 10$6880-02$aTruyện Kiều /$cNguyễn Du." in fields
        assert "880 10$6245-02/$1$a傳翹 /$c阮攸." in fields

    def test_the_scripts_of_the_record_are_listed(self) -> None:
        assert "066 ##$c$1" in back(*self.MARC)

    def test_a_field_without_a_partner_is_880_alone(self) -> None:
        fields = back("001 py1", "008 200101s2019####vm############000#0#vie##", "245 10$aTruyện Kiều.", "880 ##$6500-00/$1$a喃字")
        assert "880 ##$6500-00/$1$a喃字" in fields
        assert not [field for field in fields if field.startswith("500")]


class TestWriting:
    RECORD = Record("00000nam a2200000 a 4500", (("001", "py1"), ("245", '10\x1faTruyện <Kiều> & "thơ" /\x1fcNguyễn Du.')))

    def test_iso2709_is_read_by_others_and_by_us(self, tmp_path: object) -> None:
        made = iso2709(self.RECORD)
        assert isinstance(made, bytes)
        theirs = next(iter(pymarc.MARCReader(io.BytesIO(made))))
        assert theirs is not None and theirs["245"]["c"] == "Nguyễn Du."
        assert int(made[:5]) == len(made)

    def test_marcxml_is_read_by_others(self) -> None:
        xml = f'<collection xmlns="http://www.loc.gov/MARC21/slim">{marcxml(self.RECORD)}</collection>'
        theirs = pymarc.parse_xml_to_array(io.BytesIO(xml.encode()))[0]
        assert theirs["245"]["a"] == 'Truyện <Kiều> & "thơ" /'

    def test_a_field_that_is_too_long_is_a_fault(self) -> None:
        assert iso2709(Record(self.RECORD.leader, (("500", "  \x1fa" + "đ" * 5_000),))) == Fault(
            "marc-field-too-long", Place(tag="500"), "10,005 bytes"
        )

    def test_a_record_that_is_too_long_is_a_fault(self) -> None:
        found = iso2709(Record(self.RECORD.leader, (("500", "  \x1fa" + "x" * 9_000),) * 12))
        assert isinstance(found, Fault) and found.code == "marc-record-too-long"


def test_a_graph_without_an_edition_is_a_fault() -> None:
    graph = Graph("g")
    graph.add("a", RDF.type, BF.Work)
    found = restored(graph)
    assert isinstance(found, Fault) and found.code == "graph-without-instance"


def test_blank_nodes_and_names_by_others_are_read() -> None:
    lines = f"""
<http://e/x#Instance> <{RDF.type}> <{BF.Instance}> .
<http://e/x#Instance> <{BF.instanceOf}> <http://e/x#Work> .
<http://e/x#Instance> <{BF}title> _:t .
_:t <{RDF.type}> <{BF.Title}> .
_:t <{BF.mainTitle}> "Truyện Kiều" .
<http://e/x#Work> <{BF.contribution}> _:c .
_:c <{RDF.type}> <{BF.PrimaryContribution}> .
_:c <{BF.agent}> _:a .
_:a <{RDF.type}> <{BF.Person}> .
_:a <{RDFS.label}> "Nguyễn, Du, 1765-1820" .
"""
    record = next(records(lines.encode().splitlines()))
    assert isinstance(record, Record)
    assert {"245 10$aTruyện Kiều.", "100 1#$aNguyễn, Du,$d1765-1820."} <= set(shown(record))


NODES = ["http://e/r#instance", "http://e/r#work", "_:b", "http://e/agent/1", "http://id.loc.gov/vocabulary/languages/vie", RDF.nil]
PREDICATES = [
    f"{space}{name}" for space in (BF, BFLC, MADS, RDFS, RDF) for name in space.terms if name[0].islower()
]  # fmt: skip
CLASSES = [f"{space}{name}" for space in (BF, BFLC, MADS) for name in space.terms if name[0].isupper()]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["1001 $aA,$d1", "130 0$aB", "880  $6100-01$aC", "150  $", "1½0 x$a", "2019/..", "2019", "--", "$", ""]
)


@st.composite
def hostile(draw: st.DrawFn) -> Graph:
    graph = Graph("http://e/r")
    graph.add(NODES[0], RDF.type, BF.Instance)
    graph.add(NODES[0], BF.instanceOf, NODES[1])
    node = st.sampled_from(NODES)
    for _ in range(draw(st.integers(0, 25))):
        if draw(st.booleans()):
            graph.add(draw(node), RDF.type, draw(st.sampled_from(CLASSES)))
        value = draw(
            node | st.builds(Text, TEXTS, st.sampled_from(["", "", "vi-Hani"]), st.sampled_from(["", "http://id.loc.gov/datatypes/edtf"]))
        )
        graph.add(draw(node), draw(st.sampled_from(PREDICATES)), value)
    return graph


@given(hostile())
def test_no_graph_makes_the_way_back_raise_or_write_what_is_no_record(graph: Graph) -> None:
    record = restored(graph)
    assert isinstance(record, Record)
    assert len(record.leader) == 24
    for tag, text in record.fields:
        assert len(tag) == 3 and tag.isascii() and tag.isdigit()
        assert len(text) == 40 if tag == "008" else text
        if tag > "009":
            assert text[2] == SUBFIELD and all(code.isascii() and code.isalnum() for code, _ in subfields(text))
    made = iso2709(record)
    assert isinstance(made, bytes) and int(made[:5]) == len(made)
    assert next(iter(pymarc.MARCReader(io.BytesIO(made)))) is not None
    assert FIELD_END not in marcxml(record)


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_raise(data: bytes) -> None:
    found: Iterator[Record | Fault] = records(io.BytesIO(b"<a> <p> <b> <g> .\n" + data))
    assert all(isinstance(each, Record | Fault) for each in found)
