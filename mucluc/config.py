# SPDX-License-Identifier: Apache-2.0
"""One TOML file describes a network of libraries; unknown keys are errors that name the nearest key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mucluc.converters.local_fields import LocalField, ProfileError
from mucluc.converters.local_fields import named as named_profile
from mucluc.converters.path import compile_path
from mucluc.converters.record import Record
from mucluc.converters.screen import Policy, PolicyError
from mucluc.release.model import Collection, Library, Network

from .errors import ConfigError
from .harvest.deliveries import delivered
from .sources import Source, source_of
from .tables import both, nearest, only_keys, simple, slug_of, tables, text

KINDS = frozenset(("national", "provincial", "district", "university", "school", "community", "private", "armed-forces", "other"))
_LIBRARY = {"slug", "title", "kind", "isil", "marc_code", "contact", "license", "url", "place", "note"}
_LIBRARY |= {"collection", "local", "local_system"}
TABLES = {"network", "library", "source", "policy", "intake", "appraisal", "matching", "output", "runner", "store", "union", "serve"}
TABLES |= {"ckan"}
RUNNERS = ("local", "spark")
CONTACT = re.compile(r"(mailto:)?[^@\s]+@[^@\s]+\.[^@\s]+\Z|https?://\S+\Z")


@dataclass(frozen=True, slots=True)
class IntakeTable:
    """The guard against a delivery that lacks what the last one had: the share of a library's records, from this number on, that may go."""

    missing_share: float = 0.2
    missing_few: int = 10


@dataclass(frozen=True, slots=True)
class AppraisalTable:
    """Whether only appraised deliveries are released, and where the register of decisions is (relative to the configuration file)."""

    required: bool = False
    register: str = "appraisal.toml"


@dataclass(frozen=True, slots=True)
class MatchingTable:
    """The curators' decisions on records that are the same or different (relative to the configuration file); empty: none."""

    decisions: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Where releases go (relative to the configuration file) and how many processes make them (0: one a core)."""

    dir: str = "var"
    processes: int = 0


@dataclass(frozen=True, slots=True)
class RunnerTable:
    """Where pieces and shards are worked on. kind: `local` (processes of this machine) or `spark`. master: the address of Spark's master.

    files: a storage by which files travel where the workers share no folder with this machine. options: settings of Spark.
    """

    kind: str = "local"
    master: str = "local[*]"
    files: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoreTable:
    """record_graphs: load each record's named graph into the served store too (five times the disk)."""

    record_graphs: bool = False


@dataclass(frozen=True, slots=True)
class UnionTable:
    """trust: slugs of libraries, the most trusted first, for what the union says where records differ (`converters.union_choice`)."""

    trust: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServeTable:
    """How the release is served. deadline: seconds a query may take. max_bytes: size of one answer. workers: 0 means cores + 2.

    memory: bytes a worker may take. query_limit: bytes of a query. per_client: queries of one address at a time.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0
    deadline: float = 10.0
    max_bytes: int = 64 * 1024 * 1024
    memory: int = 1024 * 1024 * 1024
    query_limit: int = 64 * 1024
    per_client: int = 4
    allow_unisolated: bool = False


@dataclass(frozen=True, slots=True)
class CkanTable:
    """The CKAN portal. token_env names the environment variable that holds the API token. prefix begins each dataset's name."""

    url: str
    organization: str
    token_env: str = "CKAN_TOKEN"
    prefix: str = ""
    upload: bool = True
    upload_limit: int = 100_000_000
    timeout: float = 120.0


