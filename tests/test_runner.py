# SPDX-License-Identifier: Apache-2.0
"""The contract of runners: on one process, on several, on Spark, and with files that travel, the results and their order are the same."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import runner_shards as shards
from runner_shards import Deadly, Text

from mucluc.config import Config, RunnerTable
from mucluc.errors import ConfigError
from mucluc.publish import publish
from mucluc.publish.describe import Member, describe
from mucluc.release import Release
from mucluc.runner import Keyed, LocalRunner, Runner, SparkRunner, grouping, local, runner_of
from mucluc.runner.contract import rank
from mucluc.runner.staging import StagedRunner

from .conftest import NOW, ROOT, copy_network, small_network

PATHS = os.pathsep.join([str(ROOT), str(ROOT / "tests")])


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkRunner]:
    runner = SparkRunner("local[2]", {"spark.executorEnv.PYTHONPATH": PATHS})
    yield runner
    runner.close()


@pytest.fixture(params=["one", "two", "spark"])
def runner(request: pytest.FixtureRequest) -> Runner:
    if request.param == "spark":
        made: Runner = request.getfixturevalue("spark")
        return made
    return LocalRunner(1 if request.param == "one" else 2)


def test_results_come_in_the_order_of_the_shards(runner: Runner) -> None:
    assert list(runner.map(shards.square, range(7))) == [0, 1, 4, 9, 16, 25, 36]
    assert list(runner.map(shards.square, [])) == []


def test_an_exception_of_the_function_stands_in_the_place_of_its_result(runner: Runner) -> None:
    results = runner.map(shards.fragile, range(8))
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="5 is not to be had"):
        next(results)


def test_groups_come_by_rank_with_their_values_in_order(runner: Runner) -> None:
    expected: dict[bytes, list[tuple[int, int]]] = {}
    for number in range(5):
        for word, place in shards.words(number):
            expected.setdefault(word, []).append(place)
    found = list(runner.group(shards.gathered, Keyed(shards.words, range(5))))
    assert found == sorted(expected.items(), key=lambda each: (rank(each[0]), each[0]))
    assert list(runner.group(shards.gathered, Keyed(shards.words, []))) == []


def test_an_exception_of_a_group_stands_in_its_place_and_one_of_the_pairs_before_all(runner: Runner) -> None:
    ordered = sorted({word.encode() for word in shards.WORDS}, key=lambda word: (rank(word), word))
    before = ordered[: ordered.index("tỉnh".encode())]
    results = runner.group(shards.picky, Keyed(shards.words, range(2)))
    assert [next(results) for _ in before] == before
    with pytest.raises(ValueError, match="not this word"):
        next(results)
    with pytest.raises(KeyError, match="no words"):
        next(runner.group(shards.picky, Keyed(shards.broken_words, range(4))))


def test_groups_larger_than_memory_may_be_are_gathered_in_steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole = list(LocalRunner(1).group(shards.gathered, Keyed(shards.words, range(5))))
    monkeypatch.setattr(grouping, "SPILL", 500)
    monkeypatch.setattr(grouping, "GATHER", 1000)
    assert list(LocalRunner(1, scratch=tmp_path).group(shards.gathered, Keyed(shards.words, range(5)))) == whole
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["two", "spark"])
def test_a_shard_whose_worker_dies_once_is_tried_again_and_given_up_after_three(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    runner: Runner = LocalRunner(2) if name == "two" else request.getfixturevalue("spark")
    flags = [tmp_path / str(number) for number in range(3)]
    assert all(number != os.getpid() for number in runner.map(shards.killed_once, flags[:2]))
    with pytest.raises(BrokenExecutor):
        list(runner.map(shards.killed, range(2)))
    assert list(runner.map(shards.square, range(3))) == [0, 1, 4]


class Killing:
    """A runner that loses a worker in the middle of its first stage."""

    def __init__(self, inner: Runner, flag: Path) -> None:
        self.inner, self.flag, self.processes = inner, flag, inner.processes

    def map(self, function: Callable[[Any], Any], shards: Sequence[Any]) -> Iterator[Any]:
        return self.inner.map(function if self.flag.exists() else Deadly(function, self.flag), shards)

    def group(self, function: Callable[[bytes, list[Any]], Any], keyed: Keyed[Any, Any]) -> Iterator[Any]:
        return self.inner.group(function, keyed)

    def close(self) -> None:
        self.inner.close()


def digests(root: Path) -> tuple[str, str]:
    """The digest of the current release, and that of its private audit, in which each decision stands once, also after a second try."""
    release = Release.open(root / "current")
    audit = root / "private" / "audit" / f"{release.id}.ttl"
    return release.manifest["content_sha256"], hashlib.sha256(audit.read_bytes()).hexdigest()


def made_by(runner: Runner, example: Path, into: Path) -> tuple[str, str]:
    into.mkdir()
    publish(Config.load(copy_network(example, into)), now=NOW, runner=runner)
    return digests(into / "var")


def test_one_release_from_every_runner_also_when_a_worker_is_killed(
    example: Path, published: Path, spark: SparkRunner, storage: tuple[str, Path], tmp_path: Path
) -> None:
    runners: dict[str, Runner] = {
        "two, one killed": Killing(LocalRunner(2), tmp_path / "local"),
        "spark, one killed": Killing(spark, tmp_path / "spark"),
        "staged": StagedRunner(LocalRunner(2), storage[0]),
    }
    made = {name: made_by(runner, example, tmp_path / name.replace(" ", "-")) for name, runner in runners.items()}
    assert made == dict.fromkeys(runners, digests(published))
    assert (tmp_path / "local").exists() and (tmp_path / "spark").exists()


def test_what_the_last_run_left_travels_too(example: Path, storage: tuple[str, Path], tmp_path: Path) -> None:
    found = []
    for name, runner in (("here", LocalRunner(2)), ("there", StagedRunner(LocalRunner(2), storage[0]))):
        (tmp_path / name).mkdir()
        config = copy_network(example, tmp_path / name)
        first = publish(Config.load(config), now=NOW, runner=runner)
        file = config.parent / "loc-vietnamese-121.mrc"
        file.write_bytes(b"\x1d".join(file.read_bytes().split(b"\x1d")[2:]))
        second = publish(Config.load(config), now=NOW + timedelta(days=1), runner=runner)
        assert second.changes["withdrawn"] == 2
        found.append((first.release, *digests(tmp_path / name / "var")))
    assert found[0] == found[1]


def test_a_work_is_described_alike_whatever_the_order_of_its_statements(release: Release) -> None:
    work = max(release.works(), key=lambda each: len(each.contributions))
    lines = [line for kind in ("union", "heading") for shard in release.graph_shards(kind) for line in unpacked(shard)]
    members = [Member(path, each.path, each.libraries[0], each.collections) for each in work.instances for path in each.records]
    first = describe(lines, work.path, members, release.base)
    assert first.contributions == work.contributions
    Random(4).shuffle(lines)
    assert describe(lines, work.path, members, release.base) == first


def unpacked(shard: Path) -> list[bytes]:
    return gzip.decompress(shard.read_bytes()).splitlines(keepends=True)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that speaks S3, with an empty bucket; the address for `files`, and the bucket's folder."""
    folder = tmp_path_factory.mktemp("s3")
    bucket = folder / "shards"
    bucket.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "localbucket", "--port", str(port), str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "reader")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "not-secret")
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, server)
            yield f"s3://shards/run?region=hue&scheme=http&endpoint_override=127.0.0.1:{port}", bucket
        finally:
            server.terminate()
            server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the storage does not answer")


