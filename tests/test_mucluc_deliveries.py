# SPDX-License-Identifier: Apache-2.0
"""How deliveries follow one another: later versions, deletions, full sets and sets of changes."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest

from mucluc.appraisal import Register
from mucluc.cli import main
from mucluc.config import Config
from mucluc.errors import ConfigError, PublishError
from mucluc.publish import publish
from mucluc.release import Release
from mucluc.talk import Talk
from mucluc.watching import watch

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


def test_sets_of_changes_add_replace_and_delete_until_a_full_set_begins_anew(tmp_path: Path) -> None:
    config = network(tmp_path, 'files = "*.mrc"\ndelivery = "changes"')
    (tmp_path / "2026-01.mrc").write_bytes(good("a", "Một") + good("b", "Hai"))
    assert titles(config) == {"a": "Một", "b": "Hai"}
    (tmp_path / "2026-02.mrc").write_bytes(good("b", "Hai mới") + good("c", "Ba") + deleted("a"))
    assert titles(config, 1) == {"b": "Hai mới", "c": "Ba"}
    (tmp_path / "2026-03-đầy đủ.mrc").write_bytes(good("a", "Một trở lại"))
    assert titles(config, 2) == {"a": "Một trở lại"}
    (tmp_path / "2026-04.mrc").write_bytes(good("d", "Bốn"))
    assert titles(config, 3) == {"a": "Một trở lại", "d": "Bốn"}


def test_a_replacing_record_of_a_set_of_changes_is_no_fault_but_a_doubled_one_of_a_full_set_is(tmp_path: Path) -> None:
    (tmp_path / "1.mrc").write_bytes(good("a") + good("a"))
    for kind, count in (("changes", 0), ("full", 1)):
        config = network(tmp_path, f'files = "*.mrc"\ndelivery = "{kind}"')
        assert publish(Config.load(config), now=NOW).faults.get("control-number-repeated", 0) == count


def test_of_whole_exports_in_one_folder_the_last_one_holds(tmp_path: Path) -> None:
    config = network(tmp_path, 'files = "*.mrc"\ndelivery = "latest"')
    (tmp_path / "2026-01.mrc").write_bytes(good("a") + good("b"))
    (tmp_path / "2026-02.mrc").write_bytes(good("b") + good("c"))
    (tmp_path / "2026-03.mrc.part").write_bytes(good("b"))
    (tmp_path / ".2026-04.mrc").write_bytes(good("b"))
    assert sorted(titles(config)) == ["b", "c"]


def test_what_may_go_missing_is_configured_and_a_person_may_be_asked(tmp_path: Path) -> None:
    records = [good(f"{number:03}", f"Nhan đề {number}") for number in range(20)]
    config = network(tmp_path, 'files = "all.mrc"', "\n[intake]\nmissing_share = 0.05\nmissing_few = 1\n")
    file = tmp_path / "all.mrc"
    file.write_bytes(b"".join(records))
    publish(Config.load(config), now=NOW)
    file.write_bytes(b"".join(records[2:]))
    asked: list[str] = []

    def ask(answer: bool) -> Callable[[str], bool]:
        return lambda question: asked.append(question) or answer  # type: ignore[func-returns-value]

    with pytest.raises(PublishError, match="loc would lose 2 of its 20"):
        publish(Config.load(config), now=NOW + timedelta(days=1), ask=ask(False))
    assert publish(Config.load(config), now=NOW + timedelta(days=1), ask=ask(True)).changes["withdrawn"] == 2
    assert asked == ["loc would lose 2 of its 20 records. Withdraw them?"] * 2


APPRAISED = '\n[appraisal]\nrequired = true\nregister = "tham-dinh.toml"\n'


def mucluc(*arguments: str) -> str:
    """Runs a command that must succeed; its standard output."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(arguments) == 0
    return out.getvalue()


def states(config: Path) -> dict[str, str]:
    return {row["file"]: row["state"] for row in json.loads(mucluc("deliveries", str(config), "--json"))}


def appraise(config: Path, file: Path, *more: str) -> None:
    day = ("--date", NOW.date().isoformat())
    mucluc("appraise", str(config), str(file), "--library", "loc", "--body", "Hội đồng", "--number", "1/QĐ", *day, *more)


def test_only_what_was_appraised_is_released_and_a_decision_is_on_the_very_file(tmp_path: Path) -> None:
    config = network(tmp_path, 'files = "*.mrc"\ndelivery = "changes"', APPRAISED)
    first, second = tmp_path / "1.mrc", tmp_path / "2.mrc"
    first.write_bytes(good("a", "Một") + good("b", "Hai") + good("c", "Ba"))
    with pytest.raises(PublishError, match="wait for their appraisal"):
        titles(config)
    appraise(config, first)
    assert states(config) == {"1.mrc": "released"}
    assert titles(config) == {"a": "Một", "b": "Hai", "c": "Ba"}
    public = (tmp_path / "var" / "current" / "reports" / "provenance.ttl").read_text("utf-8")
    assert "Hội đồng" in public and "1/QĐ" in public, "who decided is public"
    second.write_bytes(good("a", "Một mới") + good("d", "Bốn") + withheld("b", "Hai") + deleted("c"))
    assert states(config) == {"1.mrc": "released", "2.mrc": "waiting"}
    assert titles(config, 1) == {"a": "Một"}, "what waits adds nothing, but what it withholds and deletes goes at once"
    appraise(config, second)
    assert titles(config, 2) == {"a": "Một mới", "d": "Bốn"}
    second.write_bytes(second.read_bytes() + good("e", "Năm"))
    assert states(config)["2.mrc"] == "waiting"
    appraise(config, second, "--refuse")
    assert states(config)["2.mrc"] == "refused"
    assert titles(config, 3) == {"a": "Một"}


