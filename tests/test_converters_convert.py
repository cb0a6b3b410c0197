# SPDX-License-Identifier: Apache-2.0
"""Conversion: always valid, pure, stable under change elsewhere in the record, and true to scripts and headings."""

import io
import re

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from mucluc.converters.convert import clean, convert, graph, record_graph, run, union_lines
from mucluc.converters.examples import LEADER_OF_A_BOOK, record_of
from mucluc.converters.explain import readable
from mucluc.converters.record import SUBFIELD, Place, Record
from mucluc.converters.rules import RULES
from mucluc.converters.tidy import settle

BASE = "http://example.org/"
BF = "http://id.loc.gov/ontologies/bibframe/"
TAGS = sorted({path.tag for rule in RULES for path in rule.paths if path.tag.isdigit()} | {"880", "999", "abc", ""})
HARD = [
    "",
    " ",
    '"',
    "\\",
    "<",
    ">",
    "\x01",
    "\x02",
    "\x03",
    "\n",
    "\r",
    "\x1f",
    "\x1f\x1f",
    "\ud800",
    "\ufffe",
    "$",
    "http://a b",
    "(DLC)",
    ".",
    "/:;=,",
    "é\u0301",
]

texts = st.one_of(
    st.text(max_size=30),
    st.lists(st.sampled_from(HARD), max_size=4).map("".join),
    st.lists(
        st.tuples(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), st.one_of(st.text(max_size=12), st.sampled_from(HARD))),
        max_size=6,
    ).map(lambda parts: "10" + "".join(SUBFIELD + code + value for code, value in parts)),
    st.sampled_from(["880-01", "245-01/$1", "100-00/(3/r"]).map(lambda six: f"10{SUBFIELD}6{six}{SUBFIELD}aX{SUBFIELD}tY"),
)
fields = st.tuples(st.sampled_from(TAGS), texts)
records = st.builds(Record, st.one_of(st.just(LEADER_OF_A_BOOK), st.text(max_size=26)), st.lists(fields, max_size=8).map(tuple))


def statements(record: Record, library: str = "l") -> set[ox.Quad]:
    data = graph(convert(record, library=library).lines, BASE + "record/l/1", BASE + "item/l/1", BASE)
    return set(ox.parse(io.BytesIO(data), format=ox.RdfFormat.N_QUADS))


@settings(max_examples=400, deadline=None)
@given(records)
def test_whatever_comes_the_lines_are_valid_and_have_no_blank_node(record: Record) -> None:
    for quad in statements(record):
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)
    lines = convert(record).lines
    assert len(lines) == len(set(lines))
    union = union_lines(lines, "w1", "i1", BASE, BASE + "item/l/1", BASE + "record/l/1")
    assert not re.search(rb"[\x01-\x03]", union)
    assert len(list(ox.parse(io.BytesIO(union), format=ox.RdfFormat.N_TRIPLES))) == len(lines)


@settings(max_examples=100, deadline=None)
@given(records, records)
def test_a_conversion_does_not_depend_on_earlier_records(first: Record, second: Record) -> None:
    before = convert(second).lines
    convert(first)
    assert convert(second).lines == before


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([
    ("100", "0 \x1faNguyễn Du"), ("245", "10\x1faKiều"), ("650", " 7\x1faThơ\x1fzHuế\x1f2bbk"), ("700", "1 \x1faA\x1ftB"),
    ("500", "  \x1faGhi chú"),
    ("490", "0 \x1faTủ sách\x1fv1"),
    ("852", "  \x1faKho"), ("856", "41\x1fuhttp://a.vn"), ("773", "0 \x1ftBáo"), ("533", "  \x1faSố hoá"),
]), unique=True, min_size=2))  # fmt: skip
def test_a_field_more_renames_nothing(some: list[tuple[str, str]]) -> None:
    whole = set(convert(Record(LEADER_OF_A_BOOK, tuple(some))).lines)
    for left in range(len(some)):
        fewer = Record(LEADER_OF_A_BOOK, tuple(some[:left] + some[left + 1 :]))
        gone = set(convert(fewer).lines) - whole
        assert not {line for line in gone if b"hub/" not in line}


def test_order_of_fields_names_nothing() -> None:
    record = record_of(["100 0#$aNguyễn Du", "245 10$aKiều", "650 #4$aThơ", "700 0#$aChu Mạnh Trinh"])
    turned = Record(record.leader, tuple(reversed(record.fields)))
    assert set(convert(record).lines) == set(convert(turned).lines)


def test_the_graph_names_record_items_and_base() -> None:
    record = record_of(["001 #ab 1", "245 10$aKiều", "852 ##$aKho"])
    data = record_graph(record, "thu-vien", BASE).decode()
    assert f"<{BASE}record/thu-vien/ab%201#instance> <{BF}hasItem> <{BASE}item/thu-vien/ab%201/" in data
    assert f"<{BF}heldBy> <{BASE}library/thu-vien> <{BASE}record/thu-vien/ab%201> .\n" in data


def test_the_union_says_the_same_of_the_clusters() -> None:
    record = record_of(["001 1", "100 0#$aNguyễn Du", "245 10$aKiều"])
    text = union_lines(convert(record).lines, "w7", "i7", BASE, BASE + "item/l/1", BASE + "record/l/1").decode()
    assert f"<{BASE}work/w7> <{BF}hasInstance> <{BASE}instance/i7> .\n" in text
    assert f"<{BASE}work/w7#creator-" in text
    assert set(re.findall(r"<[^>]*record[^>]*>", text)) == {f"<{BASE}record/l/1#admin>", f"<{BASE}record/l/1#admin-number>"}


