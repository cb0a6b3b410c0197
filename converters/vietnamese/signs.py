# SPDX-License-Identifier: Apache-2.0
"""Signs that a text may be in a legacy encoding, cheap to look for: what clean text pays for all that stands in this package."""

from __future__ import annotations

import re

from .tables import byte_text

# Between letters stands what no spelling puts there: a sign, a capital after a small letter, two vowels of which VNI and its kin make one,
# the lead and the trail of a UTF-8 character. What French, German, Portuguese or Danish write often is left out; the recogniser decides.
_SIGN = "¡-\xb6\xb8-¾÷×"
_SHOWN = "‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›žŸŚŤŹśťź"
_TRAIL = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_HIGH = "\x80-\xff" + "".join(sorted(set(_SHOWN + "€…‘’“”–—œ")))
_STRANGE = re.compile(
    f"[\x80-\xffŒŠŽŸŚŤŹƒ‚„†‡ˆ‰‹•˜™›](?<!\x1f..)(?:"  # a subfield's code is no letter of its word
    f"(?<=[A-Za-z][{_SIGN}])(?=[A-Za-z\xdf-\xff])"
    f"|(?<=[a-z\xdf-\xff][\xc0-\xde{_SHOWN.replace('š', '').replace('ž', '').replace('ś', '').replace('ť', '').replace('ź', '')}])"
    f"|(?<=[A-Z][\xc0-\xde])(?=[a-z])"
    f"|(?<=[A-Z][\xe0-\xff])(?=[A-Z])|(?<=[§¢£¤¥¦¶])(?=[A-Z¡-¿\xc0-\xde])"
    f"|(?<=[A-Za-z]µ)"
    f"|(?<=[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-zi]ï)"
    f"|(?<=[aeiouyâêôãõýAEIOUY][ìÌÞ])|(?<=[êâôãõýAEOU][òÒ])"
    f"|(?<=[ÀÁÂÃÄÅÆÈÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÝàâãåæêëìîïòôõøùûýþÿ][à-âä-èê-ïñ-öø-ÿ])"
    f"|(?<![A-Za-z][\x80-\xff])(?<=[§®¬¸µ¶¾¹])(?=[a-z\xdf-\xff])"
    f"|(?<=[aeoAEO][áâãäåÁÂÃÄÅ])"
    f"|(?<=[aeouyôöAEOUY][õøùäàÕØÙÀ])(?=[a-z\\s]|$)"
    f"|(?<=[êïöùúûïÊÏÖÙÚÛ][âãäåæçèéëìíîáÁÂÃÄÅËÌÍÎ])"
    f"|(?<=[ÂÃÄÅÆ])(?=[{_TRAIL}])"
    f"|(?<=[áÁ])(?=[º»])"
    f")"
)
_VIQR = re.compile(r"[aeoAEO]\^[`'?~.]?|[ou]\+[`'?~.]?[a-z]|a\(")


def strange(text: str) -> bool:
    """Whether a text beyond ASCII (NFC) has any sign of a legacy encoding. One pass over its characters, for most texts nothing else."""
    return _STRANGE.search(text) is not None


def like_viqr(text: str) -> bool:
    """Whether an ASCII text has a letter with a modifier as VIQR writes it. Ask for `^` before, which hardly any text has."""
    return _VIQR.search(text) is not None


_MARKED = re.compile(r"[aeiouyAEIOUY][(^+*`'?~.]|[dD][dD]")


def marked_viqr(text: str) -> bool:
    """Whether an ASCII text has anything that VIQR would read as a mark; much that is not VIQR has."""
    return _MARKED.search(text) is not None


_CONTROL = re.compile("[\x80-\x9f]")


def suspicious(text: str) -> bool:
    """Whether a field's text (NFC) should be looked at: it has a sign of a legacy encoding and no character that such text cannot have."""
    if text.isascii():
        return "^" in text and like_viqr(text)
    return (strange(text) or _CONTROL.search(text) is not None) and byte_text(text) is not None
