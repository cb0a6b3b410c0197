# SPDX-License-Identifier: Apache-2.0
"""The release policy in the whole job: what becomes of a record, what is said of it, and what goes when it is withheld after all."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from mucluc.cli import main
from mucluc.config import Config
from mucluc.publish import Published, publish
from mucluc.publish.commit import current, finished, verify
from mucluc.publish.kill import PRUNING_POINTS
from mucluc.release import Release

from .conftest import NOW, SMALL
from .endpoint_fixtures import served
from .leak_scan import Scan, contents
from .marc_builder import FIXED, good, iso

SECRET = "Quyhoạchđấtrừng"
"""A word of a title that stands nowhere else."""
CLOSED = ("506", "1 \x1faTài liệu không phục vụ bạn đọc")

BLANK = ("506", "  \x1faĐọc")
DONOR = ("561", "0 \x1faÔng")


def network(folder: Path, kind: str = "provincial") -> Path:
    config = folder / "small.toml"
    config.write_text(SMALL.replace('slug = "loc"', f'slug = "loc"\nkind = "{kind}"'), "utf-8")
    return config


def book(number: str, title: str, *more: tuple[str, str]) -> bytes:
    return iso([("001", number), ("008", FIXED), ("245", f"10\x1fa{title}"), *more])


def deliver(config: Path, *records: bytes) -> None:
    (config.parent / "records.mrc").write_bytes(b"".join(records))


def made(config: Path, day: int = 0) -> Published:
    return publish(Config.load(config), now=NOW + timedelta(days=day), allow_withdrawals=True)


def numbers(made: Published) -> list[str]:
    return sorted(each.control_number for each in Release.open(made.path).records() if each.status == "published")


def killed(config: Path, point: str, day: int) -> int:
    """One run in a process of its own that dies at a point; its exit code."""
    command = [sys.executable, "-m", "mucluc.cli", "publish", str(config), "--now", (NOW + timedelta(days=day)).isoformat()]
    environment = {**os.environ, "MUCLUC_KILL_AT": point}
    return subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False).returncode


def mucluc(*arguments: str) -> str:
    """Runs a command that must succeed; its standard output."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(arguments) == 0
    return out.getvalue()


def holding(root: Path) -> list[str]:
    """The files outside `private` that hold the secret word in some form."""
    scan = Scan({"secret": [SECRET]})
    return [name for name, data in contents(root) if list(scan.find(data))]


@pytest.mark.parametrize("point", PRUNING_POINTS)
def test_a_run_that_dies_while_it_removes_a_release_leaves_the_rest_to_the_next(tmp_path: Path, point: str) -> None:
    config, root = network(tmp_path), tmp_path / "var"
    deliver(config, good("a"), book("s", SECRET))
    first = made(config)
    assert holding(root)
    deliver(config, good("a"), book("s", SECRET, CLOSED))
    assert killed(config, point, 1) == -signal.SIGKILL
    now = current(root)
    assert now is not None and now.id != first.release and not verify(now.path).wrong
    assert holding(root), "it died before the older release was gone"
    after = made(config, 2)
    assert (after.changed, after.release) == (False, now.id)
    assert [path.name for path in (root / "releases").iterdir()] == [now.id]
    assert holding(root) == []


def test_releases_can_be_removed_but_not_the_current_one(tmp_path: Path) -> None:
    config = network(tmp_path)
    runs = []
    for day in range(4):
        deliver(config, *(good(f"{number}") for number in range(day + 1)))
        runs.append(made(config, day).release)
    assert json.loads(mucluc("release", "prune", str(config), runs[0], "--json")) == [runs[0]]
    assert main(["release", "prune", str(config), runs[-1]]) == 2
    assert main(["release", "prune", str(config), "--keep", "0"]) == 2
    assert json.loads(mucluc("release", "prune", str(config), "--keep", "2", "--json")) == [runs[1]]
    assert [path.name for path in finished(tmp_path / "var")] == runs[2:]


def test_explain_names_the_rule_and_its_reason_in_both_languages(tmp_path: Path) -> None:
    config, file = network(tmp_path), tmp_path / "records.mrc"
    deliver(config, good("open"), book("cut", "Nhan đề", ("561", f"0 \x1fa{SECRET}")), book("closed", SECRET, CLOSED))

    def explained(number: str) -> dict[str, Any]:
        text = mucluc("policy", "explain", str(config), str(file), "--id", number, "--json")
        assert SECRET not in text
        found: dict[str, Any] = json.loads(text)
        return found

    assert (explained("open")["outcome"], explained("open")["removed"]) == ("publish", {})
    cut, closed = explained("cut"), explained("closed")
    assert (cut["outcome"], cut["removed"], [rule["id"] for rule in cut["rules"]]) == ("publish-without", {"561a": 1}, ["allow-list"])
    assert (closed["outcome"], [rule["id"] for rule in closed["rules"]]) == ("withhold", ["secret-words"])
    shown = mucluc("policy", "explain", str(config), str(file), "--id", "closed")
    for rule in (*cut["rules"], *closed["rules"]):
        assert set(rule["reason"]) == {"vi", "en"} and all(rule["reason"].values())
    assert all(text in shown for text in closed["rules"][0]["reason"].values())
    assert "không công bố / withheld" in shown and SECRET not in shown
    assert main(["policy", "explain", str(config), str(file), "--id", "nobody"]) == 2


