# SPDX-License-Identifier: Apache-2.0
"""A release policy as a value: what may be published (an allow-list of subfields) and the rules that withhold or cut."""

from __future__ import annotations

import difflib
import functools
import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any

from .embargo import closed_until
from .path import MarcPath, PathError, compile_path
from .record import Record

PUBLISH, PUBLISH_WITHOUT, WITHHOLD = "publish", "publish-without", "withhold"
OUTCOMES = (PUBLISH, PUBLISH_WITHOUT, WITHHOLD)
BASES = ("default", "open")

_POLICY_KEYS = ("extends", "allow", "deny", "rule")
_CONDITIONS = ("exists", "absent", "equals", "not_equals", "matches", "not_matches", "after_release")
_RULE_KEYS = ("id", "path", "kinds", *_CONDITIONS, "outcome", "without", "reason")
THE_FIELD = "field"
"""As a rule's `without`: the very fields that meet its condition, whole."""


class PolicyError(ValueError):
    """A policy is not written rightly; the message names the key, what is wrong, and the nearest right key."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when a field at one of `paths` meets the condition, the outcome. reason: by language, `vi` and `en`.

    condition: `exists`; `absent`, no field has it; `equals`, a value is one of `texts`; `not_equals`, a value is none of them;
    `matches`, a value matches `pattern`; `not_matches`, the field has no value that does; `after_release`, a value is a date later
    than the release's, or cannot be read as one (with a pattern: only in fields whose text it is found in, from there on).
    Texts compare in NFC without case, outer blanks and end punctuation. kinds: the kinds of library that the rule is for, empty for
    all. the_field: the fields that meet the condition are cut whole.
    """

    id: str
    paths: tuple[MarcPath, ...]
    condition: str
    texts: frozenset[str]
    pattern: re.Pattern[str] | None
    outcome: str
    without: tuple[MarcPath, ...]
    reason: Mapping[str, str]
    kinds: frozenset[str] = frozenset()
    the_field: bool = False

    def concerns(self, tags: set[str]) -> bool:
        """Whether a record with these tags may meet the condition; the leader is in every record."""
        if self.condition == "absent":
            return True
        return any(path.tag in tags or path.tag == "LDR" or "." in path.tag for path in self.paths)

    def holds(self, record: Record, today: str = "") -> bool:
        """Whether the record meets the condition. today: the release's day (`YYYY-MM-DD`); without one every date is still to come."""
        met = next(self.met(record, today), None)
        return met is None if self.condition == "absent" else met is not None

    def met(self, record: Record, today: str = "") -> Iterator[int]:
        """The places in `record.fields` of those that meet the condition (for `absent`: that are there), -1 for the leader."""
        for number, (tag, text) in (*enumerate(record.fields), (-1, ("LDR", record.leader))):
            for path in self.paths:
                speaks = path.tag == tag or ("." in path.tag and tag != "LDR" and path.holds_tag(tag))
                if speaks and path.holds_field(tag, text) and self._met(path, tag, text, today):
                    yield number
                    break

    def until(self, record: Record) -> str:
        """The latest day that a rule on dates reads in the record, from which on it no longer holds; empty when it reads none."""
        read = (self._until(path, tag, text) for tag, text in record.fields for path in self.paths if path.holds_field(tag, text))
        return max((each for each in read if each), default="")

    def _met(self, path: MarcPath, tag: str, text: str, today: str) -> bool:
        if self.condition == "after_release":
            until = self._until(path, tag, text)
            return until is None or (until > today and until != _NO_DATE)
        values = list(path.values_in(tag, text))
        if self.condition in ("exists", "absent"):
            return bool(values) or not path.codes
        if self.pattern is not None:
            return any(self.pattern.search(value) for value in values) is (self.condition == "matches")
        return any((plain(value) in self.texts) is (self.condition == "equals") for value in values)

    def _until(self, path: MarcPath, tag: str, text: str) -> str | None:
        """The latest day in a field, None when a date cannot be read, `_NO_DATE` when the field does not speak of one."""
        values = list(path.values_in(tag, text))
        if self.pattern is None:
            days = [closed_until(value) for value in values]
            return None if None in days else max((day for day in days if day), default=_NO_DATE)
        said = unicodedata.normalize("NFC", " ".join(values))
        found = self.pattern.search(said)
        return closed_until(said[found.start() :]) if found else _NO_DATE


_NO_DATE = ""


