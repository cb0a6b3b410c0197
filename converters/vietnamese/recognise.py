# SPDX-License-Identifier: Apache-2.0
"""Which legacy encoding a text is in: it is decoded with every candidate, and the one whose words are Vietnamese syllables wins.

Stock detectors know letter frequencies of languages and not these encodings; a wrong table still gives Vietnamese letters, but no
syllables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mucluc.converters.encodings import from_marc8, nfc

from .syllables import Score, score
from .tables import ENCODINGS, NAMES, WITHOUT_CAPITALS, byte_text, decode

SURE = 0.85
"""Share of syllables from which a text is undone."""
LEAD = 4
"""By how much its value (`Score.value`) must exceed that of every other reading."""
CLEAR, CLEAR_LEAD = 0.7, 20
"""A smaller share does when the value leads by so much: foreign names among Vietnamese words."""
DOUBTFUL = 0.6
"""Share from which a text that is not undone is reported."""
_LITTLE = 12  # weight below which the plain words around must look Vietnamese too
_AROUND = 0.25


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text is most likely in. encoding: a name of `tables.NAMES`; empty when it is best as it is.

    confidence: from 0 to 1, the share of its words that are syllables then (Laplace's rule). sure: enough to undo it.
    """

    encoding: str = ""
    confidence: float = 0.0
    weight: int = 0
    sure: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it is likely enough to be reported and not sure enough to be undone."""
        return bool(self.encoding) and not self.sure and self.confidence >= DOUBTFUL and self.weight >= 5

    @property
    def said(self) -> str:
        """A Fault's note: the encoding for people, and how sure."""
        return f"{NAMES[self.encoding]}, confidence {self.confidence:.2f}"


NOTHING = Verdict()


def utf8_undone(text: str) -> str | None:
    """The text that was UTF-8 before a program read it as Latin-1 or Windows-1252, once or more often; None when `text` is not such.

    text: as `tables.byte_text` gives it. Text of any language is never valid UTF-8 by chance, but for one letter before a closing
    quotation mark.
    """
    try:
        made = text.replace("\xc3 ", "\xc3\xa0").encode("latin-1").decode()
    except UnicodeError:
        return None
    gained = len(text) - len(made)
    if made.isascii() or gained == 0 or (gained == 1 and any(text.count(odd) for odd in ("\xbb", "\xa0", "\xab"))):
        return None
    again = byte_text(made)
    return (utf8_undone(again) if again is not None else None) or made


def recognise(values: Iterable[str], *, as_is: bool, marc8: bool = False) -> Verdict:
    """The encoding of these values (byte text each, see `tables`) together.

    as_is: whether reading them as Windows-1252 is a candidate, as for text that is Unicode already. marc8: whether MARC-8 is one.
    """
    joined = "\n".join(values)
    words = joined.replace("\n", " ").split(" ")  # not at U+0085 and U+00A0, which are letters in VISCII
    beyond = sorted({word for word in words if not word.isascii()})
    around = score(" ".join(word for word in words if word.isascii()))
    text = nfc("\n".join(beyond) if beyond else joined)
    # As it is comes first, for of equals it is best. A circumflex in ASCII text is no word's, so it speaks against it.
    readings = [("", text, score(text) if beyond else Score(total=joined.count("^")))] if as_is else []
    for name in ENCODINGS:
        if (name == "viqr") != bool(beyond):
            said = decode(name, "\n".join(beyond) if beyond else joined, strict=True)
            readings.append((name, said, score(said, name not in WITHOUT_CAPITALS)))
    if marc8 and beyond:
        said = "\n".join(from_marc8(word.encode("latin-1"))[0] for word in beyond)
        readings.append(("marc-8", said, score(said)))
    best = max(readings, key=lambda each: each[2].value)
    rival = max((each[2].value for each in readings if each[1] != best[1]), default=0)
    found, share = best[2], best[2].share
    if not best[0] or found.legal == 0:
        return NOTHING
    fits = found.total >= _LITTLE or around.plain < 4 or around.plain_legal / around.plain >= _AROUND
    lead = found.value - rival
    sure = fits and ((share >= SURE and lead >= LEAD) or (share >= CLEAR and lead >= CLEAR_LEAD))
    return Verdict(best[0], round(share, 3), found.total, sure)
