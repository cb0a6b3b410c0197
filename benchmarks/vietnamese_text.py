# SPDX-License-Identifier: Apache-2.0
"""How well legacy Vietnamese text is recognised and undone, and that clean text is left alone.

    python benchmarks/vietnamese_text.py --clean FILE…       # pip install chardet charset-normalizer, apt-get install uchardet: compared
    too

Real text of the examples is damaged in each encoding (seeded) and read back. The records are in two halves, by a hash of their number; the
thresholds were set after a look at samples of both, so neither is unseen text. --clean: files in which nothing may be undone; 2,000 of
their records are taken, by language.
"""

from __future__ import annotations

import argparse
import importlib
import io
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from mucluc.converters.read import read
from mucluc.converters.record import Fault, Record
from mucluc.converters.vietnamese.recognise import recognise
from mucluc.converters.vietnamese.tables import ENCODINGS, decode, encode

EXAMPLES = Path(__file__).parents[1] / "examples/phu-yen"
VIETNAMESE = ("loc-vietnamese-121.mrc", "thu-vien-tinh.mrc", "thu-vien-dai-hoc.xml", "tu-sach-cong-dong.csv")
TAGS = ("100", "245", "260", "264", "490", "500", "520", "650", "651", "700", "710")
LANGUAGES = ("eng", "fre", "ger", "chi", "vie")
RECORDS = 2000
NAMES = {"vps": ("vps",), "viscii": ("viscii",), "cp1258": ("cp1258", "windows1258"), "tcvn3": ("tcvn", "tcvn3"), "vni": ("vni",)}
FAULTS = {"text-legacy", "text-doubtful", "text-soft-hyphen", "text-capitals", "encoding-legacy"}


def texts(second: bool) -> list[str]:
    found = []
    for file in VIETNAMESE:
        for record in read(EXAMPLES / file):
            if isinstance(record, Record) and blake2b(record.control_number.encode()).digest()[0] % 2 == second:
                fields = [text for tag, text in record.fields if tag in TAGS]
                found += [part[1:] for text in fields for part in text.split("\x1f")[1:] if not part.isascii()]
    return found


def damaged(name: str, size: int, source: list[str], draw: random.Random) -> str:
    """A stretch of the texts with `size` bytes beyond ASCII (marks, in VIQR). TCVN3 has no marked capitals: they are written small."""
    at, words, count = draw.randrange(len(source)), [], 0
    while count < size:
        for word in source[at % len(source)].split():
            for spelled in (word, word.lower()):
                try:
                    made = encode(name, spelled)
                except UnicodeEncodeError:
                    continue
                words.append(made)
                count += sum(char > "\x7f" or (name == "viqr" and char in "(^+`'?~") for char in made)
                break
            if count >= size:
                break
        at += 1
    return " ".join(words)


def detectors() -> dict[str, Callable[[bytes], str]]:
    found: dict[str, Callable[[bytes], str]] = {}
    for name, module in (("chardet", "chardet"), ("charset-normalizer", "charset_normalizer")):
        try:
            detect = importlib.import_module(module).detect
        except ImportError:
            continue
        found[name] = lambda data, detect=detect: str(detect(data)["encoding"])  # type: ignore[misc]
    if shutil.which("uchardet"):
        found["uchardet"] = lambda data: subprocess.run(["uchardet"], input=data, capture_output=True).stdout.decode()
    return found


def identification(seed: int, count: int) -> bool:
    good = True
    others = detectors()
    for second in (False, True):
        source = texts(second)
        for size, least in ((12, 0.97), (40, 0.99)):
            for name in ENCODINGS:
                draw = random.Random(f"{seed} {name} {size} {second}")
                right = sure = 0
                theirs: Counter[str] = Counter()
                for number in range(count):
                    text = damaged(name, size, source, draw)
                    verdict = recognise([text], as_is=False)
                    same = verdict.encoding != "" and decode(verdict.encoding, text) == decode(name, text)
                    right += same
                    sure += same and verdict.sure
                    for other, detect in others.items() if number < 50 else ():
                        said = detect(text.encode("latin-1")).strip().lower().replace("-", "")
                        theirs[other] += said in NAMES.get(name, (name,))
                good &= sure >= least * count
                beside = ", ".join(f"{other} {theirs[other]} of {min(count, 50)}" for other in others)
                part = "second half" if second else "first half"
                print(f"{part}  {size:2} bytes  {name:7} identified {right / count:.1%}  undone {sure / count:.1%}   {beside}")
    return good


def clean_records(files: list[Path]) -> Iterator[bytes]:
    """Records as bytes, an equal share of each language as far as the files have it."""
    by_language: Counter[str] = Counter()
    for file in [*files, EXAMPLES / VIETNAMESE[0]]:
        for piece in file.read_bytes().split(b"\x1d")[:-1]:
            for found in read(io.BytesIO(piece + b"\x1d"), encoding="utf-8"):
                language = (found.get("008") or "")[35:38] if isinstance(found, Record) else ""
                if language in LANGUAGES and by_language[language] < RECORDS // (2 if language == "eng" else 4) and not piece.isascii():
                    by_language[language] += 1
                    yield piece + b"\x1d"
    print(f"clean: {dict(by_language)}")


def false_repairs(files: list[Path]) -> int:
    wrong = 0
    whole = list(islice(clean_records(files), RECORDS))
    for data in [*whole, b"".join(whole)]:
        auto, plain = (list(read(io.BytesIO(data), encoding=encoding)) for encoding in ("auto", "utf-8"))
        changed = [each for each in auto if isinstance(each, Record)] != [each for each in plain if isinstance(each, Record)]
        wrong += changed or any(isinstance(each, Fault) and each.code in FAULTS for each in auto)
    print(f"clean records: {len(whole):,}, alone and as one file: {wrong} with anything undone or doubted")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clean", nargs="*", type=Path, default=[])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--count", type=int, default=300)
    arguments = parser.parse_args()
    good = identification(arguments.seed, arguments.count)
    return 0 if good and not false_repairs(arguments.clean) else 1


if __name__ == "__main__":
    sys.exit(main())
