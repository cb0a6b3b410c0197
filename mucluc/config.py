# SPDX-License-Identifier: Apache-2.0
"""One TOML file describes a network of libraries; unknown keys are errors that name the nearest key."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from mucluc.converters.encodings import known
from mucluc.converters.local_fields import LocalField, ProfileError
from mucluc.converters.local_fields import named as named_profile
from mucluc.converters.path import compile_path
from mucluc.converters.read import FORMATS
from mucluc.converters.record import Record
from mucluc.converters.screen import Policy, PolicyError
from mucluc.release.model import Collection, Library, Network

from .errors import ConfigError
from .harvest.deliveries import delivered

T = TypeVar("T")
KINDS = frozenset(("national", "provincial", "district", "university", "school", "community", "private", "other"))
CONTACT = re.compile(r"(mailto:)?[^@\s]+@[^@\s]+\.[^@\s]+\Z|https?://\S+\Z")
PREFIXES = {
    "marcxml": "marcxml", "marc21": "marcxml", "marc": "marcxml", "oai_dc": "dc", "qdc": "dc", "dim": "dc", "mods": "mods", "mets": "mets",
}  # fmt: skip
"""The format of what a server delivers under a metadata prefix."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """Files of one library, or the OAI-PMH server that they are harvested from.

    files: paths or globs, relative to the configuration file. id_field: where the control number is when there is no 001.
    harvest: the server's address, in place of files; prefix, set: what is asked of it.
    """

    library: str
    files: tuple[str, ...] = ()
    format: str = "auto"
    encoding: str = "auto"
    id_field: str = "001"
    harvest: str = ""
    prefix: str = "marcxml"
    set: str = ""

    @property
    def folder(self) -> str:
        """The name of the folder that its deliveries are harvested into: another address, set or prefix is another harvest."""
        asked = "\n".join((self.harvest, self.prefix, self.set))
        return f"{self.library}-{hashlib.blake2b(asked.encode(), digest_size=5).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Output:
    """Where releases go (relative to the configuration file) and how many processes make them (0: one a core)."""

    dir: str = "var"
    processes: int = 0


@dataclass(frozen=True, slots=True)
class StoreTable:
    """record_graphs: load each record's named graph into the served store too (five times the disk)."""

    record_graphs: bool = False


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
    output: Output = Output()
    store: StoreTable = StoreTable()
    serve: ServeTable = ServeTable()
    ckan: CkanTable | None = None

    @property
    def root(self) -> Path:
        """The directory that holds `releases/`, `current`, `state.sqlite` and `private/`."""
        return (self.path.parent / self.output.dir).resolve()

    def files(self, source: Source) -> list[Path]:
        """The source's files in order of their names; raises ConfigError when a pattern finds none, or nothing was harvested yet."""
        if source.harvest:
            if deliveries := delivered(self.harvest_folder(source)):
                return deliveries
            raise ConfigError(f"nothing has been harvested yet from {source.harvest}; run: mucluc harvest {self.path}")
        found: list[Path] = []
        for pattern in source.files:
            base = self.path.parent
            hits = sorted(base.glob(pattern)) if any(c in pattern for c in "*?[") else [base / pattern]
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


def _config(file: Path, digest: str, table: dict[str, Any]) -> Config:
    _known("the file", table, {"network", "library", "source", "policy", "output", "store", "serve", "ckan"})
    if "network" not in table:
        raise ConfigError("table [network] is missing")
    libraries: list[Library] = []
    rules: list[CollectionRule] = []
    local: dict[str, tuple[LocalField, ...]] = {}
    for raw in _tables(table, "library"):
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
    sources = tuple(_source(dict(raw), slugs) for raw in _tables(table, "source"))
    if not sources:
        raise ConfigError("there is no [[source]]; give at least one")
    try:
        policy = Policy.from_table(table["policy"], name=file.name) if "policy" in table else Policy.default()
    except PolicyError as error:
        raise ConfigError(f"[policy]: {error}") from None
    output = _simple(Output, "[output]", table.get("output", {}))
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
        output=output,
        store=_simple(StoreTable, "[store]", table.get("store", {})),
        serve=_simple(ServeTable, "[serve]", table.get("serve", {})),
        ckan=_simple(CkanTable, "[ckan]", table["ckan"]) if "ckan" in table else None,
    )


