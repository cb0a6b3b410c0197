# SPDX-License-Identifier: Apache-2.0
"""The audit of a run in PROV-O: a private one that names every record that was withheld or cut, and a public one that only counts.

The private one is written line by line while the decisions are read, so its size costs no memory.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mucluc import __version__
from mucluc.appraisal import Decision
from mucluc.converters.release_policy import Policy
from mucluc.converters.withheld_links import HEADING_RULE, LINK_RULE

from .audit_log import ALLOW_LIST, Judged, read_audit
from .fingerprint import Fingerprint, Input
from .intake import Taken
from .network import quoted

FOLDER = "private/audit"
_PREFIXES = """\
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
OWN_RULES = {
    "appraisal-missing": {
        "vi": "Đợt giao dữ liệu chưa được thẩm định.",
        "en": "The delivery has not been appraised yet.",
    },
    "appraisal-refused": {
        "vi": "Quyết định thẩm định không cho công bố đợt giao dữ liệu này.",
        "en": "The appraisal decided that the delivery is not to be released.",
    },
    ALLOW_LIST: {
        "vi": "Trường con không có trong danh sách được phép công bố.",
        "en": "The subfield is not in the list of what may be published.",
    },
    LINK_RULE: {
        "vi": "Trường này nêu tên hoặc số của một biểu ghi không được công bố.",
        "en": "The field names a record that is withheld, or gives its number.",
    },
    HEADING_RULE: {
        "vi": "Chỉ biểu ghi không được công bố dùng tiêu đề này.",
        "en": "Only withheld records use this heading.",
    },
}
"""Why something was held back by what is no rule of the configuration."""


Decisions = dict[tuple[str, str], Decision]
"""Appraisal decisions by library and SHA-256 of the delivered file."""


def reason_of(rule: str, policy: Policy) -> dict[str, str]:
    """Why a rule holds something back, by language; empty for an unknown rule."""
    found = next((each.reason for each in (*policy.rules, *Policy.authority().rules) if each.id == rule), None)
    return dict(found) if found else dict(OWN_RULES.get(rule, {}))


def write_public(
    path: Path, base: str, now: str, print_of: Fingerprint, outcomes: Counter[tuple[str, str]], policy: Policy, decisions: Decisions
) -> None:
    """Write the public provenance: what was read and who decided to release it, under which policy, and how many records each rule met;
    nothing that names a record.
    """
    about = f"{base}reports/provenance"
    with path.open("w", encoding="utf-8") as out:
        out.write(_PREFIXES)
        released = [each for each in print_of.inputs if each.released]
        out.writelines(_run(about, now, print_of, len(released)))
        for number, each in enumerate(released, 1):
            out.write(
                f"<{about}#delivery-{number}> a prov:Entity ; rdfs:label {quoted(each.name)} ; "
                f"dcterms:publisher <{base}library/{each.library}> .\n"
            )
            out.write(_appraisal(about, number, decisions.get((each.library, each.sha256))))
        for (outcome, rule), count in sorted(outcomes.items()):
            name = f"<{about}#{outcome}-{quote(rule, safe='')}>"
            out.write(
                f"{name} a prov:Entity ; prov:wasGeneratedBy <{about}#run> ; dcterms:type {quoted(outcome)} ; "
                f"dcterms:identifier {quoted(rule)} ; rdf:value {count} {_labels('rdfs:comment', reason_of(rule, policy))}.\n"
            )


def _run(about: str, now: str, print_of: Fingerprint, deliveries: int) -> Iterator[str]:
    used = ", ".join(f"<{about}#delivery-{number}>" for number in range(1, deliveries + 1))
    yield f'<{about}#run> a prov:Activity ; prov:startedAtTime "{now}"^^xsd:dateTime ; prov:used {used}, <{about}#policy> ;\n'
    yield f"  prov:wasAssociatedWith <{about}#software> .\n"
    yield f"<{about}#policy> a prov:Entity, prov:Plan ; dcterms:identifier {quoted('sha256:' + print_of.policy)} .\n"
    yield f"<{about}#software> a prov:SoftwareAgent ; rdfs:label {quoted(f'mucluc {__version__}')} ; "
    yield f"dcterms:identifier {quoted('sha256:' + print_of.software)} .\n"


def _labels(predicate: str, texts: dict[str, str]) -> str:
    return "".join(f"; {predicate} {quoted(text)}@{language} " for language, text in texts.items())


