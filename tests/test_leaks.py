# SPDX-License-Identifier: Apache-2.0
"""What is withheld goes no further: no byte of any output of a release, in any of its encodings, holds a word that the policy kept back."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from mucluc.config import Config
from mucluc.publish import publish

from .conftest import NOW, SMALL
from .marc_builder import FIXED, iso

PUBLIC = "Khỉđột"  # in an allowed subfield: the scan must find it, or it proves nothing
DENIED = {
    "9XX": ("942", "  \x1fc{}"),
    "852x": ("852", "  \x1faKho\x1fx{}"),
    "583x": ("583", "1 \x1fakiểm kê\x1fx{}"),
    "541a": ("541", "0 \x1fa{}"),
    "561a": ("561", "0 \x1fa{}"),
    "856x": ("856", "40\x1fuhttps://a.example/\x1fx{}"),
    "590a": ("590", "  \x1fa{}"),
    "880 of 561": ("880", "0 \x1f6561-01/$1\x1fa{}"),
    "unknown": ("247", "10\x1faNhan đề cũ\x1f9{}"),
}
WITHHELD = {
    "506": [("506", "1 \x1faKhông phục vụ bạn đọc")],
    "355": [("355", "0 \x1faMật")],
}


def word(number: int) -> str:
    """A word that stands nowhere else, with marks that NFC and NFD write differently."""
    return f"Bímậtế{chr(ord('a') + number % 26)}{number:03}qx"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A published network whose records hold secret words in denied places, and those words."""
    folder = tmp_path_factory.mktemp("leaks")
    secrets: list[str] = []

    def secret() -> str:
        secrets.append(word(len(secrets)))
        return secrets[-1]

    records = []
    for place, (tag, text) in DENIED.items():
        fields = [
            ("001", f"d{len(records)}"),
            ("008", FIXED),
            ("245", f"10\x1faCuốn sách {PUBLIC} {len(records)}"),
            (tag, text.format(secret())),
        ]
        records.append(iso(sorted(fields)))
        assert place
    for rule in WITHHELD.values():
        fields = [
            ("001", secret()),
            ("008", FIXED),
            ("100", f"1 \x1fa{secret()}"),
            ("245", f"10\x1fa{secret()}"),
            ("650", f" 4\x1fa{secret()}"),
        ]
        records.append(iso(sorted([*fields, *rule])))
    (folder / "records.mrc").write_bytes(b"".join(records))
    config = folder / "net.toml"
    config.write_text(SMALL + "\n[store]\nrecord_graphs = true\n", "utf-8")
    published = publish(Config.load(config), now=NOW)
    assert published.counts["records"] == len(DENIED)
    return folder / "var", secrets


def forms(text: str) -> set[bytes]:
    """The encodings in which a word could hide; the plain forms also without the case."""
    found = set()
    for normal in ("NFC", "NFD"):
        for plain in {unicodedata.normalize(normal, text), unicodedata.normalize(normal, text.lower())}:
            found |= {plain.encode(), plain.encode("utf-16-le"), quote(plain).encode(), quote(plain, safe="").lower().encode()}
            found |= {json.dumps(plain)[1:-1].encode(), plain.encode("ascii", "xmlcharrefreplace")}
            for shift in range(3):  # base64 of a text that has the word inside, at each alignment
                coded = base64.b64encode(b"\0" * shift + plain.encode())
                found.add(coded[4 if shift else 0 : len(coded) - 4 - len(coded) % 4])
    return found


def contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file outside `private/` as its bytes, and once more as what is packed in it."""
    for file in sorted(root.rglob("*")):
        if not file.is_file() or file.is_symlink() or "private" in file.relative_to(root).parts:
            continue
        data = file.read_bytes()
        name = file.relative_to(root).as_posix()
        yield name, data
        if file.suffix == ".gz":
            yield f"{name}!", gzip.decompress(data)
        elif file.suffix == ".parquet":
            yield f"{name}!", json.dumps(pq.read_table(file).to_pylist(), default=str, ensure_ascii=False).encode()
        elif file.suffix == ".sqlite":
            with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True) as db:
                yield f"{name}!", "\n".join(db.iterdump()).encode()
    current = next(root.glob("releases/[0-9]*"))
    dump = ox.Store.read_only(str(current / "store")).dump(format=ox.RdfFormat.N_QUADS)
    assert dump is not None
    yield "store!", dump


def test_what_the_policy_keeps_back_is_in_no_output(var: tuple[Path, list[str]]) -> None:
    root, secrets = var
    found = [(name, secret) for name, data in contents(root) for secret in secrets if any(form in data for form in forms(secret))]
    assert found == []


@pytest.mark.parametrize(
    "part", ["graph/", "records/", "entities.sqlite", "store!", "datasets/union-catalogue/union-catalogue.csv", "parquet!", "site/work/"]
)
def test_the_scan_finds_a_public_word_in_each_kind_of_output(var: tuple[Path, list[str]], part: str) -> None:
    root, _ = var
    hits = [name for name, data in contents(root) if any(form in data for form in forms(PUBLIC))]
    assert any(part in name for name in hits), hits


def test_the_scan_sees_through_every_encoding() -> None:
    secret = word(7)
    inside = f"một {secret} hai"
    for hidden in (
        inside.encode(),
        inside.encode("utf-16-le"),
        quote(inside).encode(),
        json.dumps(inside).encode(),
        inside.encode("ascii", "xmlcharrefreplace"),
        base64.b64encode(inside.encode()),
        unicodedata.normalize("NFD", inside).encode(),
    ):
        assert any(form in hidden for form in forms(secret)), hidden
