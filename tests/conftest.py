# SPDX-License-Identifier: Apache-2.0
"""What the rooms' tests share: the example network, published once a session."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mucluc.config import Config
from mucluc.publish import publish
from mucluc.release import Release

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 22, 10, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def example() -> Path:
    """The folder of the example network."""
    return ROOT / "examples" / "phu-yen"


def copy_network(example: Path, into: Path) -> Path:
    """A copy of the example network whose releases go to `into/var`; the path of its TOML file."""
    network = into / "network"
    shutil.copytree(example, network)
    config = network / "phu-yen.toml"
    text = config.read_text("utf-8")
    assert '"../../var"' in text
    config.write_text(text.replace('"../../var"', '"../var"'), "utf-8")
    return config


SMALL = """
[network]
slug = "small"
title = { vi = "Mạng nhỏ", en = "Small network" }
description = { vi = "Để kiểm thử", en = "For tests" }
base = "https://small.example/"
license = "CC0-1.0"
publisher = { vi = "Sở", en = "Department" }

[[library]]
slug = "loc"
title = { vi = "Thư viện Quốc hội Hoa Kỳ", en = "Library of Congress" }

[[source]]
library = "loc"
files = "records.mrc"
"""


def small_network(example: Path, into: Path, records: int = 12) -> Path:
    """A network of one library with the first records of the Library of Congress's file; the path of its TOML file."""
    data = (example / "loc-vietnamese-121.mrc").read_bytes().split(b"\x1d")[:records]
    (into / "records.mrc").write_bytes(b"".join(each + b"\x1d" for each in data))
    config = into / "small.toml"
    config.write_text(SMALL, "utf-8")
    return config


@pytest.fixture(scope="session")
def published(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `var` directory of a published copy of the example network; treat it as read-only."""
    config = copy_network(example, tmp_path_factory.mktemp("published"))
    return publish(Config.load(config), now=NOW).path.parent.parent


@pytest.fixture(scope="session")
def release(published: Path) -> Release:
    """The example network's release; treat it as read-only."""
    return Release.open(published / "current")
