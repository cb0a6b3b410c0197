# SPDX-License-Identifier: Apache-2.0
"""What records and configuration bring that is code elsewhere (HTML, IRIs, formulas, paths, headers) is text in every output."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from mucluc.config import Config
from mucluc.datasets.ckan.settings import CkanSettings
from mucluc.datasets.ckan.wanted import wanted
from mucluc.publish import publish
from mucluc.release import Release

from .conftest import NOW
from .endpoint_fixtures import served
from .marc_builder import FIXED, iso

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(2)</script>",
    "javascript:alert(1)",
    '=HYPERLINK("http://e")',
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "{{7*7}}",
    "%00",
    "\u202egnp.exe",
    "]]>",
    '<!ENTITY x SYSTEM "file:///etc/passwd">',
    "x> <urn:p> <urn:o> .\n<urn:s> <urn:p> <urn:o",
    "x\" . <urn:s> <urn:p> <urn:o> . #'",
    "' onmouseover='alert(1)",
)
NUMBERS = (
    "../../etc/passwd",
    "x> <urn:p",
    'a"b',
    "..x",
    "=1+1",
    "a\r\nSet-Cookie: x=1",
    "<script>",
    "%2e%2e%2fx",
    "x.html",
    "C:\\x",
    "a;b,c",
)
LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://e.example/" onclick="alert(1)',
    "https://e.example/> <urn:p> <urn:o",
    "//e.example/x",
    "https://e.example/\r\nX: y",
    "vbscript:x",
)
NETWORK = """
[network]
slug = "net"
title = {{ vi = {text}, en = {text} }}
description = {{ vi = {text}, en = {text} }}
base = "https://net.example/"
license = "CC0-1.0"
publisher = {{ vi = {text}, en = {text} }}

[[library]]
slug = "lib"
title = {{ vi = {text}, en = {text} }}
note = {{ vi = {text}, en = {text} }}
place = {text}
isil = {text}
url = {link}

[[library.collection]]
slug = "all"
title = {{ vi = {text}, en = {text} }}
path = "245a"

[[source]]
library = "lib"
files = "lib.mrc"

[ckan]
url = "https://ckan.example/"
organization = "org"
"""
# One field a kind of place that is published; T stands for the text, U for the address.
FIELDS = (
    *(
        ("020", "  \x1faT\x1fqT"),
        ("024", "7 \x1faT\x1f2T"),
        ("041", "0 \x1faT"),
        ("082", "04\x1faT\x1f2T"),
        ("100", "1 \x1faT\x1feT\x1f0U"),
    ),
    *(("245", "10\x1f6880-01\x1faT\x1fbT\x1fcT"), ("246", "3 \x1faT"), ("250", "  \x1faT"), ("264", " 1\x1faT\x1fbT\x1fcT")),
    *(("300", "  \x1faT\x1fbT"), ("490", "1 \x1faT\x1fvT"), ("500", "  \x1faT"), ("505", "0 \x1faT"), ("520", "  \x1faT")),
    *(
        ("600", "14\x1faT\x1fxT"),
        ("650", " 7\x1faT\x1f2T\x1f0U"),
        ("651", " 4\x1faT"),
        ("655", " 4\x1faT"),
        ("700", "1 \x1faT\x1f4U\x1ftT"),
    ),
    *(("773", "0 \x1ftT\x1fgT\x1fwT"), ("830", " 0\x1faT\x1fvT"), ("852", "8 \x1fbT\x1fhT\x1fzT"), ("856", "40\x1fuU\x1fzT\x1fyT\x1f3T")),
    ("880", "10\x1f6245-01/$1\x1faT"),
)


def write(folder: Path, text: Callable[[str], str], numbers: tuple[str, ...]) -> Path:
    """A network with each text and each address in each place; the path of its configuration."""
    records = []
    for n in range(len(TEXTS)):
        said, link = text(TEXTS[n]), text(LINKS[n % len(LINKS)])
        fields = [(tag, content.replace("T", said).replace("U", link)) for tag, content in FIELDS]
        number = numbers[n] if n < len(numbers) else f"n{n}"
        # A year for each: several of the texts are the same when only letters and digits count.
        records.append(iso([("001", number), ("008", FIXED.replace("s2026", f"s{1950 + 3 * n}")), *fields]))
    (folder / "lib.mrc").write_bytes(b"".join(records))
    config = folder / "net.toml"
    together = json.dumps(text(" ".join(TEXTS[:5])), ensure_ascii=False)
    config.write_text(NETWORK.format(text=together, link=json.dumps(text("javascript:alert(1)"))), "utf-8")
    return config


def plain(text: str) -> str:
    """A harmless text of its own for each; an address for an address."""
    name = "".join(char for char in text if char.isalnum())
    return f"https://e.example/{name}" if text in LINKS else f"chữ {name}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `var` directory of the hostile network."""
    config = Config.load(write(tmp_path_factory.mktemp("hostile"), lambda text: text, NUMBERS))
    return publish(config, now=NOW).path.parent.parent


