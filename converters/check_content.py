# SPDX-License-Identifier: Apache-2.0
"""Checks of titles, names, subjects, series, holdings and of fields that must agree with each other."""

from __future__ import annotations

import re

from mucluc.vocab import marc21

from .check_engine import NOTHING, Context, Field, Finding, Findings, Room

CHECKS = Room()

_RELATORS = marc21.codes("relators")
_HAN = re.compile("[\u2e80-\u2fdf\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ARTICLE = re.compile(r"(?:The|An?) \S")
_LINK = re.compile("\x1f6([0-9]{3})-([0-9]{2})")
_FAMILY_NAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh Lương Mai Tô Trịnh Trương Lâm Cao Hà Tạ Phùng
Chu Châu Thái Tống Quách Đoàn Tôn Vương Từ Kiều La Bạch Lưu Lục Mạc Đàm Triệu Lại Thạch Doãn Khúc Nghiêm Tăng Văn Hứa Thân
Giang Khổng Ninh Cù Mạch Tiêu Hình Âu Diệp
"""
SURNAMES = frozenset(_FAMILY_NAMES.split())
"""Family names that nearly all Vietnamese bear."""
_HEADINGS = "600 610 611 630 647 648 650 651 655"
_NAMES = "100 110 111 600 610 611 700 710 711"


@CHECKS.field("title-empty", "245", good="245 10$aTruyện Kiều", bad="245 10$cNguyễn Du | 245 10$a/$cNguyễn Du")
def title_empty(tag: str, field: Field, context: Context) -> Findings:
    """A title proper ($a) is what readers search for first. $k and $n can stand for it in archives and series parts."""
    for part in field[1:]:
        if part[:1] in "aknp" and part[1:].strip(" /:;,.=[]"):
            return NOTHING
    return (Finding(subfield="a"),)


@CHECKS.field(
    "title-nonfiling",
    "245 240",
    good="245 14$aThe tale of Kiều | 245 10$aTruyện Kiều | 245 12$aL'Annam",
    bad="245 12$aTruyện Kiều",
)
def title_nonfiling(tag: str, field: Field, context: Context) -> Findings:
    """The second indicator counts the characters of a leading article; Vietnamese titles have none (0).

    A wrong count cuts a word in sorting.
    """
    count = field[0][1:2]
    if count in "0 " or not count.isdecimal():
        return NOTHING
    title = next((part[1:] for part in field[1:] if part[:1] == "a"), "")
    if int(count) < len(title) and not title[int(count) - 1].isalnum():
        return NOTHING
    return (Finding(f"indicator 2 is {count}", "a", title),)


@CHECKS.field(
    "title-article-filed",
    "245",
    good="008 190612s1983####ctu###########000#p#eng## // 245 14$aThe tale of Kiều",
    bad="008 190612s1983####ctu###########000#p#eng## // 245 10$aThe tale of Kiều",
)
def title_article_filed(tag: str, field: Field, context: Context) -> Findings:
    """An English title that begins with an article and is not told so sorts under T."""
    if field[0][1:2] != "0" or context.fixed[35:38] != "eng":
        return NOTHING
    title = next((part[1:] for part in field[1:] if part[:1] == "a"), "")
    return (Finding("indicator 2 is 0", "a", title),) if _ARTICLE.match(title) else NOTHING


@CHECKS.record("main-entry-repeated", needs="100 110 111", good="100 0#$aNguyễn Du", bad="100 0#$aNguyễn Du // 110 2#$aViện Văn học")
def main_entry_repeated(context: Context) -> Findings:
    """A record has one main entry (100, 110, 111 or 130); others are added entries (7XX)."""
    first = context.first
    entries = [tag for tag in ("100", "110", "111", "130") if tag in first]
    return (Finding(" and ".join(entries), tag=entries[1]),) if len(entries) > 1 else NOTHING


@CHECKS.field(
    "name-inverted",
    "100 600 700",
    good="100 0#$aNguyễn Nhật Ánh | 100 1#$aHugo, Victor",
    bad="100 1#$aNguyễn, Nhật Ánh | 700 1#$aTrần, Ngọc Thêm,$d1952-",
)
def name_inverted(tag: str, field: Field, context: Context) -> Findings:
    """Vietnamese names stand in direct order without a comma (practice of the National Library of Vietnam); AACR2 abroad inverts them.

    Clustering reads both as one name; the fault tells a library that mixes them in its own records.
    """
    for part in field[1:]:
        if part[:1] == "a":
            family, comma, rest = part[1:].partition(",")
            if comma and rest.strip() and family in SURNAMES and (context.fixed[35:38] == "vie" or not part.isascii()):
                return (Finding("a comma after the family name", "a", part[1:]),)
            return NOTHING
    return NOTHING


@CHECKS.field(
    "relator-unknown",
    _NAMES,
    good="700 0#$aĐào Duy Anh$4ann | 700 1#$aA$4http://id.loc.gov/vocabulary/relators/trl",
    bad="700 0#$aĐào Duy Anh$4dich",
)
def relator_unknown(tag: str, field: Field, context: Context) -> Findings:
    """$4 is a code of the MARC relator list or an address; a word belongs in $e."""
    return [
        Finding("not in the MARC relator list", "4", part[1:])
        for part in field[1:]
        if part[:1] == "4" and part[1:].strip() not in _RELATORS and not part.startswith("4http")
    ]


@CHECKS.field("subject-source-missing", _HEADINGS, good="650 #7$aĐịa chí$2Bộ TK TVQG | 650 #4$aĐịa chí", bad="650 #7$aĐịa chí")
def subject_source_missing(tag: str, field: Field, context: Context) -> Findings:
    """Second indicator 7 says that $2 names the list the heading is from; without it the heading belongs to none."""
    return (Finding("indicator 2 is 7", "2"),) if field[0][1:2] == "7" and not any(part[:1] == "2" for part in field[1:]) else NOTHING


@CHECKS.field("series-untraced", "490", good="490 1#$aTủ sách // 830 #0$aTủ sách | 490 0#$aTủ sách", bad="490 1#$aTủ sách")
def series_untraced(tag: str, field: Field, context: Context) -> Findings:
    """First indicator 1 promises a series heading in 8XX; without one the series cannot be browsed."""
    if field[0][:1] != "1" or any(series in context.first for series in ("800", "810", "811", "830")):
        return NOTHING
    return (Finding("indicator 1 is 1 and there is no 800-830"),)


@CHECKS.field(
    "link-empty",
    "760 762 765 767 770 772 773 774 775 776 777 780 785 786 787",
    good="780 00$tVăn nghệ Phú Khánh",
    bad="780 00$iTách ra từ:",
)
def link_empty(tag: str, field: Field, context: Context) -> Findings:
    """A linking entry names the other record by title, heading or number."""
    return NOTHING if any(part[:1] in "atswxzo" for part in field[1:]) else (Finding(subfield="t"),)


@CHECKS.field(
    "holding-place-missing",
    "852",
    good="852 1#$aTVTPY$bDC$h959.755",
    bad="852 1#$h959.755",
    formats="bibliographic holdings",
)
def holding_place_missing(tag: str, field: Field, context: Context) -> Findings:
    """852 says where the copy is: $a library, $b collection, $c shelving place. One of them is needed."""
    return NOTHING if any(part[:1] in "abc" for part in field[1:]) else (Finding(subfield="a"),)


@CHECKS.record(
    "script-unlinked",
    good="245 10$6880-01$aTruyện Kiều // 880 10$6245-01/{dollar}1$a傳翹 | 880 ##$6500-00/{dollar}1$a傳翹",
    bad="245 10$6880-01$aTruyện Kiều | 245 10$aTruyện Kiều // 880 10$6245-01/{dollar}1$a傳翹 | 245 10$aA // 880 10$a傳翹",
)
def script_unlinked(context: Context) -> Findings:
    """A text in another script (880) and its field name each other in $6 by tag and number.

    Otherwise the Hán-Nôm title stands apart from its reading.
    """
    if "880" not in context.first and "\x1f6880" not in context.text:
        return NOTHING
    there, here = [], []
    for tag, text in context.fields:
        found = _LINK.search(text) if tag > "009" else None
        if tag == "880":
            if found is None:
                return (Finding("880 without $6", "6", tag="880"),)
            if found[2] != "00":
                there.append((found[1], found[2]))
        elif found and found[1] == "880":
            here.append((tag, found[2]))
    missing = [Finding("880 has no such field", "6", tag="880") for pair in there if pair not in here]
    return missing + [Finding("there is no such 880", "6", tag=pair[0]) for pair in here if pair not in there]


@CHECKS.field("script-differs", "880", good="880 10$6245-01/{dollar}1$a傳翹", bad="880 10$6245-01/{dollar}1$aTruyen Kieu")
def script_differs(tag: str, field: Field, context: Context) -> Findings:
    """$6 ends in the script's code; `$1` says Hán or Nôm characters; a title (245) so marked has some."""
    text = "".join(field)
    return (
        NOTHING
        if "6245-" not in text or "/$1" not in text or _HAN.search(text)
        else (Finding("$6 says $1 but there are no Han characters"),)
    )
