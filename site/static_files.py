# SPDX-License-Identifier: Apache-2.0
"""The site's own style, scripts and icon, published under names that carry a digest of their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """Addresses by file name: `site.css` is served as `/static/site.3f2a9c1b.css`, so that it can be cached for ever."""

    addresses: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.addresses[name]


def static_files() -> StaticFiles:
    """The addresses of all static files, from their content."""
    found = {}
    for path in sorted(SOURCE.iterdir()):
        digest = hashlib.blake2b(path.read_bytes(), digest_size=4).hexdigest()
        found[path.name] = f"/static/{path.stem}.{digest}{path.suffix}"
    return StaticFiles(found)


def write_static(files: StaticFiles, into: Path) -> list[Path]:
    """Copy the static files to their addresses below `into`; the paths written."""
    (into / "static").mkdir(parents=True, exist_ok=True)
    written = []
    for name, address in files.addresses.items():
        target = into / address[1:]
        target.write_bytes((SOURCE / name).read_bytes())
        written.append(target)
    return written
