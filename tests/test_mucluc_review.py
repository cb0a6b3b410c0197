# SPDX-License-Identifier: Apache-2.0
"""The review list from the run to the curator and back, and what `explain --work` says of why records stand together."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html

from mucluc.cli import main
from mucluc.config import Config
from mucluc.converters.joined_headings import Name, join_headings
from mucluc.converters.matching import Doubt
from mucluc.converters.matching.decisions import DIFFERENT, HEADING, SAME, Decision, of_headings, of_records
from mucluc.converters.matching.score import PARTS, VETOES
from mucluc.converters.names import record_path
from mucluc.decisions import COLUMNS, read_decisions, written
from mucluc.errors import ConfigError
from mucluc.publish import publish
from mucluc.reasons import question_reason
from mucluc.release import Release
from mucluc.reports import write_review
from mucluc.reports.review import HEAD, SHOWN
from mucluc.vocab.labels import LANGUAGES, labels

from .conftest import NOW
from .marc_builder import iso

BASE = "https://e.example/"
HOSTILE = '=HYPERLINK("http://x.example") <script>alert(1)</script> sông Ba'


def book(number: str, title: str, subtitle: str = "", *, year: str = "2015", pages: str = "200", author: str = "Trần, Hòa") -> bytes:
    more = f"\x1fb{subtitle}" if subtitle else ""
    fields = [("001", number), ("100", f"1 \x1fa{author}"), ("245", f"10\x1fa{title}{more}\x1fc{author}")]
    fields.append(("260", "  \x1fbVăn học" + (f"\x1fc{year}" if year else "")))
    if pages:
        fields.append(("300", f"  \x1fa{pages} tr."))
    return iso(fields)


MOT = [
    book("1", "Truyện cổ núi Nhạn"),
    book("2", HOSTILE),
    book("3", "Tháp Nhạn xưa và nay", "ký sự"),
    book("4", "Lửa rừng. Tập 1"),
    book("5", "Gành Đá Đĩa", author="Trần Hòa"),
]
HAI = [
    book("A 7", "Truyện cổ núi Nhạn", year="", pages=""),
    book("2", HOSTILE, year="", pages=""),
    book("3", "Tháp Nhạn xưa và nay", pages="201"),
    book("4", "Lửa rừng. Tập 2"),
]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of two libraries, published once; its decisions file has nothing but the line of its columns."""
    folder = tmp_path_factory.mktemp("review")
    network = f'[network]\nslug = "n"\ntitle = {{ vi = "mạng", en = "net" }}\nbase = "{BASE}"\nlicense = "CC0-1.0"\n'
    network += 'description = { vi = "n", en = "n" }\npublisher = { vi = "n", en = "n" }\n'
    for name, books in (("mot", MOT), ("hai", HAI)):
        (folder / f"{name}.mrc").write_bytes(b"".join(books))
        network += f'[[library]]\nslug = "{name}"\ntitle = {{ vi = "{name}", en = "{name}" }}\nkind = "district"\n'
        network += f'[[source]]\nlibrary = "{name}"\nfiles = ["{name}.mrc"]\n'
    network += '[matching]\ndecisions = "decisions.csv"\n[output]\ndir = "out"\n'
    (folder / "decisions.csv").write_text(",".join(COLUMNS) + "\n", "utf-8")
    path = folder / "n.toml"
    path.write_text(network, "utf-8")
    publish(Config.load(path), now=NOW)
    return path


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of_the_records(folder: Path) -> list[dict[str, str]]:
    return [row for row in rows(folder) if row["level"] != "heading"]


def private(config: Path) -> Path:
    return config.parent / "out" / "private" / "reports"


def instance_of(config: Path, path: str) -> str:
    found = Release.open(config.parent / "out" / "current").record(path)
    assert found is not None
    return found.instance


