# SPDX-License-Identifier: Apache-2.0
"""Every identifier that was ever published answers, whatever became of it; and a lost state is made anew from its log."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mucluc.cli import main
from mucluc.config import Config
from mucluc.converters.matching import InstanceCluster, WorkCluster
from mucluc.identity import successors
from mucluc.publish import publish
from mucluc.release import Release
from mucluc.runner import LocalRunner
from mucluc.state import State

from .conftest import NOW, SMALL, small_network
from .endpoint_fixtures import served
from .marc_builder import good

ANSWERS = {"published": 200, "merged": 301, "split": 300, "withdrawn": 410}
ENDINGS = ("html", "ttl", "jsonld", "nt")
RELEASES = 20


def history(folder: Path) -> None:
    """A state that has come through a random history: records that come, go and come back, and are taken for each other and apart again."""
    chance = random.Random(11)
    state = State.open(folder / "state.sqlite")
    for number in range(1, RELEASES):
        here = sorted(f"record/loc/r{n}" for n in range(16) if chance.random() < 0.7)
        groups: dict[int, dict[int, list[str]]] = {}
        for path in here:
            groups.setdefault(chance.randrange(9), {}).setdefault(chance.randrange(2), []).append(path)
        plan = state.plan(WorkCluster(tuple(InstanceCluster(tuple(some)) for some in each.values())) for each in groups.values())
        now = f"2026-10-{number:02}T00:00:00Z"
        changes = state.changes(((path, b"%d" % number, ()) for path in here), plan, now)
        for name, text in (("identity.jsonl", plan.events_text()), ("changes.jsonl", changes.text())):
            (folder / name).write_text(text, "utf-8")
        state.apply(folder / "identity.jsonl", folder / "changes.jsonl", f"r{number}", now)
    state.close()


def known(root: Path) -> dict[str, str]:
    """By path what is to become of every Work, Instance and record that was ever published; what leads to one in the end is merged."""
    state = State.open(root / "state.sqlite")
    ids = state.prior().ids
    found = {}
    for name, each in ids.items():
        ends = successors(ids, name)
        found[f"{each.kind}/{name}"] = each.status if ends == [name] else "merged" if len(ends) == 1 else "split"
    gone = {change.entity: change.kind == "withdrawn" for change in state.changes_since() if change.entity.startswith("record/")}
    state.close()
    return found | {path: "withdrawn" if withdrawn else "published" for path, withdrawn in gone.items()}


def test_every_identifier_ever_published_answers(tmp_path: Path) -> None:
    root = tmp_path / "var"
    root.mkdir()
    history(root)
    (tmp_path / "records.mrc").write_bytes(b"".join(good(f"r{n}", f"Nhan đề {n // 3}") for n in range(0, 16, 2)))
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    publish(Config.load(tmp_path / "small.toml"), now=NOW, runner=LocalRunner(1), allow_withdrawals=True)
    paths = known(root)
    met = Counter((path.partition("/")[0], status) for path, status in paths.items())
    assert {status for kind, status in met if kind == "work"} == set(ANSWERS) and met["record", "withdrawn"]
    with served(root, per_client=64) as url, httpx.Client(base_url=url) as http:
        for path, status in paths.items():
            for ending in ENDINGS:
                answer = http.get(f"/{path}.{ending}")
                if status == "published" and answer.is_redirect:  # an Instance's place on the page of its Work
                    answer = http.get(answer.headers["Location"])
                assert answer.status_code == ANSWERS[status], (path, ending, status)
            if status == "merged":
                led = http.get(f"/{path}", follow_redirects=True, headers={"Accept": "text/turtle"})
                assert led.status_code in (200, 410), path
            if status == "split":
                listed = http.get(f"/{path}.ttl").text
                assert any(other in listed for other in paths if other.startswith(path.partition("/")[0])), path


def contents(release: Path, folder: str) -> dict[str, bytes]:
    """The files of a folder of a release, but for the measures, which say when they were taken."""
    return {path.name: path.read_bytes() for path in sorted((release / folder).iterdir()) if not path.name.startswith("quality")}


def test_a_lost_state_is_made_anew_from_its_log(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = small_network(example, tmp_path, records=9)
    root, source = tmp_path / "var", tmp_path / "records.mrc"
    data = source.read_bytes()
    publish(Config.load(config), now=NOW, runner=LocalRunner(1))
    source.write_bytes(b"\x1d".join(data.split(b"\x1d")[2:]))
    before = publish(Config.load(config), now=NOW + timedelta(hours=1), runner=LocalRunner(1))
    paths, entities = known(root), Release.open(before.path)
    fates = {path: entity.status for path in paths if (entity := entities.entity(path))}
    capsys.readouterr()
    assert main(["release", "changes", str(config), "--json", "--since", "2", "--limit", "3"]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["sequence"] for each in shown] == [3, 4, 5] and shown[0]["kind"] == "created" and shown[0]["library"] == "loc"
    assert main(["release", "changes", str(config)]) == 0
    last = int(capsys.readouterr().out.splitlines()[-1].split()[0])
    assert main(["release", "log", str(config)]) == 0
    log = tmp_path / "identity.log"
    log.write_text(capsys.readouterr().out, "utf-8")
    assert main(["release", "rebuild-state", str(config), str(log)]) == 2  # there is one
    for file in root.glob("state.sqlite*"):
        file.unlink()
    assert main(["release", "changes", str(config)]) == 2
    assert main(["release", "rebuild-state", str(config), str(log)]) == 0
    assert {path: status for path, status in known(root).items() if not path.startswith("record/")} == {
        path: status for path, status in paths.items() if not path.startswith("record/")
    }
    after = publish(Config.load(config), now=NOW + timedelta(hours=2), runner=LocalRunner(1), whole=True)
    assert contents(after.path, "graph") == contents(before.path, "graph")
    assert contents(after.path, "records") == contents(before.path, "records")
    again = Release.open(after.path)
    for path, status in fates.items():
        if status == "published" or not path.startswith("record/"):
            entity = again.entity(path)
            assert entity is not None and entity.status == status, path
    state = State.open(root / "state.sqlite")
    numbers = [change.sequence for change in state.changes_since()]
    state.close()
    assert numbers == list(range(last + 1, last + 1 + len(numbers))) and numbers
