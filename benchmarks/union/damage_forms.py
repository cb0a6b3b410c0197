# SPDX-License-Identifier: Apache-2.0
"""Vietnamese ways of entering the same thing: publishers, places, volumes, editions, bodies; what else a Vietnamese library does."""

from __future__ import annotations

import re
from random import Random

from .damage import Damages
from .draft import Draft, Field, change, put, take
from .invented import WORDS, isbn

FORMS = Damages()
_SPELLING = WORDS["spelling"]


def _imprint(draft: Draft) -> Field | None:
    return draft.first("260", "264") if draft.edition is not None and draft.edition.language == "vie" else None


# ---- imprint ---------------------------------------------------------------------------------------------------------------


@FORMS.add("publisher-short", 0.12)
def _short(draft: Draft, rng: Random) -> bool:
    """Khoa học xã hội as KHXH, Giáo dục Việt Nam as Giáo dục."""
    others = draft.edition.publisher[2] if draft.edition else ()
    return bool(others) and change(_imprint(draft), "b", lambda _: rng.choice(others))


@FORMS.add("publisher-form", 0.35, habit=True)
def _house(draft: Draft, rng: Random) -> bool:
    """Trẻ as Nhà xuất bản Trẻ, NXB Trẻ, Nxb. Trẻ."""
    form = rng.choice(("Nhà xuất bản {}", "NXB {}", "Nxb. {}", "Nxb {}", "NXB. {}", "Nhà Xuất Bản {}"))
    return change(_imprint(draft), "b", form.format)


@FORMS.add("publisher-second", 0.05)
def _second_house(draft: Draft, rng: Random) -> bool:
    """The firm that paid for the book beside the house."""
    firm = rng.choice(("Công ty Sách Nhã Phương", "Công ty Văn hoá Đông Á", "Trung tâm Sách Tràng Tiền", "Thái Hà Books"))
    return change(_imprint(draft), "b", lambda name: f"{name} ; {firm}")


@FORMS.add("place-form", 0.35, habit=True)
def _place(draft: Draft, rng: Random) -> bool:
    """Hà Nội as H., Thành phố Hồ Chí Minh as Tp. Hồ Chí Minh."""
    return change(_imprint(draft), "a", lambda place: rng.choice(WORDS["places_forms"].get(place, [place])))


# ---- volume and edition ----------------------------------------------------------------------------------------------------


def _number(draft: Draft) -> int:
    return draft.edition.volume if draft.edition and draft.value("245", "n") else 0


@FORMS.add("volume-form", 0.45, habit=True)
def _volume(draft: Draft, rng: Random) -> bool:
    """Tập 2 as T.2, Tập Hai, Quyển 2, Tập II."""
    number = _number(draft)
    if not number:
        return False
    word, roman = _SPELLING["numbers"][number].capitalize(), _SPELLING["roman"][number]
    forms = (f"T.{number}", f"T. {number}", f"Tập {word}", f"Tập {roman}", f"Quyển {number}", f"Q.{number}", f"tập {number}", f"T{number}")
    return change(draft.first("245"), "n", lambda _: rng.choice(forms))


@FORMS.add("volume-in-title", 0.15)
def _volume_in_title(draft: Draft, rng: Random) -> bool:
    """The volume at the end of the title or with the subtitle, not in a subfield of its own."""
    title = draft.first("245")
    if not _number(draft) or title is None:
        return False
    volume = take(title, "n")[0]
    if rng.random() < 0.3 and title.value("b"):
        return change(title, "b", lambda value: f"{value}. {volume}")
    form = rng.choice(("{} - {}", "{}. {}", "{} ({})", "{}, {}", "{} {}"))
    return change(title, "a", lambda value: form.format(value, volume.lower() if form == "{} ({})" else volume))


@FORMS.add("volume-lost", 0.03)
def _volume_lost(draft: Draft, rng: Random) -> bool:
    """Nothing says which volume it is."""
    return bool(_number(draft)) and bool(take(draft.first("245"), "n"))


@FORMS.add("edition-form", 0.5, habit=True)
def _edition(draft: Draft, rng: Random) -> bool:
    """Tái bản lần thứ 1 as In lần thứ 2: the first reissue is the second printing."""
    edition = draft.edition
    if edition is None or not draft.value("250", "a"):
        return False
    again, times = edition.ordinal - 1, edition.ordinal
    ordinal = _SPELLING["ordinals"][min(again, 10)]
    forms = (
        f"Tái bản lần {again}",
        f"Tái bản lần thứ {ordinal}",
        f"T.b. lần {again}",
        f"Tb. lần thứ {again}",
        f"In lần thứ {times}",
        f"In lần {times}",
        f"Xuất bản lần thứ {times}",
        f"Tái bản lần thứ {again:02}",
    )
    tail = rng.choice((", có sửa chữa bổ sung", ", có chỉnh lý, bổ sung", ", có s.c. và bổ sung", "")) if edition.revised else ""
    return change(draft.first("250"), "a", lambda _: rng.choice(forms) + tail)


@FORMS.add("edition-bare", 0.06)
def _bare(draft: Draft, rng: Random) -> bool:
    """Tái bản, with no number."""
    return change(draft.first("250"), "a", lambda _: "Tái bản") if draft.edition else False


# ---- agents ----------------------------------------------------------------------------------------------------------------


