# SPDX-License-Identifier: Apache-2.0
"""How deliveries follow one another: later versions, deletions, full sets and sets of changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from mucluc.config import Config
from mucluc.publish import publish
from mucluc.release import Release

from .conftest import NOW, SMALL
from .marc_builder import FIXED, good, iso


def network(folder: Path, source: str = 'files = "*.mrc"', rest: str = "") -> Path:
    config = folder / "small.toml"
    config.write_text(SMALL.replace('files = "records.mrc"', source) + rest, "utf-8")
    return config


def titles(config: Path, day: int = 0, *, allow: bool = True) -> dict[str, str]:
    """Publishes; the title of each published record by its control number."""
    done = publish(Config.load(config), now=NOW + timedelta(days=day), allow_withdrawals=allow)
    release = Release.open(done.path)
    return {
        record.control_number: next(work.title for work in release.works() if work.path == record.work)
        for record in release.records(limit=100)
        if record.status == "published"
    }


def withheld(number: str, title: str) -> bytes:
    return iso([("001", number), ("008", FIXED), ("245", f"10\x1fa{title}"), ("506", "1 \x1faKhông phục vụ")])


def deleted(number: str) -> bytes:
    return good(number)[:5] + b"d" + good(number)[6:]


def test_a_record_that_is_withheld_now_takes_its_public_version_along(tmp_path: Path) -> None:
    config = network(tmp_path)
    (tmp_path / "1.mrc").write_bytes(good("a", "Một") + good("b", "Hai") + good("c", "Ba"))
    (tmp_path / "2.mrc").write_bytes(withheld("a", "Một") + deleted("b"))
    assert titles(config) == {"c": "Ba"}


def test_a_record_may_come_back_after_it_was_withheld(tmp_path: Path) -> None:
    config = network(tmp_path)
    (tmp_path / "1.mrc").write_bytes(good("a", "Một") + withheld("b", "Hai") + good("b", "Hai lần"))
    assert titles(config) == {"a": "Một", "b": "Hai lần"}
