# SPDX-License-Identifier: Apache-2.0
"""The page around a page, in each language: the site writes it with slots, whoever serves the release fills them with pages of its own.

So that all pages are one product, while what writes and what serves them know nothing of each other.
"""

from __future__ import annotations

import re
from pathlib import Path

FILE = ".shell"
"""Its name below the root of a language; hidden, so that it is not itself a page."""

SLOTS = ("title", "head", "switch", "main")
"""In the order in which they stand: the title's text, further lines of the head, the other language's address, the content."""

_SLOT = re.compile("<!--slot (" + "|".join(SLOTS) + ")-->")


class ShellError(ValueError):
    """A shell that does not have each slot once and in order."""


def slot(name: str) -> str:
    """The mark of a slot. Escaped text cannot hold one."""
    return f"<!--slot {name}-->"


def path(site: Path, language: str) -> Path:
    """Where the shell of a language lies below the root of the site."""
    return site / FILE if language == "vi" else site / language / FILE


def cut(text: str) -> list[str]:
    """What stands before, between and after the slots: one piece more than there are slots; raises ShellError."""
    found = _SLOT.split(text)
    if tuple(found[1::2]) != SLOTS:
        raise ShellError(f"a shell needs the slots {', '.join(SLOTS)}, each once and in this order; found: {', '.join(found[1::2])}")
    return found[::2]
