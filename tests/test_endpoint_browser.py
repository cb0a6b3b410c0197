# SPDX-License-Identifier: Apache-2.0
"""The endpoint's own pages in a real browser: nothing inaccessible, nothing from elsewhere, nothing wider than a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .endpoint_fixtures import make_release, served

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
SELECT = "/sparql?lang=en&query=SELECT+%3Fwork+%3Ftitle+%7B+%3Fwork+bf%3Atitle%2Fbf%3AmainTitle+%3Ftitle+%7D+LIMIT+5"
PAGES = {
    "query": "/sparql",
    "query in English": "/sparql?lang=en",
    "result": SELECT,
    "graph": "/sparql?query=DESCRIBE+%3Cwork%2Fw1%3E",
    "error": "/sparql?query=SELECT",
    "statements": "/instance/i1.html",
    "statements in English": "/en/agent/a1.html",
    "programs": "/api",
    "problems": "/problems?lang=en",
    "terms": "/ns.html",
    "not found": "/nothing-here",
    "split": "/work/both",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("browser")
    make_release(root)
    with served(root, deadline=10) as url:
        yield url


@pytest.mark.parametrize(("name", "colours"), [*((name, "light") for name in PAGES), ("result", "dark"), ("error", "dark")])
def test_every_page_is_accessible_and_fits_a_phone(browser: Browser, url: str, name: str, colours: str) -> None:
    # axe itself is put into the page past its content security policy; the next test keeps the policy on.
    context = browser.new_context(viewport={"width": 360, "height": 780}, color_scheme=colours, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url + PAGES[name])
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations.map(each => [each.id, each.nodes.map(node => node.html)]))")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_no_page_asks_another_server_or_breaks_its_own_policy(browser: Browser, url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in PAGES.values():
        page.goto(url + path)
    assert [each for each in asked if not each.startswith((url, "data:"))] == []
    assert [each for each in said if "Failed to load resource" not in each] == []
    context.close()


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
    context = browser.new_context(locale="vi")
    page = context.new_page()
    page.goto(url + SELECT)
    page.get_by_role("link", name="work/w1", exact=False).first.click()
    assert page.url.startswith(url + "/work/w1")
    context.close()
