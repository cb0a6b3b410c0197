# SPDX-License-Identifier: Apache-2.0
"""The difference between what a portal holds and what it should hold, as the one call of `package_revise` that closes it. Pure.

Whose a field is, is decided by three values: what we last wrote (its digest stands on the portal, in `mucluc_written`), what stands there
now, what we want. A field that the portal's staff changed is theirs from then on; emptied, it is ours again. Files are always ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .settings import CkanError
from .wanted import WantedDataset, WantedResource

ID, KEY, WRITTEN = "mucluc_id", "mucluc_key", "mucluc_written"

Written = dict[str, str]


@dataclass(frozen=True, slots=True)
class ResourceStep:
    """What happens to a resource. verb: add, replace (its file), describe (its texts), leave. kept: fields that the staff made theirs."""

    key: str
    verb: str
    upload: int = 0
    fields: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A call: `create` for a dataset that is not there, else the parameters of `package_revise` and the files by parameter."""

    create: dict[str, Any] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DatasetStep:
    """What happens to a dataset. verb: create, update, leave. fields: what is set. kept: fields that the staff made theirs."""

    name: str
    verb: str
    fields: tuple[str, ...]
    kept: tuple[str, ...]
    resources: tuple[ResourceStep, ...]
    revision: Revision

    @property
    def upload(self) -> int:
        """Bytes that are sent as files."""
        return sum(each.upload for each in self.resources)


def difference(dataset: WantedDataset, found: dict[str, Any] | None, organization: str) -> DatasetStep:
    """The step from what the portal holds (`package_show`, None when it holds nothing) to the dataset.

    Raises CkanError when what stands there under the name is not ours to change.
    """
    if found is None:
        written = {**_digests(dataset.fields), "tags": _digest(*sorted(dataset.tags))}
        extras = [{"key": ID, "value": dataset.id}, {"key": WRITTEN, "value": _packed(written)}]
        tags = [{"name": each} for each in dataset.tags]
        create = {"name": dataset.name, "owner_org": organization, **dataset.fields, "tags": tags, "extras": extras}
        steps = tuple(_resource_step(each, None)[0] for each in dataset.resources)
        return DatasetStep(dataset.name, "create", tuple(dataset.fields), (), steps, Revision(create))
    _check_ours(dataset, found, organization)
    return _update(dataset, found)


def _check_ours(dataset: WantedDataset, found: dict[str, Any], organization: str) -> None:
    place = f"the portal's dataset {dataset.name!r}"
    if found.get("state") == "deleted":
        raise CkanError(
            f"{place} was deleted there. Restore it, or have the portal's administrator purge it, or set another `prefix` in [ckan]"
        )
    owner = next((each["value"] for each in found.get("extras", []) if each["key"] == ID), None)
    if owner != dataset.id:
        whose = f"belongs to {owner}" if owner else "was not made by us"
        raise CkanError(f"{place} {whose}, so it is left alone. Set another `prefix` in [ckan], or have that dataset renamed")
    held = (found.get("organization") or {}).get("name")
    if held != organization:
        raise CkanError(
            f"{place} now belongs to the organisation {held!r}, not {organization!r}. Set `organization` in [ckan], or move it back"
        )