class PrivateAudit:
    """The private audit of one release in `root/private/audit`: `{release}.ttl` names records, `{release}.json` is what later runs ask."""

    def __init__(self, root: Path, base: str, policy: Policy) -> None:
        self.folder = root / FOLDER
        self.base = base
        self.policy = policy

    def write(
        self,
        release: str,
        now: str,
        print_of: Fingerprint,
        taken: Sequence[Taken],
        libraries: Sequence[str],
        decisions: Decisions,
        more: dict[str, Any],
    ) -> None:
        """Write both files. libraries: slug of each source. more: what the JSON file holds beside the fingerprint and the inputs."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _private(self.folder / f"{release}.ttl") as out:
            out.write(_PREFIXES)
            for line in self._lines(release, now, print_of, taken, libraries, decisions):
                out.write(line)
        facts = {"fingerprint": print_of.digest, "inputs": [asdict(each) for each in print_of.inputs], **more}
        with _private(self.folder / f"{release}.json") as out:
            out.write(json.dumps(facts, ensure_ascii=False, indent=1) + "\n")

    def _lines(
        self,
        release: str,
        now: str,
        print_of: Fingerprint,
        taken: Sequence[Taken],
        libraries: Sequence[str],
        decisions: Decisions,
    ) -> Iterator[str]:
        about = f"{self.base}audit/{release}"
        yield from _run(about, now, print_of, len(print_of.inputs))
        yield from self._deliveries(about, print_of.inputs, decisions)
        rules: set[str] = set()
        places = {(each.library, each.name): number for number, each in enumerate(print_of.inputs, 1)}
        for piece, each in enumerate(taken):
            delivery = places.get((libraries[each.piece.source], each.piece.name), 0)
            for number, judged in enumerate(read_audit(each.piece.into), 1):
                rules.update(judged.rules)
                yield _record(about, f"{piece}-{number}", delivery, judged)
        for rule in sorted(rules):
            labels = _labels("rdfs:comment", reason_of(rule, self.policy))
            yield f"<{about}#rule-{quote(rule, safe='')}> a prov:Entity ; dcterms:identifier {quoted(rule)} {labels}.\n"

    def _deliveries(self, about: str, inputs: Iterable[Input], decisions: Decisions) -> Iterator[str]:
        for number, each in enumerate(inputs, 1):
            yield f"<{about}#delivery-{number}> a prov:Entity ; rdfs:label {quoted(each.name)} ; "
            yield f"dcterms:publisher <{self.base}library/{each.library}> ; dcterms:identifier {quoted('sha256:' + each.sha256)} ; "
            yield f"dcterms:type {quoted(each.state)} .\n"
            yield _appraisal(about, number, decisions.get((each.library, each.sha256)))


def _appraisal(about: str, number: int, decision: Decision | None) -> str:
    """The appraisal of a delivery: by which body, when, and the number of the decision; empty when there was none."""
    if decision is None:
        return ""
    return (
        f"<{about}#appraisal-{number}> a prov:Activity ; prov:used <{about}#delivery-{number}> ; "
        f"dcterms:identifier {quoted(decision.number)} ; rdfs:label {quoted(decision.body)} ; "
        f'dcterms:type {quoted(decision.outcome)} ; prov:endedAtTime "{decision.day.isoformat()}"^^xsd:date .\n'
    )


def _record(about: str, name: str, delivery: int, judged: Judged) -> str:
    rules = ", ".join(f"<{about}#rule-{quote(rule, safe='')}>" for rule in judged.rules)
    ordinal = f"; dcterms:extent {judged.record} " if judged.record is not None else ""
    removed = f"; dcterms:description {quoted(judged.removed)} " if judged.removed else ""
    return (
        f"<{about}#record-{name}> a prov:Entity ; prov:wasDerivedFrom <{about}#delivery-{delivery}> ; prov:wasInfluencedBy {rules} ; "
        f"dcterms:identifier {quoted(judged.number)} ; dcterms:type {quoted(judged.outcome)} {ordinal}{removed}.\n"
    )


def _private(path: Path) -> Any:
    """A file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8")


def known(root: Path, release: str) -> dict[str, Any]:
    """What the audit of a release keeps for later runs; empty when there is none."""
    path = root / FOLDER / f"{release}.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found
