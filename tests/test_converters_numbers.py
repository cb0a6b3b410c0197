# SPDX-License-Identifier: Apache-2.0
"""Numbers in their normal forms."""

from __future__ import annotations

import pytest

from mucluc.converters.numbers import isbn13, issn, lccn


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0306406152", "9780306406157"),
        ("0-306-40615-2 (pbk.)", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("9780306406157", "9780306406157"),
        ("0306406153", ""),
        ("9780306406158", ""),
        ("1234567890123", ""),
        ("97803064061570", ""),
        ("50000đ", ""),
        ("", ""),
    ],
)
def test_isbn13_takes_valid_numbers_only(text: str, expected: str) -> None:
    assert isbn13(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("   85000002 ", "85000002"),
        ("n78-890351", "n78890351"),
        ("85-2 ", "85000002"),
        ("75-425165//r75", "75425165"),
        (" 79139101 /AC/r932", "79139101"),
        ("sn2000001234", "sn2000001234"),
        ("12", ""),
        ("(OCoLC)1", ""),
        ("", ""),
    ],
)
def test_lccn_is_normalised_as_the_library_of_congress_says(text: str, expected: str) -> None:
    assert lccn(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0378-5955", "03785955"), ("2434561x", "2434561X"), ("0378-5954", ""), ("03785955 (online)", ""), ("", "")],
)
def test_issn_takes_valid_numbers_only(text: str, expected: str) -> None:
    assert issn(text) == expected