def test_doubtful_pairs_are_listed_with_what_helps_to_decide(config: Path) -> None:
    found = {(row["record"], row["other"]): row for row in of_the_records(private(config))}
    assert set(found) == {("hai/A 7", "mot/1"), ("hai/2", "mot/2")}
    row = found["hai/A 7", "mot/1"]
    assert tuple(row) == HEAD
    assert tuple(row)[: len(COLUMNS)] == COLUMNS
    assert [row[name] for name in ("level", "verdict", "who", "when", "why")] == ["instance", "", "", "", ""]
    assert 40 <= int(row["points"]) < 50
    assert "nhan đề giống nhau (+" in row["for_vi"]
    assert "the years differ, or one gives none (−" in row["against_en"]
    assert (row["other_title"], row["other_publisher"], row["other_year"]) == ("Truyện cổ núi Nhạn", "Văn học", "2015")
    assert (row["other_extent"], row["record_year"], row["other_page"]) == ("200 tr.", "", f"{BASE}record/mot/1")


def test_the_table_runs_nothing_in_a_spreadsheet(config: Path) -> None:
    for row in rows(private(config)):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'" + HOSTILE in {row["record_title"] for row in rows(private(config))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_both_languages_and_runs_nothing(config: Path, language: str) -> None:
    folder = private(config)
    text = (folder / ("review.html" if language == "vi" else "review.en.html")).read_text("utf-8")
    page = html.fromstring(text)
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//section")) == 3
    assert not page.xpath("//script | //style | //*[@style] | //img")
    assert all(cell.get("scope") for cell in page.xpath("//th"))
    for link in page.xpath("//@href"):
        assert link.startswith(("#", BASE)) or (folder / link).is_file(), link
    said = page.text_content()
    assert {"vi": "Các cặp cần xem lại", "en": "Pairs to review"}[language] in said
    assert labels(language).kind("speaks-for", "agents") in said
    assert "instance,,hai/A 7,mot/1,,," in said
    assert HOSTILE in said


