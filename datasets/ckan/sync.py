# SPDX-License-Identifier: Apache-2.0
"""`plan` tells what a portal lacks, `sync` sends it; a second `sync` writes nothing, and what the portal's staff added stays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from mucluc.release import Release

from .difference import DatasetStep, difference
from .portal import Changed, Portal, Unsure
from .settings import CkanError, CkanSettings
from .wanted import WantedDataset, wanted

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sync would do, dataset by dataset."""

    url: str
    organization: str
    steps: tuple[DatasetStep, ...]

    @property
    def writes(self) -> bool:
        """True when anything would be sent."""
        return any(each.verb != "leave" for each in self.steps)

    def to_json(self) -> dict[str, Any]:
        """The plan for programs."""
        return {
            "url": self.url,
            "organization": self.organization,
            "writes": self.writes,
            "datasets": [_step_json(each) for each in self.steps],
        }

    def to_text(self) -> str:
        """The plan for people, a line a dataset."""
        return "\n".join([f"{self.url}, organisation {self.organization}", *(_step_text(each) for each in self.steps)])


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. steps: the first plan of each dataset. calls: requests made to write. uploaded: bytes of files."""

    url: str
    organization: str
    steps: tuple[DatasetStep, ...]
    calls: int
    uploaded: int

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "url": self.url,
            "organization": self.organization,
            "calls": self.calls,
            "uploaded": self.uploaded,
            "datasets": [_step_json(each) for each in self.steps],
        }

    def to_text(self) -> str:
        """The report for people."""
        done = f"{self.calls} calls, {_size(self.uploaded)} sent" if self.calls else "nothing to send: the portal holds this release"
        return "\n".join([f"{self.url}, organisation {self.organization}: {done}", *(_step_text(each) for each in self.steps)])


def plan(release: Release, settings: CkanSettings) -> Plan:
    """What `sync` would do now; reads the portal and writes nothing. Raises CkanError."""
    datasets = wanted(release, settings)
    with Portal(settings) as portal:
        portal.check()
        return _plan(portal, datasets, settings)


def _plan(portal: Portal, datasets: tuple[WantedDataset, ...], settings: CkanSettings) -> Plan:
    try:
        steps = tuple(difference(each, portal.dataset(each.name), settings.organization) for each in datasets)
    except Unsure as error:
        raise CkanError(str(error)) from None
    return Plan(settings.url, settings.organization, steps)


def sync(release: Release, settings: CkanSettings) -> SyncReport:
    """Send what differs: one `package_revise` a dataset, atomic, after a `package_create` where there is none.

    All datasets are looked at before the first is written. Raises CkanError; run again, it goes on where it stopped.
    """
    datasets = wanted(release, settings)
    calls = uploaded = 0
    with Portal(settings) as portal:
        portal.check()
        planned = _plan(portal, datasets, settings)
        for dataset in datasets:
            done = _send(portal, dataset, settings.organization)
            calls += done[0]
            uploaded += done[1]
    return SyncReport(settings.url, settings.organization, planned.steps, calls, uploaded)


def _send(portal: Portal, dataset: WantedDataset, organization: str) -> tuple[int, int]:
    """Read, compare and write until nothing differs; the calls that wrote and the bytes they sent.

    After a call whose outcome is unknown, and after another's change, the portal is read again, so nothing is done twice.
    """
    calls = uploaded = failures = 0
    while True:
        try:
            step = difference(dataset, portal.dataset(dataset.name), organization)
            if step.verb == "leave":
                return calls, uploaded
            if calls > ATTEMPTS:
                raise CkanError(f"the portal does not keep what it is sent for {dataset.name!r}: {', '.join(step.fields) or 'its files'}")
            calls += 1
            if step.revision.create is not None:
                portal.create(step.revision.create)
            else:
                portal.revise(step.revision.parameters, step.revision.files)
                uploaded += step.upload
        except (Changed, Unsure) as error:
            failures += 1
            if failures == ATTEMPTS:
                raise CkanError(str(error) or f"someone else keeps changing {dataset.name!r} on the portal; try again later") from None
            if isinstance(error, Unsure):
                time.sleep(2**failures / 4)


def _step_json(step: DatasetStep) -> dict[str, Any]:
    return {
        "name": step.name,
        "verb": step.verb,
        "fields": list(step.fields),
        "kept": list(step.kept),
        "upload": step.upload,
        "resources": [
            {"key": each.key, "verb": each.verb, "fields": list(each.fields), "kept": list(each.kept), "upload": each.upload}
            for each in step.resources
        ],
    }


def _step_text(step: DatasetStep) -> str:
    parts = [", ".join(step.fields)] if step.verb == "update" and step.fields else []
    for verb in ("add", "replace", "describe"):
        keys = [each.key for each in step.resources if each.verb == verb]
        if keys:
            parts.append(f"{verb} {', '.join(keys)}")
    if step.upload:
        parts.append(f"upload {_size(step.upload)}")
    kept = [*step.kept, *(f"{each.key} {name}" for each in step.resources for name in each.kept)]
    if kept:
        parts.append(f"kept as the portal's staff wrote it: {', '.join(kept)}")
    return f"  {step.verb:<7} {step.name}  {'; '.join(parts)}".rstrip()


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"
