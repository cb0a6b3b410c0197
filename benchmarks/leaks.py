# SPDX-License-Identifier: Apache-2.0
"""What MARC codes private and a conversion passes on all the same: one record full of random words, converted and searched for each.

Each word stands in a subfield of its own. The Library of Congress's marc2bibframe2 (run by xsltproc) converts the record whole; mucluc
screens it with the shipped policy first. Private by MARC's own coding are 541, 542, 561 and 583 whose first indicator is 0, and the
nonpublic notes ($x of 583, 852, 856, 866 and others). marc2bibframe2 is a converter and does not claim to keep anything back.
Ends with 1 when mucluc lets out a private word, or lets out none at all, which would prove nothing.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from conversion import BASE, STYLESHEET
from measure import BenchmarkError, finish, need, parser, run, table, tool

SEED = 20261127
ADDRESS = "https://e.example/"
LEADER = "00000nam a2200000   4500"
FIXED = "260101s2026    vm |||||||||||||||||vie||"
PRIVATE_BY_INDICATOR = ("541", "542", "561", "583")
NOTES = ("363", "526", "583", "754", "852", "856", "857", "863", "866", "867", "868")
"""Fields whose $x is a nonpublic note."""

CASES = (
    *(("037", "  ", "abcn"), ("245", "10", "abcnp"), ("246", "3 ", "ab"), ("250", "  ", "ab"), ("264", " 1", "ab"), ("300", "  ", "abce")),
    *(("363", "00", "ax"), ("490", "0 ", "av"), ("500", "  ", "a"), ("501", "  ", "a"), ("502", "  ", "a"), ("505", "0 ", "a")),
    *(("506", "0 ", "abcd"), ("520", "  ", "ab"), ("526", "0 ", "abciz"), ("526", "8 ", "xz"), ("530", "  ", "a"), ("535", "1 ", "abcd")),
    *(("538", "  ", "a"), ("540", "  ", "abc"), ("541", "0 ", "abcdefhno"), ("541", "1 ", "abcdefhno"), ("541", "  ", "acd")),
    *(("542", "0 ", "abcdefghijklmnopqrs"), ("542", "1 ", "abdfn"), ("561", "0 ", "a"), ("561", "1 ", "a"), ("561", "  ", "a")),
    *(("563", "  ", "a"), ("583", "0 ", "abcdefhijklnouxz"), ("583", "1 ", "abcdefhijklnouxz"), ("588", "0 ", "a"), ("590", "  ", "a")),
    *(("693", "  ", "ab"), ("754", "  ", "axz"), ("852", "8 ", "abcehjnpxz"), ("856", "40", "uxyz"), ("866", "41", "axz")),
    *(("876", "  ", "acehjlprtxz"), ("910", "  ", "a"), ("942", "  ", "ac"), ("952", "  ", "abopx"), ("999", "  ", "acd")),
)
"""Fields by tag and indicators, with the subfields that hold a word each."""


def planted() -> Iterator[tuple[str, str, str, str]]:
    """Tag, indicators, code and word of each subfield; the same for the same seed."""
    chance = random.Random(SEED)
    for tag, indicators, codes in CASES:
        for code in codes:
            yield tag, indicators, code, "zq" + "".join(chance.choices("bcdfghjklmnpqrstvwx", k=12))


def private(tag: str, indicators: str, code: str) -> bool:
    """Whether MARC itself says that the subfield is not for the public."""
    return (tag in PRIVATE_BY_INDICATOR and indicators[0] == "0") or (code == "x" and tag in NOTES)


def fields(words: Iterable[tuple[str, str, str, str]]) -> tuple[tuple[str, str], ...]:
    """The fields of the record that holds these words."""
    made = [("001", "canary"), ("008", FIXED)]
    left = iter(words)
    for tag, indicators, codes in CASES:
        held = (f"\x1f{code}{ADDRESS if code == 'u' else ''}{word}" for _, _, code, word in islice(left, len(codes)))
        made.append((tag, indicators + "".join(held)))
    return tuple(made)


def theirs(stylesheet: Path, marcxml: bytes) -> bytes:
    """What marc2bibframe2 makes of the record, as RDF/XML."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "record.xml", Path(folder) / "record.rdf"
        source.write_bytes(marcxml)
        run([tool("xsltproc", "xsltproc"), "--stringparam", "baseuri", BASE, str(need(stylesheet)), str(source)], output=target)
        return target.read_bytes()


def main() -> int:
    """Print a row for each converter, then what came out of private places."""
    from mucluc.converters.convert import record_graph
    from mucluc.converters.record import Record
    from mucluc.converters.release_policy import Policy
    from mucluc.converters.screen import screen
    from mucluc.endpoint.marc import marcxml

    options_of = parser(__doc__ or "")
    options_of.add_argument("--stylesheet", type=Path, help="marc2bibframe2.xsl (default: that in the directory of --work)")
    options = options_of.parse_args()
    words = list(planted())
    record = Record(LEADER, fields(words))
    screened = screen(record, Policy.default().bound("provincial", "2026-11-22"))
    if screened.record is None:
        raise BenchmarkError(f"the shipped policy withholds the whole record ({screened.rule}): there is nothing to compare")
    outputs = {
        "marc2bibframe2": theirs(options.stylesheet or options.work / STYLESHEET, marcxml(record)),
        "mucluc, shipped policy": record_graph(screened.record, "bench", BASE),
        "mucluc, no policy (as a control)": record_graph(record, "bench", BASE),
    }
    print(report(outputs, words))
    ours = [(tag, indicators, code) for tag, indicators, code, word in words if word.encode() in outputs["mucluc, shipped policy"]]
    return 0 if ours and not any(private(*place) for place in ours) else 1


def report(outputs: dict[str, bytes], words: Iterable[tuple[str, str, str, str]]) -> str:
    """How many words each output holds, of all and of the private ones, and where those were planted."""
    words = list(words)
    secret = [each for each in words if private(*each[:3])]
    rows, leaks = [], []
    for name, output in outputs.items():
        out = [each for each in words if each[3].encode() in output]
        hidden = [each for each in out if private(*each[:3])]
        coded = [each for each in hidden if each[0] in PRIVATE_BY_INDICATOR and each[1][0] == "0"]
        rows.append((name, len(out), len(coded), len(hidden) - len(coded)))
        leaks.append(f"{name}: {_places(hidden) or 'none'}")
    coded_all = sum(each[0] in PRIVATE_BY_INDICATOR and each[1][0] == "0" for each in secret)
    head = ("converter", f"out, of {len(words)}", f"private by indicator, of {coded_all}", f"other notes $x, of {len(secret) - coded_all}")
    return table(head, rows) + "\n\nPrivate words that came out:\n" + "\n".join(f"- {each}" for each in leaks)


def _places(words: Iterable[tuple[str, str, str, str]]) -> str:
    shown: dict[str, str] = {}
    for tag, indicators, code, _ in words:
        name = f"{tag}|{indicators.replace(' ', '#')}|"
        shown[name] = shown.get(name, "$") + code
    return ", ".join(f"{name}{codes}" for name, codes in shown.items())


if __name__ == "__main__":
    finish(main)
