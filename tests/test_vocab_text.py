# SPDX-License-Identifier: Apache-2.0
"""Folding and sorting, against the vectors that the site's JavaScript shares and against plain restatements of the rules."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.vocab import text as module
from mucluc.vocab.text import exact, fold, nfc, sort_key

VECTORS: dict[str, Any] = json.loads((files("mucluc.vocab") / "fold-vectors.json").read_text("utf-8"))
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
SYLLABLES = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]


@pytest.mark.parametrize(("text", "folded"), VECTORS["fold"])
def test_fold_gives_what_the_vectors_say(text: str, folded: str) -> None:
    assert fold(text) == unicodedata.normalize("NFC", folded)


@pytest.mark.parametrize("texts", VECTORS["order"], ids=lambda texts: texts[0])
def test_texts_sort_in_dictionary_order_in_python_and_in_sqlite(texts: list[str]) -> None:
    keys = [sort_key(each) for each in texts]
    assert keys == sorted(set(keys))
    db = sqlite3.connect(":memory:")
    try:
        rows = db.execute("SELECT value FROM json_each(?) ORDER BY value", (json.dumps(keys[::-1]),)).fetchall()
    finally:
        db.close()
    assert [row[0] for row in rows] == keys


@pytest.mark.parametrize("texts", VECTORS["equal"], ids=lambda texts: texts[0])
def test_case_punctuation_and_tone_placement_do_not_count_in_sorting(texts: list[str]) -> None:
    assert len({sort_key(each) for each in texts}) == 1


def rank(syllable: str) -> tuple[list[int], int]:
    """The rule restated: ranks of the letters, then the rank of the tone."""
    tone, letters = 0, ""
    for char in unicodedata.normalize("NFD", syllable.lower()):
        if char in TONES:
            tone = TONES.index(char)
        else:
            letters = unicodedata.normalize("NFC", letters + char)
    return [LETTERS.index(char) for char in letters], tone


def test_every_vowel_with_every_tone_sorts_by_letters_then_tone() -> None:
    syllables = [unicodedata.normalize("NFC", f"{onset}{vowel}{tone}{coda}") for onset in ("", "b", "d", "đ") for vowel in SYLLABLES
                 for tone in TONES for coda in ("", "n", "ng")]  # fmt: skip
    assert sorted(syllables, key=sort_key) == sorted(syllables, key=rank)
    assert len({sort_key(each) for each in syllables}) == len(syllables)


def test_a_syllable_decides_before_the_next_one_is_looked_at() -> None:
    pool = ["an", "án", "anh", "ăn", "bình", "bính"]
    pairs = list(itertools.product(pool, repeat=2))
    by_key = sorted(pairs, key=lambda pair: sort_key(" ".join(pair)))
    assert by_key == sorted(pairs, key=lambda pair: [rank(each) for each in pair])


@given(st.integers(min_value=0, max_value=10**40), st.integers(min_value=0, max_value=10**40))
def test_numbers_sort_by_value(left: int, right: int) -> None:
    assert (sort_key(f"số {left}") < sort_key(f"số {right}")) == (left < right)


@given(st.text())
def test_folding_is_stable_and_the_quick_way_agrees_with_the_long_way(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(module._fold(text).split())
    assert fold(folded) == folded
    assert folded == folded.strip() and "  " not in folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
def test_a_sort_key_is_of_the_text_not_of_its_normalisation(text: str) -> None:
    assert sort_key(text) == sort_key(unicodedata.normalize("NFD", text)) == sort_key(unicodedata.normalize("NFC", text))


def test_nfc_composes() -> None:
    assert nfc("Nguye\u0302\u0303n") == "Nguyễn"


@pytest.mark.parametrize(("text", "spelled"), VECTORS["exact"])
def test_exact_gives_what_the_vectors_say(text: str, spelled: str) -> None:
    assert exact(text) == spelled


@pytest.mark.parametrize(("text", "key"), VECTORS["key"])
def test_sort_keys_are_what_the_vectors_say(text: str, key: str) -> None:
    assert sort_key(text) == key


@given(st.text())
def test_exact_is_of_the_text_not_of_its_normalisation(text: str) -> None:
    assert exact(text) == exact(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("char", ["\U00020021", "\U0002a700", "\U0002b740", "\U0002b820", "\U0002ceb0", "\U00030000", "\U000323af"])
def test_nom_of_every_extension_survives_folding_and_sorting(char: str) -> None:
    assert fold(f"a {char}") == exact(f"a {char}") == sort_key(f"a {char}") == f"a {char}"


# The site's JavaScript; what it gives is asked for every text of the vectors, with a syllable of every vowel and tone beside.
SCRIPT = """
const fs = require("fs");
const Mucluc = eval(fs.readFileSync(process.argv[1], "utf8") + "; Mucluc");
const texts = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => [Mucluc.fold(text), Mucluc.exact(text), Mucluc.sortKey(text)])));
"""


def test_the_javascript_folds_spells_and_sorts_as_python_does() -> None:
    texts = [text for text, _ in VECTORS["fold"] + VECTORS["exact"] + VECTORS["key"]]
    texts += [text for group in VECTORS["order"] + VECTORS["equal"] for text in group]
    texts += [f"{onset}{vowel}{tone}ng" for onset in ("", "Đ", "kh") for vowel in SYLLABLES for tone in TONES]
    script = Path(__file__).parents[1] / "site/static/fold.js"
    done = subprocess.run(["node", "-e", SCRIPT, str(script)], input=json.dumps(texts), capture_output=True, text=True, check=True)
    for text, found in zip(texts, json.loads(done.stdout), strict=True):
        assert found == [fold(text), exact(text), sort_key(text)], text