def test_a_heading_is_the_same_node_as_author_subject_and_series_author() -> None:
    record = record_of(["100 0#$aNguyễn Du,$d1765-1820.", "600 04$aNguyễn Du,$d1765-1820", "700 0#$aNguyễn  Du,$d1765-1820,$edịch"])
    agents = {line.split()[0] for line in convert(record).lines if line.startswith(b"<\x03agent/")}
    assert len(agents) == 1


def test_nothing_that_varies_by_record_is_said_of_a_shared_heading() -> None:
    alone = record_of(["100 0#$aNguyễn Du", "245 10$aKiều"])
    other = record_of(
        ["001 2", "008 200101s2019####vm############000#0#vie##", "700 0#$aNguyễn Du$eminh hoạ$4ill$iPhỏng theo", "245 10$aKhác"]
    )
    said = [{line for line in convert(record).lines if line.startswith(b"<\x03agent/")} for record in (alone, other)]
    assert said[0] == said[1]


VIETNAMESE = ["008 200101s1871####vm############000#0#vie##", "041 0#$avie$achi"]


def lines_of(*marc: str) -> list[str]:
    return list(readable(convert(record_of([*marc])).lines and run(record_of([*marc]), "", RULES)))


def test_a_title_in_han_nom_is_said_of_the_same_node() -> None:
    lines = lines_of(*VIETNAMESE, "245 10$6880-01$aTruyện Kiều :$bthơ", "880 10$6245-01/$1$a傳翹 :$b詩")
    assert 'instance-title-1 bf:mainTitle "Truyện Kiều"' in lines
    assert 'instance-title-1 bf:mainTitle "傳翹"@vi-Hani' in lines
    assert 'instance-title-1 bf:subtitle "詩"@vi-Hani' in lines
    assert 'work-title-1 bf:mainTitle "傳翹 : 詩"@vi-Hani' in lines


def test_an_agent_in_another_script_is_the_same_agent_without_a_second_role() -> None:
    lines = lines_of(*VIETNAMESE, "700 0#$6880-02$aNguyễn Du$4aut", "880 0#$6700-02/$1$a阮攸")
    assert 'agent/1 rdfs:label "阮攸"@vi-Hani' in lines
    assert [line for line in lines if "bf:role" in line] == ["work-contribution-1 bf:role id:vocabulary/relators/aut"]


def test_more_nodes_in_the_other_script_are_kept_under_their_own_name() -> None:
    lines = lines_of(*VIETNAMESE, "653 ##$6880-03$aThơ", "880 ##$6653-03/$1$a詩$a喃")
    assert 'topic/1 rdfs:label "詩"@vi-Hani' in lines
    assert 'topic/2 rdfs:label "喃"@vi-Hani' in lines
    assert "work bf:subject topic/2" in lines


def test_a_link_that_is_no_iri_stays_text() -> None:
    lines = lines_of("856 40$ujavascript:alert(1)", "856 40$uhttp://a b/", "700 0#$aA$0(DLC)n 1$1http://viaf.org/viaf/1")
    assert 'instance bf:electronicLocator "javascript:alert(1)"' in lines
    assert 'instance bf:electronicLocator "http://a b/"' in lines
    assert 'agent/1#id-1 rdf:value "n 1"' in lines
    assert "agent/1 madsrdf:identifiesRWO <http://viaf.org/viaf/1>" in lines


def test_a_version_and_a_reproduction_are_further_instances() -> None:
    lines = lines_of("245 10$aKiều", "533 ##$aBản số hoá", "856 41$uhttps://a.vn/kieu")
    assert {"work bf:hasInstance instance-reproduction-1", "work bf:hasInstance instance-version-1"} <= set(lines)


def test_two_copies_are_two_items_and_the_same_copy_twice_is_one() -> None:
    lines = lines_of("852 ##$aKho$p1", "852 ##$aKho$p2", "852 ##$aKho$p2")
    assert len([line for line in lines if line.startswith("instance bf:hasItem")]) == 3
    assert len({line for line in lines if line.startswith("instance bf:hasItem")}) == 2


def test_the_graph_says_what_the_lines_say() -> None:
    record = record_of(["001 1", "100 0#$aNguyễn Du", "245 10$aKiều", "650 #7$aThơ$zHuế$2bbk", "650 #7$aThơ$zPhú Yên$2bbk"])
    lines = convert(record, library="l").lines
    assert len(lines) == len(set(lines))
    whole = graph(lines, BASE + "record/l/1", BASE + "item/l/1", BASE)
    assert set(record_graph(record, "l", BASE).splitlines()) == set(whole.splitlines())


def test_what_a_reader_proved_needs_no_cleaning() -> None:
    fields = (("001", "1"), ("245", "10\x1faKiều"))
    hostile = ["1\x1fa", "  \x1f\x1faX", "  \x1faX\x1f", "  \x1faX\x01", "  \x1faX\nY", "  \x1faX\ud800", "", "  ", "  X"]
    leader = "00000nam a2200000 a 4500"
    proved = set()
    for text in ("  \x1faX", *hostile):
        for found in settle(leader, [*fields, ("500", text)], Place()):
            if isinstance(found, Record) and found.proved:
                assert clean(found) is found
                proved.add(text)
    assert proved == {"  \x1faX"}


def test_a_field_without_indicators_whose_first_subfield_is_short_is_read() -> None:
    assert convert(Record("00000nam a2200000 a 4500", (("730", f"{SUBFIELD}0{SUBFIELD}aKinh thi"),))).lines