@dataclass(frozen=True, slots=True)
class CollectionRule:
    """A collection and how its records are known: `path` (converters/path.py) has a value that equals one of, or matches."""

    name: str  # `{library}/{collection}`
    path: str
    equals: tuple[str, ...] = ()
    matches: str = ""

    def compile(self) -> Callable[[Record], bool]:
        """The test as a function of a record."""
        values = compile_path(self.path)
        wanted = frozenset(self.equals)
        pattern = re.compile(self.matches) if self.matches else None

        def test(record: Record) -> bool:
            for value in values(record):
                text = value.strip()
                if wanted and text in wanted:
                    return True
                if pattern is not None and pattern.search(text):
                    return True
                if not wanted and pattern is None and text:
                    return True
            return False

        return test


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration; `path` is the file it came from, `digest` the SHA-256 of its bytes.

    local: profiles of local fields, by library.
    """

    path: Path
    digest: str
    network: Network
    sources: tuple[Source, ...]
    policy: Policy
    collections: tuple[CollectionRule, ...] = ()
    local: Mapping[str, tuple[LocalField, ...]] = field(default_factory=dict)
    intake: IntakeTable = IntakeTable()
    appraisal: AppraisalTable = AppraisalTable()
    matching: MatchingTable = MatchingTable()
    output: Output = Output()
    runner: RunnerTable = RunnerTable()
    store: StoreTable = StoreTable()
    union: UnionTable = UnionTable()
    serve: ServeTable = ServeTable()
    ckan: CkanTable | None = None

    @property
    def root(self) -> Path:
        """The directory that holds `releases/`, `current`, `state.sqlite` and `private/`."""
        return (self.path.parent / self.output.dir).resolve()

    @property
    def register(self) -> Path:
        """The register of appraisal decisions."""
        return self.path.parent / self.appraisal.register

    @property
    def decisions(self) -> Path | None:
        """The file of the curators' decisions on matching, when the configuration names one."""
        return self.path.parent / self.matching.decisions if self.matching.decisions else None

    def files(self, source: Source) -> list[Path]:
        """The source's files, pattern by pattern in order of their names; raises ConfigError when a pattern finds none.

        What a pattern finds that is still being written or not meant (a name that begins with `.` or `~`, or ends in `.part` or `.tmp`)
        is passed over.
        """
        if source.harvest:
            if deliveries := delivered(self.harvest_folder(source)):
                return deliveries
            raise ConfigError(f"nothing has been harvested yet from {source.harvest}; run: mucluc harvest {self.path}")
        found: list[Path] = []
        for pattern in source.files:
            base = self.path.parent
            hits = sorted(filter(_finished, base.glob(pattern))) if any(c in pattern for c in "*?[") else [base / pattern]
            hits = [hit for hit in hits if hit.is_file()]
            if not hits:
                raise ConfigError(f"{self.path}: source of library {source.library!r}: no file {pattern!r} (looked in {base})")
            found.extend(hit for hit in hits if hit not in found)
        return found

    def harvest_folder(self, source: Source) -> Path:
        """Where the deliveries of a harvested source lie; for the libraries only, like all of `private/`."""
        return self.root / "private" / "harvest" / source.folder

    @classmethod
    def load(cls, path: Path | str) -> Config:
        """Read and check a configuration file; raises ConfigError with the file, the table, the key and the nearest right key."""
        file = Path(path)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ConfigError(
                f"{file}: cannot be read ({error.strerror}); it should be a TOML file such as examples/phu-yen/phu-yen.toml"
            ) from None
        try:
            table = tomllib.loads(data.decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}: not valid TOML: {error}") from None
        try:
            return _config(file, hashlib.sha256(data).hexdigest(), table)
        except ConfigError as error:
            raise ConfigError(f"{file}: {error}") from None


def _finished(file: Path) -> bool:
    return not file.name.startswith((".", "~")) and not file.name.endswith((".part", ".tmp"))


def _config(file: Path, digest: str, table: dict[str, Any]) -> Config:
    only_keys("the file", table, TABLES)
    if "network" not in table:
        raise ConfigError("table [network] is missing")
    libraries: list[Library] = []
    rules: list[CollectionRule] = []
    local: dict[str, tuple[LocalField, ...]] = {}
    for raw in tables(table, "library"):
        library, found = _library(dict(raw))
        if any(each.slug == library.slug for each in libraries):
            raise ConfigError(f"[[library]] slug {library.slug!r} is given twice")
        libraries.append(library)
        rules.extend(found)
        if profile := _local(dict(raw)):
            local[library.slug] = profile
    if not libraries:
        raise ConfigError("there is no [[library]]; give at least one")
    slugs = {library.slug for library in libraries}
    sources = tuple(source_of(dict(raw), slugs) for raw in tables(table, "source"))
    if not sources:
        raise ConfigError("there is no [[source]]; give at least one")
    try:
        policy = Policy.from_table(table["policy"], name=file.name) if "policy" in table else Policy.default()
    except PolicyError as error:
        raise ConfigError(f"[policy]: {error}") from None
    output = simple(Output, "[output]", table.get("output", {}))
    if output.processes < 0:
        raise ConfigError(f"[output]: processes = {output.processes} must be 0 (one a core) or more")
    return Config(
        path=file,
        digest=digest,
        network=_network(dict(table["network"]), tuple(libraries)),
        sources=sources,
        policy=policy,
        collections=tuple(rules),
        local=local,
        intake=simple(IntakeTable, "[intake]", table.get("intake", {})),
        appraisal=simple(AppraisalTable, "[appraisal]", table.get("appraisal", {})),
        matching=simple(MatchingTable, "[matching]", table.get("matching", {})),
        output=output,
        runner=_runner(dict(table.get("runner", {}))),
        store=simple(StoreTable, "[store]", table.get("store", {})),
        union=_union(table.get("union", {}), slugs),
        serve=simple(ServeTable, "[serve]", table.get("serve", {})),
        ckan=simple(CkanTable, "[ckan]", table["ckan"]) if "ckan" in table else None,
    )


