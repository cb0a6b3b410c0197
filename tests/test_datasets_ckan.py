# SPDX-License-Identifier: Apache-2.0
"""Plan and sync against a real CKAN 2.12 with PostgreSQL and Redis, which this module installs and starts (tests/ckan/environment.py)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from ckanapi import RemoteCKAN  # type: ignore[import-untyped]

from mucluc.datasets import build_datasets
from mucluc.datasets.ckan import CkanError, CkanSettings, plan, sync
from mucluc.release import Release
from tests.datasets_fixtures import NETWORK, WORKS, write_release

ENVIRONMENT = Path(__file__).resolve().parent / "ckan" / "environment.py"
ORGANIZATION = "thu-vien-tinh"
TOKEN = "MUCLUC_TEST_CKAN_TOKEN"
OURS = ["csv", "parquet", "ntriples", "datapackage"]


@dataclasses.dataclass(frozen=True)
class Ckan:
    """The running portal. editor, staff: tokens of two users of the organisation; admin: of the portal's administrator."""

    url: str
    admin: str
    editor: str
    staff: str

    def call(self, token: str, action: str, **values: Any) -> Any:
        with requests.Session() as session:
            return RemoteCKAN(self.url, apikey=token, session=session).call_action(action, values, requests_kwargs={"timeout": 60})

    def show(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.call(self.admin, "package_show", id=name)
        return found


@pytest.fixture(scope="session")
def ckan() -> Iterator[Ckan]:
    command = [sys.executable, str(ENVIRONMENT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as supervisor:
        assert supervisor.stdin and supervisor.stdout
        try:
            told = json.loads(supervisor.stdout.readline() or '{"fault": "the supervisor ended without a word"}')
            assert "fault" not in told, told["fault"]
            portal = Ckan(told["url"], told["token"], "", "")
            portal.call(portal.admin, "organization_create", name=ORGANIZATION, title="Thư viện tỉnh")
            tokens = [user(portal, name, role) for name, role in (("bien-tap", "editor"), ("can-bo", "admin"))]
            yield dataclasses.replace(portal, editor=tokens[0], staff=tokens[1])
        finally:
            supervisor.stdin.close()  # the supervisor ends everything it started when its input ends
            supervisor.wait(60)


def user(portal: Ckan, name: str, role: str) -> str:
    portal.call(portal.admin, "user_create", name=name, email=f"{name}@example.org", password="chỉ để thử 123")
    portal.call(portal.admin, "organization_member_create", id=ORGANIZATION, username=name, role=role)
    made: str = portal.call(portal.admin, "api_token_create", user=name, name="kiểm thử")["token"]
    return made


def release_of(path: Path, works: Any = WORKS) -> Release:
    release = write_release(path, works)
    build_datasets(release, path / "datasets")
    return release


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release_of(tmp_path_factory.mktemp("first") / "r")


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The next release: one Work less, the libraries' numbers change, the digitised books stay."""
    return release_of(tmp_path_factory.mktemp("second") / "r", WORKS[:-1])


@pytest.fixture
def settings(ckan: Ckan, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> CkanSettings:
    """A target of its own for each test: the datasets' names begin with a prefix."""
    monkeypatch.setenv(TOKEN, ckan.editor)
    prefix = hashlib.sha256(request.node.name.encode()).hexdigest()[:8] + "-"
    return CkanSettings(ckan.url, ORGANIZATION, TOKEN, prefix)


def download(url: str) -> bytes:
    """The bytes as the portal stores them: it serves `.gz` with a content encoding, which requests would undo."""
    with requests.get(url, stream=True, timeout=60) as answer:
        answer.raise_for_status()
        data: bytes = answer.raw.read()
        return data


def verbs(made: Any) -> list[str]:
    return [each.verb for each in made.steps]


def owned(package: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["mucluc_key"]: each for each in package["resources"] if each.get("mucluc_key")}


def test_a_plan_writes_nothing(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    made = plan(first, settings)
    assert (verbs(made), made.writes) == (["create"] * 3, True)
    assert [each["upload"] > 0 for each in made.to_json()["datasets"]] == [True] * 3
    assert f"create  {settings.prefix}union-catalogue" in made.to_text()
    assert not [each for each in ckan.call(ckan.admin, "package_list") if each.startswith(settings.prefix)]


def test_a_sync_makes_the_portal_hold_the_release(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    report = sync(first, settings)
    assert (verbs(report), report.calls) == (["create"] * 3, 6)
    package = ckan.show(settings.prefix + "union-catalogue")
    assert package["title"] == f"Mục lục liên hợp – {NETWORK.title['vi']}"
    assert (package["organization"]["name"], package["license_id"], package["state"]) == (ORGANIZATION, "cc-zero", "active")
    assert {each["name"] for each in package["tags"]} >= {"thư viện", "mục lục liên hợp", "libraries"}
    assert [each["mucluc_key"] for each in package["resources"]] == OURS
    for key, resource in owned(package).items():
        name = "datapackage.json" if key == "datapackage" else Path(resource["url"]).name
        data = (first.path / "datasets" / "union-catalogue" / name).read_bytes()
        assert download(resource["url"]) == data
        assert (resource["hash"], resource["size"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))


def test_a_second_sync_writes_nothing(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    sync(first, settings)
    before = [ckan.show(each.name) for each in plan(first, settings).steps]
    report = sync(first, settings)
    assert (verbs(report), report.calls, report.uploaded) == (["leave"] * 3, 0, 0)
    assert "nothing to send" in report.to_text()
    assert [ckan.show(each.name) for each in report.steps] == before


def test_the_next_release_sends_what_changed_and_only_that(ckan: Ckan, first: Release, second: Release, settings: CkanSettings) -> None:
    sync(first, settings)
    name = settings.prefix + "digitised-collections"
    before, kept = ckan.show(name), owned(ckan.show(settings.prefix + "union-catalogue"))
    report = sync(second, settings)
    assert [(each.verb, [r.key for r in each.resources if r.upload]) for each in report.steps] == [
        ("update", ["csv", "parquet", "datapackage"]),
        ("leave", []),
        ("update", ["csv", "parquet", "datapackage"]),
    ]
    assert report.calls == 2
    assert ckan.show(name) == before
    after = owned(ckan.show(settings.prefix + "union-catalogue"))
    assert {key: each["id"] for key, each in after.items()} == {key: each["id"] for key, each in kept.items()}
    data = (second.path / "datasets" / "union-catalogue" / "union-catalogue.csv").read_bytes()
    assert download(after["csv"]["url"]) == data


def test_what_the_staff_added_or_changed_survives(ckan: Ckan, first: Release, second: Release, settings: CkanSettings) -> None:
    sync(first, settings)
    name = settings.prefix + "union-catalogue"
    package = ckan.show(name)
    csv = owned(package)["csv"]
    ckan.call(
        ckan.staff,
        "package_patch",
        id=name,
        notes="Lời giới thiệu của cán bộ cổng dữ liệu.",
        tags=[*package["tags"], {"name": "Phú Yên"}],
        extras=[{"key": "aaa_so_van_ban", "value": "12/QĐ-UBND"}, *package["extras"], {"key": "zzz", "value": "cuối"}],
    )
    ckan.call(ckan.staff, "resource_create", package_id=name, name="Hướng dẫn", url="https://portal.example/huong-dan.pdf")
    ckan.call(ckan.staff, "resource_patch", id=csv["id"], description="Mở bằng LibreOffice")
    group = ckan.call(ckan.admin, "group_create", name="nhom-" + settings.prefix.strip("-"))
    ckan.call(ckan.admin, "member_create", id=group["id"], object=package["id"], object_type="package", capacity="public")
    report = sync(second, settings)
    assert (report.steps[0].kept, report.steps[0].resources[0].kept) == (("notes",), ("description",))
    after = ckan.show(name)
    assert after["notes"] == "Lời giới thiệu của cán bộ cổng dữ liệu."
    assert "Phú Yên" in {each["name"] for each in after["tags"]}
    extras = {each["key"]: each["value"] for each in after["extras"]}
    assert (extras["aaa_so_van_ban"], extras["zzz"]) == ("12/QĐ-UBND", "cuối")
    assert [each["name"] for each in after["resources"]][-1] == "Hướng dẫn"
    assert [each["name"] for each in after["groups"]] == [group["name"]]
    assert owned(after)["csv"]["description"] == "Mở bằng LibreOffice"
    assert owned(after)["csv"]["hash"] != csv["hash"]
    assert after["version"] != package["version"]
    assert verbs(sync(second, settings)) == ["leave"] * 3


def test_a_resource_that_was_deleted_comes_back_once(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    sync(first, settings)
    name = settings.prefix + "libraries"
    ckan.call(ckan.staff, "resource_delete", id=owned(ckan.show(name))["parquet"]["id"])
    report = sync(first, settings)
    assert [r.verb for r in report.steps[2].resources] == ["leave", "add", "leave", "leave"]
    assert sorted(owned(ckan.show(name))) == sorted(OURS)
    assert len(ckan.show(name)["resources"]) == 4


def test_links_in_place_of_files_and_back(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    linked = dataclasses.replace(settings, upload=False)
    name = settings.prefix + "libraries"
    url = f"{NETWORK.base}datasets/libraries/libraries.csv"
    assert sync(first, linked).uploaded == 0
    assert (owned(ckan.show(name))["csv"]["url"], sync(first, linked).calls) == (url, 0)
    assert sync(first, settings).uploaded > 0
    uploaded = owned(ckan.show(name))["csv"]
    assert uploaded["url"].startswith(ckan.url) and requests.get(uploaded["url"], timeout=60).ok
    sync(first, linked)
    assert (owned(ckan.show(name))["csv"]["url"], sync(first, linked).calls) == (url, 0)


def test_a_file_over_the_limit_is_linked(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    small = dataclasses.replace(settings, upload_limit=2000)
    sync(first, small)
    held = owned(ckan.show(settings.prefix + "libraries"))
    assert held["csv"]["url_type"] == "upload"
    assert held["parquet"]["url"] == f"{NETWORK.base}datasets/libraries/libraries.parquet"


@pytest.mark.parametrize("wrong", ["", "không-phải-token", "eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_a_wrong_token_is_refused_before_anything_is_written(
    ckan: Ckan, first: Release, settings: CkanSettings, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv(TOKEN, wrong)
    with pytest.raises(CkanError, match=TOKEN) as raised:
        sync(first, settings)
    assert not wrong or wrong not in str(raised.value)
    assert not [each for each in ckan.call(ckan.admin, "package_list") if each.startswith(settings.prefix)]


def test_a_user_who_is_no_editor_is_told_so(ckan: Ckan, first: Release, settings: CkanSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    ckan.call(ckan.admin, "user_create", name="khach", email="khach@example.org", password="chỉ để thử 123")
    monkeypatch.setenv(TOKEN, ckan.call(ckan.admin, "api_token_create", user="khach", name="x")["token"])
    with pytest.raises(CkanError, match="no editor"):
        plan(first, settings)


def test_a_missing_organisation_is_named(first: Release, settings: CkanSettings) -> None:
    with pytest.raises(CkanError, match="no organisation 'khong-co'"):
        plan(first, dataclasses.replace(settings, organization="khong-co"))


def test_an_address_that_is_no_ckan_is_named(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    with pytest.raises(CkanError, match="does not answer as CKAN does"):
        plan(first, dataclasses.replace(settings, url=ckan.url + "/about"))


def test_a_name_that_is_taken_is_left_alone(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    ckan.call(ckan.staff, "package_create", name=settings.prefix + "libraries", owner_org=ORGANIZATION, title="Của người khác")
    with pytest.raises(CkanError, match="was not made by us"):
        sync(first, settings)
    held = [each for each in ckan.call(ckan.admin, "package_list") if each.startswith(settings.prefix)]
    assert held == [settings.prefix + "libraries"]
    assert ckan.show(held[0])["title"] == "Của người khác"


def test_a_dataset_that_was_deleted_on_the_portal_is_not_brought_back(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    sync(first, settings)
    ckan.call(ckan.staff, "package_delete", id=settings.prefix + "libraries")
    with pytest.raises(CkanError, match="deleted"):
        sync(first, settings)


Answer = Callable[[int], str]


@pytest.fixture
def between(ckan: Ckan) -> Iterator[Callable[[Answer], str]]:
    """A proxy before the portal that breaks off writes: `answer(n)` says of the nth `pass`, `refuse` (503) or `lose` (done, then 502)."""
    started: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        writes = iter(range(1_000))

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                writing = self.path.rsplit("/", 1)[1] in ("package_create", "package_revise")
                fate = answer(next(writes)) if writing else "pass"
                status, data = (503, b"busy") if fate == "refuse" else self.forward(body)
                if fate == "lose":
                    status, data = 502, b"lost"
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def forward(self, body: bytes) -> tuple[int, bytes]:
                headers = {name: self.headers[name] for name in ("Content-Type", "Authorization") if self.headers[name]}
                try:
                    with urllib.request.urlopen(urllib.request.Request(ckan.url + self.path, body, headers), timeout=60) as reply:
                        return reply.status, reply.read()
                except urllib.error.HTTPError as error:
                    with error:
                        return error.code, error.read()

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        started.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("fate", ["refuse", "lose"])
def test_a_portal_that_breaks_off_every_other_write_ends_up_whole(
    ckan: Ckan, between: Callable[[Answer], str], first: Release, settings: CkanSettings, fate: str
) -> None:
    unsteady = dataclasses.replace(settings, url=between(lambda n: fate if n % 2 == 0 else "pass"))
    sync(first, unsteady)
    assert verbs(plan(first, settings)) == ["leave"] * 3
    for step in plan(first, settings).steps:
        assert [each["mucluc_key"] for each in ckan.show(step.name)["resources"]] == OURS


def test_a_change_between_reading_and_writing_is_read_again_and_kept(
    ckan: Ckan, between: Callable[[Answer], str], first: Release, second: Release, settings: CkanSettings
) -> None:
    sync(first, settings)
    name = settings.prefix + "union-catalogue"

    def meddle(n: int) -> str:
        if n == 0:
            ckan.call(ckan.staff, "package_patch", id=name, notes="Sửa đúng lúc ấy")
        return "pass"

    sync(second, dataclasses.replace(settings, url=between(meddle)))
    assert ckan.show(name)["notes"] == "Sửa đúng lúc ấy"
    assert verbs(sync(second, settings)) == ["leave"] * 3


def test_the_portals_pages_show_the_dataset_in_both_languages(ckan: Ckan, first: Release, settings: CkanSettings) -> None:
    sync(first, settings)
    for language in ("vi", "en"):
        page = requests.get(f"{ckan.url}/{language}/dataset/{settings.prefix}union-catalogue", timeout=60)
        assert page.status_code == 200
        for text in ("Mục lục liên hợp", "Từ điển dữ liệu", "Parquet", "mục lục liên hợp"):
            assert text in page.text
    found = ckan.call(ckan.admin, "package_search", q="muc luc lien hop", fq=f"name:{settings.prefix}union-catalogue")
    assert found["count"] == 1
