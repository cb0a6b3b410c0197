# SPDX-License-Identifier: Apache-2.0
"""Labels: whole in both languages, and every key that the templates use is there."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from mucluc.vocab.labels import LANGUAGES, labels, tag_of

ROOT = Path(__file__).resolve().parent.parent
TABLES = sorted((ROOT / "vocab/labels").glob("*.toml"))


def entries(path: Path) -> list[tuple[str, dict[str, str]]]:
    table = tomllib.loads(path.read_text("utf-8"))
    if path.stem in ("ui", "kinds"):
        return [(f"{room}.{key}", entry) for room, found in table.items() for key, entry in found.items()]
    return list(table.items())


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_label_stands_in_both_languages_with_the_same_blanks(path: Path) -> None:
    for key, entry in entries(path):
        assert entry["vi"].strip(), key
        assert entry["en"].strip(), key
        blanks = [{name for _, name, _, _ in string.Formatter().parse(entry[each]) if name} for each in LANGUAGES]
        assert blanks[0] == blanks[1], key


def test_every_key_of_a_template_is_a_label_and_every_label_is_used() -> None:
    sources = [*(ROOT / "site/templates").rglob("*.html"), *(ROOT / "site").glob("*.py")]
    text = "\n".join(each.read_text("utf-8") for each in sources)
    known = {key for key, _ in entries(ROOT / "vocab/labels/ui.toml")}
    used = set(re.findall(r"""\bt(?:ext)?(?:\.count)?\(\s*["']([a-z]+\.[a-z_]+)["']""", text))
    assert used <= known, used - known
    named = set(re.findall(r"""["']([a-z]+\.[a-z_]+)["']""", text))
    built = ("search.", "site.", "home.", "heading.as_", "n.")
    assert [key for key in sorted(known - named) if not key.startswith(built)] == []


def test_numbers_and_plurals() -> None:
    assert labels("vi").count("n.works", 12345) == "12.345 tác phẩm"
    assert labels("en").count("n.works", 12345) == "12,345 works"
    assert labels("en").count("n.works", 1) == "1 work"


def test_codes_fall_back_to_themselves_and_keys_do_not() -> None:
    assert labels("vi").language_name("vie") == "Tiếng Việt"
    assert labels("vi").language_name("qqq") == "qqq"
    assert labels("en").relator("aut") == "author"
    assert labels("en").relator("người sưu tầm") == "người sưu tầm"
    with pytest.raises(KeyError):
        labels("vi")("site.nonsense")
    with pytest.raises(ValueError, match="no labels"):
        labels("fr")


def test_tags_of_languages() -> None:
    assert tag_of("vie") == "vi"
    assert tag_of("mul") == ""
    assert tag_of("nonsense") == ""