def _network(raw: dict[str, Any], libraries: tuple[Library, ...]) -> Network:
    where = "[network]"
    _known(where, raw, {"slug", "title", "description", "base", "license", "publisher", "contact", "example"})
    base = _text(where, raw, "base")
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc or not base.endswith("/") or parts.query or parts.fragment:
        raise ConfigError(f"{where} base {base!r} must be an http(s) address that ends in '/', such as \"https://data.thuvien.example/\"")
    if re.search(r'[\x00-\x20<>"{}|\\^`]|[^\x00-\x7f]', base):
        raise ConfigError(f"{where} base {base!r} holds a character that is not allowed in an IRI of this kind; use plain ASCII")
    license_, licences = _text(where, raw, "license"), _licences()
    if license_ not in licences:
        raise ConfigError(f"{where}: unknown license {license_!r}{_nearest(license_, licences)}")
    contact = _text(where, raw, "contact", "")
    if contact and not CONTACT.match(contact):
        raise ConfigError(f"{where}: contact {contact!r} is neither an e-mail address nor the address of a page")
    return Network(
        slug=_slug(where, raw),
        title=_both(where, raw, "title"),
        description=_both(where, raw, "description"),
        base=base,
        license=license_,
        publisher=_both(where, raw, "publisher"),
        contact=contact,
        libraries=libraries,
        example=bool(raw.get("example", False)),
    )


def _licences() -> set[str]:
    """The SPDX identifiers that the datasets can describe."""
    return set(tomllib.loads((Path(__file__).parent / "datasets" / "licences.toml").read_text("utf-8")))


def _library(raw: dict[str, Any]) -> tuple[Library, list[CollectionRule]]:
    where = f"[[library]] {raw.get('slug', '?')!r}"
    _known(where, raw, {"slug", "title", "kind", "isil", "url", "place", "note", "collection", "local", "local_system"})
    slug = _slug(where, raw)
    collections, rules = [], []
    for each in raw.get("collection", []):
        inner = f"{where} [[library.collection]] {each.get('slug', '?')!r}"
        _known(inner, each, {"slug", "title", "kind", "path", "equals", "matches"})
        name = _slug(inner, each)
        collections.append(Collection(name, _both(inner, each, "title"), _text(inner, each, "kind", "general")))
        equals = each.get("equals", [])
        rule = CollectionRule(
            f"{slug}/{name}",
            _text(inner, each, "path"),
            tuple([equals] if isinstance(equals, str) else equals),
            _text(inner, each, "matches", ""),
        )
        try:
            rule.compile()
        except (ValueError, re.error) as error:
            raise ConfigError(f"{inner}: {error}") from None
        rules.append(rule)
    kind = _text(where, raw, "kind", "other")
    if kind not in KINDS:
        raise ConfigError(f"{where}: unknown kind {kind!r}{_nearest(kind, set(KINDS))}")
    note = _both(where, raw, "note") if "note" in raw else {}
    library = Library(
        slug=slug,
        title=_both(where, raw, "title"),
        kind=kind,
        isil=_text(where, raw, "isil", ""),
        url=_text(where, raw, "url", ""),
        place=_text(where, raw, "place", ""),
        note=note,
        collections=tuple(collections),
    )
    return library, rules


def _local(raw: dict[str, Any]) -> tuple[LocalField, ...]:
    """A library's profile of local fields: its own lines, then those of its system's shipped profile."""
    where = f"[[library]] {raw.get('slug', '?')!r}"
    try:
        own = tuple(LocalField.from_table(each) for each in raw.get("local", []))
        return own + (named_profile(_text(where, raw, "local_system")) if "local_system" in raw else ())
    except ProfileError as error:
        raise ConfigError(f"{where}: local fields: {error}") from None


