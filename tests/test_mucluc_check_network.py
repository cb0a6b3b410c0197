# SPDX-License-Identifier: Apache-2.0
"""Records are compared with each other in a run, after screening."""

from __future__ import annotations

from pathlib import Path

from mucluc.config import Config
from mucluc.converters.check_engine import example as record
from mucluc.endpoint.marc import iso2709
from mucluc.publish import publish

from .conftest import NOW, small_network

BOOK = "008 190612s2003####vm#abf###b###s001#0#vie## // 245 00$aLịch sử Phú Yên // 260 ##$aPhú Yên$c2003"


def test_a_run_reports_duplicates_and_links_that_lead_nowhere(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path, 2)
    with (tmp_path / "records.mrc").open("ab") as file:
        for text in (f"001 X1 // {BOOK}", f"001 X2 // {BOOK}", f"001 X3 // {BOOK}$gA // 773 0#$tA$wNOWHERE"):
            file.write(iso2709(record(text)))
    published = publish(Config.load(config), now=NOW)
    assert (published.faults["duplicate-exact"], published.faults["link-dangling"]) == (1, 1)