@pytest.mark.parametrize("name", ["one", "spark"])
def test_files_travel_by_a_storage(name: str, request: pytest.FixtureRequest, storage: tuple[str, Path], tmp_path: Path) -> None:
    files, bucket = storage
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    other = tmp_path / "in" / "other"
    other.write_text(" và chung", "utf-8")
    texts = [Text(tmp_path / "in" / str(number), other, tmp_path / "out" / str(number)) for number in range(3)]
    for number, text in enumerate(texts):
        text.file.write_text(f"{other}\nriêng {number}\n", "utf-8")
    inner: Runner = LocalRunner(1) if name == "one" else request.getfixturevalue("spark")
    runner = StagedRunner(inner, files)
    assert list(runner.map(shards.rewritten, texts)) == [(f"riêng {number}", text.into) for number, text in enumerate(texts)]
    assert [text.into.read_text("utf-8") for text in texts] == [f"riêng {number} và chung" for number in range(3)]
    assert all(text.file.read_text("utf-8").endswith("\nread\n") for text in texts)
    other.write_text(" và khác", "utf-8")  # what has changed since is sent anew
    assert [line for line, _ in runner.map(shards.rewritten, texts[:1])] == ["riêng 0"]
    assert texts[0].into.read_text("utf-8") == "riêng 0 và khác"
    assert list(runner.group(shards.gathered, Keyed(shards.lines_of, texts))) == list(
        LocalRunner(1).group(shards.gathered, Keyed(shards.lines_of, texts))
    )
    assert list(runner.map(shards.square, range(3))) == [0, 1, 4]  # these say nothing of files, and stay here
    stored = bucket / "run" / runner.storage.run
    assert any(each.is_file() for each in stored.rglob("*"))
    runner.storage.clear()
    assert not any(each.is_file() for each in stored.rglob("*"))
    assert not runner.storage.cache.exists()


