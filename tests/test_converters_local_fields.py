# SPDX-License-Identifier: Apache-2.0
"""A library's own profile of local fields: what it names is read as the standard field, what it does not name stays local."""

from __future__ import annotations

from pathlib import Path

import pytest

from mucluc.cli import main
from mucluc.config import Config
from mucluc.converters.examples import record_of
from mucluc.converters.local_fields import LocalField, ProfileError, named, standardised
from mucluc.converters.screen import Policy, screen
from mucluc.endpoint.marc import iso2709
from mucluc.errors import ConfigError
from mucluc.publish import publish
from mucluc.release import Release

from .conftest import NOW, small_network


def fields(marc: list[str]) -> list[tuple[str, str]]:
    return list(record_of(marc).fields)


def test_a_koha_copy_is_read_as_a_copy_and_its_price_stays_local() -> None:
    record = record_of(["001 1", "952 ##$bPY$cDC$o895.922 K309$pPY.0001$g85000$yBK"])
    read = standardised(record, named("koha"))
    assert list(read.fields) == fields(["001 1", "852 ##$bPY$cDC$h895.922 K309$pPY.0001", "952 ##$g85000$yBK"])
    screened = screen(read, Policy.default()).record
    assert screened is not None
    assert [tag for tag, _ in screened.fields] == ["001", "852"]


def test_indicators_choose_and_constants_are_added() -> None:
    profile = (LocalField.from_table({"field": "991|1*|", "to": "653", "subfields": {"a": "a"}, "with": {"2": "tvt"}}),)
    record = record_of(["001 1", "991 1#$aVăn học$bx", "991 2#$aKhác"])
    assert list(standardised(record, profile).fields) == fields(["001 1", "653 ##$2tvt$aVăn học", "991 1#$bx", "991 2#$aKhác"])


def test_one_local_field_may_say_two_standard_ones() -> None:
    profile = tuple(
        LocalField.from_table({"field": "990", "to": to, "subfields": {code: "a"}}) for to, code in (("500", "a"), ("653", "b"))
    )
    record = record_of(["001 1", "990 ##$aGhi chú$bTừ khoá"])
    assert list(standardised(record, profile).fields) == fields(["001 1", "500 ##$aGhi chú", "653 ##$aTừ khoá"])


def test_a_record_without_local_fields_is_the_same_record() -> None:
    record = record_of(["001 1", "245 10$aTruyện Kiều"])
    assert standardised(record, named("koha")) is record


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({"field": "852", "to": "653", "subfields": {"a": "a"}}, "local tag"),
        ({"field": "952a", "to": "653", "subfields": {"a": "a"}}, "without subfields"),
        ({"field": "952", "to": "952", "subfields": {"a": "a"}}, "standard field"),
        ({"field": "952", "to": "008", "subfields": {"a": "a"}}, "standard field"),
        ({"field": "952", "to": "852", "subfields": {}}, "subfields"),
        ({"field": "952", "to": "852", "subfields": {"a": "A"}}, "a-z"),
        ({"field": "952", "to": "852", "subfields": {"a": "a"}, "indicators": "1"}, "two characters"),
        ({"field": "952", "to": "852", "subfields": {"a": "a"}, "als": "x"}, "als"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(line: dict[str, object], word: str) -> None:
    with pytest.raises(ProfileError, match=word):
        LocalField.from_table(line)


def test_the_configuration_carries_a_profile_for_each_library(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path, 3)
    text = config.read_text("utf-8")
    profile = '\n[[library.local]]\nfield = "991"\nto = "653"\nsubfields = { a = "a" }\n'
    config.write_text(text.replace("\n[[source]]", 'local_system = "koha"\n' + profile + "\n[[source]]"), "utf-8")
    assert [line.to for line in Config.load(config).local["loc"]] == ["653", "852"]
    config.write_text(config.read_text("utf-8").replace('"koha"', '"kho"'), "utf-8")
    with pytest.raises(ConfigError, match="koha"):
        Config.load(config)


def test_a_published_release_has_the_copies_of_local_fields(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path, 2)
    data = (tmp_path / "records.mrc").read_bytes().split(b"\x1d")[0]
    field, length = b"  \x1fbPY\x1fo895.922 K309\x1fpPY.0001\x1fg85000\x1e", 0
    base, body = int(data[12:17]), data[int(data[12:17]) :]
    entry = b"952%04d%05d" % (len(field), len(body))
    whole = data[:24] + data[24 : base - 1] + entry + b"\x1e" + body + field
    length = len(whole) + 1
    whole = b"%05d" % length + whole[5:12] + b"%05d" % (base + 12) + whole[17:]
    (tmp_path / "records.mrc").write_bytes(whole + b"\x1d")
    config.write_text(config.read_text("utf-8").replace("\n[[source]]", 'local_system = "koha"\n\n[[source]]'), "utf-8")
    release = Release.open(publish(Config.load(config), now=NOW).path)
    (item,) = [item for work in release.works() for instance in work.instances for item in instance.items]
    assert item.shelf_mark == "895.922 K309"


def network_with_koha(example: Path, into: Path) -> Path:
    config = small_network(example, into, 1)
    config.write_text(config.read_text("utf-8").replace("\n[[source]]", 'local_system = "koha"\n\n[[source]]'), "utf-8")
    return config


@pytest.fixture
def koha_file(tmp_path: Path) -> Path:
    path = tmp_path / "koha.mrc"
    book = ["001 k1", "245 10$aTruyện Kiều", "541 ##$aTặng", "952 ##$bPY$o895.922 K309$pPY.0001$g85000"]
    secret = ["001 k2", "245 10$aMật", "355 0#$aMật"]
    path.write_bytes(b"".join(map(iso2709, map(record_of, (book, secret)))))
    return path


def test_convert_with_a_network_reads_local_fields_and_publishes_as_it_does(
    example: Path, tmp_path: Path, koha_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = network_with_koha(example, tmp_path)
    assert main(["convert", str(koha_file), "--network", str(config), "--library", "loc", "--jobs", "1"]) == 0
    out, err = capfd.readouterr()
    assert f"{Config.load(config).network.base}item/loc/k1/" in out
    assert "PY.0001" in out
    assert "85000" not in out
    assert "/k2>" not in out
    assert "no release policy" not in err
    assert main(["convert", str(koha_file), "--jobs", "1"]) == 0
    out, err = capfd.readouterr()
    assert "PY.0001" not in out
    assert "no release policy" in err


def test_explain_with_a_network_says_what_is_not_published(
    example: Path, tmp_path: Path, koha_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = network_with_koha(example, tmp_path)
    given = ["explain", str(koha_file), "--network", str(config), "--library", "loc", "--id"]
    assert main([*given, "k1"]) == 0
    out = capsys.readouterr().out
    assert "852.item" in out
    assert "541$a  × 1" in out
    assert "952$g  × 1" in out
    assert main([*given, "k2"]) == 0
    assert "security-class" in capsys.readouterr().out


def test_a_library_that_the_network_has_not_is_named(
    example: Path, tmp_path: Path, koha_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = network_with_koha(example, tmp_path)
    assert main(["convert", str(koha_file), "--network", str(config), "--library", "lok"]) == 2
    assert "did you mean 'loc'?" in capsys.readouterr().err
