# SPDX-License-Identifier: Apache-2.0
"""The private reports as HTML pages in Vietnamese and English: files to hand to a library, with one style sheet beside them.

The public counts are shown by the site, which reads them from `faults.json`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from mucluc.release.model import Network

if TYPE_CHECKING:
    from .builder import LibraryReport

LANGUAGES = ("vi", "en")
STYLE = "reports.css"
_FOLDER = files(__package__) / "templates"

Places = Callable[[str, str], list[tuple[Any, ...]]]


def write_private(folder: Path, name: str, network: Network, report: LibraryReport, places: Places) -> None:
    """Write `{name}.html` and `{name}.en.html`, which show where the faults are and the offending text."""
    (folder / STYLE).write_text(_read(STYLE), "utf-8")
    for language in LANGUAGES:
        page = _template("private.html").render(
            lang=language, t=_texts()[language], network=network, report=report, name=name, places=places, number=_number(language)
        )
        (folder / (f"{name}.html" if language == "vi" else f"{name}.{language}.html")).write_text(page, "utf-8")


def _number(language: str) -> Callable[[int], str]:
    """Thousands apart by a full stop in Vietnamese, by a comma in English."""
    return lambda value: f"{value:,}".replace(",", "." if language == "vi" else ",")


@functools.cache
def _texts() -> dict[str, dict[str, str]]:
    raw = tomllib.loads(_read("texts.toml"))
    return {language: {key: text[language] for key, text in raw.items()} for language in LANGUAGES}


@functools.cache
def _template(name: str) -> Any:
    environment = Environment(
        autoescape=True, loader=FunctionLoader(_read), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")