def test_the_configuration_chooses_the_runner(example: Path, tmp_path: Path) -> None:
    config = copy_network(example, tmp_path)
    assert isinstance(runner_of(Config.load(config)), LocalRunner)
    text = config.read_text("utf-8")
    table = '[runner]\nkind = "spark"\nmaster = "spark://leader:7077"\noptions = { "spark.executor.memory" = "4g" }\n'
    config.write_text(f"{text}\n{table}", "utf-8")
    made = runner_of(Config.load(config))
    assert isinstance(made, SparkRunner) and made.master == "spark://leader:7077"
    assert made.settings()["spark.executor.memory"] == "4g"
    staged = runner_of(replace(Config.load(config), runner=RunnerTable(files=str(tmp_path.as_uri()))))
    assert isinstance(staged, StagedRunner) and isinstance(staged.inner, LocalRunner)
    for wrong, word in (("kind = 'spork'", "did you mean 'spark'"), ("options = { a = 1 }", "table of texts"), ("mastr = 'x'", "master")):
        config.write_text(f"{text}\n[runner]\n{wrong}\n", "utf-8")
        with pytest.raises(ConfigError, match=word):
            Config.load(config)


def test_the_command_publishes_on_spark(example: Path, tmp_path: Path) -> None:
    config = small_network(example, tmp_path)
    here = publish(Config.load(config), now=NOW, runner=LocalRunner(2))
    here.path.parent.parent.rename(tmp_path / "first")
    command = [sys.executable, *["-m", "mucluc.cli", "publish", "--master", "local[2]", "--json"], str(config), "--now", NOW.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, env={**os.environ, "PYTHONPATH": PATHS})
    assert done.returncode in (0, 1), done.stderr
    assert json.loads(done.stdout)["release"] == here.release


def test_workers_stay_from_call_to_call_until_they_have_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = LocalRunner(2)
    monkeypatch.setattr(local, "GROWN", 1 << 40)
    first = set(runner.map(shards.worker, range(8)))
    assert set(runner.map(shards.worker, range(8))) <= first or len(first) == 1
    monkeypatch.setattr(local, "GROWN", 0)
    assert set(runner.map(shards.worker, range(8))) & first
    assert not set(runner.map(shards.worker, range(8))) & first
    runner.close()


def test_of_a_call_that_is_given_up_nothing_goes_on(tmp_path: Path) -> None:
    runner = LocalRunner(2)
    results = runner.map(shards.slow_mark, [tmp_path / str(number) for number in range(12)])
    next(results)
    results.close()  # type: ignore[attr-defined]
    made = sorted(tmp_path.iterdir())
    assert len(made) < 12
    time.sleep(0.3)
    assert sorted(tmp_path.iterdir()) == made
    runner.close()


def test_work_beside_is_done_when_waited_for_also_when_its_process_dies(tmp_path: Path) -> None:
    with local.Beside(2) as beside:
        beside.give(shards.slow_mark, tmp_path / "one")
        beside.give(shards.killed_once, tmp_path / "two")
        beside.wait()
        assert (tmp_path / "one").exists() and (tmp_path / "two").exists()
    with local.Beside(2) as beside:
        beside.give(shards.fragile, 5)
        with pytest.raises(ValueError, match="5 is not to be had"):
            beside.wait()
    with local.Beside(1) as here:
        here.give(shards.slow_mark, tmp_path / "three")
        assert (tmp_path / "three").exists()


def test_workers_end_with_a_process_that_is_killed() -> None:
    code = (
        "import operator, time\n"
        "from mucluc.runner.local import Beside, LocalRunner\n"
        "from mucluc.runner import local\n"
        "if __name__ == '__main__':\n"
        "    runner, beside = LocalRunner(2), Beside(2)\n"
        "    assert list(runner.map(operator.neg, [1, 2])) == [-1, -2]\n"
        "    beside.give(operator.neg, 3); beside.wait()\n"
        "    pools = [runner._pool, beside._pool]\n"
        "    print(*(pid for pool in pools for pid in pool._processes), flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as leader:
        assert leader.stdout is not None
        workers = [int(pid) for pid in leader.stdout.readline().split()]
        assert len(workers) == 3 and all(Path(f"/proc/{pid}").exists() for pid in workers)
        leader.kill()
    ends = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
