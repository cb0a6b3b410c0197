# SPDX-License-Identifier: Apache-2.0
"""Every fault code stands in a table with texts in both languages, and every code of the tables is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mucluc.vocab.faults import SEVERITIES, FaultTableError, all_codes, explain

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [path for room in ("converters", "mucluc", "vocab") for path in (ROOT / room).rglob("*.py") if not path.is_symlink()]
VIETNAMESE = re.compile("[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]", re.IGNORECASE)


def literals() -> set[str]:
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def raised() -> Iterator[tuple[str, str]]:
    """Each `Fault("code", …)` of the code, with its file."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Fault" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, path.name


def test_every_code_that_is_raised_stands_in_a_table() -> None:
    found = dict(raised())
    assert len(found) > 20
    assert {code: name for code, name in found.items() if code not in all_codes()} == {}


def test_every_code_of_the_reading_table_is_raised_somewhere() -> None:
    used = literals()
    assert [code for code in all_codes() if explain(code).room in ("reading", "reading-hostile", "formats") and code not in used] == []


@pytest.mark.parametrize("code", all_codes())
def test_each_explanation_can_be_read_in_both_languages(code: str) -> None:
    found = explain(code)
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", code)
    assert found.severity in SEVERITIES
    for texts in (found.title, found.help):
        assert VIETNAMESE.search(texts["vi"]), "Vietnamese is written with its marks"
        assert texts["vi"] != texts["en"]
    assert not found.title["vi"].endswith(".")
    assert all(text.endswith((".", "?", "…")) for text in found.help.values())


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(FaultTableError, match="did you mean 'mark-order'"):
        explain("mark-ordr")
