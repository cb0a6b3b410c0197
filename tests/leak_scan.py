# SPDX-License-Identifier: Apache-2.0
"""Every byte of an output directory, unpacked too, searched for words in every encoding in which they could hide."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pyoxigraph as ox

from mucluc.vocab.text import fold, sort_key


def forms(text: str) -> set[bytes]:
    """The byte strings in which a text could stand: encodings, escapes, cases, folded as for search, sorted by."""
    found: set[bytes] = set()
    for cased in {text, text.lower(), text.upper(), fold(text), fold(text).upper()}:
        for plain in {unicodedata.normalize(form, cased) for form in ("NFC", "NFD")}:
            utf8 = plain.encode()
            found |= {utf8, plain.encode("utf-16-le"), plain.encode("utf-16-be"), plain.encode("utf-32-le")}
            percent = quote(plain, safe="")
            found |= {percent.encode(), re.sub("%..", lambda match: match[0].lower(), percent).encode()}
            escaped = json.dumps(plain)[1:-1]
            found |= {escaped.encode(), re.sub(r"\\u....", lambda match: "\\u" + match[0][2:].upper(), escaped).encode()}
            found |= {plain.encode("ascii", "xmlcharrefreplace"), _hex_references(plain, "x"), _hex_references(plain, "X")}
            found |= {utf8.hex().encode(), utf8.hex().upper().encode()}
            for shift in range(3):
                for coded in (base64.b64encode(b"\0" * shift + utf8), base64.urlsafe_b64encode(b"\0" * shift + utf8)):
                    end = len(coded) - (4 if (shift + len(utf8)) % 3 else 0)
                    found.add(coded[4 if shift else 0 : end])
    found.add(sort_key(text).encode())
    return {form for form in found if len(form) >= 6}


def _hex_references(text: str, letter: str) -> bytes:
    return "".join(char if char.isascii() else f"&#{letter}{ord(char):{'x' if letter == 'x' else 'X'}};" for char in text).encode()


class Scan:
    """The beginnings of some kinds of words, in all their forms."""

    def __init__(self, beginnings: dict[str, Iterable[str]]) -> None:
        self.forms = {
            kind: sorted({form for text in texts for form in ({text.encode()} if kind == "numbers" else forms(text))})
            for kind, texts in beginnings.items()
        }

    def find(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """The kinds that stand in some bytes, each with the first form and what follows it."""
        for kind, some in self.forms.items():
            for form in some:
                at = data.find(form)
                if at >= 0:
                    yield kind, data[max(0, at - 20) : at + len(form) + 40]
                    break

    def names(self, data: bytes, plain: str) -> set[str]:
        """What follows each plain beginning: which canaries stand in some bytes."""
        return {match.decode() for match in re.findall(re.escape(plain.encode()) + rb"([a-z]{9})", data)}


def contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """The name and every form of the bytes of every file below `root`, what lies in `private/` left out."""
    for file in sorted(root.rglob("*")):
        inside = file.relative_to(root)
        if "private" in inside.parts:
            continue
        yield f"name of {inside}", inside.as_posix().encode()
        if file.is_symlink():
            yield f"link {inside}", str(file.readlink()).encode()
        elif file.is_file():
            yield from _forms_of(inside.as_posix(), file.read_bytes(), file)
    for store in sorted(root.glob("releases/*/store")):
        dump = ox.Store.read_only(str(store)).dump(format=ox.RdfFormat.N_QUADS)
        assert dump is not None
        yield f"{store.relative_to(root)}!", dump


def _forms_of(name: str, data: bytes, file: Path | None = None) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if data[:2] == b"\x1f\x8b":
        yield from _forms_of(f"{name}!", gzip.decompress(data))
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from _forms_of(f"{name}!{member}", archive.read(member))
    elif data[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(data))
        yield f"{name}!", json.dumps(table.to_pylist(), default=str, ensure_ascii=False).encode() + str(table.schema).encode()
    elif data[:15] == b"SQLite format 3" and file is not None:
        with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True) as db:
            yield f"{name}!", "\n".join(db.iterdump()).encode()
