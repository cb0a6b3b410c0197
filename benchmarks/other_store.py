# SPDX-License-Identifier: Apache-2.0
"""A release in another store: its N-Triples shards loaded into OpenLink Virtuoso, and the example queries asked of it and of our endpoint.

On Debian: `apt-get install --no-install-recommends virtuoso-opensource-7`. Both servers run on 127.0.0.1 with default privileges, are asked
over HTTP by the same client, one request at a time, each text made unique so that no cache answers. Results are compared whole, without
LIMIT, as multisets: SAMPLE may choose freely and its column is left out, the parts of GROUP_CONCAT are sorted, numbers are compared by
value, language tags without case. The release is only read.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import requests
from main_job import Memory
from measure import MIB, BenchmarkError, finish, machine, table, tool
from runners import free_port

from mucluc.endpoint.context import Context
from mucluc.endpoint.queries import Example, examples
from mucluc.endpoint.store import StoreBuilder, shards_of
from mucluc.release import Release

INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {shards}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxQueryMem = 2G
ThreadsPerQuery = 2
CaseMode = 2

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8

[SPARQL]
ResultSetMaxRows = 2000000
MaxQueryExecutionTime = {limit}
DefaultGraph = {graph}
"""
OURS = """
import sys
from pathlib import Path
from mucluc.endpoint import ServeSettings, serve
serve(Path(sys.argv[1]), ServeSettings(port=int(sys.argv[2]), deadline={limit}.0, max_bytes=1 << 30, memory=4 << 30))
"""
SAMPLED = re.compile(r"\(SAMPLE\([^)]*\) AS \?(\w+)\)")
LIMIT = re.compile(r"^LIMIT \d+\s*$", re.MULTILINE)
JSON = "application/sparql-results+json"
SECONDS = 60  # that a query may take
NUMBERS = ("integer", "decimal", "double", "float", "int")


def main() -> int:
    options_of = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options_of.add_argument("release", type=Path, help="a release, such as var/current")
    options_of.add_argument("--rounds", type=int, default=5, help="requests a query, the two servers in turn")
    options_of.add_argument("--work", type=Path, default=Path("var/bench/virtuoso"), help="a directory for the stores, which is made anew")
    options_of.add_argument("--no-load", action="store_true", help="do not measure the loading of our own store")
    options = options_of.parse_args()
    where, work = options.release.resolve(), options.work.resolve()
    release = Release.open(where)
    if work.exists() and not (work / "other_store").exists():
        raise BenchmarkError(f"{work} is not a directory of this benchmark")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "other_store").touch()
    print(machine(), f"{release.counts['records']:,} records", sep="; ", end="\n\n", flush=True)
    shards = [*shards_of(release), *release.graph_shards("quality")]
    with virtuoso(work / "virtuoso", release.base, shards) as (theirs, load), ours(where.parent.parent) as mine:
        if not options.no_load:
            print(load)
            print(our_load(work / "oxigraph", shards), end="\n\n", flush=True)
        count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        numbers = [rows(ask(server, count, JSON), count) for server in (mine, theirs)]
        print(f"statements: ours {numbers[0]}, Virtuoso {numbers[1]}", end="\n\n", flush=True)
        prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in Context(release.base).prefixes.items())
        compared = [compare(each, prefixes, mine, theirs, options.rounds) for each in examples(release.base)]
    print(table(("query", "rows", "ours, ms", "Virtuoso, ms", "ratio", "results"), compared))
    return 0


def compare(example: Example, prefixes: str, mine: str, theirs: str, rounds: int) -> tuple[str, ...]:
    """A row: the query's name, rows without LIMIT, median milliseconds of both, their ratio, and whether the results are the same."""
    query = prefixes + example.text
    print(example.name, file=sys.stderr, flush=True)
    times: dict[str, list[float]] = {mine: [], theirs: []}
    failed: dict[str, str] = {}
    for number in range(rounds):
        for server, spent in times.items():
            start = time.perf_counter()
            try:
                ask(server, f"{query}\n# {number}", form_of(query))
                spent.append((time.perf_counter() - start) * 1000)
            except BenchmarkError as error:
                failed[server] = str(error)
    first, second = (f"{statistics.median(spent):.1f}" if spent else "none" for spent in times.values())
    ratio = f"{statistics.median(times[theirs]) / statistics.median(times[mine]):.2f}" if times[mine] and times[theirs] else ""
    count, verdict = "", "; ".join(failed.values())
    if not failed:
        count, verdict = same(query, mine, theirs)
    return (example.name, count, first, second, ratio, verdict)


def form_of(query: str) -> str:
    """The form in which the answer is asked for."""
    return "application/n-triples" if "CONSTRUCT" in query else JSON


def same(query: str, mine: str, theirs: str) -> tuple[str, str]:
    """How many rows a query has without its LIMIT, and whether both servers give the same ones."""
    whole, form = LIMIT.sub("", query), form_of(query)
    try:
        answers = [ask(server, whole, form) for server in (mine, theirs)]
    except BenchmarkError as error:
        return "", str(error)
    found = [rows(each, query) if form == JSON else triples(each) for each in answers]
    lost, more = found[0] - found[1], found[1] - found[0]
    for name, rest in (("ours", lost), ("theirs", more)):
        for row in list(rest)[:2]:
            print(f"  {name} only: {row}", file=sys.stderr)
    equal = found[0] == found[1]
    return f"{found[0].total():,}", "equal" if equal else f"{lost.total():,} of ours only, {more.total():,} of theirs only"


