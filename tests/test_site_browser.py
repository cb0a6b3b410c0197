# SPDX-License-Identifier: Apache-2.0
"""The site as people meet it, in a real browser: accessible, on a phone, by keyboard, under a strict policy; and its search."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mucluc.site import build_site
from mucluc.site.search_words import words

from .site_fixtures import ARABIC, HOSTILE, KIEU, LONG, NGUYEN_DU, UNTITLED, titled, write_release

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CHROME = os.environ.get("CHROME_PATH", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TITLES = ("Đường sắt Việt Nam", "Dương Vân Nga", "Đương thời", "Hòa bình", "Hoà thượng", "Tiếng hoa trong sen", "Hoa sen")
PAGES = (
    "", "work/kieu.html", "work/hostile.html", "work/long.html", "work/arabic.html", "browse/titles.html", "browse/titles/dd.html",
    "browse/agents.html", "agent/nguyendu.html", "browse/libraries.html", "browse/collections.html", "library/tinh.html",
    "collection/tinh/dia-chi.html", "search.html", "search.html?q=d%C6%B0%C6%A1ng", "search.html?q=khongco&library=tinh",
    "data.html", "about.html", "accessibility.html", "404.html",
)  # fmt: skip


class Handler(SimpleHTTPRequestHandler):
    """A plain server of files that sends the policy and keeps silent."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("served")
    many = [titled(n, f"{TITLES[n % len(TITLES)]} {n}", 1950 + n % 70, NGUYEN_DU) for n in range(210)]
    build_site(write_release(root / "release", [KIEU, HOSTILE, LONG, UNTITLED, ARABIC, *many]), root / "site", processes=1)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(root / "site")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROME, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_kind_of_page_is_accessible_and_quiet(browser: Browser, address: str, language: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    outside: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if not request.url.startswith(address) else None)
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    axe = AXE.read_text("utf-8")
    found = []
    for name in PAGES:
        page.goto(address + language + name)
        page.wait_for_load_state("networkidle")
        page.evaluate(axe)
        result = page.evaluate("rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES)
        assert len(result["passes"]) > 10, name
        found += [(name, kind, each["id"], each["nodes"][0]["html"]) for kind in ("violations", "incomplete") for each in result[kind]]
        if width == 360:
            page.set_viewport_size({"width": 320, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                found.append((name, "scrolls sideways", "", ""))
            page.set_viewport_size({"width": 360, "height": 900})
    context.close()
    assert (found, outside, said) == ([], [], [])


def results(page: Page, address: str, query: str) -> list[str]:
    page.goto(f"{address}search.html")
    page.fill("#q", query)
    page.press("#q", "Enter")
    page.wait_for_function(
        "() => !/…$/.test(document.getElementById('status').textContent) && document.getElementById('status').textContent"
    )
    page.wait_for_load_state("networkidle")
    return page.locator("#results .to").all_inner_texts()


def test_search_needs_no_diacritics(page: Page, address: str) -> None:
    found = results(page, address, "duong")
    assert {each.split()[0] for each in found} <= {"Đường", "Dương", "Đương"}
    assert "Tìm thấy 90 tác phẩm" in page.inner_text("#status")


@pytest.mark.parametrize("query", ["đường", "\u0111u\u031bo\u031b\u0300ng", "ĐƯỜNG"])
def test_search_puts_exact_spelling_first_in_any_form(page: Page, address: str, query: str) -> None:
    found = results(page, address, query)
    assert len(found) == 20
    assert all(each.startswith("Đường") for each in found)


def test_search_takes_both_places_of_a_tone_for_one(page: Page, address: str) -> None:
    found = []
    for query in ("hòa", "hoà"):
        page.goto(f"{address}search.html?q={query}&from=1950&to=1959")
        page.wait_for_load_state("networkidle")
        found.append(page.locator("#results ol >> nth=0").locator(".to").all_inner_texts())
    assert found[0] == found[1]
    assert {each.split()[0] for each in found[0]} == {"Hòa", "Hoà"}


def test_search_ranks_what_stands_together_above_what_merely_occurs(page: Page, address: str) -> None:
    assert all(each.startswith("Hoa sen") for each in results(page, address, "hoa sen"))


@pytest.mark.parametrize("query", ["雲翹", "9786049693052", "978-604-9693-05-2", "nguyen du kieu", "đoạn trường"])
def test_search_finds_scripts_numbers_names_and_other_titles(page: Page, address: str, query: str) -> None:
    assert results(page, address, query)[0] == "Truyện Kiều"


def test_search_that_finds_nothing_says_what_was_searched_and_which_word_fails(page: Page, address: str) -> None:
    assert results(page, address, "kiều khongcotu") == []
    assert "215 tác phẩm" in page.inner_text("#status")
    assert page.locator(".parts li").all_inner_texts() == ["“kieu”: 1 tác phẩm", "“khongcotu”: 0 tác phẩm"]


def test_search_can_be_limited_and_the_address_keeps_it(page: Page, address: str) -> None:
    page.goto(f"{address}search.html?q=duong&from=2010&library=tinh&sort=year")
    page.wait_for_load_state("networkidle")
    shown = page.locator("#results .meta").all_inner_texts()
    years = [int(each.rsplit(" ", 1)[1]) for each in shown]
    assert years == sorted(years, reverse=True)
    assert min(years) >= 2010
    assert page.input_value("#library") == "tinh"
    assert page.locator("#language option").count() > 1


def test_search_survives_a_query_that_is_markup(page: Page, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    results(page, address, "<img src=x onerror=alert(1)> script")
    assert page.locator("main img").count() == 0


def test_search_says_when_its_files_cannot_be_had(page: Page, address: str) -> None:
    page.route("**/search/*/terms/*", lambda route: route.abort())
    page.goto(f"{address}search.html?q=duong")
    page.wait_for_load_state("networkidle")
    assert "chưa tìm được" in page.inner_text("#status")


def test_without_javascript_the_search_points_to_the_lists(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/search.html?q=duong")
    assert page.locator("noscript").is_visible() or "needs JavaScript" in page.inner_text("main")
    assert page.locator("main a[href='/en/browse/titles.html']").count() == 1
    context.close()


def test_the_keyboard_reaches_the_main_content_first(page: Page, address: str) -> None:
    page.goto(f"{address}work/kieu.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_switch_leads_to_the_same_page(page: Page, address: str) -> None:
    page.goto(f"{address}work/kieu.html")
    page.click("text=English")
    assert page.url == f"{address}en/work/kieu.html"
    page.click("text=Tiếng Việt >> nth=0")
    assert page.url == f"{address}work/kieu.html"


def test_the_browser_folds_as_python_does(page: Page, address: str) -> None:
    page.goto(f"{address}search.html")
    vectors = json.loads((ROOT / "vocab/fold-vectors.json").read_text("utf-8"))
    texts = [text for text, _ in vectors["fold"]]
    assert page.evaluate("texts => texts.map(each => Mucluc.fold(each))", texts) == [folded for _, folded in vectors["fold"]]
    texts += ["Đường sắt Hoà-bình", "金雲翹新傳", "L’été; C++", "nghiêng" * 9, "𠀧千字", "T︠S︡arʹ"]
    assert page.evaluate("texts => texts.map(each => Mucluc.words(each))", texts) == [
        [list(each) for each in words(text)] for text in texts
    ]
