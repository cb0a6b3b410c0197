# SPDX-License-Identifier: Apache-2.0
"""A new release is taken up under load; a bad one is not; nothing outlives the server."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from mucluc.endpoint import ServeSettings, serve
from mucluc.errors import UserError

from .endpoint_fixtures import children, make_current, make_release, served

COUNT = "SELECT (COUNT(*) AS ?n) { ?w a bf:Work }"
SIZES = {"20261122T000000Z-aaaaaa": 5, "20261123T000000Z-bbbbbb": 9}


def wait_until(done: Callable[[], bool]) -> None:
    """Wait until something holds, a minute at most."""
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def release_of(url: str) -> str:
    return str(httpx.get(f"{url}/health").json()["release"])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, works in reversed(SIZES.items()):
        make_release(tmp_path, name, works=works)
    return tmp_path


def test_releases_change_under_load_and_no_answer_is_lost_or_mixed(root: Path) -> None:
    stop = False

    def client(url: str) -> list[tuple[int, str, int]]:
        seen = []
        with httpx.Client(base_url=url, timeout=30) as http:
            while not stop:
                response = http.get("/sparql", params={"query": COUNT})
                count = int(response.json()["results"]["bindings"][0]["n"]["value"]) if response.status_code == 200 else -1
                seen.append((response.status_code, response.headers["x-release"], count))
        return seen

    with served(root, per_client=8) as url, ThreadPoolExecutor(3) as threads:
        work = [threads.submit(client, url) for _ in range(3)]
        try:
            for name in ["20261123T000000Z-bbbbbb", "20261122T000000Z-aaaaaa"] * 2:
                make_current(root, name)
                wait_until(lambda name=name: release_of(url) == name)  # type: ignore[misc]
        finally:
            stop = True
        answers = [each for done in work for each in done.result()]
    assert {status for status, _, _ in answers} == {200}
    assert {(release, count) for _, release, count in answers} == set(SIZES.items())


def test_a_query_that_runs_while_the_release_changes_ends_with_its_own(root: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?i = ?c) }"
    with served(root, deadline=30) as url, ThreadPoolExecutor(1) as thread:
        before = release_of(url)
        work = thread.submit(httpx.get, f"{url}/sparql", params={"query": slow}, timeout=60)
        time.sleep(0.1)
        make_current(root, "20261123T000000Z-bbbbbb")
        wait_until(lambda: release_of(url) != before)
        response = work.result()
    assert (response.status_code, response.headers["x-release"]) == (200, before)


def test_a_release_that_cannot_be_opened_is_refused_and_the_last_one_stays(root: Path) -> None:
    with served(root) as url:
        before = release_of(url)
        (root / "releases" / "20261124T000000Z-cccccc").mkdir()
        make_current(root, "20261124T000000Z-cccccc")
        wait_until(lambda: httpx.get(f"{url}/health").json()["refused"] is not None)
        assert httpx.get(f"{url}/health").json()["refused"]["release"] == "20261124T000000Z-cccccc"
        assert release_of(url) == before
        make_current(root, "20261123T000000Z-bbbbbb")
        wait_until(lambda: release_of(url) == "20261123T000000Z-bbbbbb")


def test_no_worker_outlives_the_application(root: Path) -> None:
    before = children()
    with served(root) as url:
        assert len(children() - before) == 3
        make_current(root, "20261123T000000Z-bbbbbb")
        wait_until(lambda: release_of(url) == "20261123T000000Z-bbbbbb")
    assert children() == before


def descendants(of: int) -> set[int]:
    made = subprocess.run(["ps", "-o", "pid=", "--ppid", str(of)], capture_output=True, text=True, check=False).stdout.split()
    return {int(each) for each in made}


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_the_server_however_it_ends(root: Path, how: signal.Signals) -> None:
    code = f"""
from pathlib import Path
from mucluc.endpoint import ServeSettings, serve
serve(Path({str(root)!r}), ServeSettings(port=0, workers=2))
"""
    process = subprocess.Popen([sys.executable, "-P", "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        assert httpx.get(url + "health").status_code == 200
        workers = descendants(process.pid)
        assert len(workers) == 2
        os.kill(process.pid, how)
        assert process.wait(30) == (0 if how == signal.SIGINT else -how)
        wait_until(lambda: all(gone(each) for each in workers))
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_taken_port_is_a_clear_message(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"port {port} on 127\.0\.0\.1 is taken.*--port {port + 1}"):
            serve(root, ServeSettings(port=port))


def test_serving_nothing_says_to_publish_first(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Publish first"):
        serve(tmp_path, ServeSettings(port=0))


def test_a_store_that_cannot_be_opened_is_a_clear_message(root: Path) -> None:
    shutil.rmtree(root / "current" / "store")
    with pytest.raises(UserError, match=r"the store .* cannot be opened"):
        serve(root, ServeSettings(port=0, workers=2))


def without_namespaces(code: str) -> str:
    """What a program prints where the system gives out no network namespaces."""
    command = [sys.executable, "-P", "-c", code]
    # A user namespace has a limit of its own, which can be nothing; a system that refuses even that is what is wanted already.
    refusing = ["unshare", "-Ur", "sh", "-c", 'echo 0 > /proc/sys/user/max_net_namespaces && exec "$@"', "sh"]
    possible = subprocess.run([*refusing, "true"], capture_output=True, check=False).returncode == 0
    made = subprocess.run((refusing if possible else []) + command, capture_output=True, text=True, timeout=60, check=False)
    return made.stdout + made.stderr


@pytest.mark.parametrize("allow", [False, True])
def test_workers_start_without_isolation_only_when_that_is_allowed(root: Path, allow: bool) -> None:
    said = without_namespaces(f"""
import asyncio
from pathlib import Path
from mucluc.endpoint.pool import Pool
from mucluc.endpoint.settings import ServeSettings
from mucluc.errors import UserError
async def main():
    pool = Pool(Path({str(root / "current" / "store")!r}), ServeSettings(workers=2, allow_unisolated={allow}))
    try:
        await pool.start()
    except UserError as error:
        print(error)
    else:
        print(pool.state["isolation"])
        await pool.close()
asyncio.run(main())
""")
    assert said.strip() == "none" if allow else "allow_unisolated = true" in said


@pytest.mark.parametrize("wrong", [{"workers": 1}, {"deadline": 0}, {"port": 70000}, {"max_bytes": -1}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="serve\\."):
        ServeSettings(**wrong)  # type: ignore[arg-type]
