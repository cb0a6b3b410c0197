# SPDX-License-Identifier: Apache-2.0
"""What matching is measured by: the measures agree with counting every pair, and the sets are what they say. Nothing is timed here."""

from __future__ import annotations

import importlib
import io
import json
import sys
import unicodedata
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.backward.write import iso2709
from mucluc.converters.read import read
from mucluc.converters.record import Record

sys.path.append(str(Path(__file__).parent.parent))
measures = importlib.import_module("benchmarks.union.measures")

# ---- measures --------------------------------------------------------------------------------------------------------------


def test_a_worked_example_of_every_measure() -> None:
    truth = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}
    said = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
    found = measures.agreement(truth, said)
    assert (found.true_pairs, found.said_pairs, found.right_pairs) == (4, 4, 2)
    assert (found.pairs.precision, found.pairs.recall, found.pairs.f1) == (0.5, 0.5, 0.5)
    # a, b: 2 of 2 belong; c: 1 of 3; d, e: 2 of 3. And of what belongs: 2 of 3, 2 of 3, 1 of 3, 2 of 2, 2 of 2.
    assert found.bcubed.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert found.bcubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert (found.over_merged, found.split) == (1, 1)


def test_what_is_never_said_is_never_wrong_and_finds_nothing() -> None:
    alone = measures.agreement({"a": "1", "b": "1"}, {"a": "x", "b": "y"})
    assert (alone.pairs.precision, alone.pairs.recall, alone.pairs.f1) == (1.0, 0.0, 0.0)
    assert alone.bcubed.precision == 1.0


def test_a_partition_of_other_records_is_refused() -> None:
    with pytest.raises(measures.MeasureError, match="1 records"):
        measures.agreement({"a": "1"}, {"a": "1", "b": "2"})


def test_pairs_that_must_be_apart_or_together_are_counted() -> None:
    said = {"a": "x", "b": "x", "c": "y"}
    assert measures.kept_apart([("a", "b"), ("a", "c")], said) == (1, 2)
    assert measures.kept_together([("a", "b"), ("a", "c")], said) == (1, 2)


@given(st.lists(st.tuples(st.sampled_from("123456"), st.sampled_from("uvwxyz")), max_size=40))
def test_measures_agree_with_counting_every_pair(labels: list[tuple[str, str]]) -> None:
    truth = {str(at): one for at, (one, _) in enumerate(labels)}
    said = {str(at): other for at, (_, other) in enumerate(labels)}
    found = measures.agreement(truth, said)
    true = {pair for pair in combinations(truth, 2) if truth[pair[0]] == truth[pair[1]]}
    joined = {pair for pair in combinations(said, 2) if said[pair[0]] == said[pair[1]]}
    assert (found.true_pairs, found.said_pairs, found.right_pairs) == (len(true), len(joined), len(true & joined))
    each = [_record_score(path, truth, said) for path in truth]
    if each:
        assert found.bcubed.precision == pytest.approx(sum(p for p, _ in each) / len(each))
        assert found.bcubed.recall == pytest.approx(sum(r for _, r in each) / len(each))
    mixed = {label for label in said.values() if len({truth[path] for path in said if said[path] == label}) > 1}
    assert found.over_merged == len(mixed)


def _record_score(path: str, truth: dict[str, str], said: dict[str, str]) -> tuple[float, float]:
    cluster = {other for other in said if said[other] == said[path]}
    belongs = {other for other in truth if truth[other] == truth[path]}
    return len(cluster & belongs) / len(cluster), len(cluster & belongs) / len(belongs)


# ---- the Vietnamese catalogue ----------------------------------------------------------------------------------------------

vietnamese = importlib.import_module("benchmarks.union.vietnamese")
SMALL = vietnamese.Settings(records=4000, seed=5, held_out=True)


@pytest.fixture(scope="module")
def made() -> list[Any]:
    return list(vietnamese.catalogue(SMALL))


def test_the_same_settings_give_the_same_records_and_another_seed_gives_others(made: list[Any]) -> None:
    again = list(vietnamese.catalogue(replace(SMALL, records=300)))
    assert [each.known.record.pack() for each in again] != [each.known.record.pack() for each in made[:300]], "authors follow the size"
    once, twice = (vietnamese.known(replace(SMALL, records=300)) for _ in range(2))
    assert once == twice
    other = vietnamese.known(replace(SMALL, records=300, seed=6))
    assert {known.record.pack() for known in once}.isdisjoint(known.record.pack() for known in other)


