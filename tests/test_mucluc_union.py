# SPDX-License-Identifier: Apache-2.0
"""The shapes of the union: each finds what it is for, and pyshacl finds the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from shacl_referee import judged, ours

from mucluc.cli import main
from mucluc.converters.shacl import read_shapes
from mucluc.converters.shacl.sparql import StoreChecker
from mucluc.publish.union import check_union, union_shapes
from mucluc.release import Release

BASE = "https://e.example/"
PREFIXES = f"@prefix bf: <http://id.loc.gov/ontologies/bibframe/> . @prefix ml: <{BASE}ns#> . @prefix b: <{BASE}> ."
PREFIXES += f" @prefix w: <{BASE}work/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
PREFIXES += f"@prefix i: <{BASE}instance/> . @prefix a: <{BASE}agent/> .\n"
WHOLE = """w:1 a bf:Work ; bf:agent a:1 . i:1 a bf:Instance ; bf:instanceOf w:1 ; bf:identifiedBy i:1n . i:1n a bf:Isbn ; rdf:value "1" .
b:r ml:describes w:1, i:1 . a:1 a bf:Agent, bf:Person . b:x a bf:Item ; bf:heldBy b:l . b:l a ml:Library ."""
BROKEN = {
    "iri-dangling": "w:1 bf:agent a:2, a:3 .",
    "instance-of-several-works": "i:1 bf:instanceOf w:2 . w:2 a bf:Work .",
    "work-without-instance": "b:r ml:describes w:3 . w:3 a bf:Work .",
    "item-library-unknown": "b:y a bf:Item ; bf:heldBy b:m . b:m a bf:Agent .",
    "heading-types": "a:1 a bf:Organization .",
    "part-cycle": "w:1 bf:partOf w:4 . w:4 bf:hasPart w:1 ; bf:partOf w:1 .",
    "isbn-of-several-works": """i:2 a bf:Instance ; bf:instanceOf w:5 ; bf:identifiedBy i:2n . w:5 a bf:Work .
    i:2n a bf:Isbn ; rdf:value "1" .""",
}


@pytest.mark.parametrize("code", [*BROKEN, ""])
def test_each_shape_of_the_union_finds_what_it_is_for_and_so_does_pyshacl(code: str) -> None:
    data = PREFIXES + WHOLE + BROKEN.get(code, "")
    store = ox.Store()
    store.bulk_load(data.encode(), format=ox.RdfFormat.TURTLE)
    shapes = union_shapes(BASE)
    found = ours(StoreChecker(read_shapes(shapes)).results(store, threads=2))
    assert {shape.removeprefix("urn:mucluc:shape:") for _, shape, *_ in found} == ({code} if code else set())
    assert found == judged(shapes, data)


def test_a_release_reports_what_its_union_shows(tmp_path: Path) -> None:
    """One edition of two libraries whose Works differ only in the ISBN that they share: counted in public, shown in private."""
    for name, title, number in (("mot", "Sông Ba", "1"), ("hai", "Núi Nhạn", "2")):
        record = f"=LDR  00000nam a2200000 a 4500\n=001  {number}\n=020  \\\\$a9786045732014\n=245  00$a{title}\n"
        (tmp_path / f"{name}.mrc").write_bytes(_iso(record))
    libraries = "".join(
        f'[[library]]\nslug = "{name}"\ntitle = {{ vi = "{name}", en = "{name}" }}\nkind = "district"\n'
        f'[[source]]\nlibrary = "{name}"\nfiles = ["{name}.mrc"]\n'
        for name in ("mot", "hai")
    )
    network = f'[network]\nslug = "n"\ntitle = {{ vi = "n", en = "n" }}\nbase = "{BASE}"\nlicense = "CC0-1.0"\n'
    network += 'description = { vi = "n", en = "n" }\npublisher = { vi = "n", en = "n" }\n'
    (tmp_path / "n.toml").write_text(f'{network}{libraries}[output]\ndir = "out"\n', "utf-8")
    assert main(["publish", str(tmp_path / "n.toml")]) == 0
    release = Release.open(tmp_path / "out" / "current")
    faults = list(check_union(release))
    assert Counter(fault.code for fault in faults) == {"isbn-of-several-works": 2}
    assert {(fault.library, fault.place.control_number) for fault in faults} == {("mot", "1"), ("hai", "2")}
    assert release.manifest["faults"]["isbn-of-several-works"] == 2
    public = json.dumps(json.loads((release.path / "reports" / "faults.json").read_text("utf-8")))
    assert "isbn-of-several-works" in public
    assert "9786045732014" not in public
    assert "9786045732014" in (tmp_path / "out" / "private" / "reports" / "mot.csv").read_text("utf-8-sig")
    release.close()


def _iso(text: str) -> bytes:
    from pymarc import Field, Indicators, Leader, Record, Subfield

    record = Record(leader=Leader("00000nam a2200000 a 4500"), force_utf8=True)
    for line in text.splitlines()[1:]:
        tag, rest = line[1:4], line[6:]
        if tag < "010":
            record.add_field(Field(tag=tag, data=rest))
        else:
            subfields = [Subfield(each[0], each[1:]) for each in rest[2:].split("$")[1:]]
            record.add_field(Field(tag=tag, indicators=Indicators(*rest[:2].replace("\\", " ")), subfields=subfields))
    return bytes(record.as_marc())


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> .
e:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:severity sh:%s ] ."""


@pytest.mark.parametrize("engine", ["auto", "sparql"])
def test_validate_reports_in_three_forms_and_its_exit_says_whether_it_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    (tmp_path / "s.ttl").write_text(SHAPES % "Warning")
    (tmp_path / "i.ttl").write_text(SHAPES % "Info")
    (tmp_path / "d.nt").write_text("<urn:e:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:e:C> .\n")
    (tmp_path / "wrong.ttl").write_text((SHAPES % "Info").replace("sh:minCount", "sh:js"))
    data = [str(tmp_path / "d.nt"), "--engine", engine]
    for form, expected in (("table", "urn:e:S/p"), ("json", '"component": "MinCount"'), ("turtle", "sh:MinCountConstraintComponent")):
        assert main(["validate", str(tmp_path / "s.ttl"), *data, "--format", form]) == 1
        assert expected in capsys.readouterr().out
    assert main(["validate", str(tmp_path / "i.ttl"), *data]) == 0
    assert main(["validate", str(tmp_path / "wrong.ttl"), *data]) == 2
    assert "sh:js is not supported" in capsys.readouterr().err
