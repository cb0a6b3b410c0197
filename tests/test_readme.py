# SPDX-License-Identifier: Apache-2.0
"""What the README shows works: its queries find something, its configuration is right, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from mucluc.config import Config
from mucluc.release import Release

from .conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("query", blocks("sparql"))
def test_each_query_finds_something(query: str, release: Release) -> None:
    found = ox.Store.read_only(str(release.store)).query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) >= 3


def test_there_are_three_queries() -> None:
    assert len(blocks("sparql")) == 3


def test_the_five_minute_configuration_is_right(tmp_path: Path) -> None:
    (tmp_path / "network.toml").write_text(blocks("toml")[0], "utf-8")
    assert Config.load(tmp_path / "network.toml").sources[0].files == ("my.mrc",)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_documentation_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"https?:|mailto:|#", target):
            assert (page.parent / target.split("#")[0]).exists(), f"{page.name}: {target}"