@FORMS.add("body-form", 0.3, habit=True)
def _body(draft: Draft, rng: Random) -> bool:
    """A body under its place, or abbreviated: Uỷ ban nhân dân tỉnh Phú Yên as Phú Yên (tỉnh). Uỷ ban nhân dân, UBND tỉnh Phú Yên."""
    heading = draft.first("110")
    if heading is None or draft.edition is None:
        return False
    name = heading.value("a")
    found = re.match(r"(Uỷ ban nhân dân|Tỉnh uỷ|Cục Thống kê|Sở Văn hoá, Thể thao và Du lịch)(?: tỉnh)? (.+)", name)
    if found and rng.random() < 0.5:
        heading.parts = [["a", f"{found[2]} (tỉnh)."], ["b", found[1]]]
        return True
    short = {"Uỷ ban nhân dân": "UBND", "Đại học": "ĐH", "Ban Chấp hành": "BCH", "Thể thao và Du lịch": "TT & DL", "Ban Thường vụ": "BTV"}
    return change(heading, "a", lambda value: _replaced(value, short))


def _replaced(value: str, words: dict[str, str]) -> str:
    for long, short in words.items():
        value = value.replace(long, short)
    return value


@FORMS.add("author-dates", 0.12, habit=True)
def _dates(draft: Draft, rng: Random) -> bool:
    """The author's dates beside the name, which most libraries leave out."""
    heading = draft.first("100")
    agent = draft.edition.work.agents[0] if draft.edition else None
    if heading is None or agent is None or not agent.born:
        return False
    put(heading, "d", f"{agent.born}-{agent.died or ''}", "a")
    return True


# ---- numbers ---------------------------------------------------------------------------------------------------------------


@FORMS.add("isbn-of-set", 0.05)
def _of_set(draft: Draft, rng: Random) -> bool:
    """The set's ISBN in the volume's record, in place of its own; half of the libraries say so in $q."""
    edition = draft.edition
    if edition is None or not edition.volume or not edition.set_isbn or edition.set_isbn == edition.isbn:
        return False
    draft.drop("020")
    draft.add("020", "  ", ("a", edition.set_isbn), ("q", rng.choice(("bộ", "trọn bộ", "", ""))))
    return True


@FORMS.add("isbn-of-another", 0.005)
def _another(draft: Draft, rng: Random) -> bool:
    """The ISBN of another book altogether, from a record that was copied to begin with."""
    if not draft.edition:
        return False
    return change(draft.first("020"), "a", lambda _: isbn(rng.randrange(200_000)))


# ---- what is left out ------------------------------------------------------------------------------------------------------


@FORMS.add("original-title-lost", 0.4, habit=True)
def _original(draft: Draft, rng: Random) -> bool:
    """Neither 240 nor 765 tells what was translated; mostly not even a note."""
    if draft.edition is None or draft.edition.language == draft.edition.work.language:
        return False
    if rng.random() < 0.8:
        draft.fields = [field for field in draft.fields if field.tag != "500" or not field.value("a").startswith("Dịch từ")]
    return draft.drop("240", "765")


@FORMS.add("original-title-one", 0.3)
def _one_original(draft: Draft, rng: Random) -> bool:
    """240 alone, or 765 alone."""
    if draft.edition is None or not (draft.first("240") and draft.first("765")):
        return False
    return draft.drop(rng.choice(("240", "765")))


@FORMS.add("main-entry-lost", 0.08, habit=True)
def _no_main(draft: Draft, rng: Random) -> bool:
    """Entry under the title: the author stands in 700 or in 245 $c alone."""
    heading = draft.first("100")
    if heading is None or draft.edition is None:
        return False
    if rng.random() < 0.5:
        heading.tag = "700"
    else:
        draft.fields.remove(heading)
    return True


@FORMS.add("extent-form", 0.3, habit=True)
def _extent(draft: Draft, rng: Random) -> bool:
    """215 tr. as 215 trang, 215tr, 215 p."""
    if draft.edition is None:
        return False
    form = rng.choice((r"\1 trang", r"\1tr", r"\1 p", r"\1tr. (hình vẽ)", r"x, \1 tr"))
    return change(draft.first("300"), "a", lambda value: re.sub(r"(\d+) tr\b", form, value))


@FORMS.add("year-form", 0.15)
def _year(draft: Draft, rng: Random) -> bool:
    """2010 as [2010], c2010, 2010.- or with the quarter of legal deposit."""
    form = rng.choice(("[{}]", "c{}", "©{}", "{}-", "{} [tức {}]", "Quý 2/{}", "In xong quý 4 năm {}"))
    return draft.edition is not None and change(draft.first("260", "264"), "c", lambda value: form.format(value, value))


@FORMS.add("responsibility-long", 0.15)
def _responsible(draft: Draft, rng: Random) -> bool:
    """By whom, with what they did: Nguyễn Văn A (chủ biên), ... [và nh. ng. khác], TS. before the name."""
    if draft.edition is None or draft.edition.translator or draft.edition.work.agents[0].kind == "body":
        return False
    form = rng.choice(("{} (ch.b.)", "{} chủ biên", "{} b.s.", "TS. {}", "Biên soạn: {}", "{} ... [và những người khác]", "PGS.TS {}"))
    return change(draft.first("245"), "c", form.format)
