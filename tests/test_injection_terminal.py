# SPDX-License-Identifier: Apache-2.0
"""What a record or a file's name says to a terminal is shown, never done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mucluc.cli import main
from mucluc.commands.printable import printable

from .marc_builder import FIXED, iso

NUMBER = "x\u202e1"
ACTIVE = "\x1b[31m\x1b]0;x\x07\u202e\x9b2J"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A file whose name and whose record speak to the terminal; 245 is missing, 999 is used by no rule."""
    file = tmp_path / f"a{ACTIVE.replace('/', '')}.mrc"
    fields = [
        ("001", NUMBER),
        ("008", FIXED),
        ("100", f"1 \x1fa{ACTIVE}"),
        ("245", f"10\x1fa{ACTIVE}"),
        ("999", f"  \x1fa{ACTIVE}"),
    ]
    file.write_bytes(iso(fields, coding="a"))
    return file


def quiet(text: str) -> bool:
    """Whether nothing in it acts on a terminal."""
    return all(char == "\n" or not (ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2066\u2028\ufeff") for char in text)


@pytest.mark.parametrize("verb", ["check", "explain"])
def test_a_table_is_quiet(hostile: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    main([verb, str(hostile), *(["--id", NUMBER] if verb == "explain" else ["--all"])])
    said = capsys.readouterr()
    assert "\\u202e" in said.out and ("\\x1b[31m" in said.out or verb == "explain")  # reading takes ESC out of a record's text
    assert quiet(said.out) and quiet(said.err)


def test_an_error_is_quiet(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(hostile), "--id", "no\x1b[2Jne"]) == 2
    said = capsys.readouterr().err
    assert "x\\u202e" in said and quiet(said)


def test_json_keeps_what_stands_in_the_record(hostile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", str(hostile), "--id", NUMBER, "--json"])
    said = capsys.readouterr().out
    assert json.loads(said)["rules"] and "\u202e" in said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("\x07\r\n\t", "\\x07\\r\\n\\t"),
        ("\x9b\u202e\ufeff", "\\x9b\\u202e\\ufeff"),
        ("Nguyễn Du · 阮攸 क\u200dष", "Nguyễn Du · 阮攸 क\u200dष"),
    ],
)
def test_what_acts_is_written_in_code_and_the_rest_stays(text: str, shown: str) -> None:
    assert printable(text) == shown
