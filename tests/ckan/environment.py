# SPDX-License-Identifier: Apache-2.0
"""Install and start a real CKAN 2.12 with PostgreSQL and Redis on loopback, for the tests and for trying things by hand.

    python tests/ckan/environment.py

installs CKAN once into `.tools/ckan` (again when constraints.txt changes), starts everything in a temporary directory, prints one line
of JSON (`url`, `token` of an administrator, `seconds` that each step took) and stops everything when its standard input ends.
PostgreSQL and Redis are Debian's; the search index is a stand-in of ours (search_index.py), because Debian packages no Solr.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parent.parent / ".tools" / "ckan"
CONSTRAINTS = HERE / "constraints.txt"
PACKAGES = "postgresql redis-server libmagic1 libpq-dev gcc python3-dev python3-venv"
INSTALL_SECONDS, START_SECONDS = 900, 240


class EnvironmentFault(Exception):
    """What is missing or failed, and how to mend it."""


def install() -> Path:
    """The Python of CKAN's own virtual environment, installed unless it stands with the same pins."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    pins = hashlib.sha256(CONSTRAINTS.read_bytes() + sys.version.encode()).hexdigest()
    stamp, home = TOOLS / "installed.sha256", TOOLS / "venv"
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.is_file() and stamp.read_text() == pins and (home / "bin" / "python").exists()):
            stamp.unlink(missing_ok=True)
            shutil.rmtree(home, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(home)], INSTALL_SECONDS)
            pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            _run([*pip, "-c", str(CONSTRAINTS), "ckan[requirements]", "setuptools"], INSTALL_SECONDS)
            stamp.write_text(pins)
    return home / "bin" / "python"


def _run(command: list[str], seconds: int, **how: Any) -> str:
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds, **how)
    except subprocess.TimeoutExpired:
        raise EnvironmentFault(f"{' '.join(command)} was not done within {seconds} s") from None
    if done.returncode:
        raise EnvironmentFault(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}\nDebian packages that are needed: {PACKAGES}")
    return done.stdout


def _program(name: str) -> str:
    places = [*os.environ["PATH"].split(os.pathsep), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))]
    found = shutil.which(name, path=os.pathsep.join(places))
    if found is None:
        raise EnvironmentFault(f"{name} is not installed. On Debian: apt-get install {PACKAGES}")
    return found


def _database_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then it runs as Debian's user postgres."""
    if os.geteuid() != 0:
        return {}
    try:
        owner = pwd.getpwnam("postgres")
    except KeyError:
        raise EnvironmentFault(f"there is no user postgres. On Debian: apt-get install {PACKAGES}") from None
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: nothing outlives a supervisor that was killed


