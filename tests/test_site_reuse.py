# SPDX-License-Identifier: Apache-2.0
"""A site that takes pages over from the last release's is the site made anew, byte for byte, whatever has been edited."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mucluc.release import Contribution, Heading, Release, Text, Work, layout
from mucluc.site import build_site
from mucluc.site.build import _jobs, _print
from mucluc.site.kept import INPUTS, changes
from mucluc.site.render import Press
from mucluc.vocab.text import sort_key

from .site_fixtures import ARABIC, HOSTILE, KIEU, LONG, NETWORK, NGUYEN_DU, UNTITLED, titled, write_release

TITLES = ("Đường sắt", "Dương Vân Nga", "Ăn mày dĩ vãng", "Ơn thầy", "Ước mơ", "1975", "Đất rừng")
WORKS = (KIEU, HOSTILE, LONG, UNTITLED, ARABIC, *(titled(n, f"{TITLES[n % 7]} {n}", 1950 + n % 70, NGUYEN_DU) for n in range(206)))
TOPIC = Heading("topic/moi", "topic", "Đề mục mới")
Works = dict[str, Work]


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Release:
    path = tmp_path_factory.mktemp("last") / "r"
    release = write_release(path, WORKS)
    build_site(release, path / layout.SITE, processes=1)
    return release


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def linked(site: Path, last: Release) -> set[str]:
    """The files that are the last site's own."""
    old = last.path / layout.SITE
    names = (path.relative_to(site) for path in site.rglob("*") if path.is_file())
    return {name.as_posix() for name in names if (old / name).exists() and (old / name).samefile(site / name)}


def edit(path: str, **values: Any) -> Callable[[Works], None]:
    def make(works: Works) -> None:
        works[path] = replace(works[path], **values)

    return make


def retitle(path: str, title: str) -> Callable[[Works], None]:
    return edit(path, title=title, sort_key=sort_key(title))


def remove(path: str) -> Callable[[Works], None]:
    return lambda works: works.pop(path) and None


def add(*works: Work) -> Callable[[Works], None]:
    return lambda found: found.update({each.path: each for each in works})


EDITS: dict[str, Callable[[Works], None]] = {
    "nothing": lambda works: None,
    "a note": edit("work/w7", notes=("ghi chú",)),
    "a title": retitle("work/w7", "Ơn thầy xưa"),
    "a title that moves to another letter": retitle("work/w7", "Zum Beispiel"),
    "a title whose place stays": edit("work/w7", title="ĂN MÀY DĨ VÃNG 7"),
    "a title in another script": edit("work/w7", titles=(Text("金雲翹", "vi-Hani"),)),
    "a Work more": add(titled(900, "Đường dài", 2001, NGUYEN_DU)),
    "a Work less": remove("work/w9"),
    "the first Work less": remove("work/untitled"),
    "a Work with all its headings gone": remove("work/kieu"),
    "a library more": edit("work/w7", libraries=("tinh", "truong")),
    "a collection more": edit("work/w7", collections=("tinh/dia-chi",)),
    "a subject more": edit("work/w7", subjects=(TOPIC,)),
    "a subject for another": edit("work/kieu", subjects=(TOPIC,)),
    "a subject that is an agent too": edit("work/w7", subjects=(NGUYEN_DU,)),
    "another role": edit("work/w7", contributions=(Contribution(NGUYEN_DU, ("edt",), True),)),
    "an agent renamed": edit("work/hostile", contributions=(Contribution(replace(TOPIC, path="agent/hostile", kind="person")),)),
    "a language that none had": edit("work/w7", languages=("fre",)),
    "the year of the newest": edit("work/w69", instances=(replace(titled(69, "x").instances[0], year=2099),)),
    "a shelf mark": edit("work/kieu", instances=(replace(KIEU.instances[0], items=()),)),
    "many at once": lambda works: [make(works) for make in (retitle("work/w7", "Á"), remove("work/w100"), add(titled(901, "Zz")))] and None,
}


@pytest.mark.parametrize("name", EDITS)
def test_a_site_with_pages_taken_over_is_the_site_made_anew(name: str, last: Release, tmp_path: Path) -> None:
    works = {each.path: each for each in WORKS}
    EDITS[name](works)
    release = write_release(tmp_path / "r", works.values())
    build_site(release, tmp_path / "whole", processes=1)
    report = build_site(release, tmp_path / "site", processes=1, last=last)
    made = files(tmp_path / "site")
    assert made == files(tmp_path / "whole")
    assert report.files == len(made)
    found = linked(tmp_path / "site", last)
    assert report.kept == len(found)
    same = set() if name == "a Work with all its headings gone" else {"work/w8.html", "en/work/w8.html", "work/arabic.html"}
    assert found >= same  # without places and series the navigation of every page is another


def test_random_edits_one_release_after_the_other_give_the_site_made_anew(last: Release, tmp_path: Path) -> None:
    chance = random.Random(20261127)
    works, before = {each.path: each for each in WORKS}, last
    for number in range(3):
        for make in chance.sample(list(EDITS.values()), 4):
            try:
                make(works)
            except KeyError:
                continue  # the Work has gone
        works[f"work/w{1000 + number}"] = titled(1000 + number, f"Ước {number}", 1999, NGUYEN_DU if number % 2 else TOPIC)
        path = tmp_path / f"r{number}"
        release = write_release(path, works.values())
        build_site(release, path / layout.SITE, processes=1, last=before)
        build_site(release, tmp_path / f"whole{number}", processes=1)
        assert files(path / layout.SITE) == files(tmp_path / f"whole{number}")
        before = release