def plain(text: str) -> str:
    """A value as rules compare it: NFC, no case, single blanks, no punctuation at the end."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split()).rstrip(" .,;:/")


@dataclass(frozen=True)
class Policy:
    """What may be published. Make one with `from_table`, `default` or `open`.

    allow, deny: paths; a subfield passes when some path of `allow` and none of `deny` names it. rules: in their order.
    digest: SHA-256 of all of it, the same for the same policy however it was written down. everything: the open policy.
    kind, today: of the library whose records are screened and of the release; see `bound`.
    """

    name: str
    allow: tuple[MarcPath, ...]
    deny: tuple[MarcPath, ...]
    rules: tuple[Rule, ...]
    digest: str
    everything: bool = False
    kind: str = ""
    today: str = ""
    passing: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)
    """Filled by `codes`: what passes by tag and indicators."""
    leaders: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    """Filled by `concerns`: whether some rule holds for a leader."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any], *, name: str) -> Policy:
        """The policy of a configuration's `[policy]`; raises PolicyError."""
        _known("the policy", table, _POLICY_KEYS)
        extends = table.get("extends", "")
        if extends not in ("", *BASES):
            raise PolicyError(f'extends = {extends!r}: write "default" or "open", or leave it out')
        if not extends and not table.get("allow"):
            raise PolicyError('without extends and allow nothing would be published; write extends = "default", or allow = […]')
        base = {"default": cls.default, "open": cls.open}[extends]() if extends else None
        rules = tuple(_rule(raw, number) for number, raw in enumerate(_list(table, "rule", Mapping), 1))
        allow = tuple(_path(text, "allow") for text in _list(table, "allow", str))
        deny = tuple(_path(text, "deny") for text in _list(table, "deny", str))
        if base is not None:
            rules, allow, deny = (*rules, *base.rules), (*base.allow, *allow), (*base.deny, *deny)
        ids = [rule.id for rule in rules]
        if twice := next((each for each in ids if ids.count(each) > 1), None):
            raise PolicyError(f"two rules have the id {twice!r}; give each its own")
        return cls(
            name,
            allow,
            deny,
            rules,
            _digest(allow, deny, rules, base is not None and base.everything),
            base is not None and base.everything,
        )

    @classmethod
    def default(cls) -> Policy:
        """The policy shipped in `converters/policy/default.toml`."""
        return _shipped("default")

    @classmethod
    def authority(cls) -> Policy:
        """What of authority records may be published, for every network: `converters/policy/authority.toml`."""
        return _shipped("authority")

    @classmethod
    def open(cls) -> Policy:
        """The policy under which everything passes: for a person who looks at a file of their own."""
        return cls("open", (), (), (), _digest((), (), (), True), True)

    def bound(self, kind: str, today: str) -> Policy:
        """This policy for the records of a library of this kind in a release of this day (`YYYY-MM-DD`)."""
        return replace(self, kind=kind, today=today, leaders={})

    @functools.cached_property
    def standing(self) -> tuple[Rule, ...]:
        """The rules for this kind of library, in their order."""
        return tuple(rule for rule in self.rules if not rule.kinds or self.kind in rule.kinds)

    @functools.cached_property
    def watched(self) -> frozenset[str] | None:
        """Tags that rules speak of, the leader aside; None when some rule speaks of any tag (`9XX`) or of one that is not there."""
        tags = {path.tag for rule in self.standing for path in rule.paths} - {"LDR"}
        everywhere = any("." in tag for tag in tags) or any(rule.condition == "absent" for rule in self.standing)
        return None if everywhere else frozenset(tags)

    def concerns(self, record: Record, tags: set[str]) -> bool:
        """Whether some rule may hold for a record with these tags: one look-up for the usual record, for which none does."""
        if self.watched is None or not self.watched.isdisjoint(tags):
            return True
        try:
            return self.leaders[record.leader]
        except KeyError:
            if len(self.leaders) > 20_000:
                self.leaders.clear()
            bare = Record(record.leader, ())
            found = any(rule.holds(bare, self.today) for rule in self.standing if any(path.tag == "LDR" for path in rule.paths))
            self.leaders[record.leader] = found
            return found

    def codes(self, tag: str, indicators: str) -> str | None:
        """The subfield codes that may be published of a field with this tag and indicators, as one text; None for all of them.

        For a control field: None when it may be published, else the empty text.
        """
        key = tag + indicators
        try:
            return self.passing[key]
        except KeyError:
            if len(self.passing) > 20_000:  # only a hostile file has so many kinds of field
                self.passing.clear()
            found = self.passing[key] = self._codes(tag, indicators)
            return found

    def _codes(self, tag: str, indicators: str) -> str | None:
        allowed = [path for path in self.allow if path.holds_field(tag, indicators)]
        denied = [path for path in self.deny if path.holds_field(tag, indicators)]
        if any(not path.codes for path in denied):
            return ""
        dropped = {code for path in denied for code in path.codes}
        if self.everything or any(not path.codes for path in allowed):
            return None if not dropped else "".join(sorted(_ANY - dropped))
        return "".join(sorted({code for path in allowed for code in path.codes} - dropped))


_ANY = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@functools.cache
def _shipped(name: str) -> Policy:
    text = (resources.files("mucluc.converters") / "policy" / f"{name}.toml").read_text("utf-8")
    return Policy.from_table(tomllib.loads(text), name=name)


