# SPDX-License-Identifier: Apache-2.0
"""What a release depends on, as one digest, so that a run with nothing changed can say so and stop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import mucluc
from mucluc.config import Config
from mucluc.converters.screen import Policy
from mucluc.deliveries import PUBLIC, Delivery
from mucluc.release.digest import file_digest

SUFFIXES = (".py", ".toml", ".tsv", ".ttl", ".json", ".jsonld", ".html", ".css", ".js", ".xml", ".txt", ".svg", ".rq")


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read: its name, library, bytes and SHA-256, and whether its records may become public."""

    name: str
    library: str
    size: int
    sha256: str
    state: str

    @property
    def released(self) -> bool:
        """Whether its records may become public; if not, its name is none either."""
        return self.state in PUBLIC


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The inputs of a release; `digest` covers the files, the configuration, the policy and this software.

    policy: the digest of the configuration's policy. policies: of all that decides what is public. `digest` and those of the inputs are
    for the network alone: who guesses what was withheld could prove it by them.
    """

    inputs: tuple[Input, ...]
    policy: str
    policies: str
    software: str
    digest: str


def fingerprint(config: Config, delivered: Sequence[Delivery]) -> Fingerprint:
    """What the release depends on, with these deliveries."""
    inputs = tuple(Input(each.file.name, each.library, each.size, each.sha256, each.state) for each in delivered)
    software = software_digest()
    decided = [asdict(each.decision) if each.decision else None for each in delivered]
    matching = file_digest(config.decisions) if config.decisions and config.decisions.is_file() else ""
    whole = json.dumps([[asdict(each) for each in inputs], decided, config.digest, config.policy.digest, matching, software], default=str)
    policies = hashlib.sha256(f"{config.policy.digest} {Policy.authority().digest}".encode()).hexdigest()
    return Fingerprint(inputs, config.policy.digest, policies, software, hashlib.sha256(whole.encode()).hexdigest())


def software_digest() -> str:
    """SHA-256 over the package's own files: a changed rule or template makes another release of the same inputs."""
    root = Path(mucluc.__file__).parent
    total = hashlib.sha256()
    for folder in (root, *sorted(root / name for name in ("converters", "datasets", "endpoint", "site", "vocab"))):
        for file in sorted(folder.resolve().rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                total.update(f"{folder.name}/{file.relative_to(folder.resolve()).as_posix()}\0{file_digest(file)}\n".encode())
    return total.hexdigest()