def test_only_pages_that_say_something_else_are_printed(last: Release, tmp_path: Path) -> None:
    works = {each.path: each for each in WORKS}
    works["work/w7"] = replace(works["work/w7"], notes=("ghi chú",))
    build_site(write_release(tmp_path / "r", works.values()), tmp_path / "site", processes=1, last=last)
    anew = {name for name in files(tmp_path / "site").keys() - linked(tmp_path / "site", last) if name.endswith(".html")}
    single = {"404", "about", "accessibility", "data", "index", "search", "browse/collections", "browse/libraries"}
    assert {name for name in anew if not name.startswith("en/")} == {f"{name}.html" for name in (*single, "work/w7")}


def test_of_a_long_heading_only_the_pages_of_what_changed_are_printed(last: Release, tmp_path: Path) -> None:
    works = {each.path: each for each in WORKS}
    works["work/w7"] = replace(works["work/w7"], title="ƠN THẦY 7 (sửa)")
    build_site(write_release(tmp_path / "r", works.values()), tmp_path / "site", processes=1, last=last)
    pages = {path.name for path in (tmp_path / "site/agent/nguyendu").iterdir()}
    assert pages == {"2.html", "3.html"}
    assert any(f"agent/nguyendu/{name}" in linked(tmp_path / "site", last) for name in pages)


def test_two_processes_take_over_the_same(last: Release, tmp_path: Path) -> None:
    works = {each.path: each for each in WORKS}
    EDITS["many at once"](works)
    release = write_release(tmp_path / "r", works.values())
    one = build_site(release, tmp_path / "one", processes=1, last=last)
    two = build_site(release, tmp_path / "two", processes=2, last=last)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert one == two


def test_a_library_of_another_name_leaves_no_page_as_it_was(last: Release, tmp_path: Path) -> None:
    libraries = (replace(NETWORK.libraries[0], title={"vi": "Thư viện Phú Yên", "en": "Phú Yên library"}), *NETWORK.libraries[1:])
    release = write_release(tmp_path / "r", WORKS, replace(NETWORK, libraries=libraries))
    assert build_site(release, tmp_path / "site", processes=1, last=last).kept == 0
    build_site(release, tmp_path / "whole", processes=1)
    assert files(tmp_path / "site") == files(tmp_path / "whole")


def say(release: Path, heading: str, kind: str, text: str) -> None:
    db = sqlite3.connect(release / layout.ENTITIES)
    db.execute("INSERT INTO heading_form VALUES (?, ?, ?, 'vi')", (heading, kind, text))
    db.commit()
    db.close()


@pytest.mark.parametrize("kind", ["variant", "link", "note"])
def test_what_authority_records_say_anew_is_printed(kind: str, last: Release, tmp_path: Path) -> None:
    write_release(tmp_path / "r", WORKS)
    say(tmp_path / "r", "agent/nguyendu", kind, "https://viaf.org/viaf/1")
    release = Release.open(tmp_path / "r")
    build_site(release, tmp_path / "site", processes=1, last=last)
    build_site(release, tmp_path / "whole", processes=1)
    assert files(tmp_path / "site") == files(tmp_path / "whole")
    assert b"viaf" in (tmp_path / "site/agent/nguyendu.html").read_bytes()
    build_site(last, tmp_path / "back", processes=1, last=_with_site(release, tmp_path / "site"))
    assert files(tmp_path / "back") == files(last.path / layout.SITE)


def _with_site(release: Release, site: Path) -> Release:
    site.rename(release.path / layout.SITE)
    return release


def test_a_page_that_the_last_site_lost_is_printed(last: Release, tmp_path: Path) -> None:
    before = write_release(tmp_path / "r", WORKS)
    build_site(before, before.path / layout.SITE, processes=1)
    for name in ("work/w8.html", "en/work/w9.html", "en/agent/hostile.html", "agent/nguyendu/2.html", "browse/titles/d.html"):
        (before.path / layout.SITE / name).unlink()
    build_site(last, tmp_path / "site", processes=1, last=before)
    assert files(tmp_path / "site") == files(last.path / layout.SITE)


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EMLINK, errno.EPERM])
def test_where_links_are_not_to_be_had_pages_are_copied(
    number: int, last: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: str, target: str, **folders: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    report = build_site(last, tmp_path / "site", processes=1, last=last)
    assert files(tmp_path / "site") == files(last.path / layout.SITE)
    assert report.kept > 400
    assert not linked(tmp_path / "site", last)


class Recorder:
    """A release that notes what is read of it."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self.read: set[tuple[str, str]] = set()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._release, name)
        if not callable(found):
            self.read.add((name, ""))
            return found

        def read(*given: Any) -> Any:
            self.read.add((name, str(given[0]) if given else ""))
            return found(*given)

        return read


def test_pages_read_only_what_is_compared(last: Release, tmp_path: Path) -> None:
    """Each sort of page that can be taken over, printed from a release that notes what is asked of it."""
    press = Press(last, tmp_path / "site")
    seen: set[str] = set()
    for job in _jobs(last, None):
        if job.kind not in INPUTS:
            continue
        for paths in [(path,) for path in job.paths] if job.kind in ("works", "headings") else [job.paths]:
            recorder = press.release = Recorder(last)  # type: ignore[assignment]
            _print(press, replace(job, paths=paths))
            assert {name for name, _ in recorder.read} <= INPUTS[job.kind], job.kind
            if job.kind in ("works", "headings"):
                own = {each for name, each in recorder.read if name != "work" or job.kind == "works"}
                assert own == {paths[0]}
        seen.add(job.kind)
    assert seen == set(INPUTS)


def test_equal_releases_differ_in_nothing(last: Release) -> None:
    found = changes(last, last)
    assert not found.works and not found.lines and not found.headings