def ask(server: str, query: str, form: str) -> bytes:
    """The answer to a query; raises BenchmarkError for anything but a whole 200. server: its address, perhaps with `#` and a graph."""
    place, _, graph = server.partition("#")
    data = {"query": query} | ({"default-graph-uri": graph} if graph else {})
    try:
        answer = requests.post(f"{place}/sparql", data=data, headers={"Accept": form}, timeout=SECONDS + 10)
    except requests.RequestException as error:
        raise BenchmarkError(f"{place}: {type(error).__name__}") from None
    if answer.status_code != 200 or "X-SPARQL-MaxRows" in answer.headers:
        raise BenchmarkError(f"{place}: {answer.status_code}: {answer.text[:300]}")
    return answer.content


def rows(answer: bytes, query: str) -> Counter[Any]:
    """The rows of an answer as a multiset of comparable values."""
    made = json.loads(answer)
    names = [name for name in made["head"]["vars"] if name not in SAMPLED.findall(query)]
    return Counter(tuple(value(row.get(name)) for name in names) for row in made["results"]["bindings"])


def value(term: dict[str, str] | None) -> Any:
    """A term in a form in which equal ones are equal."""
    if term is None:
        return None
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind in NUMBERS:
        return round(float(term["value"]), 9)
    text = " · ".join(sorted(term["value"].split(" · ")))
    return (term["type"].removeprefix("typed-"), text, term.get("xml:lang", "").lower(), "" if kind == "string" else kind)


def triples(answer: bytes) -> Counter[Any]:
    """The triples of an answer, with language tags in lower case."""
    return Counter(str(quad.triple).casefold() for quad in ox.parse(answer, format=ox.RdfFormat.N_TRIPLES))


@contextlib.contextmanager
def server(command: list[str], address: str, folder: Path) -> Iterator[int]:
    """A server that answers before we go on, and that is stopped at the end; its process."""
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder)
        try:
            for _ in range(600):
                with contextlib.suppress(requests.RequestException):
                    if requests.get(address, timeout=5).status_code < 500:
                        break
                if process.poll() is not None:
                    raise BenchmarkError(f"{command[0]} ended: {(folder / 'said.txt').read_text('utf-8', 'replace')[-500:]}")
                time.sleep(0.2)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def virtuoso(folder: Path, base: str, shards: list[Path]) -> Iterator[tuple[str, str]]:
    """Virtuoso with the shards in one graph; its address, and what loading cost."""
    program, isql = tool("virtuoso-t", "virtuoso-opensource-7-bin"), tool("isql-vt", "virtuoso-opensource-7-bin")
    folder.mkdir()
    sql, http, graph = free_port(), free_port(), f"{base}union"
    told = {"limit": SECONDS, "folder": folder, "shards": shards[0].parent, "sql": sql, "http": http, "graph": graph}
    (folder / "virtuoso.ini").write_text(INI.format(**told), "utf-8")
    address = f"http://127.0.0.1:{http}"
    with server([program, "+foreground", "+configfile", str(folder / "virtuoso.ini")], f"{address}/sparql", folder) as pid:
        memory = Memory(pid)
        memory.start()
        names = [f"ld_dir('{shard.parent}', '{shard.name}', '{graph}');" for shard in shards]
        start = time.perf_counter()
        for statement in (*names, "rdf_loader_run();", "checkpoint;"):
            said = subprocess.run(
                [isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={statement}"], capture_output=True, text=True, check=False, timeout=3600
            )
            if "Error" in said.stdout + said.stderr:
                raise BenchmarkError(f"isql: {statement}: {said.stdout[-300:]}{said.stderr[-300:]}")
        seconds = time.perf_counter() - start
        failed = subprocess.run(
            [isql, f"127.0.0.1:{sql}", "dba", "dba", "exec=SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        memory.stop()
        size = sum(file.stat().st_size for file in folder.glob("*.db"))
        if ".gz" in failed:
            print(f"Virtuoso refused: {failed}", file=sys.stderr)
        yield (
            f"{address}#{graph}",
            f"Virtuoso loaded in {seconds:.1f} s: {size / MIB:,.0f} MiB on disk, {memory.peak / MIB:,.0f} MiB of memory",
        )


@contextlib.contextmanager
def ours(root: Path) -> Iterator[str]:
    """Our endpoint on the current release of a directory; its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    with server([sys.executable, "-c", OURS.format(limit=SECONDS), str(root), str(port)], f"{address}/health", folder):
        yield address


def our_load(into: Path, shards: list[Path]) -> str:
    """What loading the same shards into our own store costs."""
    memory = Memory(os.getpid())
    memory.start()
    start = time.perf_counter()
    builder = StoreBuilder(into)
    builder.load(shards)
    made = builder.finish()
    seconds = time.perf_counter() - start
    memory.stop()
    return f"ours loaded and verified in {seconds:.1f} s: {made.bytes / MIB:,.0f} MiB on disk, {memory.peak / MIB:,.0f} MiB of memory"


if __name__ == "__main__":
    finish(main)