def _source(raw: dict[str, Any], slugs: set[str]) -> Source:
    where = f"[[source]] of library {raw.get('library', '?')!r}"
    if isinstance(raw.get("files"), str):
        raw["files"] = [raw["files"]]
    source = _simple(Source, where, {**raw, "files": tuple(raw.get("files", ()))})
    if source.library not in slugs:
        raise ConfigError(f"{where}: there is no such library{_nearest(source.library, slugs)}")
    if source.harvest:
        source = _harvested(where, source, raw)
    elif not source.files:
        raise ConfigError(f"{where}: key 'files' is missing or empty (or give 'harvest', the address of an OAI-PMH server)")
    elif given := [key for key in ("prefix", "set") if key in raw]:
        raise ConfigError(f"{where}: {given[0]} goes with 'harvest'")
    try:
        known(source.encoding)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from None
    for key, allowed in (("format", FORMATS), ("id_field", ("001", "035a"))):
        value = getattr(source, key)
        if value not in allowed:
            raise ConfigError(f"{where}: {key} = {value!r} is not one of {', '.join(allowed)}")
    return source


def _harvested(where: str, source: Source, raw: Mapping[str, Any]) -> Source:
    """A source that is harvested; its format follows from the metadata prefix, unless it is said."""
    parts = urlsplit(source.harvest)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"{where}: harvest = {source.harvest!r} must be the http(s) address of an OAI-PMH server, without a query")
    if source.files:
        raise ConfigError(f"{where}: files and harvest are two ways to deliver; give each its own [[source]]")
    form = source.format if source.format != "auto" else PREFIXES.get(source.prefix, "")
    if not form:
        raise ConfigError(f"{where}: unknown prefix {source.prefix!r}{_nearest(source.prefix, set(PREFIXES))} (or say the format too)")
    return replace(source, format=form)


def _simple(kind: type[T], where: str, raw: Mapping[str, Any]) -> T:
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    _known(where, raw, set(known))
    for name, each in known.items():
        if name not in raw and each.default is MISSING:
            raise ConfigError(f"{where}: key {name!r} is missing")
        if name in raw and each.default is not MISSING:
            wanted = type(each.default)
            right = isinstance(raw[name], wanted) and (wanted is bool or not isinstance(raw[name], bool))
            if not (right or (wanted is float and isinstance(raw[name], int))):
                raise ConfigError(f"{where}: {name} = {raw[name]!r} must be of the kind of {each.default!r}")
    return kind(**raw)


def _known(where: str, raw: Mapping[str, Any], keys: set[str]) -> None:
    if not isinstance(raw, Mapping):
        raise ConfigError(f"{where} must be a table, not {raw!r}")
    for key in raw:
        if key not in keys:
            raise ConfigError(f"{where}: unknown key {key!r}{_nearest(key, keys)}")


def _nearest(word: str, known: set[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def _tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list):
        raise ConfigError(f"[{key}] must be written [[{key}]]: there may be several")
    return found


def _text(where: str, raw: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = raw.get(key, default)
    if value is None:
        raise ConfigError(f"{where}: key {key!r} is missing")
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {key} = {value!r} must be a text in quotes")
    return value


def _both(where: str, raw: Mapping[str, Any], key: str) -> dict[str, str]:
    value = raw.get(key)
    if not isinstance(value, dict) or not all(isinstance(value.get(lang), str) and value[lang].strip() for lang in ("vi", "en")):
        raise ConfigError(f'{where}: {key} must give both languages: {key} = {{ vi = "…", en = "…" }}')
    _known(f"{where} {key}", value, {"vi", "en"})
    return {"vi": value["vi"], "en": value["en"]}


def _slug(where: str, raw: Mapping[str, Any]) -> str:
    slug = _text(where, raw, "slug")
    if not SLUG.match(slug):
        raise ConfigError(f"{where}: slug {slug!r} may hold only a-z, 0-9 and single hyphens; addresses are made of it")
    return slug
