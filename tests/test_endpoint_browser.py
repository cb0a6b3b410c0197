# SPDX-License-Identifier: Apache-2.0
"""The endpoint's own pages in a real browser: one look with the site, nothing inaccessible, nothing from elsewhere, nothing too wide."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from mucluc.release import Release, layout

from .endpoint_fixtures import served

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
SELECT = "/sparql?query=SELECT+%3Fwork+%3Ftitle+%7B+%3Fwork+bf%3Atitle%2Fbf%3AmainTitle+%3Ftitle+%7D+LIMIT+5"
PAGES = {
    "query": "/sparql",
    "example": "/sparql?example=editions",
    "result": SELECT,
    "graph": "/sparql?query=DESCRIBE+%3Clibrary%2Floc%3E",
    "yes or no": "/sparql?query=ASK+%7B%7D",
    "error": "/sparql?query=SELECT",
    "instance": "/{instance}.html",
    "record": "/{record}.html",
    "item": "/{item}.html",
    "library": "/library/loc.html",
    "programs": "/api",
    "problems": "/problems",
    "terms": "/ns.html",
    "reports": "/reports/",
    "datasets": "/datasets/",
    "not found": "/nothing-here",
    "no such thing": "/agent/nothing-here.html",
    "gone": "/work/gone",
    "split": "/work/both",
    "malformed": "/sparql?query=ASK+%7B%7D&format=nonsense",
}
LANGUAGES = ("vi", "en")
THINGS = ("instance", "record", "item", "library")
# Where a colour is used that other pages do not use.
DARK = ("example", "result", "error", "instance", "reports", "gone")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture(scope="module")
def root(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example's release, in which one Work was split and one withdrawn."""
    made = tmp_path_factory.mktemp("browser")
    name = (published / layout.CURRENT).resolve().name
    shutil.copytree(published / layout.RELEASES / name, made / layout.RELEASES / name)
    (made / layout.CURRENT).symlink_to(Path(layout.RELEASES) / name)
    with closing(sqlite3.connect(made / layout.CURRENT / layout.ENTITIES)) as db, db:
        fates = (("work/both", "split", '["work/w1", "work/w2"]'), ("work/gone", "withdrawn", "[]"))
        db.executemany("INSERT INTO entity VALUES (?, ?, '2026-11-22T00:00:00Z', ?)", fates)
    return made


@pytest.fixture(scope="module")
def url(root: Path) -> Iterator[str]:
    with served(root, deadline=10) as url:
        yield url


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    release = Release.open(root / layout.CURRENT)
    edition = next(each for work in release.works() for each in work.instances if each.items)
    paths = {"instance": edition.path, "record": edition.records[0], "item": edition.items[0].path}
    release.close()
    return {name: path.format(**paths) for name, path in PAGES.items()}


@pytest.mark.parametrize(
    ("language", "colours", "names"),
    [*((language, "light", tuple(PAGES)) for language in LANGUAGES), ("vi", "dark", DARK), ("en", "dark", DARK)],
)
def test_every_page_is_accessible_fits_a_phone_and_wears_the_shell(
    browser: Browser, url: str, pages: dict[str, str], language: str, colours: str, names: tuple[str, ...]
) -> None:
    # axe itself is put into the page past its content security policy; the next test keeps the policy on.
    context = browser.new_context(
        viewport={"width": 320, "height": 780},
        color_scheme=colours,  # type: ignore[arg-type]
        locale=language,
        bypass_csp=True,
    )
    page = context.new_page()
    style = re.search(r'href="(/static/site\.[0-9a-f]+\.css)"', context.request.get(url).text())
    assert style is not None
    found: list[object] = []
    for name in names:
        # The page of a thing is in the language of its address; everything else is in the reader's.
        root = "/en" if language == "en" and name in THINGS else ""
        page.goto(url + root + pages[name])
        page.add_script_tag(content=AXE.read_text("utf-8"))
        result = page.evaluate("axe.run()")
        found += [(name, each["id"], [node["html"] for node in each["nodes"]]) for each in result["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append((name, "scrolls sideways"))
        worn = (
            page.locator("html").get_attribute("lang") == language,
            page.locator(f"link[rel=stylesheet][href='{style[1]}']").count() == 1,
            page.locator("header.top .brand").count() == 1,
            page.locator("header.top form.find").count() == 1,
            page.locator("footer.foot a[href^='/sparql']").count() == 1,
            page.locator("h1").count() == 1,
        )
        if not all(worn):
            found.append((name, worn))
    context.close()
    assert found == []


def test_no_page_asks_another_server_or_breaks_its_own_policy(browser: Browser, url: str, pages: dict[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in pages.values():
        page.goto(url + path)
    assert [each for each in asked if not each.startswith((url, "data:"))] == []
    assert [each for each in said if "Failed to load resource" not in each] == []
    context.close()


def test_every_link_within_the_host_leads_on_and_keeps_the_language(browser: Browser, url: str, pages: dict[str, str]) -> None:
    context = browser.new_context(locale="vi")
    page = context.new_page()
    followed: set[str] = set()
    dead = []
    for name, path in pages.items():
        if name == "split":
            continue  # its successors are invented
        page.goto(f"{url}{path}{'&' if '?' in path else '?'}lang=en")
        hrefs = page.eval_on_selector_all("a[href], link[href]", "all => all.map(each => each.getAttribute('href'))")
        for href in {each.partition("#")[0] for each in hrefs if each.startswith("/")} - followed:
            followed.add(href)
            answer = context.request.get(url + href, headers={"Accept": "text/html, */*;q=0.5"})
            # A page that is an error links to itself in the other language.
            if not answer.ok and not href.startswith(urlsplit(path).path):
                dead.append((name, href, answer.status))
        if page.locator("html").get_attribute("lang") == "en":
            page.click("a.switch")
            if page.locator("html").get_attribute("lang") != "vi":
                dead.append((name, "the switch does not turn the language", 0))
    context.close()
    assert dead == []
    assert len(followed) > 50


def test_a_query_runs_by_key_and_without_scripts(browser: Browser, url: str) -> None:
    query = "SELECT ?work { ?work a bf:Work } LIMIT 3"
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(url + "/sparql?lang=en")
        page.fill("#query", query)
        if scripts:
            page.press("#query", "Control+Enter")
        else:
            page.get_by_role("button", name="Run").click()
        page.wait_for_selector("tbody tr")
        assert page.locator("tbody tr").count() == 3
        assert page.input_value("#query").strip() == query
        context.close()


def test_a_result_leads_to_the_thing(browser: Browser, url: str) -> None:
    for language, root in (("vi", "/"), ("en", "/en/")):
        context = browser.new_context(locale=language)
        page = context.new_page()
        page.goto(f"{url}{SELECT}&lang={language}")
        page.locator("tbody a").first.click()
        assert re.fullmatch(rf"{url}{root}work/\w+\.html(#.*)?", page.url)
        context.close()
