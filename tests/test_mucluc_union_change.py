# SPDX-License-Identifier: Apache-2.0
"""The shapes of the union asked of what has changed find what they find in the whole store, whatever comes and goes."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pyoxigraph as ox

from mucluc.converters.shapes import code
from mucluc.endpoint.increment import Change
from mucluc.publish.union import union_shapes
from mucluc.publish.union_change import LINKS, SCOPES
from mucluc.publish.union_results import UnionResults
from mucluc.vocab.terms import BF, RDF

BASE = "https://e.example/"
CLASSES = ("Work", "Instance", "Item", "Isbn", "Person", "Family", "Organization", "Meeting", "Agent")


def statement(rng: random.Random) -> bytes:
    """A statement about one of few nodes, so that chance makes every kind of finding often."""

    def node(*kinds: str) -> str:
        return f"<{BASE}{rng.choice(kinds)}/{rng.randrange(7)}>"

    anything = ("work", "instance", "item", "agent", "isbn", "library", "record")
    link = rng.choice(sorted(each.value for each in LINKS))
    said = rng.choice(
        [
            f"{node(*anything)} <{RDF}type> <{BF}{rng.choice(CLASSES)}>",
            f"{node('agent')} <{RDF}type> <{BF}{rng.choice(('Person', 'Organization'))}>",
            f"{node('work')} <{RDF}type> <{BF}Work>",
            f"{node('instance')} <{RDF}type> <{BF}Instance>",
            f"{node('instance')} <{BF}instanceOf> {node('work')}",
            f"{node('instance')} <{BF}identifiedBy> {node('isbn')}",
            f"{node('isbn')} <{RDF}type> <{BF}Isbn>",
            f'{node("isbn")} <{RDF}value> "{rng.randrange(4)}"{rng.choice(("", "", "@vi-Hani"))}',
            f"{node('item')} <{RDF}type> <{BF}Item>",
            f"{node('item')} <{BF}heldBy> {node('library', 'agent')}",
            f"{node('library')} <{RDF}type> <{BASE}ns#Library>",
            f"{node('record')} <{BASE}ns#describes> {node('work', 'instance')}",
            f"{node('work', 'series')} <{BF}partOf> {node('work', 'series')}",
            f"{node('work', 'series')} <{BF}hasPart> {node('work', 'series')}",
            f"{node(*anything)} <{link}> {node(*anything, 'nothing')}",
            f'{node("nothing", *anything)} <{BASE}label> "x"',
        ]
    )
    return f"{said} .".encode()


def store_of(lines: set[bytes]) -> ox.Store:
    store = ox.Store()
    store.load(b"\n".join(sorted(lines)), format=ox.RdfFormat.N_QUADS)
    return store


def test_what_changed_gives_the_results_of_the_whole(tmp_path: Path) -> None:
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    for seed in range(6):
        rng = random.Random(seed)
        results = UnionResults(union_shapes(BASE), BASE)
        lines = {statement(rng) for _ in range(60 + 30 * seed)}
        found = results.whole(store_of(lines))
        results.write(found, tmp_path)
        for _ in range(60):
            removed = frozenset(rng.sample(sorted(lines), rng.choice((0, 1, 3))))
            added = frozenset(statement(rng) for _ in range(rng.choice((0, 1, 3)))) - lines - removed
            lines = (lines - removed) | added
            store = store_of(lines)
            before, whole = found, results.whole(store)
            found = results.changed(store, Change(removed, added, 0), tmp_path)
            assert found == whole
            results.write(found, tmp_path)
            came.update(code(each.shape.name) for each in set(found) - set(before))
            went.update(code(each.shape.name) for each in set(before) - set(found))
    assert set(came) == set(went) == set(SCOPES)  # the walk came by every shape, in both directions


def test_every_shape_of_the_union_has_a_scope_and_the_links_are_the_shapes_own() -> None:
    checker = UnionResults(union_shapes(BASE), BASE).checker
    assert {code(shape.name) for shape, _ in checker.queries()} == set(SCOPES)
    (dangling,) = (shape for shape in checker.shapes if code(shape.name) == "iri-dangling")
    assert {term for kind, term in dangling.targets if kind == "targetObjectsOf"} == {str(each).encode() for each in LINKS}


def test_without_what_the_last_run_found_the_whole_store_is_asked(tmp_path: Path) -> None:
    results = UnionResults(union_shapes(BASE), BASE)
    store = store_of({statement(random.Random(number)) for number in range(300)})
    assert results.whole(store)
    assert results.changed(store, Change(frozenset(), frozenset(), 0), tmp_path) == results.whole(store)
    results.write([], tmp_path)
    assert results.changed(store, Change(frozenset(), frozenset(), 0), tmp_path) == []  # what was found before is believed
    subclass = f"<{BASE}a> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{BASE}b> .".encode()
    store.load(subclass, format=ox.RdfFormat.N_QUADS)
    assert results.changed(store, Change(frozenset(), frozenset((subclass,)), 0), tmp_path) == results.whole(store)
