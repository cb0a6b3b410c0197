# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest

from mucluc.config import Config
from mucluc.errors import ConfigError

GOOD = """
[network]
slug = "net"
title = { vi = "Mạng", en = "Network" }
description = { vi = "Mô tả", en = "Description" }
base = "https://data.example/"
license = "CC0-1.0"
publisher = { vi = "Sở", en = "Department" }

[[library]]
slug = "a"
title = { vi = "Thư viện A", en = "Library A" }

[[library.collection]]
slug = "local"
title = { vi = "Địa chí", en = "Local history" }
path = "852b"
equals = "DC"

[[source]]
library = "a"
files = "a.mrc"
"""


def load(tmp_path: Path, text: str) -> Config:
    file = tmp_path / "net.toml"
    file.write_text(text, "utf-8")
    return Config.load(file)


def test_a_small_configuration_has_sensible_defaults(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    assert config.root == tmp_path / "var"
    assert config.sources[0].files == ("a.mrc",)
    assert config.serve.host == "127.0.0.1"
    assert config.collections[0].name == "a/local"
    assert config.ckan is None


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("titel = { vi", "title = { vi", ["titel", "did you mean 'title'"]),
        ("libary = ", "library = ", ["libary", "did you mean 'library'"]),
        ('base = "https://data.example"', 'base = "https://data.example/"', ["base", "ends in '/'"]),
        ('library = "b"', 'library = "a"', ["no such library"]),
        ('en = "Network"', None, ["both languages"]),
        ('slug = "Net Work"', 'slug = "net"', ["slug", "a-z"]),
        ('license = "CC0"', 'license = "CC0-1.0"', ["license", "did you mean 'CC0-1.0'"]),
        ('files = "a.mrc"\nencoding = "utf9"', 'files = "a.mrc"', ["encoding", "cp1258"]),
        ('kind = "province"\nslug = "a"', 'slug = "a"', ["kind", "did you mean 'provincial'"]),
        ('path = "8"', 'path = "852b"', ["local"]),
        ("[[sources]]", "[[source]]", ["sources", "did you mean 'source'"]),
    ],
)
def test_a_wrong_key_or_value_is_named_with_the_right_one(tmp_path: Path, wrong: str, right: str | None, words: list[str]) -> None:
    text = GOOD.replace(right, wrong) if right else GOOD.replace(", " + wrong, "")
    assert text != GOOD
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text)
    for word in ["net.toml", *words]:
        assert word in str(error.value)


def test_a_missing_file_names_the_pattern_and_the_library(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    with pytest.raises(ConfigError, match=r"library 'a': no file 'a.mrc'"):
        config.files(config.sources[0])


def test_the_example_network_is_a_right_configuration(example: Path) -> None:
    config = Config.load(example / "phu-yen.toml")
    assert len(config.network.libraries) == 4
    assert all(config.files(source) for source in config.sources)
    assert config.network.example