class Portal:
    """The running parts; use as a context. Each part is a child process that `stop` ends by its own id."""

    def __init__(self, python: Path) -> None:
        self._python = python
        self._home = Path(tempfile.mkdtemp(prefix="mucluc-ckan-"))
        self._home.chmod(0o711)
        self._parts: list[tuple[subprocess.Popen[str], int]] = []
        self.seconds: dict[str, float] = {}
        self.url = ""
        self.token = ""

    def __enter__(self) -> Portal:
        try:
            for name, step in (("postgresql", self._postgresql), ("redis", self._redis), ("index", self._index), ("ckan", self._ckan)):
                begun = time.monotonic()
                step()
                self.seconds[name] = round(time.monotonic() - begun, 1)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every part, last first, and remove the directory."""
        for part, ending in reversed(self._parts):
            with contextlib.suppress(ProcessLookupError):
                part.send_signal(ending)
            try:
                part.wait(20)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait(20)
        self._parts.clear()
        shutil.rmtree(self._home, ignore_errors=True)

    def _start(self, name: str, command: list[str], ending: int = signal.SIGTERM, **how: Any) -> subprocess.Popen[str]:
        with (self._home / f"{name}.log").open("w") as log:
            part = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stderr=log, text=True, preexec_fn=_die_with_parent, **{"stdout": log, **how}
            )
        self._parts.append((part, ending))
        return part

    def _wait(self, name: str, part: subprocess.Popen[str], ready: Callable[[], bool], seconds: int) -> None:
        end = time.monotonic() + seconds
        while not ready():
            if part.poll() is not None or time.monotonic() > end:
                raise EnvironmentFault(f"{name} did not start:\n{(self._home / f'{name}.log').read_text()[-3000:]}")
            time.sleep(0.1)

    def _postgresql(self) -> None:
        owner, home = _database_user(), self._home / "postgresql"
        home.mkdir()
        if owner:
            os.chown(home, owner["user"], owner["group"])
        data = home / "data"
        _run(
            [_program("initdb"), "-D", str(data), "-A", "trust", "-U", "ckan", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            120,
            cwd=home,
            **owner,
        )
        hurry = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", f"unix_socket_directories={home}"]
        command = [_program("postgres"), "-D", str(data), *(part for each in hurry for part in ("-c", each))]
        part = self._start("postgresql", command, signal.SIGINT, cwd=home, **owner)
        psql = [_program("psql"), "-q", "-h", str(home), "-U", "ckan", "-d", "postgres", "-c"]
        self._wait("postgresql", part, lambda: subprocess.run([*psql, "select"], capture_output=True).returncode == 0, 60)
        _run([*psql, "create database ckan"], 60)

    def _redis(self) -> None:
        place = self._home / "redis.socket"
        command = [_program("redis-server"), "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(self._home)]
        self._wait("redis", self._start("redis", command), place.exists, 30)

    def _index(self) -> None:
        schema = next(self._python.parent.parent.glob("lib/python*/site-packages/ckan/config/solr/schema.xml"))
        part = self._start("index", [sys.executable, str(HERE / "search_index.py"), str(schema)], stdout=subprocess.PIPE)
        self._index_port = int(_first_line(part))

    def _ckan(self) -> None:
        configuration, home = self._home / "ckan.ini", self._home
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            command = str(self._python.parent / "ckan")
            _run([command, "generate", "config", str(configuration)], 60, cwd=home)
            settings = {
                "sqlalchemy.url": f"postgresql://ckan@/ckan?host={home / 'postgresql'}",
                "ckan.redis.url": f"unix://{home / 'redis.socket'}?db=0",
                "solr_url": f"http://127.0.0.1:{self._index_port}/solr/ckan",
                "ckan.site_url": self.url,
                "ckan.storage_path": str(home / "storage"),
                "ckan.plugins": "activity",
                "ckan.locale_default": "vi",
                "ckan.locales_offered": "vi en",
                "ckan.max_resource_size": "200",
            }
            _run([command, "config-tool", str(configuration), *(f"{name}={value}" for name, value in settings.items())], 60, cwd=home)
            serve = [str(self._python), str(HERE / "serve.py"), str(configuration), str(listener.fileno())]
            part = self._start("ckan", serve, cwd=home, stdout=subprocess.PIPE, pass_fds=[listener.fileno()])
        self.token = _first_line(part, lambda: (home / "ckan.log").read_text()[-4000:])


def _first_line(part: subprocess.Popen[str], log: Callable[[], str] = str) -> str:
    """What a part prints when it is ready; it must do so in time."""
    stream: IO[str] | None = part.stdout
    assert stream is not None
    signal.alarm(START_SECONDS)  # `_late` ends the wait
    try:
        line = stream.readline().strip()
    finally:
        signal.alarm(0)
    if not line:
        raise EnvironmentFault(f"{part.args!r} did not start:\n{log()}")
    return line


def _late(*_: object) -> None:
    raise EnvironmentFault(f"not ready within {START_SECONDS} s")


def _leave(*_: object) -> None:
    raise SystemExit(1)


def main() -> None:
    """Install, start, tell, wait for the end of standard input, stop."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGALRM, _late)
    begun = time.monotonic()
    try:
        python = install()
        installed = round(time.monotonic() - begun, 1)
        with Portal(python) as portal:
            print(json.dumps({"url": portal.url, "token": portal.token, "seconds": {"install": installed, **portal.seconds}}), flush=True)
            sys.stdin.read()
    except EnvironmentFault as fault:
        print(json.dumps({"fault": str(fault)}), flush=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
