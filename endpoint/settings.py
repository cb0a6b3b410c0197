# SPDX-License-Identifier: Apache-2.0
"""What an operator may set about serving: address, limits, workers; every default is safe for a public address."""

from __future__ import annotations

import os
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Settings of the endpoint; times in seconds, sizes in bytes.

    deadline: a query that takes longer is stopped (504). max_bytes: a larger answer is refused (413), never cut.
    query_limit, nesting: longer or deeper queries are refused before a worker sees them. workers: 0 means processor cores + 2;
    one worker is always kept for linked-data documents. memory: private memory of a worker. per_client: queries of one address
    at the same time (429). queue: queries that may wait, queue_wait: for how long (503). answers: answers held for all clients
    together while they are sent. recycle: queries after which a worker is replaced. allow_unisolated: start workers even where
    the system refuses them a network namespace. poll: how often the link `current` is looked at. drain: how long an old release
    may finish its requests. send_limit: how long one answer may take to be sent.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    deadline: float = 10.0
    max_bytes: int = 64 * MIB
    query_limit: int = 64 * 1024
    nesting: int = 100
    workers: int = 0
    memory: int = 1024 * MIB
    per_client: int = 4
    queue: int = 64
    queue_wait: float = 5.0
    answers: int = 64
    recycle: int = 10_000
    allow_unisolated: bool = False
    poll: float = 1.0
    drain: float = 60.0
    send_limit: float = 600.0
    page_rows: int = 500

    def __post_init__(self) -> None:
        """Raise ValueError for a setting that cannot work."""
        for name in (
            "deadline",
            "max_bytes",
            "query_limit",
            "nesting",
            "memory",
            "per_client",
            "answers",
            "recycle",
            "poll",
            "page_rows",
        ):
            if getattr(self, name) <= 0:
                raise ValueError(f"serve.{name} must be more than 0")
        if self.workers < 0 or self.workers == 1:
            raise ValueError("serve.workers must be 0 (cores + 2) or at least 2: one worker is kept for linked-data documents")
        if not 0 <= self.port < 65536:
            raise ValueError("serve.port must be between 0 and 65535")

    @property
    def pool_size(self) -> int:
        """Number of worker processes."""
        return self.workers or (os.cpu_count() or 1) + 2
