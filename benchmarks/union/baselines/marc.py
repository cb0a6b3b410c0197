# SPDX-License-Identifier: Apache-2.0
"""A record as the compared matchers ask for it: fields by tag, and the first value of a subfield."""

from __future__ import annotations

from collections.abc import Iterator

from mucluc.converters.record import Record, values


class Marc:
    """The fields of one record by tag; the order among fields of different tags is lost, which no compared matcher asks for."""

    def __init__(self, record: Record) -> None:
        self.leader = record.leader
        self._texts: dict[str, list[str]] = {}
        for tag, text in record.fields:
            self._texts.setdefault(tag, []).append(text)

    def __contains__(self, tag: str) -> bool:
        return tag in self._texts

    def control(self, tag: str) -> str:
        """Data of the first control field with this tag, empty when there is none."""
        return self._texts.get(tag, [""])[0]

    def texts(self, *tags: str) -> list[str]:
        """Texts of the fields with these tags, tag by tag."""
        return [text for tag in tags for text in self._texts.get(tag, ())]

    def all(self, tag: str, codes: str) -> Iterator[str]:
        """Values that are not empty of these subfields, in all fields with this tag."""
        return (value for text in self._texts.get(tag, ()) for value in values(text, codes) if value)

    def any(self, tag: str, code: str) -> str:
        """The first value of the subfield in any field with this tag, empty when there is none."""
        return next(self.all(tag, code), "")

    def first(self, tag: str, code: str) -> str:
        """The first value of the subfield in the first field with this tag and in no other, empty when there is none."""
        text = self._texts.get(tag, [""])[0]
        return next((value for value in values(text, code) if value), "")