def _update(dataset: WantedDataset, found: dict[str, Any]) -> DatasetStep:
    extras: list[dict[str, str]] = found.get("extras", [])
    place = next((n for n, each in enumerate(extras) if each["key"] == WRITTEN), None)
    before = _unpacked(extras[place]["value"]) if place is not None else {}
    update, kept, written = _settled(dataset.fields, found, before)
    parameters: dict[str, Any] = {}
    tags = _digest(*sorted(dataset.tags))
    missing = [each for each in dataset.tags if each not in {tag["name"] for tag in found.get("tags", [])}]
    changed = tuple(update)
    if tags != before.get("tags") and missing:
        parameters["update__tags__extend"] = [{"name": each} for each in missing]
        changed += ("tags",)
    written["tags"] = tags
    if place is None:
        parameters["update__extras__extend"] = [{"key": WRITTEN, "value": _packed(written)}]
    elif written != before:
        parameters[f"update__extras__{place}"] = {"value": _packed(written)}
    if update:
        parameters["update"] = update
    steps, files = _resources(dataset, found.get("resources", []), parameters)
    if not parameters and not files:
        return DatasetStep(dataset.name, "leave", (), kept, steps, Revision())
    if found.get("groups"):
        # An organisation's editor may not name groups that he does not manage; left out of the call, the dataset stays in them.
        parameters["filter"] = ["-groups"]
    # Whoever changes the dataset between our reading and our writing makes the match fail; then it is read again.
    parameters["match"] = {"id": found["id"], "metadata_modified": found["metadata_modified"]}
    return DatasetStep(dataset.name, "update", changed, kept, steps, Revision(None, parameters, files))


def _resources(
    dataset: WantedDataset, found: list[dict[str, Any]], parameters: dict[str, Any]
) -> tuple[tuple[ResourceStep, ...], dict[str, Path]]:
    """The steps of the resources; what they need is added to the parameters, their files are given back."""
    ours = {each[KEY]: each for each in reversed(found) if each.get(KEY)}
    steps, added, files = [], [], {}
    for resource in dataset.resources:
        held = ours.get(resource.key)
        step, update = _resource_step(resource, held)
        steps.append(step)
        if held is None:
            added.append((update, resource))
        elif update:
            parameters[f"update__resources__{held['id']}"] = update
            if step.upload and resource.path:
                files[f"update__resources__{held['id']}__upload"] = resource.path
    if added:
        parameters["update__resources__extend"] = [update for update, _ in added]
    for place, (_, resource) in enumerate(added):
        if resource.path:
            files[f"update__resources__{place - len(added)}__upload"] = resource.path
    return tuple(steps), files


def _resource_step(resource: WantedResource, found: dict[str, Any] | None) -> tuple[ResourceStep, dict[str, Any]]:
    """The step of a resource and the values to write."""
    held: Mapping[str, Any] = found or {}
    before = _unpacked(held.get(WRITTEN, ""))
    update, kept, written = _settled(resource.fields, held, before)
    fields = tuple(update)
    linked = resource.path is None
    same_place = held.get("url") == resource.url if linked else held.get("url_type") == "upload"
    replaced = held.get("hash") != f"sha256:{resource.sha256}" or held.get("size") != resource.bytes or not same_place
    if written != before:
        update[WRITTEN] = _packed(written)
    if replaced:
        update.update(hash=f"sha256:{resource.sha256}", mimetype=resource.media_type, size=resource.bytes)
        if linked:
            update.update(url=resource.url, url_type="")
            if held.get("url_type") == "upload":
                update["clear_upload"] = "true"
    if found is None:
        update[KEY] = resource.key
    verb = "add" if found is None else "replace" if replaced else "describe" if update else "leave"
    return ResourceStep(resource.key, verb, resource.bytes if replaced and not linked else 0, fields, kept), update


def _settled(fields: dict[str, str], found: Mapping[str, Any], before: Written) -> tuple[dict[str, Any], tuple[str, ...], Written]:
    """The fields to set, those that the staff made theirs, and the digests to remember."""
    update: dict[str, Any] = {}
    kept: list[str] = []
    written = {name: value for name, value in before.items() if name in fields or name == "tags"}
    for name, value in fields.items():
        now = found.get(name) or ""
        if now not in ("", value) and before.get(name) != _digest(now):
            kept.append(name)
            continue
        if now != value:
            update[name] = value
        written[name] = _digest(value)
    return update, tuple(kept), written


def _digest(*values: str) -> str:
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:12]


def _digests(fields: dict[str, str]) -> Written:
    return {name: _digest(value) for name, value in fields.items()}


def _packed(written: Written) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(written.items()))


def _unpacked(text: str) -> Written:
    return dict(each.split("=", 1) for each in text.split() if "=" in each)
