# SPDX-License-Identifier: Apache-2.0
"""A small release written by hand for the datasets' tests: cells that spreadsheets spoil, digitised books, two libraries."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from mucluc.release import Collection, Contribution, Heading, Instance, Item, Library, Link, Network, Release, Text, Work, codec, layout

BASE = "https://data.example/"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
BF = "http://id.loc.gov/ontologies/bibframe/"

NETWORK = Network(
    slug="thu",
    title={"vi": "Mạng lưới thử nghiệm", "en": "Test network"},
    description={"vi": "Để kiểm thử.", "en": "For tests."},
    base=BASE,
    license="CC0-1.0",
    publisher={"vi": "Thư viện tỉnh thử nghiệm", "en": "Test provincial library"},
    contact="lien-he@example.org",
    libraries=(
        Library(
            "tinh",
            {"vi": "Thư viện tỉnh", "en": "Provincial library"},
            "provincial",
            "VN-TEST",
            "https://tinh.example/",
            "Phú Yên",
            collections=(Collection("so-hoa", {"vi": "Sách số hóa", "en": "Digitised books"}, "digitised"),),
        ),
        Library("xa", {"vi": "Tủ sách xã", "en": "Village library"}, "community"),
    ),
)

NGUYEN_DU = Heading("agent/nd", "person", "Nguyễn Du, 1765-1820", "阮攸")
TRANSLATOR = Heading("agent/kt", "person", "Khuyết danh")
HISTORY = Heading("topic/ls", "topic", "Lịch sử | địa phương")

KIEU = Work(
    path="work/kieu",
    title="Truyện Kiều",
    sort_key="1",
    titles=(Text("Đoạn trường tân thanh", "vi"), Text("斷腸新聲", "vi-Hani")),
    contributions=(Contribution(NGUYEN_DU, ("aut",), True), Contribution(TRANSLATOR, ("trl", "edt"))),
    subjects=(HISTORY,),
    languages=("vie",),
    types=("Text", "Monograph"),
    classifications=(("ddc", "895.9221"),),
    instances=(
        Instance(
            path="instance/kieu-1",
            title="Truyện Kiều",
            publishers=("NXB Văn học",),
            places=("Hà Nội",),
            date="[1998?]",
            year=1998,
            identifiers=(("isbn", "0123456789"), ("lccn", "00123456")),
            items=(Item("item/tinh/1/a", "tinh"), Item("item/tinh/1/b", "tinh"), Item("item/xa/9/a", "xa")),
            records=("record/tinh/1", "record/xa/9"),
            libraries=("tinh", "xa"),
        ),
        Instance(
            path="instance/kieu-2",
            title="Kim Vân Kiều tân truyện",
            date="1902",
            year=1902,
            links=(
                Link("https://so.example/kieu.pdf", "Toàn văn", "version"),
                Link("https://so.example/iiif/kieu/manifest.json", "", "iiif"),
                Link("https://so.example/bia.html", "", "related"),
            ),
            items=(Item("item/tinh/2/a", "tinh"),),
            records=("record/tinh/2",),
            libraries=("tinh",),
            collections=("tinh/so-hoa",),
            rights=("Chỉ đọc tại chỗ",),
        ),
    ),
    libraries=("tinh", "xa"),
    collections=("tinh/so-hoa",),
)
SPOILT_TITLES = (
    '=HYPERLINK("http://x.example","bấm")',
    "+84 lời chào",
    "-1 độ",
    "@SUM(1)",
    "1984",
    "007",
    "10/10",
    "'Tựa có dấu",
    "May 1968",
    "1E5",
)
SPOILT = tuple(
    Work(f"work/s{n}", title, f"2{n}", instances=(Instance(f"instance/s{n}", title, records=(f"record/xa/s{n}",), libraries=("xa",)),))
    for n, title in enumerate(SPOILT_TITLES)
)
LONG = Work("work/dai", "Dài", "3", instances=(Instance("instance/dai", "Dài " * 20_000, libraries=("xa",)),))
WORKS = (KIEU, *SPOILT, LONG)

UNION = [
    f'<{BASE}work/kieu> <{RDFS}label> "Truyện Kiều" .',
    f"<{BASE}work/kieu> <{BF}contribution> <{BASE}work/kieu#contribution-1> .",
    f"<{BASE}work/kieu#contribution-1> <{BF}agent> <{BASE}agent/nd> .",
    f'<{BASE}instance/kieu-1> <{RDFS}label> "bản giấy" .',
    f'<{BASE}instance/kieu-2> <{RDFS}label> "bản số" .',
    f'<{BASE}instance/kieu-2#title-1> <{BF}mainTitle> "Kim Vân Kiều" .',
    f"<{BASE}item/tinh/2/a> <{BF}heldBy> <{BASE}library/tinh> .",
    f"<{BASE}item/xa/9/a> <{BF}heldBy> <{BASE}library/xa> .",
    f'<{BASE}work/s1> <{RDFS}label> "không số hóa" .',
]
HEADINGS = [
    f'<{BASE}agent/nd> <{RDFS}label> "Nguyễn Du, 1765-1820" .',
    f"<{BASE}agent/nd> <{RDFS}seeAlso> <{BASE}topic/ls> .",
    f'<{BASE}topic/ls> <{RDFS}label> "Lịch sử" .',
    f'<{BASE}topic/khac> <{RDFS}label> "không dùng" .',
]


def write_release(path: Path, works: Iterable[Work] = WORKS, network: Network = NETWORK) -> Release:
    """A release with its core only, as the views find it."""
    graph = path / layout.GRAPH
    graph.mkdir(parents=True)
    (path / layout.NETWORK).write_text(codec.dumps(network), "utf-8")
    for name, lines in (("union-00", UNION[:5]), ("union-01", UNION[5:]), ("heading-00", HEADINGS)):
        (graph / f"{name}.nt.gz").write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))
    with sqlite3.connect(path / layout.ENTITIES) as db:
        db.executescript(layout.SCHEMA)
        db.executemany("INSERT INTO work (path, json) VALUES (?, ?)", ((each.path, codec.dumps(each)) for each in works))
    db.close()
    return Release.open(path)
