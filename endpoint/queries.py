# SPDX-License-Identifier: Apache-2.0
"""The example queries: one file each under `queries/`, with its title and what it shows in both languages at its head."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Example:
    """One example query. name: the file's without its number and ending; text: the query as it is shown and run."""

    name: str
    title: dict[str, str]
    about: dict[str, str]
    text: str


@functools.cache
def examples(base: str) -> tuple[Example, ...]:
    """All example queries in the order of their files; `{base}` in them becomes the base of the network."""
    found = sorted(
        (each for each in (files("mucluc.endpoint") / "queries").iterdir() if each.name.endswith(".rq")), key=lambda each: each.name
    )
    return tuple(_read(each.name, each.read_text("utf-8").replace("{base}", base)) for each in found)


def _read(name: str, text: str) -> Example:
    said: dict[str, str] = {}
    lines = text.splitlines()
    while lines and lines[0].startswith("#"):
        key, _, value = lines.pop(0).lstrip("# ").partition(": ")
        said[key] = value
    languages = ("vi", "en")
    return Example(
        name.removesuffix(".rq").partition("-")[2],
        {language: said[f"title.{language}"] for language in languages},
        {language: said[f"about.{language}"] for language in languages},
        "\n".join(lines).strip() + "\n",
    )