def test_every_path_is_unique_and_every_instance_is_of_one_work(made: list[Any]) -> None:
    assert len({each.known.path for each in made}) == len(made) == SMALL.records
    works: dict[str, set[str]] = {}
    for each in made:
        works.setdefault(each.known.instance, set()).add(each.known.work)
    assert all(len(labels) == 1 for labels in works.values())
    assert all(each.known.work and each.known.instance for each in made)


def test_every_instance_has_one_volume_year_house_language_and_carrier(made: list[Any]) -> None:
    facts: dict[str, set[Any]] = {}
    for each in made:
        edition = each.edition
        fact = (edition.volume, edition.year, edition.publisher[0], edition.language, edition.electronic, edition.ordinal)
        facts.setdefault(each.known.instance, set()).add(fact)
    assert all(len(found) == 1 for found in facts.values())
    whole = {(each.known.work, *next(iter(facts[each.known.instance])), each.edition.pages): each.known.instance for each in made}
    assert len(whole) == len(facts), "two Instances that nothing tells apart"


def test_every_damage_is_met_in_a_pair_of_records_of_one_edition(made: list[Any]) -> None:
    editions: dict[str, list[Any]] = {}
    for each in made:
        editions.setdefault(each.known.instance, []).append(each)
    met = {name for each in made if len(editions[each.known.instance]) > 1 for name in each.damages}
    everything = {damage.name for damage in vietnamese.ALL} | set(vietnamese.IN_BOOKS)
    assert everything - met == set()


def test_held_out_damages_are_done_only_when_asked_for() -> None:
    held_out = {damage.name for damage in vietnamese.ALL if damage.held_out}
    assert held_out
    open_ones = vietnamese.catalogue(vietnamese.Settings(records=1500, seed=5))
    assert held_out.isdisjoint({name for each in open_ones for name in each.damages})
    assert set(vietnamese.SEEDS).isdisjoint(vietnamese.HELD_OUT_SEEDS)


def test_a_library_keeps_its_habits_and_the_mean_rate_is_the_one_asked_for(made: list[Any]) -> None:
    by_library: dict[str, list[bool]] = {}
    for each in made:
        by_library.setdefault(each.known.path.split("/")[1], []).append("diacritics-lost" in each.damages)
    shares = sorted(sum(found) / len(found) for found in by_library.values() if len(found) > 30)
    assert shares[-1] > 0.6 and shares[len(shares) // 2] < 0.15
    some = vietnamese.catalogue(vietnamese.Settings(records=3000, seed=9, libraries=400, rates={"tone-placement": 0.5}))
    assert 0.2 < sum("tone-placement" in each.damages for each in some) / 3000 < 0.5


def test_a_rate_of_a_damage_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match="teleported"):
        next(vietnamese.catalogue(vietnamese.Settings(rates={"teleported": 1.0})))


def test_records_are_what_a_reader_gives(made: list[Any]) -> None:
    for each in made[:1500]:
        record = each.known.record
        written = iso2709(record)
        assert isinstance(written, bytes)
        assert unicodedata.is_normalized("NFC", "".join(text for _, text in record.fields))
        assert len(record.get("008") or "") == 40 and len(record.leader) == 24
        assert record.control_number == each.known.path.rsplit("/", 1)[1]
    text = b"".join(data for each in made[:400] if isinstance(data := iso2709(each.known.record), bytes))
    back = [found for found in read(io.BytesIO(text)) if isinstance(found, Record)]
    assert [found.control_number for found in back] == [each.known.record.control_number for each in made[:400]]


# ---- real records ----------------------------------------------------------------------------------------------------------

silver = importlib.import_module("benchmarks.union.silver")
negatives = importlib.import_module("benchmarks.union.negatives")
fixtures = importlib.import_module("benchmarks.union.fixtures")
evaluate = importlib.import_module("benchmarks.union.evaluate")
make = importlib.import_module("benchmarks.union.make")
model = importlib.import_module("benchmarks.union.model")
sets = importlib.import_module("benchmarks.union.sets")


def marc(number: str, **fields: str) -> Record:
    """A record; fields by tag as `t245="10$aTitle"`, a year in 008."""
    made = [("001", number)]
    for name, text in sorted(fields.items()):
        made.append((name[1:4], f"780101s{text}    xxu           000 0 eng d" if name == "t008" else text.replace("$", "\x1f")))
    return Record("00000nam a2200000 a 4500", tuple(made))


def written(folder: Path, *records: Record) -> Path:
    file = folder / "real.mrc"
    file.write_bytes(b"".join(data for record in records if isinstance(data := iso2709(record), bytes)))
    return file