def test_the_release_says_how_many_and_nothing_else(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    current = config.parent / "out" / "current"
    assert json.loads((current / "reports" / "faults.json").read_text("utf-8"))["review"] == {"records": 2, "headings": 1}
    assert not [path for path in current.resolve().rglob("*review*")]
    assert main(["report", str(config)]) == 0
    assert f"3 pairs of records or headings to review: {private(config) / 'review.html'}" in capsys.readouterr().err


def test_explain_says_why_records_stand_together_and_editions_apart(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(config), "--work", instance_of(config, "record/mot/3"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (join,) = found["joins"]
    assert (join["level"], join["one"], join["other"], join["reason"]) == ("instance", "record/hai/3", "record/mot/3", "score")
    assert join["points"] == sum(join["parts"].values()) >= 50
    assert found["apart"] == []
    assert main(["explain", str(config), "--work", instance_of(config, "record/mot/4"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(join["level"], join["reason"]) for join in found["joins"]] == [("work", "title-agent")]
    (apart,) = found["apart"]
    assert (apart["one"], apart["other"], apart["vetoes"]) in [
        ("record/hai/4", "record/mot/4", ["volume"]), ("record/mot/4", "record/hai/4", ["volume"])
    ]  # fmt: skip
    assert main(["explain", str(config), "--work", instance_of(config, "record/mot/4")]) == 0
    said = capsys.readouterr().out
    assert "why they stand together / vì sao đứng chung:" in said
    assert "      cùng nhan đề và tác giả\n      the same title and agent\n" in said
    assert "      khác tập\n      another volume\n" in said
    assert "agent “Trần, Hòa”" in said
    assert main(["explain", str(config), "--work", instance_of(config, "record/mot/1")]) == 0
    assert "chưa đủ 50 điểm" in capsys.readouterr().out


def test_a_filled_in_row_that_is_appended_is_followed_by_the_next_run(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = (private(config) / "review.csv").read_text("utf-8-sig").splitlines()
    with (private(config) / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    for row in table:
        if row[2] == "hai/A 7" or row[0] == "heading":
            row[1], row[4:7] = "same", ["Lê Hoa", "2026-11-20", "một bản in"]
    assert len(table) == len(listed)
    with (config.parent / "decisions.csv").open("a", encoding="utf-8-sig", newline="") as file:  # head, mark and undecided row too
        csv.writer(file).writerows(table)
    first = instance_of(config, "record/mot/1") != instance_of(config, "record/hai/A%207")
    publish(Config.load(config), now=NOW + timedelta(days=1))
    assert first
    assert instance_of(config, "record/mot/1") == instance_of(config, "record/hai/A%207")
    assert [row["record"] for row in rows(private(config))] == ["hai/2"]
    release = Release.open(config.parent / "out" / "current")
    (heading,) = [use for use in release.headings("person") if use.heading.label.replace(",", "") == "Trần Hòa"]
    assert heading.works == len([path for path, _ in release.works_with(heading.heading.path)]) >= 5
    release.close()
    assert main(["explain", str(config), "--work", instance_of(config, "record/mot/1")]) == 0
    assert "cán bộ biên mục quyết định: Lê Hoa, 2026-11-20 (một bản in)" in capsys.readouterr().out
    for path in ("record/mot/5", "record/mot/1"):  # one of their two headings leads to the other, whose label it has
        assert main(["explain", str(config), "--work", instance_of(config, path)]) == 0
        assert f"bf:agent agent “{heading.heading.label}”" in capsys.readouterr().out


AGENT, OTHER, TOPIC = "agent/" + "a" * 26, "agent/" + "b" * 26, "topic/" + "a" * 26


def test_questions_on_headings_are_listed_and_decided(config: Path, tmp_path: Path) -> None:
    release = Release.open(config.parent / "out" / "current")
    used = next(iter(release.headings("person"))).heading
    joined = join_headings([Name(used.path, used.label), Name(OTHER, "Trần, Hòa", "1950-", ("<http://viaf.org/viaf/1>",))])
    assert len(joined.questions) == 1
    write_review(tmp_path, release, (), 5, joined.questions)
    (row,) = rows(tmp_path)
    sides = {row["record"]: "record", row["other"]: "other"}
    assert set(sides) == {used.path, OTHER}
    assert row["level"] == "heading"
    assert int(row[f"{sides[used.path]}_works"]) >= 3
    assert (row[f"{sides[OTHER]}_title"], row[f"{sides[OTHER]}_year"], row[f"{sides[OTHER]}_works"]) == ("Trần, Hòa", "'1950-", "")
    assert row[f"{sides[OTHER]}_identifiers"] == "http://viaf.org/viaf/1"
    assert row["for_vi"].startswith("cùng tên")
    assert "5 less likely pairs" in (tmp_path / "review.en.html").read_text("utf-8")
    file = tmp_path / "review.csv"
    text = file.read_text("utf-8-sig").replace("heading,,", "heading,same,", 1).replace(",,,,", ",An,2026-11-20,,", 1)
    file.write_text(text, "utf-8-sig")
    (decision,) = read_decisions(file, {"mot", "hai"})
    assert (decision.level, decision.verdict, {decision.one, decision.other}) == (HEADING, SAME, {used.path, OTHER})
    assert of_headings([decision]).held == [decision]
    assert of_records([decision]) == []
    kept = join_headings([Name(used.path, used.label), Name(OTHER, "Trần, Hòa")], same=[(decision.one, decision.other)])
    assert set(kept.leads_to.items()) & {(used.path, OTHER), (OTHER, used.path)}
    release.close()


def test_of_decisions_on_headings_too_the_later_holds() -> None:
    old = Decision(HEADING, SAME, AGENT, OTHER, "An", "2026-01-01", line=2)
    new = Decision(HEADING, DIFFERENT, OTHER, AGENT, "An", "2026-02-01", line=3)
    settled = of_headings([old, new])
    assert settled.held == [new]
    (fault,) = settled.faults
    assert (fault.code, fault.library, fault.place.control_number) == ("decision-contradicted", "", "")


def test_what_a_decision_on_headings_may_not_be(tmp_path: Path) -> None:
    for pair, message in (
        (f"{AGENT},{TOPIC}", "two kinds"),
        ("agent/x,agent/y", "path of a heading"),
        (f"{AGENT},{AGENT}", "both headings"),
    ):
        (tmp_path / "d.csv").write_text(",".join(COLUMNS) + f"\nheading,same,{pair},An,2026-11-20,\n", "utf-8")
        with pytest.raises(ConfigError, match=message):
            read_decisions(tmp_path / "d.csv", set())


@pytest.mark.parametrize("number", ["000 1", " 1", "1 ", "a/b", "12/5", "=1", "1,2", 'a"b', "a\nb", "Ấ%41"])
def test_every_control_number_comes_back_from_the_table(number: str, tmp_path: Path) -> None:
    for library in ("mot", "12"):
        path = record_path(library, number)
        with (tmp_path / "d.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, ["work", "same", written(path), "mot/x", "An", "2026-11-20", ""]])
        assert read_decisions(tmp_path / "d.csv", {"mot", "12"})[0].one == path


def test_every_reason_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        kind = labels(language).kind
        for group, names in (
            ("speaks-for", [name for name, _ in PARTS]),
            ("speaks-against", [name for name, _ in PARTS]),
            ("veto", VETOES),
        ):
            assert all(kind(group, name) != name for name in names), (group, language)
    plain, dated = (Name(AGENT, "Trần, Hòa"), Name(OTHER, "Trần, Hòa")), Name(OTHER, "Trần, Hòa", "1950-")
    one, two, third = ("<http://viaf.org/viaf/1>",), ("<http://viaf.org/viaf/2>",), "agent/" + "c" * 26
    cases = [
        join_headings(plain),
        join_headings([dated, Name(AGENT, "Trần, Hóa", "1950-")]),
        join_headings([plain[0]._replace(numbers=one), Name(OTHER, "Lê, Bình", "", one)]),
        join_headings([plain[0]._replace(dates="1960-", numbers=one), dated._replace(numbers=one)]),
        join_headings([plain[0]._replace(dates="1950-", numbers=one), dated._replace(numbers=two)]),
        join_headings([plain[0]._replace(numbers=one), Name(TOPIC, "Trần, Hòa", "", one)]),
        join_headings([plain[0]._replace(numbers=one), plain[1]._replace(numbers=one)], [(AGENT, "Trần", ()), (OTHER, "Trần", ())]),
        join_headings([dated], [(AGENT, "Trần", ((OTHER, "Hòa"),)), (third, "Lê", ((OTHER, "Hòa"),))]),
        join_headings(plain, [(AGENT, "Trần", ((OTHER, "Hòa"),))], same=[(AGENT, third)], different=[(third, OTHER)]),
    ]
    reasons = {question.reason for each in cases for question in each.questions}
    assert len(reasons) == 9, reasons
    for reason in reasons:
        vietnamese = question_reason(reason, "vi")
        assert "same" not in vietnamese
        assert "but" not in vietnamese.split()
        assert question_reason(reason, "en").removeprefix("the ") == reason.removeprefix("the ")


def test_a_long_list_is_cut_on_the_page_and_whole_in_the_table(config: Path, tmp_path: Path) -> None:
    release = Release.open(config.parent / "out" / "current")
    doubts = [Doubt("instance", "record/hai/2", "record/mot/2", 90, ("title-word",))] * (SHOWN + 3)
    write_review(tmp_path, release, doubts, 0, ())
    assert len(rows(tmp_path)) == SHOWN + 3
    assert "nhan đề khác nhau một chữ cái" in rows(tmp_path)[0]["against_vi"]
    assert len(html.fromstring((tmp_path / "review.html").read_text("utf-8")).xpath("//section")) == SHOWN
    assert "and 3 more in the CSV file" in (tmp_path / "review.en.html").read_text("utf-8")
    release.close()
