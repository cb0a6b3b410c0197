# SPDX-License-Identifier: Apache-2.0
"""Text from records and files as a terminal may show it: nothing in it moves the cursor, rings, colours or turns the line round."""

from __future__ import annotations

import re
import sys
from typing import TextIO

# Control characters, surrogates, line and paragraph separators, what turns the direction of writing, and the byte-order mark.
# The joiners U+200C and U+200D stay: scripts need them.
_ACTIVE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with each character that acts on a terminal as it is written in code: `\\x1b`, `\\u202e`. Line ends too."""
    return _ACTIVE.sub(lambda found: repr(found[0])[1:-1] if found[0] < "\x7f" else ascii(found[0])[1:-1], text)


def say(text: str = "", file: TextIO | None = None) -> None:
    """Print one line of text for a person; to standard output when no file is given."""
    print(printable(text), file=file or sys.stdout)