def _union(raw: Mapping[str, Any], slugs: set[str]) -> UnionTable:
    only_keys("[union]", raw, {"trust"})
    trust = raw.get("trust", [])
    if not isinstance(trust, list) or not all(isinstance(each, str) for each in trust):
        raise ConfigError('[union] trust must be a list of libraries, the most trusted first, such as ["thu-vien-tinh"]')
    for each in trust:
        if each not in slugs:
            raise ConfigError(f"[union] trust: there is no [[library]] {each!r}{nearest(each, slugs)}")
    return UnionTable(tuple(trust))


def _runner(raw: dict[str, Any]) -> RunnerTable:
    where, options = "[runner]", raw.pop("options", {})
    made = simple(RunnerTable, where, raw | {"options": {}})
    if made.kind not in RUNNERS:
        raise ConfigError(f"{where}: unknown kind {made.kind!r}{nearest(made.kind, set(RUNNERS))}")
    if not isinstance(options, Mapping) or not all(isinstance(value, str) for value in options.values()):
        raise ConfigError(f'{where}: options must be a table of texts, such as {{ "spark.executor.memory" = "4g" }}')
    return replace(made, options=options)


def _network(raw: dict[str, Any], libraries: tuple[Library, ...]) -> Network:
    where = "[network]"
    only_keys(where, raw, {"slug", "title", "description", "base", "license", "publisher", "contact", "example"})
    base = text(where, raw, "base")
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc or not base.endswith("/") or parts.query or parts.fragment:
        raise ConfigError(f"{where} base {base!r} must be an http(s) address that ends in '/', such as \"https://data.thuvien.example/\"")
    if re.search(r'[\x00-\x20<>"{}|\\^`]|[^\x00-\x7f]', base):
        raise ConfigError(f"{where} base {base!r} holds a character that is not allowed in an IRI of this kind; use plain ASCII")
    return Network(
        slug=slug_of(where, raw),
        title=both(where, raw, "title"),
        description=both(where, raw, "description"),
        base=base,
        license=_license(where, raw),
        publisher=both(where, raw, "publisher"),
        contact=_contact(where, raw),
        libraries=libraries,
        example=bool(raw.get("example", False)),
    )


def _license(where: str, raw: Mapping[str, Any]) -> str:
    license_, licences = text(where, raw, "license"), _licences()
    if license_ not in licences:
        raise ConfigError(f"{where}: unknown license {license_!r}{nearest(license_, licences)}")
    return license_


def _contact(where: str, raw: Mapping[str, Any]) -> str:
    contact = text(where, raw, "contact", "")
    if contact and not CONTACT.match(contact):
        raise ConfigError(f"{where}: contact {contact!r} is neither an e-mail address nor the address of a page")
    return contact


def _licences() -> set[str]:
    """The SPDX identifiers that the datasets can describe."""
    return set(tomllib.loads((Path(__file__).parent / "datasets" / "licences.toml").read_text("utf-8")))


def _library(raw: dict[str, Any]) -> tuple[Library, list[CollectionRule]]:
    where = f"[[library]] {raw.get('slug', '?')!r}"
    only_keys(where, raw, _LIBRARY)
    slug = slug_of(where, raw)
    collections, rules = [], []
    for each in raw.get("collection", []):
        inner = f"{where} [[library.collection]] {each.get('slug', '?')!r}"
        only_keys(inner, each, {"slug", "title", "kind", "path", "equals", "matches"})
        name = slug_of(inner, each)
        collections.append(Collection(name, both(inner, each, "title"), text(inner, each, "kind", "general")))
        equals = each.get("equals", [])
        rule = CollectionRule(
            f"{slug}/{name}",
            text(inner, each, "path"),
            tuple([equals] if isinstance(equals, str) else equals),
            text(inner, each, "matches", ""),
        )
        try:
            rule.compile()
        except (ValueError, re.error) as error:
            raise ConfigError(f"{inner}: {error}") from None
        rules.append(rule)
    kind = text(where, raw, "kind", "other")
    if kind not in KINDS:
        raise ConfigError(f"{where}: unknown kind {kind!r}{nearest(kind, set(KINDS))}")
    note = both(where, raw, "note") if "note" in raw else {}
    library = Library(
        slug=slug,
        title=both(where, raw, "title"),
        kind=kind,
        isil=text(where, raw, "isil", ""),
        marc_code=text(where, raw, "marc_code", ""),
        contact=_contact(where, raw),
        license=_license(where, raw) if "license" in raw else "",
        url=text(where, raw, "url", ""),
        place=text(where, raw, "place", ""),
        note=note,
        collections=tuple(collections),
    )
    return library, rules


def _local(raw: dict[str, Any]) -> tuple[LocalField, ...]:
    """A library's profile of local fields: its own lines, then those of its system's shipped profile."""
    where = f"[[library]] {raw.get('slug', '?')!r}"
    try:
        own = tuple(LocalField.from_table(each) for each in raw.get("local", []))
        return own + (named_profile(text(where, raw, "local_system")) if "local_system" in raw else ())
    except ProfileError as error:
        raise ConfigError(f"{where}: local fields: {error}") from None
