# SPDX-License-Identifier: Apache-2.0
"""What a worker process gives up before it opens anything: the network, core files, memory without end, a life without its parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def confine(memory: int) -> str:
    """Confine this process for good; the isolation that holds: `network namespace` or `none`.

    memory: bytes of private memory (RLIMIT_DATA, so that mapped files of a large store do not count). Only Linux knows network
    namespaces; a system that refuses one leaves the process as it was, and the caller decides whether it may go on.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    if not sys.platform.startswith("linux"):
        return "none"
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET
    if libc.unshare(flags) != 0 and (os.geteuid() != 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0):
        return "none"
    return "network namespace"


def spare_the_parent() -> None:
    """Make this process the first that the system ends when memory runs out."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("500")
