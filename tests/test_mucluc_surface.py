# SPDX-License-Identifier: Apache-2.0
"""What the project promises by name: the Python surface, the verbs, and that the documentation speaks of each."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields

import pytest

import mucluc
from mucluc.cli import parser
from mucluc.config import AppraisalTable, CkanTable, IntakeTable, Output, RunnerTable, ServeTable, StoreTable, UnionTable
from mucluc.release.model import Library
from mucluc.sources import Source

from .conftest import ROOT

DOCS = "\n".join(path.read_text("utf-8") for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])


def test_the_public_names_are_these_and_all_resolve() -> None:
    assert mucluc.__all__ == sorted(
        [
            "Config",
            "Fault",
            "Record",
            "Release",
            "build_datasets",
            "build_site",
            "check",
            "convert",
            "create_app",
            "publish",
            "read",
            "screen",
        ]
    )
    for name in mucluc.__all__:
        assert getattr(mucluc, name).__doc__


@pytest.mark.parametrize("folder", ["converters", "datasets", "endpoint", "site", "vocab"])
def test_a_room_is_imported_as_a_part_of_mucluc_never_as_a_second_copy(folder: str) -> None:
    bare = re.compile(rf"^\s*(?:from|import) (?:{folder})\b", re.MULTILINE)
    files = [
        file for room in ("converters", "datasets", "endpoint", "site", "vocab", "mucluc", "tests") for file in (ROOT / room).rglob("*.py")
    ]
    assert [str(file) for file in files if bare.search(file.read_text("utf-8"))] == []


def test_a_worker_that_wants_terms_loads_no_more() -> None:
    code = "import sys, mucluc.vocab.terms; print([m for m in sys.modules if m in ('pymarc', 'pyoxigraph', 'fastapi', 'jinja2', 'lxml')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def verbs(top: argparse.ArgumentParser, name: str = "mucluc") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, inner in action.choices.items():
                yield f"{name} {verb}", inner
                yield from verbs(inner, f"{name} {verb}")


@pytest.mark.parametrize(("name", "verb"), list(verbs(parser())))
def test_every_verb_says_what_it_does_and_stands_in_the_documentation(name: str, verb: argparse.ArgumentParser) -> None:
    assert verb.description and len(verb.description) > 20
    assert name in DOCS
    for action in verb._actions:
        if not isinstance(action, argparse._SubParsersAction):
            assert action.help, f"{name}: {action.dest}"


@pytest.mark.parametrize("table", [Source, IntakeTable, AppraisalTable, Output, RunnerTable, StoreTable, UnionTable, ServeTable, CkanTable])
def test_every_key_of_the_configuration_is_documented_with_its_default(table: type) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    for key in fields(table):  # type: ignore[arg-type]
        assert f"`{key.name}`" in text, key.name
        if isinstance(key.default, int | float) and not isinstance(key.default, bool):
            assert f"| {key.default} |" in text or f"{key.default} |" in text, key.name
    for key in fields(Library):
        assert key.name in ("collections",) or f"`{key.name}`" in text, key.name


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mucluc.cli", *arguments], capture_output=True, text=True, timeout=60, cwd=ROOT, check=False
    )


def test_convert_writes_only_data_to_standard_output() -> None:
    done = run("convert", "examples/phu-yen/loc-vietnamese-121.mrc", "--base", "https://x.example/", "--library", "loc")
    assert done.returncode in (0, 1)
    lines = done.stdout.splitlines()
    assert len(lines) > 5000
    assert all(line.endswith(" .") and " <https://x.example/record/loc/" in line for line in lines)
    assert "policy 'open'" in done.stderr


def test_check_ends_with_1_when_there_are_faults_and_says_how_to_mend_them() -> None:
    done = run("check", "examples/phu-yen/thu-vien-tinh.mrc")
    assert done.returncode == 1
    assert "iso2709-truncated" in done.stdout
    assert "An export or a copy" in done.stdout or "export" in done.stdout


def test_wrong_use_ends_with_2_and_one_line() -> None:
    for arguments in (
        ("convert", "nowhere.mrc"),
        ("publish", "nowhere.toml"),
        ("explain", "examples/phu-yen/thu-vien-tinh.mrc", "--id", "?"),
    ):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr.splitlines()[-1].startswith("mucluc: ")
        assert "Traceback" not in done.stderr


def test_explain_names_a_rule_for_every_statement() -> None:
    import json

    from mucluc.converters.read import read
    from mucluc.converters.record import Record

    first = next(r for r in read(ROOT / "examples/phu-yen/thu-vien-tinh.mrc") if isinstance(r, Record))
    done = run("explain", "examples/phu-yen/thu-vien-tinh.mrc", "--id", first.control_number, "--json")
    made = json.loads(done.stdout)
    assert sum(len(each["statements"]) for each in made["rules"]) > 20
    assert all(each["rule"] for each in made["rules"])
