# SPDX-License-Identifier: Apache-2.0
"""Small releases made of model values, for tests of the site that need no conversion."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from mucluc.release import (
    Collection,
    Contribution,
    Heading,
    Instance,
    Item,
    Library,
    Link,
    Network,
    Release,
    Text,
    Work,
    codec,
    layout,
)
from mucluc.vocab.text import sort_key

NETWORK = Network(
    slug="thu",
    title={"vi": "Mục lục thử", "en": "Trial catalogue"},
    description={"vi": "Mục lục để thử.", "en": "A catalogue for trials."},
    base="https://thu.example/",
    license="CC0-1.0",
    publisher={"vi": "Nhóm thử", "en": "Trial group"},
    contact="thu@thu.example",
    libraries=(
        Library("tinh", {"vi": "Thư viện tỉnh", "en": "Provincial library"}, "provincial", "VN-1", "https://tinh.example/", "Tuy Hòa",
                {"vi": "Mở cửa hằng ngày.", "en": "Open every day."},
                (Collection("dia-chi", {"vi": "Địa chí", "en": "Local history"}, "local-history"),)),
        Library("truong", {"vi": "Thư viện trường", "en": "School library"}, "school"),
    ),
    example=True,
)  # fmt: skip

NGUYEN_DU = Heading("agent/nguyendu", "person", "Nguyễn Du, 1765-1820", "阮攸")
KIEU = Work(
    path="work/kieu",
    title="Truyện Kiều",
    sort_key=sort_key("Truyện Kiều"),
    titles=(Text("Truyện Kiều", "vi"), Text("金雲翹新傳", "vi-Hani"), Text("Đoạn trường tân thanh", "vi")),
    contributions=(Contribution(NGUYEN_DU, ("aut",), True),),
    subjects=(Heading("topic/tho", "topic", "Thơ Việt Nam"),),
    places=(Heading("place/vn", "place", "Việt Nam"),),
    genres=(Heading("topic/truyentho", "genre", "Truyện thơ"),),
    series=(Heading("series/codien", "series", "Văn học cổ điển"),),
    languages=("vie",),
    types=("Text", "Monograph"),
    classifications=(("ddc", "895.9221"),),
    summary="Cuộc đời nàng Kiều.",
    notes=("Có chú giải.",),
    instances=(
        Instance(
            path="instance/kieu1",
            title="Truyện Kiều",
            publication="Hà Nội : Văn học, 1987",
            places=("Hà Nội",),
            publishers=("Văn học",),
            date="1987",
            year=1987,
            extent="250 tr.",
            identifiers=(("isbn", "9786049693052"),),
            links=(Link("https://so.example/kieu", "Bản quét"),),
            items=(Item("item/tinh/1/a", "tinh", "Kho địa chí", "DC 895.9", "Bản quý"),),
            records=("record/tinh/1",),
            libraries=("tinh", "truong"),
            collections=("tinh/dia-chi",),
        ),
    ),
    libraries=("tinh", "truong"),
    collections=("tinh/dia-chi",),
)
SCRIPT = "<script>alert(1)</script>"
HOSTILE = Work(
    path="work/hostile",
    title=f'"><img src=x onerror=alert(1)>{SCRIPT}</title> {{{{ 7 * 7 }}}}',
    sort_key=sort_key("img src"),
    contributions=(Contribution(Heading("agent/hostile", "person", f"{SCRIPT} & Sons"), (SCRIPT,), True),),
    subjects=(Heading("topic/hostile", "topic", f"' onmouseover='alert(1) {SCRIPT}"),),
    languages=("x<y",),
    types=("<b>",),
    summary=f"</script>{SCRIPT}",
    instances=(
        Instance(
            path="instance/hostile1",
            title=SCRIPT,
            publication=SCRIPT,
            notes=(SCRIPT,),
            identifiers=(("<i>", SCRIPT),),
            links=(Link("javascript:alert(1)", "bấm"), Link('https://x.example/"onclick="alert(1)', SCRIPT)),
            items=(Item("item/truong/9/a", "truong", SCRIPT, SCRIPT, SCRIPT),),
            records=("record/truong/9",),
            libraries=("truong",),
        ),
    ),
    libraries=("truong",),
)
LONG = Work(
    path="work/long",
    title="Nghiêng" * 200 + " " + "dài " * 500,
    sort_key=sort_key("Nghiêng"),
    instances=(Instance(path="instance/long1", title="Nghiêng" * 200, records=("record/tinh/2",), libraries=("tinh",)),),
    libraries=("tinh",),
)
UNTITLED = Work(
    path="work/untitled",
    title="",
    sort_key="",
    instances=(Instance(path="instance/untitled1", title="", records=("record/tinh/3",), libraries=("tinh",)),),
    libraries=("tinh",),
)
ARABIC = Work(
    path="work/arabic",
    title="كتاب ألف ليلة وليلة",
    sort_key=sort_key("كتاب ألف ليلة وليلة"),
    languages=("ara",),
    types=("Text", "Monograph"),
    instances=(Instance(path="instance/arabic1", title="كتاب", date="1935", year=1935, records=("record/tinh/4",), libraries=("tinh",)),),
    libraries=("tinh",),
)


def titled(number: int, title: str, year: int | None = None, agent: Heading | None = None) -> Work:
    """A plain Work of one edition at the provincial library."""
    instance = Instance(
        f"instance/w{number}a", title, date=str(year or ""), year=year, records=(f"record/tinh/w{number}",), libraries=("tinh",)
    )
    contributions = (Contribution(agent, ("aut",), True),) if agent else ()
    return Work(
        f"work/w{number}",
        title,
        sort_key(title),
        contributions=contributions,
        languages=("vie",),
        instances=(instance,),
        libraries=("tinh",),
    )


def write_release(path: Path, works: Iterable[Work], network: Network = NETWORK) -> Release:
    """A release that holds these Works: `network.json` and `entities.sqlite`, as the views read them."""
    path.mkdir(parents=True)
    (path / layout.NETWORK).write_text(codec.dumps(network), "utf-8")
    db = sqlite3.connect(path / layout.ENTITIES)
    db.executescript(layout.SCHEMA)
    headings: dict[str, tuple[int, Heading]] = {}
    uses: dict[str, set[int]] = {}
    for number, work in enumerate(sorted(works, key=lambda each: (each.sort_key, each.path)), 1):
        db.execute("INSERT INTO work VALUES (?, ?, ?)", (number, work.path, codec.dumps(work)))
        db.executemany("INSERT INTO instance VALUES (?, ?)", [(each.path, number) for each in work.instances])
        db.executemany("INSERT INTO work_set VALUES (?, ?)", [(name, number) for name in (*work.libraries, *work.collections)])
        for relation, heading in _uses(work):
            identity = headings.setdefault(heading.path, (len(headings) + 1, heading))[0]
            uses.setdefault(heading.path, set()).add(number)
            db.execute("INSERT OR IGNORE INTO heading_work VALUES (?, ?, ?)", (identity, relation, number))
    for identity, heading in headings.values():
        row = (identity, heading.path, heading.kind, heading.label, heading.script, sort_key(heading.label), len(uses[heading.path]))
        db.execute("INSERT INTO heading VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    db.commit()
    db.close()
    return Release.open(path)


def _uses(work: Work) -> list[tuple[str, Heading]]:
    found = [("contribution", each.agent) for each in work.contributions]
    for relation, headings in (("subject", work.subjects), ("place", work.places), ("genre", work.genres), ("series", work.series)):
        found.extend((relation, each) for each in headings)
    return [(relation, heading) for relation, heading in found if heading.path]