A = {"t008": "1999", "t100": "1 $aSmith, John,$d1950-", "t245": "10$aRivers of the north /$cJohn Smith."}


def test_records_are_one_edition_when_their_numbers_say_so_and_their_titles_agree(tmp_path: Path) -> None:
    found = silver.silver(
        [
            written(
                tmp_path,
                marc("1", t010="  $a   99000001 ", **A),
                marc("2", t010="  $a99000001", **A | {"t245": "10$aRivers of the north :$ba guide"}),
                marc("3", t010="  $a99000001", **A | {"t245": "10$aCooking for two"}),
                marc("4", t300="  $a200 p.", t035="  $a(OCoLC)ocm00012345", **A),
                marc("5", t300="  $a200 p.", t035="  $a(OCoLC)12345", **A | {"t008": "2004"}),
                marc("6", t300="  $a300 p.", t020="  $a9780306406157", **A),
                marc("7", t300="  $a300 p.", t020="  $a0306406152 (pbk.)", **A),
                marc("8", t020="  $a9780306406157", **A | {"t008": "2001"}),
                marc("9", t020="  $a9780306406157", **A | {"t245": "10$aRivers of the north.$nVol. 2"}),
            )
        ]
    )
    labels = [each.known.instance for each in found]
    assert [labels.index(label) for label in labels] == [0, 0, 2, 3, 3, 5, 5, 7, 8]
    assert len({each.known.work for each in found if each.facts.proper == "rivers of the north"}) == 1


def test_records_that_cannot_be_judged_are_left_out(tmp_path: Path) -> None:
    alike = [marc(f"{at}", t010=f"  $a9900000{at}", t300="  $axii, 215 p.", **A) for at in range(2)]
    other = marc("3", t010="  $a99000003", t300="  $a300 p.", **A)
    nothing = [marc("4", **A), marc("5", t010="  $a99000005")]
    found = silver.silver([written(tmp_path, *alike, other, *nothing)])
    assert [each.facts.lccn for each in found] == ["99000000", "99000003"]


def test_a_number_under_many_titles_says_nothing(tmp_path: Path) -> None:
    titles = ["Rivers of the north", "Rivers of the south", "Rivers of the east", "Rivers of the west"]
    records = [marc(str(at), t020="  $a9780306406157", **A | {"t245": f"10$a{title}"}) for at, title in enumerate(titles)]
    few, many = silver.silver([written(tmp_path, *records[:2])]), silver.silver([written(tmp_path, *records)])
    assert (len({each.known.instance for each in few}), len({each.known.instance for each in many})) == (1, 4)


def test_hidden_numbers_are_nowhere_in_what_a_matcher_is_given(tmp_path: Path) -> None:
    numbers = {"t010": "  $a99000001", "t020": "  $a9780306406157$z0306406152", "t024": "3 $a9771234568003", "t035": "  $a(OCoLC)777555333"}
    linked = {"t776": "08$iPrint version:$tRivers$w(DLC)99000002$z9780306406157", "t856": "40$uhttp://loc.example/99000001.html"}
    found = silver.silver([written(tmp_path, marc("ocm777555333", t003="OCoLC", **A, **numbers, **linked))])
    copies = list(silver.damaged(found))
    assert len(copies) > 1
    for known in (found[0].known, *(copy.known for copy in copies)):
        text = known.record.pack().decode()
        assert not any(number in text + known.path for number in ("99000001", "99000002", "306406", "9771234568003", "777555333"))
        assert {tag for tag, _ in known.record.fields}.isdisjoint(silver.HIDDEN) and known.record.place.control_number is None
    assert found[0].known.record.get("776") == "08\x1fiPrint version:\x1ftRivers"
    seen = list(silver.damaged(found, numbers=True))
    assert "99000001" in seen[0].known.record.pack().decode()


def test_a_record_lies_in_one_half_with_its_duplicates_and_all_of_its_heading(tmp_path: Path) -> None:
    records = [marc(str(at), **A | {"t100": f"1 $aAuthor{at % 40}, A."}, t010=f"  $a990{at % 60:05}") for at in range(120)]
    found = silver.silver([written(tmp_path, *records)])
    halves = {which: silver.sampled(found, 10_000, which) for which in ("dev", "test")}
    assert sum(map(len, halves.values())) == len(found) and all(halves.values())
    dev, test = ({each.known.instance for each in half} for half in halves.values())
    assert dev.isdisjoint(test)
    for which, half in halves.items():
        first = {each.known.instance: each for each in reversed(half)}
        assert all(silver.half(each.facts.heading) == which for each in first.values())


