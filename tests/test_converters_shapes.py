# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from shacl_referee import PREFIXES, Judged, judged, lines_of, ours

from mucluc.converters.convert import convert, record_graph
from mucluc.converters.read import read
from mucluc.converters.record import Record
from mucluc.converters.shacl import SH, ShapeError, read_shapes
from mucluc.converters.shapes import code, codes, compile_shapes, shipped_checker, shipped_shapes
from mucluc.vocab.faults import all_codes, explain

EXAMPLES = Path(__file__).parent.parent / "examples" / "phu-yen"
BF = "http://id.loc.gov/ontologies/bibframe/"


def test_every_shape_has_an_explanation_of_the_same_severity() -> None:
    severities = {SH + "Violation": "error", SH + "Warning": "warning", SH + "Info": "info"}
    for room in ("bibframe", "union"):
        shapes = read_shapes(shipped_shapes(room))
        said = {code(each.name): severities[each.severity] for shape in shapes.targeted for each in shape.reported() if each.constraints}
        assert said == {name: explain(name).severity for name in codes(shapes)}
        assert set(said) == {name for name in all_codes() if explain(name).room == ("shapes" if room == "bibframe" else room)} - {
            "link-retired"
        }


def test_a_shape_of_ours_without_a_name_of_ours_is_refused() -> None:
    with pytest.raises(ShapeError, match="needs an IRI that begins with"):
        compile_shapes(PREFIXES + "s:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ] .")


@pytest.fixture(scope="module")
def converted() -> list[list[bytes]]:
    records = (each for name in ("thu-vien-tinh.mrc", "thu-vien-dai-hoc.xml", "loc-vietnamese-121.mrc") for each in read(EXAMPLES / name))
    return [convert(record, library="thu-vien-tinh").lines for record in records if isinstance(record, Record)]


def placed(lines: list[bytes], base: str) -> str:
    return "".join(
        line.decode().replace("\x01", f"{base}record").replace("\x02", f"{base}item").replace("\x03", base) + " .\n" for line in lines
    )


def test_the_example_network_keeps_what_the_shapes_promise(converted: list[list[bytes]]) -> None:
    found = Counter(fault.code for lines in converted for fault in shipped_checker()(lines))
    assert {name for name in found if explain(name).severity == "error"} == set()


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
    found: Counter[Judged] = Counter()
    text = []
    for number, lines in enumerate(converted):
        graph = placed(damaged(lines, chance), f"https://e{number}.example/")
        text.append(graph)
        found.update(ours(shipped_checker().results([line.removesuffix(" .").encode() for line in graph.splitlines()])))
    said = judged(shipped_shapes(), "".join(text), "nt")
    assert said.total() > 500
    assert len({shape for _, shape, *_ in said}) > 20
    assert {key: n for key, n in found.items() if ".example/" in key[0]} == {key: n for key, n in said.items() if ".example/" in key[0]}


def test_a_record_graph_and_its_lines_give_the_same_number_of_faults(converted: list[list[bytes]]) -> None:
    record = Record("00000nam a2200000 a 4500", (("001", "1"), ("100", "0 \x1faNguyễn Du")))
    lines = convert(record, library="a").lines
    quads = record_graph(record, "a", "https://e.example/").decode()
    end = " <https://e.example/record/a/1> .\n"
    checker = shipped_checker()
    again = [line.encode() for line in quads.split(end) if line]
    assert [fault.code for fault in checker(again)] == [fault.code for fault in checker(lines)] != []


def test_a_fault_names_shape_constraint_node_and_value() -> None:
    lines = lines_of(f'<urn:i> a <{BF}Isbn> ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> "12" .')
    (fault,) = shipped_checker()(lines)
    assert (fault.code, fault.note, fault.value) == ("isbn-value", "pattern", '<urn:i> "12"')
