# SPDX-License-Identifier: Apache-2.0
"""The private reports as HTML pages in Vietnamese and English: files to hand to a library or to print, with one style sheet beside them.

The public counts are shown by the site, which reads them from `faults.json`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from mucluc.release.model import Network
from mucluc.vocab.labels import LANGUAGES

from .model import LibraryReport, Place
from .texts import FOLDER, number, texts

STYLE = "reports.css"
SHOWN = 20
"""How many places of one code a page shows; the tables have more."""


def write_style(folder: Path) -> None:
    """Write the style sheet of the pages."""
    (folder / STYLE).write_text(_read(STYLE), "utf-8")


def write_pages(folder: Path, network: Network, report: LibraryReport, samples: Mapping[str, Sequence[Place]]) -> None:
    """Write `{library}.html` and `{library}.en.html`, which show what to mend first, and where. samples: by code."""
    for language in LANGUAGES:
        write_page(folder, report.name, "private.html", language, network, report=report, samples=samples)


def write_page(folder: Path, stem: str, template: str, language: str, network: Network, **values: object) -> None:
    """Write `{stem}.html` or `{stem}.en.html`, made of a template with the words of the language."""
    words = {"lang": language, "t": texts(language), "number": number(language)}
    name = f"{stem}.html" if language == "vi" else f"{stem}.{language}.html"
    (folder / name).write_text(_template(template).render(stem=stem, network=network, **words, **values), "utf-8")


@functools.cache
def _template(name: str) -> Any:
    environment = Environment(
        autoescape=True, loader=FunctionLoader(_read), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def _read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