def test_an_embargo_ends_by_itself(tmp_path: Path) -> None:
    config = network(tmp_path)
    deliver(config, good("a"), book("e", SECRET, ("506", "0 \x1fg20261124")))
    assert numbers(made(config)) == ["a"]
    assert holding(tmp_path / "var") == []
    assert not made(config, 1).changed
    after = made(config, 2)
    assert after.changed and numbers(after) == ["a", "e"]
    assert not made(config, 3).changed
    file = str(tmp_path / "records.mrc")
    before = json.loads(mucluc("policy", "explain", str(config), file, "--id", "e", "--on", "2026-11-23", "--json"))
    assert (before["outcome"], before["until"]) == ("withhold", "2026-11-24")


def test_a_library_of_the_armed_forces_says_itself_what_is_open(tmp_path: Path) -> None:
    config = network(tmp_path, "armed-forces")
    deliver(config, book("open", "Sách", ("506", "0 \x1faKhông hạn chế")), book("silent", SECRET), book("blank", SECRET, BLANK))
    assert numbers(made(config)) == ["open"]
    assert holding(tmp_path / "var") == []
    network(tmp_path, "provincial")
    assert numbers(made(config, 1)) == ["blank", "open", "silent"]


def test_the_private_audit_names_the_record_and_the_public_one_counts(tmp_path: Path) -> None:
    config = network(tmp_path)
    deliver(config, good("a"), book("KIN-77", SECRET, CLOSED), book("KIN-78", SECRET, CLOSED), book("CAT-79", "Sách", DONOR))
    done = made(config)
    private = (tmp_path / "var" / "private" / "audit" / f"{done.release}.ttl").read_text("utf-8")
    said = {(quad.subject.value, quad.predicate.value, quad.object.value) for quad in parsed(private)}
    for number, rule in (("KIN-77", "secret-words"), ("CAT-79", "allow-list")):
        (record,) = {subject for subject, predicate, value in said if value == number}
        influences = [value for subject, predicate, value in said if subject == record and predicate.endswith("#wasInfluencedBy")]
        assert [each.rpartition("#rule-")[2] for each in influences] == [rule]
    public = (done.path / "reports" / "provenance.ttl").read_text("utf-8")
    counts = {
        each.subject.value.rpartition("#")[2]: each.object.value for each in parsed(public) if each.predicate.value.endswith("#value")
    }
    assert counts == {"withhold-secret-words": "2", "publish-without-allow-list": "1"}
    assert not any(text in public for text in ("KIN-77", "KIN-78", "CAT-79", "record/", str(tmp_path), SECRET))


def parsed(text: str) -> Iterator[Any]:
    return iter(list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)))


def test_a_tombstone_says_nothing_of_what_was_there(tmp_path: Path) -> None:
    config, root = network(tmp_path), tmp_path / "var"
    deliver(config, good("a"), book("s", SECRET))
    before = made(config)
    work = next(each.work for each in Release.open(before.path).records() if each.control_number == "s")
    assert any(work in data.decode(errors="replace") for name, data in contents(root) if "sitemap" in name)
    places = set(holding(root))
    assert all(any(part in name for name in places) for part in ("site/search", "store", "datasets", "records/", "graph/")), places
    deliver(config, good("a"))
    after = made(config, 1)
    assert holding(root) == []
    assert not any(work in data.decode(errors="replace") for name, data in contents(root) if "sitemap" in name)
    lines = [json.loads(line) for line in (after.path / "changes.jsonl").read_text("utf-8").splitlines()]
    assert any((line.get("entity"), line.get("kind"), line.get("hash")) == ("record/loc/s", "withdrawn", "") for line in lines)
    oai = "oai?metadataPrefix=oai_dc&verb="
    asked = ("record/loc/s", "record/loc/s.ttl", "record/loc/s.mrc", f"{oai}GetRecord&identifier=oai:small.example:record/loc/s")
    with served(root) as url:
        answers = [httpx.get(f"{url}/{path}") for path in (*asked, f"{oai}ListRecords")]
        feed = httpx.get(f"{url}/sitemap.xml")
    assert [each.status_code for each in answers] == [410, 410, 410, 200, 200]
    assert all("metadata>" not in answers[3].text and 'status="deleted"' in each.text for each in answers[3:])
    assert not any(list(Scan({"secret": [SECRET]}).find(each.content)) for each in (*answers, feed))
    assert b"<loc>" in feed.content and work not in feed.text
    assert after.pruned == (before.release,)
