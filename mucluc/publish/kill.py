# SPDX-License-Identifier: Apache-2.0
"""The named points at which a test kills a run, to prove that the last release stays whole."""

from __future__ import annotations

import os
import signal

POINTS = (
    "after-read",
    "after-graph",
    "after-union",
    "after-store",
    "after-views",
    "before-manifest",
    "before-rename",
    "after-rename",
    "before-state",
)
PRUNING_POINTS = ("before-pruning", "while-pruning")
"""Those of a run that removes older releases; the second is reached only when there is one to remove."""


def kill_point(name: str) -> None:
    """Die by SIGKILL here when the environment variable MUCLUC_KILL_AT names this point."""
    if os.environ.get("MUCLUC_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
