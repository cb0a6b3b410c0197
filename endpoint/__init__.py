# SPDX-License-Identifier: Apache-2.0
"""A release over HTTP: SPARQL, linked data, search and feeds."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_app
    from .server import serve
    from .settings import ServeSettings
    from .store import StoreReport, build_store

__all__ = ["ServeSettings", "StoreReport", "build_store", "create_app", "serve"]

# Resolved lazily, so that a worker process loads the engine and nothing of the web.
_HOMES = {"create_app": "app", "serve": "server", "ServeSettings": "settings", "build_store": "store", "StoreReport": "store"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"mucluc.endpoint.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'mucluc.endpoint' has no attribute {name!r}")
