# SPDX-License-Identifier: Apache-2.0
"""Build the site of a release: cut it into jobs, let worker processes print the pages."""

from __future__ import annotations

import multiprocessing
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mucluc.release import Release, layout

from .catalogue_pages import (
    HEADING_LISTS,
    keep_headings,
    keep_works,
    print_collection,
    print_heading_list,
    print_headings,
    print_library,
    print_titles,
    print_works,
)
from .crawl import write_crawl_files
from .heading_page import heading_paths
from .kept import Changes, Kept, changes
from .render import Press, sections
from .search_index import print_search_index
from .site_pages import print_site_pages
from .static_files import static_files, write_static

BATCH = 200
KEPT_BATCH = 5000
# How many jobs wait for each worker: enough to keep it busy, few enough to keep the list of paths short.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Job:
    """A share of the site. kind: a key of `_KINDS`. paths: of Works or headings; else one name, or none."""

    kind: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """What a job has made: pages by template (both languages counted), files, files that were taken over, and bytes of the others."""

    pages: dict[str, int]
    files: int
    kept: int
    bytes: int


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What a build has made. pages: by kind of page, both languages counted. files: below the directory.

    kept: how many of them were taken over from the last release's site. bytes: of the others.
    """

    pages: dict[str, int]
    files: int
    kept: int
    bytes: int


_KINDS = {
    "search": lambda press, paths: print_search_index(press.release, press.into, press.write, press.last),
    "titles": lambda press, paths: print_titles(press),
    "list": lambda press, paths: print_heading_list(press, paths[0]),
    "library": lambda press, paths: print_library(press, paths[0]),
    "collection": lambda press, paths: print_collection(press, paths[0]),
    "site": lambda press, paths: print_site_pages(press),
    "crawl": lambda press, paths: write_crawl_files(press.release, press.into, press.write),
    "works": print_works,
    "kept works": keep_works,
    "headings": print_headings,
    "kept headings": keep_headings,
}


def build_site(release: Release, into: Path, *, processes: int = 2, last: Release | None = None) -> SiteReport:
    """Write the site of `release` below `into`, which must not exist or be empty; the same release gives the same bytes.

    Pages are Vietnamese at the root and English below `en/`, made to be served at the root of a host. Raises FileExistsError
    when something is there already. processes: how many print pages; with one all runs right here. last: a release made by the same
    software, whose pages are taken over by hard links where they are still the same; the bytes are those of a site made anew.
    """
    into.mkdir(parents=True, exist_ok=True)
    if any(into.iterdir()):
        raise FileExistsError(f"{into} is not empty: a site is built where there is none")
    kept = Kept(last, last.path / layout.SITE, changes(release, last)) if last is not None and _same_frame(release, last) else None
    total: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for printed in _run(release, into, kept, _jobs(release, kept), processes):
        pages.update(printed.pages)
        total.update(files=printed.files, kept=printed.kept, bytes=printed.bytes)
    written = write_static(static_files(), into)
    total.update(files=len(written), bytes=sum(path.stat().st_size for path in written))
    return SiteReport(dict(sorted(pages.items())), total["files"], total["kept"], total["bytes"])


def _same_frame(release: Release, last: Release) -> bool:
    """Whether the two have all in common that stands on every page."""
    return release.network == last.network and sections(release) == sections(last)


def _jobs(release: Release, kept: Kept | None) -> Iterator[Job]:
    """The long jobs first, so that no worker is left alone with one at the end."""
    yield Job("search")
    yield Job("titles")
    for library in release.network.libraries:
        yield Job("library", (library.slug,))
        yield from (Job("collection", (f"{library.slug}/{each.slug}",)) for each in library.collections)
    yield from (Job("list", (name,)) for name in HEADING_LISTS)
    yield Job("site")
    yield Job("crawl")
    if kept is None:
        yield from _batches("works", release.work_paths())
        yield from _batches("headings", (use.heading.path for use in release.headings()))
        return
    works, headings = kept.changes.works, kept.changes.headings
    yield from _batches("works", sorted(works))
    yield from _batches("headings", sorted(headings))
    yield from _batches("kept works", (path for path in release.work_paths() if path not in works), KEPT_BATCH)
    same = (use for use in release.headings() if use.heading.path not in headings)
    yield from _batches("kept headings", (page for use in same for page in heading_paths(use)), KEPT_BATCH)


def _batches(kind: str, paths: Iterable[str], size: int = BATCH) -> Iterator[Job]:
    walk = iter(paths)
    while batch := tuple(islice(walk, size)):
        yield Job(kind, batch)


def _run(release: Release, into: Path, kept: Kept | None, jobs: Iterator[Job], processes: int) -> Iterator[Printed]:
    if processes == 1:
        press = Press(release, into, kept)
        yield from (_print(press, job) for job in jobs)
        return
    # forkserver: workers inherit no locks or threads of a process that may also serve.
    context = multiprocessing.get_context("forkserver")
    given = (release.path, into, (kept.release.path, kept.site, kept.changes) if kept else None)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=given) as pool:
        waiting: deque[Future[Printed]] = deque()
        for job in jobs:
            waiting.append(pool.submit(_work, job))
            if len(waiting) > _AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


# A worker's press, made once for the process.
_press: Press


def _begin(path: Path, into: Path, kept: tuple[Path, Path, Changes] | None) -> None:
    global _press
    last = Kept(Release.open(kept[0]), *kept[1:]) if kept else None
    _press = Press(Release.open(path), into, last)


def _work(job: Job) -> Printed:
    return _print(_press, job)


def _print(press: Press, job: Job) -> Printed:
    press.clear()
    _KINDS[job.kind](press, job.paths)
    return Printed(dict(press.pages), press.files, press.kept, press.bytes)
