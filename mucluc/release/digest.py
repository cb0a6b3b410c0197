# SPDX-License-Identifier: Apache-2.0
"""The digest by which files are known, in deliveries, manifests and catalogues of datasets alike."""

from __future__ import annotations

import hashlib
from pathlib import Path


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