@pytest.fixture(scope="module")
def release(hostile: Path) -> Release:
    return Release.open(hostile / "current")


@pytest.fixture(scope="module")
def benign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same network with harmless words."""
    config = Config.load(write(tmp_path_factory.mktemp("benign"), plain, tuple(f"b{n}" for n in range(len(NUMBERS)))))
    return publish(config, now=NOW).path.parent.parent


class Page(HTMLParser):
    """Elements with their attributes, addresses, and the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.addresses: list[str] = []
        self.data: list[str] = []
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.update([tag, *(f"{tag} {name}" for name, _ in attrs)])
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction", "srcset", "poster")]
        self._in = "json" if tag == "script" and ("type", "application/ld+json") in attrs else ""
        if self._in:
            self.data.append("")

    def handle_data(self, data: str) -> None:
        if self._in:
            self.data[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in = ""


def pages(var: Path) -> Iterator[tuple[Path, Page]]:
    """Every page of the site and of the private reports."""
    for folder in (var / "current" / "site", var / "private"):
        for path in folder.resolve().rglob("*.html"):
            yield path, Page(path.read_text("utf-8"))


def safe(address: str) -> bool:
    """Whether a click on it stays with the web or with mail."""
    shown = re.sub(r"[\x00-\x20]", "", address).lower()
    return shown.startswith(("http://", "https://", "mailto:")) or ":" not in re.split(r"[/?#]", shown)[0]


def test_pages_hold_no_element_attribute_or_address_that_the_text_brought(hostile: Path, benign: Path) -> None:
    known = {name for _, page in pages(benign) for name in page.seen}
    found = {path: page for path, page in pages(hostile)}
    assert len(found) > 50
    assert {name for page in found.values() for name in page.seen} <= known
    assert not [name for name in known if name.partition(" ")[2].startswith("on")]
    assert [each for page in found.values() for each in page.addresses if not safe(each)] == []
    for page in found.values():
        for data in page.data:
            assert isinstance(json.loads(data), dict | list)
    assert sum(len(page.data) for page in found.values()) > 10


def test_rdf_parses_and_says_nothing_injected(hostile: Path) -> None:
    forms = {".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS, ".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}
    seen: Counter[str] = Counter()
    for path in [*(hostile / "current").resolve().rglob("*"), *(hostile / "private").rglob("*")]:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else b""
        ending = Path(path.stem).suffix if data else path.suffix
        if ending not in forms or not path.is_file():
            continue
        for quad in ox.parse(data or path.read_bytes(), format=forms[ending]):
            seen[ending] += 1
            nodes = [quad.subject, quad.predicate, quad.object, quad.graph_name]
            iris = [each.value for each in nodes if isinstance(each, ox.NamedNode)]
            assert not [each for each in iris if each.startswith("urn:") or re.search(r'[\x00-\x20<>"{}|\\^`]', each)], (path, iris)
    assert seen[".nq"] > 500 and seen[".nt"] > 500 and seen[".ttl"] > 20


def test_no_cell_is_run_as_a_formula(hostile: Path) -> None:
    cells = 0
    for path in [*(hostile / "current").resolve().rglob("*"), *(hostile / "private").rglob("*")]:
        if path.name.endswith((".csv", ".csv.gz")):
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
                cells += len(row)
                assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r\n"))], path
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    ElementTree.fromstring(book.read(name))
                    assert b"<f>" not in book.read(name) and b"<hyperlink" not in book.read(name)
    assert cells > 500


def test_json_and_xml_files_are_well_formed(hostile: Path) -> None:
    seen: Counter[str] = Counter()
    for path in [*(hostile / "current").resolve().rglob("*"), *(hostile / "private").rglob("*")]:
        if path.suffix in (".json", ".jsonld", ".jsonl", ".xml", ".geojson"):
            seen[path.suffix] += 1
            text = path.read_text("utf-8")
            for part in text.splitlines() if path.suffix == ".jsonl" else [text]:
                ElementTree.fromstring(part) if path.suffix == ".xml" else json.loads(part)
    assert seen[".json"] > 5 and seen[".xml"] and seen[".jsonl"]


def test_every_file_lies_in_the_folders_of_the_network(hostile: Path) -> None:
    names = {path.name for path in hostile.parent.iterdir()}
    assert names == {"lib.mrc", "net.toml", "var"}
    for path in hostile.rglob("*"):
        assert re.fullmatch(r"[\w.%=-]+", path.name), path
        assert hostile.resolve() in path.resolve().parents


def test_ckan_is_sent_text(release: Release) -> None:
    found = wanted(release, CkanSettings(url="https://ckan.example/", organization="org"))
    assert found
    for each in found:
        assert re.fullmatch(r"[a-z0-9_-]+", each.name)
        assert all(isinstance(value, str) for value in each.fields.values())
        assert all(resource.url.startswith("https://net.example/datasets/") for resource in each.resources)
        for tag in each.tags:
            assert re.fullmatch(r"[\w .-]{2,100}", tag), tag


def test_answers_hold_no_header_or_markup_that_a_record_brought(hostile: Path, release: Release) -> None:
    records = [*(row.path for row in release.records()), *(f"record/lib/{quote(number, safe='')}" for number in NUMBERS)]
    records = list(dict.fromkeys(records))
    answered = Counter[int]()
    with served(hostile, deadline=30) as url, httpx.Client(base_url=url, timeout=60) as http:
        for path in records:
            for ending in ("", ".html", ".ttl", ".nt", ".jsonld", ".rdf", ".mrc", ".xml"):
                answer = http.get(f"/{path}{ending}", headers={"Accept": "text/html"} if not ending else {})
                answered[answer.status_code] += 1
                assert "set-cookie" not in answer.headers and "x" not in answer.headers
                for name in ("link", "location", "content-disposition"):
                    value = answer.headers.get(name, "")
                    assert not re.search(r"[\r\n\x00]", value)
                    assert value.count('"') % 2 == 0 and value.count("<") == value.count(">")
                if ending == ".html" and answer.status_code == 200:
                    assert all(map(safe, Page(answer.text).addresses))
                    assert not [each for each in Page(answer.text).seen if each.partition(" ")[2].startswith("on") or each == "img onerror"]
                if ending in (".xml", ".rdf") and answer.status_code == 200:
                    ElementTree.fromstring(answer.content)
        for prefix in ("oai_dc", "marc21"):
            answer = http.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}")
            assert ElementTree.fromstring(answer.content).findall(".//{*}metadata")
        ElementTree.fromstring(http.get("/oai?verb=ListSets").content)
        ElementTree.fromstring(http.get("/oai?verb=Identify").content)
        ElementTree.fromstring(http.get("/sitemap.xml").content)
    assert answered[200] > 40 and not [status for status in answered if status >= 500], answered


def test_the_texts_are_published_as_they_stand(release: Release) -> None:
    """The positive control: what is harmless above was there, and Parquet has it without the guard that CSV needs."""
    rows = pq.read_table(next((release.path / "datasets").rglob("union-catalogue.parquet"))).to_pylist()
    titles = " ".join(row["title"] for row in rows)
    assert len(rows) == len(TEXTS)
    for text in ("<script>alert(1)</script>", "{{7*7}}", "<!ENTITY", "<urn:p> <urn:o>"):
        assert text in titles
    assert {row["title"][:2] for row in rows} >= {"-1", "+1"}
    numbers = {row.control_number for row in release.records()}
    assert {"../../etc/passwd", "x> <urn:p", 'a"b', "<script>"} <= numbers
