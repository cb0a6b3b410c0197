# SPDX-License-Identifier: Apache-2.0
"""The licence of a network as the formats name it: SPDX identifier, IRI, CKAN's name, titles."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence. id: SPDX identifier. ckan: CKAN's `license_id`; a portal that does not know it shows it as text."""

    id: str
    iri: str
    ckan: str
    title: dict[str, str]


@functools.cache
def _table() -> dict[str, Licence]:
    raw = tomllib.loads((Path(__file__).resolve().parent / "licences.toml").read_text("utf-8"))
    return {spdx: Licence(spdx, **each) for spdx, each in raw.items()}


def licence(spdx: str) -> Licence:
    """The licence with this SPDX identifier; one that the table does not hold is named by its page at spdx.org."""
    known = _table().get(spdx)
    return known or Licence(spdx, f"https://spdx.org/licenses/{spdx}", spdx.lower(), {"vi": spdx, "en": spdx})
