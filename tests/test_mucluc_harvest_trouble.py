# SPDX-License-Identifier: Apache-2.0
"""Harvests from servers that misbehave: nothing lost, nothing doubled, and what was complete stays."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from mucluc.harvest.client import HarvestError, Manners, retry_after

from .conftest import ROOT
from .oai_servers import Answer, Items, error, serving, xml
from .test_converters_repository import dc
from .test_mucluc_harvest import harvested, network, numbers, replica

Query = dict[str, str]


def koha(count: int = 5) -> Items:
    items = Items()
    for number in range(count):
        items.put(str(number), f"Sách {number}")
    return items


def once(answer: Answer, when: Callable[[Query], bool] = lambda query: "resumptionToken" in query) -> Callable[[Query, int], Answer | None]:
    """The answer, the first time that a query is so."""
    given: list[Query] = []

    def trouble(query: Query, count: int) -> Answer | None:
        if not given and when(query):
            given.append(query)
            return answer
        return None

    return trouble


def always(
    answer: Answer, when: Callable[[Query], bool] = lambda query: "resumptionToken" in query
) -> Callable[[Query, int], Answer | None]:
    return lambda query, count: answer if when(query) else None


ALL = {str(number) for number in range(5)}


@pytest.mark.parametrize(
    "answer",
    [
        (503, {"Retry-After": "0"}, b"busy"),
        (503, {"Retry-After": format_datetime(datetime.now(UTC), usegmt=True)}, b"busy"),
        (429, {}, b""),
        (502, {}, b"<html>"),
        (0, {}, b""),
        (200, {"Content-Length": "999"}, b"<OAI-PMH"),
        (200, {}, b"<OAI-PMH><ListRec"),
        error("2026-03-01T00:00:00Z", "badResumptionToken"),
    ],
)
def test_trouble_that_passes_costs_nothing(answer: Answer, tmp_path: Path) -> None:
    items = koha()
    items.trouble = once(answer)
    with serving(items) as address:
        config = network(tmp_path, address)
        assert harvested(config).kind == "full"
        assert numbers(config, "living") == sorted(ALL)
    (agent,) = items.agents
    assert agent.startswith("mucluc/") and "oai@lien-hop.example" in agent


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after("120") == 120
    assert retry_after(format_datetime(now + timedelta(seconds=30), usegmt=True), now) == 30
    assert retry_after("soon") is None


def test_a_server_that_wants_a_long_wait_is_left_alone_and_gone_on_with_later(tmp_path: Path) -> None:
    items = koha()
    items.trouble = always((503, {"Retry-After": "7200"}, b""))
    with serving(items) as address:
        config = network(tmp_path, address)
        with pytest.raises(HarvestError, match="come again in 7,200 seconds"):
            harvested(config)
        items.trouble = lambda query, count: None
        items.asked.clear()
        done = harvested(config)
        assert done.resumed and all("resumptionToken" in query for query in items.asked)
        assert numbers(config, "living") == sorted(ALL)


def test_a_page_cut_off_again_and_again_ends_the_harvest_and_the_next_goes_on(tmp_path: Path) -> None:
    items = koha()
    items.trouble = always((200, {}, b"<OAI-PMH><ListRec"), lambda query: query.get("resumptionToken") == "|4")
    with serving(items) as address:
        config = network(tmp_path, address)
        with pytest.raises(HarvestError, match="what was fetched is kept"):
            harvested(config)
        items.trouble = lambda query, count: None
        assert harvested(config).pages == 1
        assert numbers(config, "living") == sorted(ALL)


def test_broken_xml_costs_the_record_that_has_it(tmp_path: Path) -> None:
    items = koha()
    items.put("1", "Một &#1; hai \x02")
    items.put("3", "<b>Hỏng & lệch")
    with serving(items) as address:
        config = network(tmp_path, address)
        done = harvested(config)
        assert numbers(config, "living") == ["0", "1", "2", "4"]
        assert sorted(fault.code for fault in done.faults) == ["harvest-page-mended", "harvest-page-mended", "harvest-record-broken"]
        assert "oai:koha:3" in done.faults[-1].note or "oai:koha:3" in done.faults[-2].note


def test_a_list_that_the_server_forgets_for_ever_ends_and_what_was_complete_stays(tmp_path: Path) -> None:
    items = koha()
    with serving(items) as address:
        config = network(tmp_path, address)
        harvested(config)
        before = replica(config)
        items.trouble = always(error(items.date, "badResumptionToken"))
        with pytest.raises(HarvestError, match="forgot its list"):
            harvested(config, full=True)
        assert replica(config) == before


def test_a_loop_is_noticed(tmp_path: Path) -> None:
    items = koha()
    with serving(items) as address:
        config = network(tmp_path, address)
        same = items.answer({"verb": "ListRecords"})
        items.trouble = always(same)
        with pytest.raises(HarvestError, match="again and again"):
            harvested(config)
        assert len(items.asked) < 10


def test_deletions_changes_and_overlaps_are_told_once(tmp_path: Path) -> None:
    items = koha()
    items.put("5", "Bản khác", number="0")
    with serving(items) as address:
        config = network(tmp_path, address)
        harvested(config)
        later = "2026-03-02T00:00:00Z"
        items.put("1", None, later)
        items.put("2", "Đổi", later)
        items.put("3", "Sách 3", later)
        items.put("4", "Số mới", later, number="44")
        items.put("5", None, later)
        items.put("9", None, later)
        done = harvested(config)
        assert [query["from"] for query in items.asked if "from" in query] == ["2026-03-01T00:00:00Z"]
        assert (done.kind, done.unchanged) == ("changes", 1)
        assert numbers(config, "living") == ["2", "44"]
        assert numbers(config, "deleted") == ["1", "4"]
        assert set(replica(config)) == {"0", "2", "3", "44"}


def test_a_server_that_ignores_from_fills_no_delivery(tmp_path: Path) -> None:
    items = koha()
    items.obeys_from = False
    with serving(items) as address:
        config = network(tmp_path, address)
        harvested(config)
        done = harvested(config)
        assert (done.file, done.unchanged) == (None, 5)


def test_a_server_of_days_is_asked_in_days_and_one_without_deletions_for_everything(tmp_path: Path) -> None:
    items = koha()
    items.granularity = "YYYY-MM-DD"
    with serving(items) as address:
        config = network(tmp_path, address)
        harvested(config)
        assert harvested(config).file is None
        assert items.asked[-1]["from"] == "2026-03-01"
        items.deletions = "no"
        del items.items["oai:koha:2"]
        assert harvested(config).kind == "full"
        assert set(replica(config)) == ALL - {"2"}


def test_what_is_no_oai_pmh_or_too_much_is_said(tmp_path: Path) -> None:
    cases: list[tuple[Answer, str]] = [
        ((200, {}, b"<html><body>Koha</body></html>"), "is this the address"),
        ((404, {}, b"not found"), "404|not XML"),
        ((302, {"Location": "ftp://thuvien.example/"}, b""), "not followed|ftp"),
        ((302, {"Location": "/oai"}, b""), "redirect"),
        (error("", "cannotDisseminateFormat"), "CannotDisseminateFormat"),
        (xml("", f"<Identify>{'x' * 200_000}</Identify>"), "more than 100,000 bytes"),
    ]
    items = koha()
    with serving(items) as address:
        config = network(tmp_path, address)
        for answer, said in cases:
            items.trouble = always(answer, lambda query: True)
            with pytest.raises(HarvestError, match=f"(?i){said}"):
                harvested(config, manners=Manners(tries=2, wait=0.01, timeout=2.0, page_bytes=100_000))


def test_entities_are_refused(tmp_path: Path) -> None:
    items = koha(1)
    text = items.answer({"verb": "ListRecords"})[2].decode().replace("Sách 0", "&a;")
    items.trouble = always((200, {}, b'<!DOCTYPE x [<!ENTITY a "b">]>' + text.encode()), lambda query: query["verb"] == "ListRecords")
    with serving(items) as address, pytest.raises(HarvestError, match="entities are refused"):
        harvested(network(tmp_path, address))


def test_a_slow_answer_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    items = koha()

    def slow(query: Query, count: int) -> Answer | None:
        if "resumptionToken" in query:
            time.sleep(0.5)
        return None

    items.trouble = slow
    with serving(items) as address, pytest.raises(HarvestError, match="2 times"):
        harvested(network(tmp_path, address), manners=Manners(tries=2, wait=0.01, timeout=0.1))


def test_a_harvest_that_is_killed_leaves_what_was_complete_and_the_next_goes_on(tmp_path: Path) -> None:
    items = koha()
    with serving(items) as address:
        config = network(tmp_path, address)
        harvested(config)
        before = replica(config)
        for number in range(5):
            items.put(str(number), f"Đổi {number}")
        items.put("5", "Thêm")
        stopped: list[Query] = []

        def stall(query: Query, count: int) -> Answer | None:
            if query.get("resumptionToken") == "|4" and not stopped:
                stopped.append(query)
                time.sleep(0.4)
            return None

        items.trouble = stall
        command = [sys.executable, "-m", "mucluc.cli", "harvest", str(config.path), "--full", "--quiet"]
        running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
        while not stopped:
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert replica(config) == before
        done = harvested(config)
        assert (done.resumed, done.kind, done.pages) == (True, "full", 1)
        assert numbers(config, "living") == ["0", "1", "2", "3", "4", "5"]
        assert all("Đổi" in str(record.fields) for number, record in replica(config).items() if number != "5")


def test_a_repository_is_harvested_as_dublin_core(tmp_path: Path) -> None:
    items = Items()
    for number in range(3):
        described = dc(f"<dc:title>Ảnh {number}</dc:title>", f"<dc:identifier>http://hdl.handle.net/1/{number}</dc:identifier>")
        items.items[f"oai:so.thuvien.example:1/{number}"] = ("2026-01-01T00:00:00Z", described)
    with serving(items) as address:
        config = network(tmp_path, address, 'prefix = "oai_dc"\nset = "col_1_2"')
        harvested(config)
        assert (items.asked[1]["metadataPrefix"], items.asked[1]["set"]) == ("oai_dc", "col_1_2")
        assert sorted(each.replace("%2F", "/") for each in replica_of_repository(config)) == ["1/0", "1/1", "1/2"]
        items.items["oai:so.thuvien.example:1/1"] = ("2026-03-02T00:00:00Z", None)
        assert harvested(config).deleted == 1
        assert sorted(replica_of_repository(config)) == ["1/0", "1/2"]
        for file in config.files(config.sources[0]):
            assert gzip.decompress(file.read_bytes()).startswith(b"<?xml")


def replica_of_repository(config: object) -> dict[str, object]:
    from mucluc.config import Config
    from mucluc.converters.read import read
    from mucluc.converters.record import Record

    assert isinstance(config, Config)
    found: dict[str, object] = {}
    for file in config.files(config.sources[0]):
        for each in read(file, format="dc"):
            if isinstance(each, Record):
                found[each.control_number] = each
                if each.leader[5] == "d":
                    del found[each.control_number]
    return found