def test_copies_keep_the_truth_of_what_they_were_copied_from(tmp_path: Path) -> None:
    found = silver.silver(
        [written(tmp_path, *(marc(str(at), t010=f"  $a990000{at:02}", **A | {"t245": f"10$aTitle {at}"}) for at in range(30)))]
    )
    copies = list(silver.damaged(found))
    assert copies == list(silver.damaged(found)), "the same seed, the same copies"
    labels = {each.known.instance: each.known.work for each in found}
    assert all(labels[copy.known.instance] == copy.known.work for copy in copies)
    assert len({copy.known.path for copy in copies}) == len(copies) > 60
    assert any(copy.damages for copy in copies)


def test_hard_negatives_are_found_by_their_reason_and_are_never_of_one_edition(tmp_path: Path) -> None:
    generic = [marc(f"g{at}", t010=f"  $a9900020{at}", **A | {"t100": f"1 $aPoet{at}, A.", "t245": "10$aPoems"}) for at in range(4)]
    real = written(
        tmp_path,
        marc("1", t010="  $a99000001", **A),
        marc("2", t010="  $a99000002", **A | {"t245": "10$aRivers of the north.$nVol. 1"}),
        marc("3", t010="  $a99000003", **A | {"t245": "10$aRivers of the north.$nVol. 2"}),
        marc("4", t010="  $a99000004", t250="  $a2nd ed.", **A | {"t008": "1999"}),
        marc("5", t010="  $a99000005", t250="  $aThird edition", **A | {"t008": "1999"}),
        marc("6", t010="  $a99000006", **A | {"t008": "2009"}),
        *generic,
    )
    found = silver.silver([real])
    apart, works_apart = negatives.mined(found)
    by = {each.known.path: each for each in found}
    kinds = {"same title, other volume", "same title, other edition", "same title, other year", "generic title, other heading"}
    assert set(apart) == kinds and set(works_apart) == {"generic title, other heading"}
    assert len(apart["same title, other volume"]) == len(apart["same title, other edition"]) == 1
    assert all(by[one].known.instance != by[other].known.instance for pairs in apart.values() for one, other in pairs)


def test_hard_negatives_of_the_catalogue_agree_with_its_truth(made: list[Any]) -> None:
    apart, works_apart = negatives.told(made)
    known = {each.known.path: each.known for each in made}
    assert {"same set, other volume", "same house, other printing", "same Work, other language", "same ISBN"} <= set(apart)
    assert {"generic title", "textbook of another series", "book about it"} <= set(works_apart)
    assert all(known[one].instance != known[other].instance for pairs in apart.values() for one, other in pairs)
    assert all(known[one].work != known[other].work for pairs in works_apart.values() for one, other in pairs)


# ---- others' fixtures ------------------------------------------------------------------------------------------------------


def test_melindas_pairs_are_read_from_their_folders(tmp_path: Path) -> None:
    record = {
        "leader": "0" * 24,
        "fields": [{"tag": "001", "value": "1"}, {"tag": "245", "subfields": [{"code": "a", "value": "foo"}, {"code": "b"}]}],
    }
    for name, kind, match in (("01", "bib", True), ("02", "bib", False), ("03", "auth", True)):
        folder = tmp_path / name
        folder.mkdir()
        told = {"options": {"strategy": {"type": kind}}, "expectedResults": {"match": match}}
        for file, what in (("metadata", told), ("recordA", record), ("recordB", record)):
            (folder / f"{file}.json").write_text(json.dumps(what))
    found = fixtures.melinda(tmp_path)
    assert found.together == (("record/melinda-a/01a", "record/melinda-b/01a"),)
    assert found.apart == {"called no match": (("record/melinda-a/02a", "record/melinda-b/02a"),)}
    assert found.records[0].record.get("245") == "  \x1fafoo"
    with pytest.raises(fixtures.FixtureError):
        fixtures.melinda(tmp_path / "01" / "nothing")


