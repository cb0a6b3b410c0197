# SPDX-License-Identifier: Apache-2.0
"""Fifty records that were checked by hand, statement by statement: what is made of them changes only when somebody means it."""

import difflib
import re

import pytest

from tests.golden.rewrite import HERE, cases, expectation


@pytest.mark.parametrize("name", cases())
def test_a_checked_record_converts_as_it_was_checked(name: str) -> None:
    file = HERE / f"{name}.txt"
    wanted, got = file.read_text("utf-8"), expectation(name)
    if wanted != got:
        diff = difflib.unified_diff(wanted.splitlines(), got.splitlines(), f"{file.name}, as checked", "converted now", n=2, lineterm="")
        pytest.fail("\n".join([*diff, "", f"If this is meant: python tests/golden/rewrite.py {name}, then read the diff."]), pytrace=False)


def test_there_are_fifty_and_a_third_are_vietnamese() -> None:
    assert len(cases()) == 50
    assert len([name for name in cases() if "-vie-" in name]) >= 17


@pytest.mark.parametrize("name", cases())
def test_a_case_says_what_was_hard(name: str) -> None:
    head = re.split(r"^=", (HERE / f"{name}.mrk").read_text("utf-8"), maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    assert head[0].startswith("# SPDX-License-Identifier: ")
    assert len([line for line in head[1:] if line.startswith("# ")]) >= 3


def test_every_expectation_has_its_record() -> None:
    assert sorted(file.stem for file in HERE.glob("*.txt")) == cases()