def test_the_last_released_export_stands_until_the_next_one_is_appraised(tmp_path: Path) -> None:
    config = network(tmp_path, 'files = "*.mrc"\ndelivery = "latest"', APPRAISED)
    (tmp_path / "1.mrc").write_bytes(good("a") + good("b") + good("c"))
    appraise(config, tmp_path / "1.mrc")
    (tmp_path / "2.mrc").write_bytes(good("a") + good("d") + withheld("c", "Ba"))
    assert sorted(titles(config)) == ["a", "b"]
    appraise(config, tmp_path / "2.mrc")
    assert sorted(titles(config, 1)) == ["a", "d"]


def test_a_standing_decision_holds_until_its_last_day(tmp_path: Path) -> None:
    config = network(tmp_path, rest=APPRAISED)
    (tmp_path / "1.mrc").write_bytes(good("a"))
    until = (NOW.date() + timedelta(days=1)).isoformat()
    arguments = ("--library", "loc", "--body", "Sở", "--number", "3/QĐ", "--date", NOW.date().isoformat())
    assert "entered" in mucluc("appraise", str(config), "--standing", "--until", until, *arguments)
    assert list(titles(config)) == ["a"]
    assert list(titles(config, 1)) == ["a"]
    with pytest.raises(PublishError, match="wait for their appraisal"):
        titles(config, 2, allow=False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ('library = "lok"', ["no library 'lok'", "did you mean 'loc'"]),
        ('outcome = "yes"', ["outcome 'yes'", "release"]),
        ('sha256 = "12"', ["sha256 '12'", "64"]),
        ("standing = true", ["sha256", "standing"]),
        ('date = "2026-01-01"', ["date", "without quotes"]),
        ('number = " "', ["number is empty"]),
        ('boody = "x"', ["boody", "did you mean 'body'"]),
    ],
)
def test_a_wrong_decision_is_named_with_what_would_be_right(tmp_path: Path, wrong: str, words: list[str]) -> None:
    right = {"library": '"loc"', "sha256": f'"{"a" * 64}"', "outcome": '"release"', "body": '"B"', "date": "2026-01-01", "number": '"1"'}
    key, _, value = wrong.partition(" = ")
    file = tmp_path / "register.toml"
    file.write_text("[[decision]]\n" + "\n".join(f"{name} = {each}" for name, each in {**right, key: value}.items()), "utf-8")
    with pytest.raises(ConfigError) as error:
        Register.load(file, {"loc"})
    for word in ["register.toml", "[[decision]]", *words]:
        assert word in str(error.value)


def test_a_decision_on_something_that_was_not_delivered_is_refused(tmp_path: Path) -> None:
    config = network(tmp_path, rest=APPRAISED)
    (tmp_path / "1.mrc").write_bytes(good("a"))
    (tmp_path / "other.xml").write_bytes(b"")
    assert main(["appraise", str(config), str(tmp_path / "other.xml"), "--library", "loc", "--body", "B", "--number", "1"]) == 2
    assert not (tmp_path / "tham-dinh.toml").exists()


def test_a_watched_folder_is_published_when_it_has_come_to_rest(tmp_path: Path) -> None:
    config = network(tmp_path)
    file = tmp_path / "1.mrc"
    file.write_bytes(good("a"))
    out = io.StringIO()
    steps = iter([lambda: file.write_bytes(good("a") + good("b")), lambda: None, lambda: None, lambda: file.write_bytes(b""), lambda: None])

    class Enough(Exception):
        pass

    def sleep(seconds: float) -> None:
        assert seconds == 5
        try:
            next(steps)()
        except StopIteration:
            raise Enough from None

    harvested: list[str] = []
    with pytest.raises(Enough):
        watch(
            config,
            every=5,
            once=False,
            talk=Talk(out=out),
            harvest=lambda asked: harvested.append(asked.network.slug),
            harvest_every=3600,
            sleep=sleep,
        )
    assert harvested == ["small"], "at the start, and again in an hour"
    said = [line for line in out.getvalue().splitlines() if line.startswith(("release", "mucluc:"))]
    assert len(said) == 2, "it was growing at the first look, and what hinders is said once"
    assert said[0].endswith("is current") and "no record was left" in said[1]
    assert Release.open(tmp_path / "var" / "current").counts["records"] == 2


def test_watching_once_ends_after_one_attempt(tmp_path: Path) -> None:
    config = network(tmp_path)
    (tmp_path / "1.mrc").write_bytes(good("a"))
    assert main(["watch", str(config), "--once", "--every", "0.01"]) == 0
    assert main(["watch", str(config), "--once", "--every", "0.01"]) == 0
    assert len(list((tmp_path / "var" / "releases").iterdir())) == 1
