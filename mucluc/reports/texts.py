# SPDX-License-Identifier: Apache-2.0
"""The words of the reports in both languages, from `templates/texts.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files

from mucluc.converters.completeness import ELEMENTS
from mucluc.vocab.faults import SEVERITIES
from mucluc.vocab.labels import LANGUAGES, labels

from .model import KINDS

FOLDER = files(__package__) / "templates"
BETWEEN = " · "


@functools.cache
def texts(language: str) -> dict[str, str]:
    """All words in a language, by key: severities by name, `element_{name}`, `change_{kind}`, and the reports' own."""
    raw = tomllib.loads((FOLDER / "texts.toml").read_text("utf-8"))
    kind = labels(language).kind
    shared = {name: kind("severity", name) for name in SEVERITIES}
    shared |= {f"element_{name}": kind("element", name) for name in ELEMENTS}
    shared |= {f"change_{name}": kind("change", name) for name in KINDS}
    return {key: text[language] for key, text in raw.items()} | shared


def both(said: str | Mapping[str, str]) -> str:
    """A text by key, or a title by language, in Vietnamese and English: the head of a column that both read."""
    by_language = said if not isinstance(said, str) else {language: texts(language)[said] for language in LANGUAGES}
    return BETWEEN.join(dict.fromkeys(by_language.get(language, "") or next(iter(by_language.values())) for language in LANGUAGES))


def number(language: str) -> Callable[[int], str]:
    """How a whole number is written in a language."""
    return labels(language).number
