# SPDX-License-Identifier: Apache-2.0
"""Build the site of a release: cut it into jobs, let worker processes print the pages, then write what names them all."""

from __future__ import annotations

import multiprocessing
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mucluc.release import Release

from .catalogue_pages import HEADING_LISTS, print_collection, print_heading_list, print_headings, print_library, print_titles, print_works
from .crawl import write_crawl_files
from .render import Press
from .search_index import print_search_index
from .site_pages import print_site_pages
from .static_files import static_files, write_static

BATCH = 200
# How many jobs wait for each worker: enough to keep it busy, few enough to keep the list of paths short.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Job:
    """A share of the site. kind: a key of `_KINDS`. paths: of Works or headings; else one name, or none."""

    kind: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """What a job has written: pages by template (both languages counted), and bytes."""

    pages: dict[str, int]
    bytes: int


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a build has written. pages: by kind of page, both languages counted. files and bytes: everything below the directory."""

    pages: dict[str, int]
    files: int
    bytes: int


_KINDS = {
    "search": lambda press, paths: print_search_index(press.release, press.into, press.write),
    "titles": lambda press, paths: print_titles(press),
    "list": lambda press, paths: print_heading_list(press, paths[0]),
    "library": lambda press, paths: print_library(press, paths[0]),
    "collection": lambda press, paths: print_collection(press, paths[0]),
    "site": lambda press, paths: print_site_pages(press),
    "works": print_works,
    "headings": print_headings,
}


def build_site(release: Release, into: Path, *, processes: int = 2) -> SiteReport:
    """Write the site of `release` below `into`, which must not exist or be empty; the same release gives the same bytes.

    Pages are Vietnamese at the root and English below `en/`, made to be served at the root of a host. Raises FileExistsError
    when something is there already. processes: how many print pages; with one all runs right here.
    """
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        raise FileExistsError(f"{into} is not empty: a site is built where there is none")
    pages: Counter[str] = Counter()
    total = 0
    for printed in _run(release, into, _jobs(release), processes):
        pages.update(printed.pages)
        total += printed.bytes
    written = [*write_static(static_files(), into), *write_crawl_files(release, into)]
    total += sum(path.stat().st_size for path in written)
    files = sum(1 for path in into.rglob("*") if path.is_file())
    return SiteReport(dict(sorted(pages.items())), files, total)


def _jobs(release: Release) -> Iterator[Job]:
    """The long jobs first, so that no worker is left alone with one at the end."""
    yield Job("search")
    yield Job("titles")
    for library in release.network.libraries:
        yield Job("library", (library.slug,))
        yield from (Job("collection", (f"{library.slug}/{each.slug}",)) for each in library.collections)
    yield from (Job("list", (name,)) for name in HEADING_LISTS)
    yield Job("site")
    yield from _batches("works", (work.path for work in release.works()))
    yield from _batches("headings", (use.heading.path for use in release.headings()))


def _batches(kind: str, paths: Iterable[str]) -> Iterator[Job]:
    walk = iter(paths)
    while batch := tuple(islice(walk, BATCH)):
        yield Job(kind, batch)


def _run(release: Release, into: Path, jobs: Iterator[Job], processes: int) -> Iterator[Printed]:
    if processes == 1:
        press = Press(release, into)
        yield from (_print(press, job) for job in jobs)
        return
    # forkserver: workers inherit no locks or threads of a process that may also serve.
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(release.path, into)) as pool:
        waiting: deque[Future[Printed]] = deque()
        for job in jobs:
            waiting.append(pool.submit(_work, job))
            if len(waiting) > _AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


# A worker's press, made once for the process.
_press: Press


def _begin(path: Path, into: Path) -> None:
    global _press
    _press = Press(Release.open(path), into)


def _work(job: Job) -> Printed:
    return _print(_press, job)


def _print(press: Press, job: Job) -> Printed:
    press.pages.clear()
    press.bytes = 0
    _KINDS[job.kind](press, job.paths)
    return Printed(dict(press.pages), press.bytes)