GOLD = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:w="urn:w" xmlns:e="urn:e" xmlns:m="urn:m">
<rdf:Description rdf:about="W"><w:expressionOfWork rdf:resource="E1"/><w:expressionOfWork rdf:resource="E2"/></rdf:Description>
<rdf:Description rdf:about="V"><w:expressionOfWork rdf:resource="E3"/></rdf:Description>
<rdf:Description rdf:about="E1"><e:manifestationOfExpression rdf:resource="M1"/></rdf:Description>
<rdf:Description rdf:about="E2"><e:manifestationOfExpression rdf:resource="M2"/></rdf:Description>
<rdf:Description rdf:about="E3"><e:manifestationOfExpression rdf:resource="M3"/></rdf:Description>
<rdf:Description rdf:about="M1"><m:title>Ile</m:title>
<m:identifierForTheManifestation>978-1</m:identifierForTheManifestation></rdf:Description>
<rdf:Description rdf:about="M2"><m:title>Island</m:title></rdf:Description>
<rdf:Description rdf:about="M3"><m:title>Other</m:title></rdf:Description>
</rdf:RDF>"""


def test_t42_says_of_one_work_what_its_gold_ties_through_expressions(tmp_path: Path) -> None:
    folder = tmp_path / "1_Core" / "1.0"
    folder.mkdir(parents=True)
    (folder / "core-frbr.xml").write_text(GOLD)
    titles = [("9781", "Anything"), ("", "Island"), ("", "Other"), ("", "Unknown")]
    fields = (f"<f tag='020'><s code='a'>{isbn}</s></f><f tag='245'><s code='a'>{title}</s></f>" for isbn, title in titles)
    body = "".join(
        f"<record><leader>00000nam a2200000   4500</leader><controlfield tag='001'>{at}</controlfield>{each}</record>"
        for at, each in enumerate(fields)
    )
    body = (
        body.replace("<f ", "<datafield ind1=' ' ind2=' ' ")
        .replace("</f>", "</datafield>")
        .replace("<s ", "<subfield ")
        .replace("</s>", "</subfield>")
    )
    (folder / "core-marc21.xml").write_text(f'<collection xmlns="http://www.loc.gov/MARC21/slim">{body}</collection>')
    found = fixtures.t42(tmp_path)
    path = "record/t42-1-0/00{}".format
    assert found.works_together == ((path(0), path(1)),)
    assert found.works_apart == {"Core": ((path(0), path(2)), (path(1), path(2)))}
    assert found.groups == (tuple(path(at) for at in range(4)),)


# ---- the command -----------------------------------------------------------------------------------------------------------


def test_a_matcher_that_knows_the_truth_scores_one_everywhere() -> None:
    of = make.invented(vietnamese.Settings(records=1200, seed=4))
    truth = {known.path: known for known in of.records}

    def right(records: Any) -> Any:
        return model.Partition({path: truth[path].instance for path, _ in records}, {path: truth[path].work for path, _ in records})

    found = evaluate.measured(of, "right", right)
    assert found.instances.pairs.f1 == found.instances.bcubed.f1 == found.works.bcubed.f1 == 1.0
    assert found.instances.over_merged == 0
    assert all(kept == total for kept, total in (*found.apart.values(), *found.works_apart.values()))

    together = evaluate.measured(of, "one heap", lambda records: model.Partition({path: "x" for path, _ in records}, {}))
    assert together.instances.pairs.recall == 1.0 and together.instances.over_merged == 1 and together.works is None
    assert all(kept == 0 for kept, _ in together.apart.values())


def test_groups_are_matched_each_by_itself() -> None:
    records = tuple(model.Known(f"record/x/{at}", marc(str(at), **A), "") for at in range(4))
    paths = [known.path for known in records]
    groups = ((paths[0], paths[1]), (paths[2], paths[3]))
    of = sets.EvaluationSet("pairs", records, {"no": ((paths[2], paths[3]),)}, together=((paths[0], paths[1]),), groups=groups)
    asked: list[int] = []

    def heap(given: Any) -> Any:
        asked.append(len(given))
        return model.Partition({path: "x" for path, _ in given}, {})

    found = evaluate.measured(of, "heap", heap)
    assert asked == [2, 2] and found.together == (1, 1) and found.apart == {"no": (0, 1)} and found.groups_right == (1, 2)


def test_the_command_prints_a_table_and_writes_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    monkeypatch.setattr("sys.argv", ["evaluate", "--records", "600", "--matchers", "mucluc", "--json", str(file)])
    assert evaluate.main() == 0
    printed = capsys.readouterr().out
    assert "## Vietnamese, seed 1" in printed and "| mucluc | " in printed and "kept apart" in printed
    (result,) = json.loads(file.read_text())
    assert result["records"] == 600 and 0 <= result["instances"]["pairs"]["precision"] <= 1
    monkeypatch.setattr("sys.argv", ["evaluate", "--sets", "martian"])
    assert evaluate.main() == 2
