# SPDX-License-Identifier: Apache-2.0
"""The site as files: the same bytes every time, no dead link, hostile text inert, lists in Vietnamese order."""

from __future__ import annotations

import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from mucluc.release import Contribution, Release, Work, shell
from mucluc.site import build_site
from mucluc.site.addresses import below
from mucluc.site.letters import letter

from .site_fixtures import ARABIC, HOSTILE, KIEU, LONG, NGUYEN_DU, SCRIPT, UNTITLED, titled, write_release

TITLES = ("Đường sắt", "Dương Vân Nga", "Ăn mày dĩ vãng", "Ơn thầy", "Ước mơ", "Ô cửa", "1975", "Đất rừng")
# What the endpoint answers beside the site's files.
ENDPOINT = re.compile(r"^/(datasets/|reports/|sparql|oai|api|ns\.html|(en/)?record/)|\.(ttl|jsonld|nt)$")


def works() -> list[Work]:
    many = [titled(n, f"{TITLES[n % len(TITLES)]} {n}", 1950 + n % 70, NGUYEN_DU) for n in range(240)]
    return [KIEU, HOSTILE, LONG, UNTITLED, ARABIC, *many]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return write_release(tmp_path_factory.mktemp("release") / "r", works())


@pytest.fixture(scope="module")
def site(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("site") / "s"
    build_site(release, into, processes=1)
    return into


class Reader(HTMLParser):
    """Links, ids, scripts and the balance of a page."""

    VOID = frozenset(("meta", "link", "input", "img", "br", "hr"))

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.langs: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.handlers.append(f"{tag} {name}")
            if name in ("href", "src", "action"):
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name == "lang":
                self.langs.add(value or "")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def digest(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_release_gives_the_same_bytes_with_any_number_of_processes(release: Release, site: Path, tmp_path: Path) -> None:
    report = build_site(release, tmp_path / "again", processes=2)
    assert digest(tmp_path / "again") == digest(site)
    assert report.files == len(digest(site))
    assert report.bytes == sum(p.stat().st_size for p in site.rglob("*") if p.is_file())


def test_a_page_is_not_written_over(release: Release, site: Path) -> None:
    with pytest.raises(FileExistsError):
        build_site(release, site, processes=1)


def test_each_page_exists_in_both_languages(site: Path) -> None:
    names = {str(p.relative_to(site)) for p in pages(site)}
    vietnamese = {name for name in names if not name.startswith("en/")}
    assert {f"en/{name}" for name in vietnamese} == names - vietnamese


def test_every_link_leads_somewhere(site: Path) -> None:
    assert dead_links(site) == []


def test_every_link_of_the_example_leads_somewhere(published: Path) -> None:
    assert dead_links(published / "current/site") == []


def dead_links(site: Path) -> list[tuple[str, str]]:
    ids: dict[Path, set[str]] = {}
    dead = []
    for page in pages(site):
        reader = Reader(page.read_text("utf-8"))
        for link in reader.links:
            to = urlsplit(link)
            if to.scheme or ENDPOINT.search(to.path):
                continue
            target = page if not to.path else site / unquote(to.path.lstrip("/"))
            target = target / "index.html" if to.path.endswith("/") else target
            if not target.is_file():
                dead.append((page.name, link))
            elif to.fragment:
                if target not in ids:
                    ids[target] = set(Reader(target.read_text("utf-8")).ids)
                if to.fragment not in ids[target]:
                    dead.append((page.name, link))
    return dead


def test_pages_are_balanced_and_name_nothing_twice(site: Path) -> None:
    for page in pages(site):
        reader = Reader(page.read_text("utf-8"))
        assert (reader.wrong, reader.open) == ([], []), page
        assert len(reader.ids) == len(set(reader.ids)), page
        assert reader.tags.count("h1") == 1, page


def test_nothing_runs_that_is_not_ours_and_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        text = page.read_text("utf-8")
        reader = Reader(text)
        assert reader.handlers == [], page
        assert SCRIPT not in text, page
        assert not [link for link in reader.links if link.lower().startswith(("javascript:", "data:"))], page
        for source in re.findall(r"<(?:script|img)[^>]* src=\"([^\"]*)\"|<link rel=\"stylesheet\" href=\"([^\"]*)\"", text):
            assert "".join(source).startswith("/static/"), page


def test_hostile_text_is_shown_as_it_is(site: Path) -> None:
    text = (site / "work/hostile.html").read_text("utf-8")
    assert "{{ 7 * 7 }}" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert json.loads(blocks[0])["name"].startswith('"><img')


def test_a_work_without_a_title_says_so_and_a_long_one_is_cut_in_lists_only(site: Path) -> None:
    assert "<h1>[Không có nhan đề]</h1>" in (site / "work/untitled.html").read_text("utf-8")
    assert "<h1>[No title]</h1>" in (site / "en/work/untitled.html").read_text("utf-8")
    assert LONG.title.strip()[-20:] in (site / "work/long.html").read_text("utf-8")
    assert len((site / "browse/titles/n.html").read_text("utf-8")) < 20_000


def test_other_scripts_carry_language_and_direction(site: Path) -> None:
    assert "vi-Hani" in Reader((site / "work/kieu.html").read_text("utf-8")).langs
    assert '<h1 lang="ar" dir="rtl">' in (site / "work/arabic.html").read_text("utf-8")
    assert '<h1 lang="vi">Truyện Kiều</h1>' in (site / "en/work/kieu.html").read_text("utf-8")


def test_a_work_shows_who_holds_it_where(site: Path) -> None:
    text = (site / "work/kieu.html").read_text("utf-8")
    for each in (
        "DC 895.9",
        "Kho địa chí",
        "/library/tinh.html",
        "Xin hỏi thư viện",
        "https://so.example/kieu",
        "/collection/tinh/dia-chi.html",
    ):
        assert each in text
    assert 'id="instance-kieu1"' in text


def test_letters_follow_the_vietnamese_alphabet(site: Path) -> None:
    bar = re.search(r'<nav class="letters".*?</nav>', (site / "browse/titles.html").read_text("utf-8"), re.S)
    assert bar is not None
    letters = re.findall(r"<b>(.*?)</b>", bar.group())
    assert letters == ["Chữ viết khác", "0–9", "Ă", "D", "Đ", "I", "N", "Ô", "Ơ", "T", "Ư"]
    listed = re.findall(r'class="to"[^>]*>(.*?)</a>', (site / "browse/titles/dd.html").read_text("utf-8"))
    assert listed[0].startswith("Đất rừng")
    assert listed[-1].startswith("Đường sắt")


def test_a_long_heading_is_cut_into_pages_and_nothing_is_lost(site: Path) -> None:
    found = []
    for name in ("agent/nguyendu.html", "agent/nguyendu/2.html", "agent/nguyendu/3.html"):
        found += re.findall(r'class="to" href="(/work/[^"]*)"', (site / name).read_text("utf-8"))
    assert len(found) == len(set(found)) == 241


def test_no_time_and_no_release_id_stand_in_a_page(release: Release, site: Path) -> None:
    assert all(release.path.parent.name not in page.read_text("utf-8") for page in pages(site))


def test_pages_stay_light(site: Path) -> None:
    assert len((site / "work/kieu.html").read_bytes()) < 15_000
    assert len((site / "index.html").read_bytes()) < 40_000


@pytest.mark.parametrize(
    ("key", "expected"),
    [("d~u~o~ng.1", "Đ"), ("duong", "D"), ("a}n", "Â"), ("41975", "0"), ("", "~"), ("金雲翹", "~"), ("u~o~c.4 mo~", "Ư")],
)
def test_the_letter_of_a_sort_key(key: str, expected: str) -> None:
    assert letter(key) == expected


@pytest.mark.parametrize("name", ["/etc/passwd", "../x.html", "work/../../x.html", ""])
def test_no_page_leaves_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a page"):
        below(tmp_path, name)


def test_the_reports_are_a_page_of_the_site(published: Path) -> None:
    site = published / "current/site"
    counted = json.loads((published / "current/reports/faults.json").read_text("utf-8"))
    for page, library, language in ((site / "reports.html", "Thư viện tỉnh", "vi"), (site / "en/reports.html", "Phú Yên Provincial", "en")):
        text = page.read_text("utf-8")
        assert library in text
        assert all(about["title"][language] in html.unescape(text) for about in counted["codes"].values())
        assert {each["code"] for library in counted["libraries"] for each in library["faults"]} <= set(
            re.findall(r"<code>(.*?)</code>", text)
        )
    assert 'href="/en/reports.html"' in (site / "en/index.html").read_text("utf-8")


def test_a_release_without_reports_links_to_none(site: Path) -> None:
    assert not (site / "reports.html").exists()
    assert not [page for page in pages(site) if "reports.html" in page.read_text("utf-8")]


def test_the_shell_has_each_slot_once_and_nothing_of_one_page(site: Path) -> None:
    for language in ("vi", "en"):
        text = shell.path(site, language).read_text("utf-8")
        assert len(shell.cut(text)) == len(shell.SLOTS) + 1
        assert "canonical" not in text and "robots" not in text and "<script" not in text
        assert Reader(text).wrong == []
    with pytest.raises(shell.ShellError, match="in this order"):
        shell.cut(text.replace(shell.slot("switch"), ""))


def test_a_role_that_a_code_and_a_term_name_alike_is_shown_once(tmp_path: Path) -> None:
    work = replace(KIEU, contributions=(Contribution(NGUYEN_DU, ("ann", "chú giải", "aut"), True),))
    build_site(write_release(tmp_path / "release", [work]), tmp_path / "site", processes=1)
    assert "(chú giải, tác giả)" in (tmp_path / "site/work/kieu.html").read_text("utf-8")
    assert "chú giải, chú giải" not in (tmp_path / "site/agent/nguyendu.html").read_text("utf-8")
