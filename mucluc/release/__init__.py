# SPDX-License-Identifier: Apache-2.0
"""A release: the immutable directory that every view reads. `Release.open(path)` and nothing else."""

from .model import (
    Collection,
    Contribution,
    Entity,
    Heading,
    HeadingForms,
    Instance,
    Item,
    Library,
    Link,
    Network,
    PublishedRecord,
    Text,
    Work,
)
from .reader import HeadingUse, Release, ReleaseError

__all__ = [
    "Collection",
    "Contribution",
    "Entity",
    "Heading",
    "HeadingForms",
    "HeadingUse",
    "Instance",
    "Item",
    "Library",
    "Link",
    "Network",
    "PublishedRecord",
    "Release",
    "ReleaseError",
    "Text",
    "Work",
]
