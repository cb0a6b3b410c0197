# SPDX-License-Identifier: Apache-2.0
"""Labels for people, in Vietnamese and English, from the tables of `labels/`: one place for the site, the endpoint and the datasets."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Any

LANGUAGES = ("vi", "en")
_THOUSANDS = {"vi": ".", "en": ","}


class Labels:
    """Labels in one language. Closed vocabularies raise KeyError for an unknown name; codes from catalogues fall back to themselves."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"no labels in {language!r}: the languages are {', '.join(LANGUAGES)}")
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The interface text `key` of `labels/ui.toml`, with its `{names}` filled in; raises KeyError."""
        text: str = _table("ui")[key][self.language]
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """A counted text: `count("n.works", 1204)` gives `1.204 tác phẩm` or `1,204 works`; English `one` serves the singular."""
        entry = _table("ui")[key]
        text: str = entry["one"] if number == 1 and self.language == "en" and "one" in entry else entry[self.language]
        return text.format(n=self.number(number))

    def number(self, number: int) -> str:
        """A whole number with the language's thousands separator."""
        return f"{number:,}".replace(",", _THOUSANDS[self.language])

    def language_name(self, code: str) -> str:
        """Name of a language by MARC code; the code itself when it is not in the table."""
        return str(_table("languages").get(code, {}).get(self.language, code))

    def relator(self, role: str) -> str:
        """A role by MARC relator code; the term as catalogued when it is no known code."""
        return str(_table("relators").get(role, {}).get(self.language, role))

    def kind(self, group: str, name: str) -> str:
        """A name of a closed vocabulary of `labels/kinds.toml` (group: heading, library, collection, type, …), or the name itself."""
        return str(_table("kinds")[group].get(name, {}).get(self.language, name))

    def licence(self, spdx: str) -> tuple[str, str]:
        """Name and address of a licence by SPDX identifier; an unknown one gives its identifier and SPDX's page."""
        entry = _table("kinds")["licence"].get(spdx)
        return (entry[self.language], entry["url"]) if entry else (spdx, f"https://spdx.org/licenses/{spdx}.html")

    def pick(self, texts: dict[str, str]) -> str:
        """The text in this language, else the first there is, else nothing."""
        return texts.get(self.language) or next(iter(texts.values()), "")


@functools.cache
def labels(language: str) -> Labels:
    """The labels of `vi` or `en`; raises ValueError for another language."""
    return Labels(language)


def tag_of(code: str) -> str:
    """BCP 47 tag of a MARC language code, or empty when it is unknown or says nothing of one language (`mul`, `und`, `zxx`, `mis`)."""
    return "" if code in ("mul", "und", "zxx", "mis") else str(_table("languages").get(code, {}).get("tag", ""))


@functools.cache
def _table(name: str) -> dict[str, Any]:
    source = resources.files(__package__) / "labels"
    if name != "ui":
        return tomllib.loads((source / f"{name}.toml").read_text("utf-8"))
    rooms = tomllib.loads((source / "ui.toml").read_text("utf-8"))
    return {f"{room}.{key}": entry for room, entries in rooms.items() for key, entry in entries.items()}