def _digest(allow: Iterable[MarcPath], deny: Iterable[MarcPath], rules: Iterable[Rule], everything: bool) -> str:
    whole = {
        "allow": sorted({path.text for path in allow}),
        "deny": sorted({path.text for path in deny}),
        "everything": everything,
        "rules": [
            [
                r.id,
                [p.text for p in r.paths],
                r.condition,
                sorted(r.texts),
                r.pattern.pattern if r.pattern else "",
                r.outcome,
                [p.text for p in r.without],
                r.the_field,
                sorted(r.kinds),
                dict(r.reason),
            ]
            for r in rules
        ],
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _known(where: str, table: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            raise PolicyError(
                f"{where} has no key {key!r}; " + (f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(keys)}")
            )


def _list(table: Mapping[str, Any], key: str, kind: type[Any]) -> list[Any]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, kind) for each in found):
        raise PolicyError(f"{key} must be a list of {'texts' if kind is str else 'tables ([[policy.rule]])'}")
    return found


def _path(text: str, where: str) -> MarcPath:
    try:
        path = compile_path(text)
    except PathError as error:
        raise PolicyError(f"{where}: {error}") from None
    if where in ("allow", "deny", "without") and (path.start is not None or path.tag == "LDR"):
        raise PolicyError(f"{where}: {text!r} names characters or the leader; only fields and subfields can be published or left out")
    return path


def _rule(raw: Mapping[str, Any], number: int) -> Rule:
    """One `[[policy.rule]]`; raises PolicyError that names the rule by its id, or by its number while it has none."""
    where = f"rule {raw.get('id', number)!r}"
    _known(where, raw, _RULE_KEYS)
    for key in ("id", "outcome"):
        if not isinstance(raw.get(key), str) or not raw[key].strip():
            raise PolicyError(f"{where}: {key} is missing")
    outcome = raw["outcome"]
    if outcome not in OUTCOMES:
        near = difflib.get_close_matches(outcome, OUTCOMES, 1, 0.3)
        raise PolicyError(
            f"{where}: outcome {outcome!r} is none of {', '.join(OUTCOMES)}" + (f"; did you mean {near[0]!r}?" if near else "")
        )
    without, the_field = _without(raw, where)
    condition, texts, pattern = _condition(raw, where)
    paths = _paths(raw, where)
    if the_field and (condition == "absent" or any(path.tag == "LDR" for path in paths)):
        raise PolicyError(f"{where}: a field that is not there, or the leader, cannot be left out; name fields in `without`")
    kinds = frozenset(_list(raw, "kinds", str))
    return Rule(raw["id"], paths, condition, texts, pattern, outcome, without, _reason(raw, where), kinds, the_field)


def _paths(raw: Mapping[str, Any], where: str) -> tuple[MarcPath, ...]:
    paths = [raw["path"]] if isinstance(raw.get("path"), str) else _list(raw, "path", str)
    if not paths or not all(path.strip() for path in paths):
        raise PolicyError(f"{where}: path is missing")
    return tuple(_path(path, where) for path in paths)


def _without(raw: Mapping[str, Any], where: str) -> tuple[tuple[MarcPath, ...], bool]:
    """The paths that a rule cuts, and whether it cuts the fields that meet its condition."""
    the_field = raw.get("without") == THE_FIELD
    paths = () if the_field else tuple(_path(text, "without") for text in _list(raw, "without", str))
    if (the_field or bool(paths)) != (raw["outcome"] == PUBLISH_WITHOUT):
        raise PolicyError(f"{where}: `without` goes with the outcome {PUBLISH_WITHOUT!r}, and that outcome needs it")
    return paths, the_field


def _reason(raw: Mapping[str, Any], where: str) -> Mapping[str, str]:
    reason = raw.get("reason")
    if (
        not isinstance(reason, Mapping)
        or set(reason) != {"vi", "en"}
        or not all(isinstance(text, str) and text.strip() for text in reason.values())
    ):
        raise PolicyError(f"{where}: reason needs a text in vi and in en, for a withheld record must be explainable to its library")
    return dict(reason)


def _condition(raw: Mapping[str, Any], where: str) -> tuple[str, frozenset[str], re.Pattern[str] | None]:
    given = [key for key in _CONDITIONS if key in raw]
    if len(given) > 1:
        raise PolicyError(f"{where}: {' and '.join(given)} are two conditions; a rule has one")
    condition = given[0] if given else "exists"
    asked = raw.get(condition, True)
    if condition in ("exists", "absent"):
        if asked is not True:
            raise PolicyError(f"{where}: {condition} can only be true; leave it out or use another condition")
        return condition, frozenset(), None
    if condition == "after_release" and asked is True:
        return condition, frozenset(), None
    if condition in ("matches", "not_matches", "after_release"):
        try:
            return condition, frozenset(), re.compile(unicodedata.normalize("NFC", asked), re.IGNORECASE)
        except (re.error, TypeError) as error:
            raise PolicyError(f"{where}: {condition} is no regular expression: {error}") from None
    texts = [asked] if isinstance(asked, str) else asked
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise PolicyError(f"{where}: {condition} needs a text or a list of texts")
    return condition, frozenset(plain(text) for text in texts), None
