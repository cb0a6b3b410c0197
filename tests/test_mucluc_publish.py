# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pymarc
import pyoxigraph as ox
import pytest

from mucluc.changes import Change
from mucluc.cli import main as mucluc_main
from mucluc.config import Config
from mucluc.errors import PublishError
from mucluc.publish import publish
from mucluc.publish.commit import current, finished, run_lock, verify, write_manifest
from mucluc.publish.kill import POINTS
from mucluc.release import Release
from mucluc.runner import LocalRunner
from mucluc.state import State

from .conftest import NOW, ROOT, copy_network, small_network


def run(config: Path, *, kill: str = "", later: int = 0) -> subprocess.CompletedProcess[str]:
    now = (NOW + timedelta(seconds=later)).isoformat()
    return subprocess.run(
        [sys.executable, "-m", "mucluc.cli", "publish", str(config), "--now", now],
        env={**os.environ, "MUCLUC_KILL_AT": kill},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def listing(release: Path) -> dict[str, str]:
    rows = (line.split("\t") for line in (release / "files.tsv").read_text("utf-8").splitlines())
    return {name: digest for name, _, digest in rows if not name.startswith("store/")}


def with_note(records: bytes, number: int) -> bytes:
    """The records of a file, one of them with one more note."""
    marc = list(pymarc.MARCReader(records))
    note = pymarc.Field("500", pymarc.Indicators(" ", " "), [pymarc.Subfield("a", f"Note {number}.")])
    chosen = marc[number % len(marc)]
    assert chosen is not None
    chosen.add_ordered_field(note)
    return b"".join(each.as_marc() for each in marc if each is not None)


def test_every_record_is_published_or_accounted_for(release: Release) -> None:
    counts = release.counts
    assert counts["records"] > 180
    assert counts["libraries"] == 4
    assert counts["works"] <= counts["instances"] <= counts["records"]


def test_works_are_shared_between_libraries(release: Release) -> None:
    shared = [work for work in release.works() if len(work.libraries) > 1]
    assert shared
    assert all(len(work.instances) >= 1 for work in shared)


def test_every_shard_passes_a_strict_parser(release: Release) -> None:
    statements = 0
    for kind, form in (("record", ox.RdfFormat.N_QUADS), ("union", ox.RdfFormat.N_TRIPLES), ("heading", ox.RdfFormat.N_TRIPLES)):
        for shard in release.graph_shards(kind):
            for quad in ox.parse(gzip.decompress(shard.read_bytes()), format=form):
                statements += 1
                assert not isinstance(quad.subject, ox.BlankNode)
                assert not isinstance(quad.object, ox.BlankNode)
    assert statements > 10_000


def test_a_records_graph_and_marc_are_found_by_its_path(release: Release) -> None:
    for record in release.records(limit=20):
        marc = release.marc(record.path)
        graph = release.graph(record.path)
        assert marc is not None and graph is not None
        assert marc.control_number == record.control_number
        assert f"<{release.base}{record.path}>".encode() in graph
        assert release.work_of(record.instance) == record.work


def test_the_same_inputs_give_the_same_bytes(example: Path, published: Path, tmp_path: Path) -> None:
    config = copy_network(example, tmp_path)
    again = publish(Config.load(config), now=NOW, runner=LocalRunner(1))
    first = current(published)
    assert first is not None
    assert listing(again.path) == listing(first.path)
    assert again.path.name == first.id


def test_nothing_changed_makes_no_release(example: Path, tmp_path: Path) -> None:
    config = Config.load(small_network(example, tmp_path))
    first = publish(config, now=NOW)
    second = publish(config, now=NOW + timedelta(days=1))
    assert first.changed and not second.changed
    assert second.release == first.release
    assert len(finished(config.root)) == 1


def test_two_runs_at_once_are_refused(example: Path, tmp_path: Path) -> None:
    config = Config.load(small_network(example, tmp_path))
    with run_lock(config.root), pytest.raises(PublishError, match="another run"):
        publish(config, now=NOW)


def test_a_kill_at_any_point_leaves_the_last_release_and_the_next_run_makes_what_a_whole_run_makes(example: Path, tmp_path: Path) -> None:
    """Each run takes over from the last one what has not changed; what a run that was killed has left behind changes nothing."""
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    config = small_network(example, home)
    root = Config.load(config).root
    assert run(config).returncode == 0
    first = current(root)
    assert first is not None
    ids = {work.path for work in first.works()}
    source = home / "records.mrc"
    for number, point in enumerate(POINTS, 1):
        before = current(root)
        assert before is not None
        source.write_bytes(with_note(source.read_bytes(), number))
        died = run(config, kill=point, later=number * 10)
        assert died.returncode == -signal.SIGKILL, f"{point}: {died.stderr}"
        now = current(root)
        assert now is not None
        assert not verify(now.path).wrong, point
        moved = point in ("after-rename", "before-state")
        assert (now.id != before.id) == moved, point
        shutil.copytree(home, copy, symlinks=True)
        alive = run(config, later=number * 10 + 5)
        assert alive.returncode == 0, f"{point}: {alive.stderr}"
        after = current(root)
        assert after is not None
        assert not verify(after.path).wrong, point
        assert {work.path for work in after.works()} == ids, point
        if not moved:
            whole = publish(Config.load(copy / config.name), now=NOW + timedelta(seconds=number * 10 + 5), whole=True)
            assert listing(whole.path) == listing(after.path), point
        shutil.rmtree(copy)
        assert not (root / "releases" / ".building").exists()
        assert not (root / "run").exists()
    logged = change_log(root)
    assert [change.sequence for change in logged] == list(range(1, len(logged) + 1))
    assert [change.time for change in logged] == sorted(change.time for change in logged)
    assert sum(change.kind == "updated" for change in logged) == len(POINTS)


def change_log(root: Path) -> list[Change]:
    state = State.open(root / "state.sqlite")
    try:
        return list(state.changes_since())
    finally:
        state.close()


def test_the_change_log_goes_on_after_an_older_release_was_made_current(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path, records=4)
    root, data = tmp_path / "var", (tmp_path / "records.mrc").read_bytes()
    first = publish(Config.load(config), now=NOW)
    (tmp_path / "records.mrc").write_bytes(data.replace(b" cm", b" mm", 1))
    publish(Config.load(config), now=NOW + timedelta(hours=1))
    assert mucluc_main(["release", "use", str(config), first.release]) == 0
    (tmp_path / "records.mrc").write_bytes(data.replace(b" cm", b" mm", 2))
    publish(Config.load(config), now=NOW + timedelta(hours=2))
    logged = change_log(root)
    assert [change.sequence for change in logged] == list(range(1, len(logged) + 1))
    assert [change.time for change in logged] == sorted(change.time for change in logged)
    assert [change.entity for change in logged].count(next(change.entity for change in logged if change.kind == "updated")) == 2


def test_verify_names_each_file_that_was_changed_added_or_lost(example: Path, tmp_path: Path) -> None:
    made = publish(Config.load(small_network(example, tmp_path)), now=NOW)
    assert not verify(made.path).wrong
    (made.path / "network.json").write_text("{}", "utf-8")
    (made.path / "changes.jsonl").unlink()
    (made.path / "extra").write_text("x", "utf-8")
    assert {line.split(":")[0] for line in verify(made.path).wrong} == {"network.json", "changes.jsonl", "extra"}


def linked(release: Path, into: Path) -> Path:
    """A release that shares all its files with another, but for its manifest and list, which are not made yet."""
    shutil.copytree(release, into, copy_function=os.link)
    for name in ("manifest.json", "files.tsv"):
        (into / name).unlink()
    return into


def test_what_is_linked_is_listed_without_being_read(example: Path, tmp_path: Path) -> None:
    made = publish(Config.load(small_network(example, tmp_path)), now=NOW)
    last, new = Release.open(made.path), linked(made.path, tmp_path / "new")
    (new / "network.json").unlink()
    (new / "network.json").write_text((last.path / "network.json").read_text("utf-8") + "\n", "utf-8")
    (new / "changes.jsonl").unlink()
    shutil.copyfile(last.path / "changes.jsonl", new / "changes.jsonl")
    (new / "site/a b.html").write_text("x", "utf-8")
    (new / "site/index.html").unlink()
    listing = write_manifest(new, {}, last)
    assert listing.fresh == {b"network.json", b"changes.jsonl", b"site/a b.html"}
    assert not verify(new, listing.fresh).wrong
    quick = [(new / name).read_bytes() for name in ("manifest.json", "files.tsv")]
    assert write_manifest(new, {}).fresh >= {b"site/about.html", b"network.json"}
    assert [(new / name).read_bytes() for name in ("manifest.json", "files.tsv")] == quick
    assert not verify(new).wrong
    shutil.rmtree(last.path)
    assert not verify(new).wrong


def test_a_run_compares_what_is_new_by_size_and_the_list_with_the_manifest(example: Path, tmp_path: Path) -> None:
    made = publish(Config.load(small_network(example, tmp_path)), now=NOW)
    new = linked(made.path, tmp_path / "new")
    for name in ("new", "gone"):
        (new / f"site/{name}.html").write_text("x", "utf-8")
    listing = write_manifest(new, {}, Release.open(made.path))
    (new / "site/new.html").write_text("xy", "utf-8")
    for name in ("about", "gone"):
        (new / f"site/{name}.html").unlink()
    (new / "site/more.html").write_text("x", "utf-8")
    with (new / "files.tsv").open("ab") as file:
        file.write(b"zzz\t1\t00\n")
    quick = {line.split(":")[0] for line in verify(new, listing.fresh).wrong}
    assert quick == {"site/new.html", "site/gone.html", "files.tsv"}
    assert {line.split(":")[0] for line in verify(new).wrong} == quick | {"site/about.html", "site/more.html", "zzz"}


def test_a_linked_file_that_was_tampered_with_is_found_by_release_verify_in_both_releases(example: Path, tmp_path: Path) -> None:
    made = publish(Config.load(small_network(example, tmp_path)), now=NOW)
    with (made.path / "site/about.html").open("ab") as file:
        file.write(b"<p>not ours")
    new = linked(made.path, tmp_path / "new")
    listing = write_manifest(new, {}, Release.open(made.path))
    assert not verify(new, listing.fresh).wrong  # a run does not read what it takes over
    for path in (made.path, new):
        assert verify(path).wrong == ("site/about.html: changed (size or SHA-256 differs)",)


def test_nothing_is_taken_over_by_a_list_that_was_altered(example: Path, tmp_path: Path) -> None:
    made = publish(Config.load(small_network(example, tmp_path)), now=NOW)
    new = linked(made.path, tmp_path / "new")
    text = (made.path / "files.tsv").read_text("utf-8")
    (made.path / "files.tsv").write_text(text.replace("0", "1", 1), "utf-8")
    assert len(write_manifest(new, {}, Release.open(made.path)).fresh) == len(text.splitlines())
    assert not verify(new).wrong


def test_a_withdrawn_record_leaves_a_tombstone_and_keeps_no_text(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path)
    first = publish(Config.load(config), now=NOW)
    before = Release.open(first.path)
    victim = next(before.records())
    source = config.parent / "records.mrc"
    records = source.read_bytes().split(b"\x1d")
    kept = [each for each in records if victim.control_number.encode() not in each]
    assert len(kept) == len(records) - 1
    source.write_bytes(b"\x1d".join(kept))
    second = publish(Config.load(config), now=NOW + timedelta(days=1))
    after = Release.open(second.path)
    gone = after.record(victim.path)
    assert gone is not None and gone.status == "withdrawn" and gone.work == ""
    assert gone.datestamp == "2026-11-23T10:15:30Z"
    assert after.marc(victim.path) is None
    fate = after.entity(victim.path)
    assert fate is not None and fate.status == "withdrawn"
    untouched = next(record for record in after.records() if record.status == "published")
    assert untouched.datestamp == "2026-11-22T10:15:30Z"
    changes = [json.loads(line) for line in (second.path / "changes.jsonl").read_text("utf-8").splitlines()]
    assert victim.path in json.dumps(changes)


def test_a_delivery_that_lost_its_records_is_refused_until_it_is_meant(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path, records=40)
    first = publish(Config.load(config), now=NOW)
    small_network(example, tmp_path, records=25)
    with pytest.raises(PublishError, match=r"loc would lose 15 of its 40 records.*--allow-withdrawals"):
        publish(Config.load(config), now=NOW + timedelta(days=1))
    still = current(tmp_path / "var")
    assert still is not None and still.id == first.release
    meant = publish(Config.load(config), now=NOW + timedelta(days=1), allow_withdrawals=True)
    assert meant.changes["withdrawn"] == 15
    small_network(example, tmp_path, records=24)
    few = publish(Config.load(config), now=NOW + timedelta(days=2))
    assert few.changes["withdrawn"] == 1


def test_a_file_that_cannot_be_used_is_one_line(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path)
    config.write_text(config.read_text("utf-8") + '\n[output]\ndir = "records.mrc"\n', "utf-8")
    done = run(config)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("mucluc: ")
    assert "Traceback" not in done.stderr


def test_the_release_on_a_command_line_can_be_listed_and_gone_back_to(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path)
    first = publish(Config.load(config), now=NOW)
    config.write_text(config.read_text("utf-8") + "\n# another\n", "utf-8")
    second = publish(Config.load(config), now=NOW + timedelta(days=1))

    def mucluc(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mucluc.cli", *arguments], capture_output=True, text=True, timeout=60, cwd=ROOT, check=False
        )

    rows = json.loads(mucluc("release", "list", str(config), "--json").stdout)
    assert [(row["id"], row["current"]) for row in rows] == [(first.release, False), (second.release, True)]
    assert mucluc("release", "use", str(config), first.release).returncode == 0
    back = current(Config.load(config).root)
    assert back is not None and back.id == first.release
    wrong = mucluc("release", "use", str(config), "20200101T000000Z-000000")
    assert wrong.returncode == 2 and "release list" in wrong.stderr
    assert mucluc("release", "verify", str(config)).returncode == 0
    third = publish(Config.load(config), now=NOW + timedelta(days=2))
    assert third.changed
    assert {w.path for w in Release.open(third.path).works()} == {w.path for w in Release.open(second.path).works()}


def test_authority_records_say_more_of_the_headings_that_works_have(release: Release) -> None:
    agent = next(c.agent for work in release.works() for c in work.contributions if c.agent.label.startswith("Nguyễn Du, 1765"))
    said = [
        line
        for shard in release.graph_shards("heading")
        for line in gzip.decompress(shard.read_bytes()).splitlines()
        if agent.path.encode() in line
    ]
    assert any("Tố Như, 1765-1820".encode() in line for line in said)
    assert any(b"hasExactExternalAuthority> <http://viaf.org/viaf/22146457>" in line for line in said)
    assert not any(path.startswith("authority") for path in (record.path for record in release.records(limit=1000)))
    withheld = "đã đối chiếu".encode()  # 667 is a note of cataloguers among themselves
    for folder in ("graph", "records"):
        for file in (release.path / folder).iterdir():
            assert withheld not in gzip.decompress(file.read_bytes())
