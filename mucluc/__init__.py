# SPDX-License-Identifier: Apache-2.0
"""Mục lục: from libraries' MARC to a published, linked union catalogue."""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

# Public names resolve lazily (PEP 562), so that a worker which imports `mucluc.vocab` loads nothing else.
_HOMES = {
    "Config": "mucluc.config",
    "Fault": "mucluc.converters.record",
    "Record": "mucluc.converters.record",
    "Release": "mucluc.release",
    "build_datasets": "mucluc.datasets",
    "build_site": "mucluc.site",
    "check": "mucluc.converters.check",
    "convert": "mucluc.converters.convert",
    "create_app": "mucluc.endpoint",
    "publish": "mucluc.publish",
    "read": "mucluc.converters.read",
    "screen": "mucluc.converters.screen",
}
__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mucluc' has no attribute {name!r}")
