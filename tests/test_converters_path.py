# SPDX-License-Identifier: Apache-2.0
"""MARC paths: what they name, and what a wrong one is told."""

from __future__ import annotations

import pytest

from mucluc.converters.path import PathError, compile_path
from mucluc.converters.record import Record

RECORD = Record(
    "00000cam a2200000 a 4500",
    (
        ("001", " k1 "),
        ("008", "260101s2026    vm |||||||||||||||||vie||"),
        ("245", "10\x1faMột\x1fbhai\x1fcba\x1fahết"),
        ("505", "0 \x1faN"),
        ("520", "  \x1faT"),
        ("856", "40\x1fuhttps://a/\x1fzmở"),
        ("856", "42\x1fuhttps://b/"),
        ("856", "4 \x1fuhttps://c/"),
        ("952", "  \x1faK"),
    ),
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("001", [" k1 "]),
        ("245", ["Một", "hai", "ba", "hết"]),
        ("245ac", ["Một", "ba", "hết"]),
        ("245|1*|b", ["hai"]),
        ("245|0*|b", []),
        ("856|40|u", ["https://a/"]),
        ("856|4*|u", ["https://a/", "https://b/", "https://c/"]),
        ("856|4#|u", ["https://c/"]),
        ("856|4_|u", ["https://c/"]),
        ("856|*2|u", ["https://b/"]),
        ("856|4|z", ["mở"]),
        ("008[35-37]", ["vie"]),
        ("008[6]", ["s"]),
        ("008[90-99]", []),
        ("LDR[5]", ["c"]),
        ("LDR[6-7]", ["am"]),
        ("000[6]", ["a"]),
        ("LDR", ["00000cam a2200000 a 4500"]),
        ("5XX", ["N", "T"]),
        ("5xxa", ["N", "T"]),
        ("9**", ["K"]),
        ("00.", [" k1 ", "260101s2026    vm |||||||||||||||||vie||"]),
        ("700", []),
    ],
)
def test_what_a_path_names(path: str, found: list[str]) -> None:
    compiled = compile_path(path)
    assert compiled.values(RECORD) == found
    assert compiled(RECORD) == found
    assert compiled.exists(RECORD) is bool(found)


def test_subfields_of_a_field_are_joined_as_traject_joins_them() -> None:
    assert compile_path("245abc").texts(RECORD) == ["Một hai ba hết"]
    assert compile_path("856u").texts(RECORD) == ["https://a/", "https://b/", "https://c/"]


def test_a_field_exists_even_when_a_subfield_does_not() -> None:
    assert compile_path("856").exists(RECORD)
    assert not compile_path("856q").exists(RECORD)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "three characters is missing, at character 1"),
        ("24", "three characters is missing, at character 1"),
        ("2-5", "three characters is missing, at character 1"),
        ("245|1a", "second .* is missing, at character 4"),
        ("245|123|a", "one or two indicators .* at character 5"),
        ("245$a", "'\\$' is no subfield code .* at character 4"),
        ("245aB", "'B' is no subfield code .* at character 5"),
        ("008[35-", "characters are written .* at character 4"),
        ("008[9-3]", "the first position is after the last"),
        ("245[3]", "only the leader and control fields"),
        ("008a", "a control field or the leader has no subfields"),
        ("LDRa", "a control field or the leader has no subfields"),
    ],
)
def test_a_wrong_path_is_told_where_and_how(path: str, says: str) -> None:
    with pytest.raises(PathError, match=says) as raised:
        compile_path(path)
    assert "A path is TAG" in str(raised.value)
