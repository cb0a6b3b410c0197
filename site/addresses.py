# SPDX-License-Identifier: Apache-2.0
"""Where a page lives: Vietnamese at the root, English below `/en/`, the same path after that; files are named as they are served."""

from __future__ import annotations

from pathlib import Path, PurePosixPath


def url(page: str, language: str) -> str:
    """Root-absolute address of a page: `url("work/2f7k.html", "en")` gives `/en/work/2f7k.html`; home is `/` and `/en/`."""
    root = "/" if language == "vi" else f"/{language}/"
    return root if page == "index.html" else root + page


def of_path(path: str, language: str) -> str:
    """Address of the page of an entity by its path after the base (`work/2f7k`, `agent/…`)."""
    return url(f"{path}.html", language)


def of_edition(work: str, instance: str, language: str) -> str:
    """Address of an Instance: its place on the page of its Work."""
    return f"{of_path(work, language)}#{anchor(instance)}"


def anchor(instance: str) -> str:
    """The fragment of an Instance on the page of its Work: `instance-2f7k`."""
    return instance.replace("/", "-")


def name(page: str, language: str) -> str:
    """The name of a page's file below the site; raises ValueError for one that would leave it."""
    if not page or page.startswith("/") or ".." in page.split("/"):
        raise ValueError(f"not a page of the site: {page!r}")
    return page if language == "vi" else f"{language}/{page}"


def file(into: Path, page: str, language: str) -> Path:
    """The file of a page below `into`; raises ValueError for a path that would leave it."""
    return below(into, name(page, language))


def below(into: Path, name: str) -> Path:
    """`into / name`; raises ValueError when `name` is absolute or climbs."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise ValueError(f"not a page of the site: {name!r}")
    return into.joinpath(*parts)
