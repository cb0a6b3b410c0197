# SPDX-License-Identifier: Apache-2.0
"""A digitised item on its way from the metadata of a repository to MARC: what every mapping (Dublin Core, MODS, METS) says of it.

The record describes the digital resource itself (008 form of item `o`, 007 `cr`, 856 40). Where the metadata names the printed original,
776 does, and the union shows both under one Work (docs/clustering.md).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lxml import etree

from mucluc.vocab.codes import LANGUAGES
from mucluc.vocab.text import fold

from .numbers import isbn13
from .other_forms import ADDRESS, DECLARED
from .record import SUBFIELD, Fault, Place
from .sheet_cells import person
from .sheet_columns import columns

_WEB = re.compile(r"(?i:https?)://[^\s<>\"]+\Z")
_HANDLE = re.compile(r"(?:(?i:https?)://hdl\.handle\.net/|hdl:|info:hdl/)(\S+)\Z")
_DOI = re.compile(r"(?:(?i:https?)://(?:dx\.)?doi\.org/|doi:|info:doi/)(10\.\S+)\Z")
_ISSN = re.compile(r"(?:(?i:urn:)?(?i:issn)[: ]*)?([0-9]{4}-?[0-9]{3}[0-9Xx])\Z")
_ISBN = re.compile(r"(?:(?i:urn:)?(?i:isbn)[: ]*)?[0-9][0-9 -]{8,16}[0-9Xx]\Z")
_YEAR = re.compile(r"(?<![0-9])(1[0-9]{3}|20[0-9]{2})(?![0-9])")
_DAY = re.compile(r"(1[0-9]{3}|[2-9][0-9]{3})(?:-?(0[1-9]|1[0-2])(?:-?([0-2][0-9]|3[01]))?)?(?:T.*)?\Z")
_EMBARGO_END = re.compile(r"info:eu-repo/date/embargoEnd/(.+)\Z")
_ACCESS = re.compile(r"info:eu-repo/semantics/(open|embargoed|restricted|closed)Access\Z", re.IGNORECASE)
_OPEN = re.compile(r"open access|truy cập mở|truy cập tự do|public|công khai\Z", re.IGNORECASE)
_RESTRICTED = re.compile(
    r"\b(restrict\w*|embargo\w*|closed|confidential|secret|classified|internal use|no access|not (to be )?(public|published|released))\b"
    r"|hạn chế|lưu hành nội bộ|\bmật\b|không (được )?(phép )?(công bố|phổ biến|phục vụ)|cấm (công bố|phổ biến)|bị khoá|bị khóa",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(trường (đại học|cao đẳng|trung|tiểu học|mầm non|chính trị|thpt|thcs)|đại học|học viện|viện|thư viện|bảo tàng|sở|uỷ ban|ủy ban|ubnd|"
    r"bộ|tổng cục|cục|trung tâm|công ty|hội đồng|hội|ban|nhà xuất bản|phòng|university|college|institute|library|museum|ministry|department"
    r"|centre|center|committee|society|association)\s",
    re.IGNORECASE,
)
_NOT_BODIES = re.compile(r"(hội|ban|bộ|sở|viện|cục|phòng)\s+\S+\Z", re.IGNORECASE)


@functools.cache
def _language_codes() -> dict[str, str]:
    """MARC codes by tag of BCP 47, by their own spelling, and by the words of the spreadsheet template."""
    found = {each.tag.lower(): code for code, each in LANGUAGES.items() if each.tag}
    found |= {code: code for code in LANGUAGES} | {"fra": "fre", "zho": "chi", "deu": "ger", "ces": "cze", "nld": "dut", "ell": "gre"}
    return columns()["Ngôn ngữ"].values | {fold(each.name): code for code, each in LANGUAGES.items()} | found


def language_code(text: str) -> str:
    """The MARC code of a language as repositories write it (`vi`, `vi_VN`, `vie`, `Tiếng Việt`); empty when it is not known."""
    bare = text.strip().lower()
    codes = _language_codes()
    tag = re.split("[-_]", bare)[0] if bare[2:3] in ("-", "_") else bare
    return codes.get(tag) or codes.get(fold(text), "")


def role_code(text: str) -> str:
    """The relator code of a role in words, or of a code; empty when it is not known."""
    bare = text.strip().lower()
    return columns()["Người tham gia"].values.get(fold(text), "") or (bare if re.fullmatch("[a-z]{3}", bare) else "")


_TYPES = {
    "text": "a", "article": "a", "bai bao": "a", "bai trich": "a", "technical report": "a", "report": "a", "bao cao": "a", "sach": "a",
    "image": "k", "still image": "k", "stillimage": "k", "hinh anh": "k", "moving image": "g", "movingimage": "g",
    "sound": "i", "audio": "i",
    "am thanh": "i", "musical score": "c", "notated music": "c", "cartographic": "e", "dataset": "m", "du lieu": "m", "software": "m",
    "software, multimedia": "m", "interactiveresource": "m", "physicalobject": "r", "physical object": "r", "three dimensional object": "r",
    "sound recording-musical": "j", "sound recording-nonmusical": "i", "luan van thac si": "a",
    "luan an tien si": "a", "doctoralthesis": "a",
    "masterthesis": "a", "bachelorthesis": "a", "han nom": "t",
}  # fmt: skip


def type_code(text: str) -> str:
    """Leader/06 for a type in words (DCMI types, MODS typeOfResource, the template's words); empty when it says nothing of it."""
    word = fold(text.rpartition("/")[2])
    return _TYPES.get(word) or columns()["Loại tài liệu"].values.get(word, "")[:1]


def day_of(text: str) -> str:
    """A date of ISO 8601 as `yyyymmdd` (its last possible day when month or day is not said), empty when it is none."""
    found = _DAY.match(text.strip())
    return f"{found[1]}{found[2] or '12'}{found[3] or '31'}" if found else ""


@dataclass
class Draft:
    """What is known of one item so far. place: of the item. identifier: becomes 001. used: elements that a mapping has made use of."""

    place: Place
    identifier: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    kind: str = ""
    year: str = ""
    published: dict[str, list[str]] = field(default_factory=lambda: {"a": [], "b": [], "c": []})
    titles: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    mimes: list[str] = field(default_factory=list)
    addresses: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    named: bool = False
    used: set[etree._Element] = field(default_factory=set)

    # ---- single statements -------------------------------------------------------------------------------------------------------

    def add(self, tag: str, indicators: str, *parts: tuple[str, str]) -> None:
        """A field of the parts that are not empty, unless it is there already."""
        said = "".join(f"{SUBFIELD}{code}{' '.join(value.split())}" for code, value in parts if value.strip())
        if said and (tag, indicators + said) not in self.fields:
            self.fields.append((tag, indicators + said))

    def complain(self, code: str, note: str = "") -> None:
        """A fault of the item."""
        self.faults.append(Fault(code, self.place, note))

    def title(self, *parts: tuple[str, str]) -> None:
        """A title of the item; the first is its title proper, others are variants."""
        if any(value.strip() for _, value in parts):
            self.titles.append(parts)

    def name(
        self, text: str, role: str = "", *, body: bool | None = None, main: bool = False, more: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """A person or a body. role: a relator code or words. body: known to be one; None where it is to be told by the name.

        main: may be the main entry. Vietnamese names stand in direct order; an inverted name has a comma.
        """
        text = text.strip()
        if body is None:
            body = _BODY.match(text) is not None and "," not in text and not _NOT_BODIES.match(text)
        first = main and not self.named
        self.named = self.named or first
        code = role_code(role)
        said = (("e", role if role and role != code else ""), ("4", code))
        self.add(("1" if first else "7") + ("10" if body else "00"), "2 " if body else person(text), ("a", text), *more, *said)

    def subject(self, text: str, scheme: str = "") -> None:
        """A subject: a word, or a heading of a known list."""
        if scheme == "ddc":
            self.add("082", "04", ("a", text))
        elif scheme == "lcsh":
            self.add("650", " 0", ("a", text))
        elif scheme:
            self.add("650", " 7", ("a", text), ("2", scheme))
        else:
            for word in text.split(";"):
                self.add("653", "  ", ("a", word))

    def language(self, text: str) -> None:
        """The language of the item."""
        code = language_code(text)
        if not code:
            self.complain("dc-language-unknown")
            self.add("546", "  ", ("a", text))
        elif code not in self.languages:
            self.languages.append(code)

    def date(self, text: str) -> None:
        """When it was issued. An end of an embargo that stands among the dates is a restriction."""
        if ended := _EMBARGO_END.match(text.strip()):
            self.embargo(ended[1])
            return
        found = _YEAR.search(text)
        if not found:
            self.complain("dc-date-unknown")
        self.year = self.year or (found[1] if found else "")
        self.published["c"].append(text[:10] if day_of(text) and "T" in text else text)

    def type(self, text: str) -> None:
        """What sort of thing it is: leader/06 and a genre term; a thesis has its note."""
        self.kind = self.kind or type_code(text)
        if re.match(r"luan (van|an)|khoa luan|do an|thesis|dissertation", fold(text)) or text.lower().endswith("thesis"):
            self.add("502", "  ", ("a", text.rpartition("/")[2]))
        self.add("655", " 7", ("a", text.rpartition("/")[2] if "://" in text or text.startswith("info:") else text), ("2", "local"))

    def address(self, text: str, *more: tuple[str, str]) -> None:
        """Where the item itself can be read (856 40)."""
        self.addresses.setdefault(text.strip(), more)

    def number(self, text: str) -> None:
        """An identifier of the item, whatever it is: an address, a handle, a DOI, an ISBN, an ISSN, or another number."""
        text = text.strip()
        handle, doi, issn = _HANDLE.match(text), _DOI.match(text), _ISSN.match(text)
        if handle or doi:
            found, scheme = (handle[1], "hdl") if handle else (doi[1] if doi else "", "doi")
            self.add("024", "7 ", ("a", found), ("2", scheme))
            self.address(f"https://{'hdl.handle.net' if handle else 'doi.org'}/{found}")
        elif _WEB.match(text):
            self.address(text)
        elif issn:
            self.add("022", "  ", ("a", f"{issn[1][:4]}-{issn[1][-4:]}"))
        elif _ISBN.match(text) or "isbn" in text[:9].lower():
            right = isbn13(text)
            self.add("020", "  ", ("a" if right else "z", re.sub(r"^(urn:)?isbn[: ]*", "", text, flags=re.IGNORECASE)))
        else:
            self.add("024", "8 ", ("a", text))

    # ---- who may have it ---------------------------------------------------------------------------------------------------------

    def access(self, text: str) -> None:
        """Who may read it (506). Anything that is not plainly open announces a restriction, which the release policy judges."""
        if _OPEN.match(text.strip()) and not _RESTRICTED.search(text):
            self.add("506", "0 ", ("a", text))
        else:
            self.add("506", "1 ", ("a", text))

    def rights(self, text: str) -> None:
        """What may be done with it (540), unless it is a statement on access."""
        if known := _ACCESS.match(text.strip()):
            if known[1].lower() == "open":
                self.add("506", "0 ", ("a", "Truy cập mở"), ("f", "Open access"), ("2", "star"))
            else:
                self.add("506", "1 ", ("a", text))
        elif _RESTRICTED.search(text):
            self.add("506", "1 ", ("a", text))
        else:
            self.add("540", "  ", ("u" if _WEB.match(text.strip()) else "a", text))

    def embargo(self, text: str) -> None:
        """Until when nobody may have it: in words and as a date that the release policy reads (506 $g)."""
        self.add("506", "1 ", ("a", f"Hạn chế đến {text.strip()}"), ("g", day_of(text)))

    # ---- what it goes with -------------------------------------------------------------------------------------------------------

    def original(self, text: str) -> bool:
        """Whether the text names the printed original, by a control number with its library, an ISBN, or an address of ours; then 776."""
        text = text.strip()
        if DECLARED.fullmatch(text) or (_WEB.match(text) and ADDRESS.search(text)):
            self.add("776", "08", ("i", "Bản gốc:"), ("w", text))
        elif (_ISBN.match(text) or "isbn" in text[:9].lower()) and isbn13(text):
            self.add("776", "08", ("i", "Bản gốc:"), ("z", isbn13(text)))
        else:
            return False
        return True

    def related(self, text: str, tag: str, indicators: str, code: str = "t") -> None:
        """Another resource, in a linking field of this tag, unless it is the printed original."""
        if not self.original(text):
            self.add(tag, indicators, ("o" if _WEB.match(text.strip()) else code, text))

    # ---- the record --------------------------------------------------------------------------------------------------------------

    def take(self, element: etree._Element | None) -> str:
        """The text of an element with all below it, which counts as used; empty when there is none."""
        if element is None:
            return ""
        self.used.update(element.iter(etree.Element))
        return " ".join("".join(element.itertext()).split())

    def left_over(self, payload: etree._Element) -> None:
        """A fault for each kind of element that has text and no mapping has used."""
        names: dict[str, int] = {}
        for element in payload.iter(etree.Element):
            if element not in self.used and (element.text or "").strip():
                names[_path(element, payload)] = names.get(_path(element, payload), 0) + 1
        for name, count in sorted(names.items()):
            self.complain("dc-element-unused", name if count == 1 else f"{name}, {count} times")

    def marc(self) -> tuple[str, list[tuple[str, str]]]:
        """Leader and fields of the record, in tag order; no fields when it has no title or no identifier."""
        if not self.titles or not self.identifier:
            self.complain("dc-nothing-described", "no title" if self.identifier else "no identifier")
            return "", []
        self._closing_fields()
        kind = self.kind or "a"
        made = [("001", self.identifier), ("007", f"cr {'|' * 11}"), ("008", self._fixed(kind))]
        if len(self.languages) > 1:
            made.append(("041", "0 " + "".join(f"{SUBFIELD}a{code}" for code in self.languages)))
        return f"00000n{kind}m a22000007c 4500", sorted([*made, *self.fields], key=lambda each: each[0])

    def _closing_fields(self) -> None:
        first, *others = self.titles
        self.add("245", f"{'1' if self.named else '0'}0", *first)
        for each in others:
            self.add("246", "3 ", *[(code, value) for code, value in each if code in "abnp"])
        self.add("264", " 1", *((code, value) for code, some in self.published.items() for value in dict.fromkeys(some)))
        self.add("338", "  ", ("b", "cr"), ("2", "rdacarrier"))
        for address, told in self.addresses.items():
            mime = () if any(code == "q" for code, _ in told) or len(self.addresses) > 1 else tuple(("q", each) for each in self.mimes)
            self.add("856", "40", ("u", address), *told, *mime)
        if len(self.addresses) != 1:
            for kind in self.mimes:
                self.add("347", "  ", ("b", kind))

    def _fixed(self, kind: str) -> str:
        """Field 008; the form of item (23, or 29 of maps and pictures) is online."""
        middle = ["|"] * 17
        middle[29 - 18 if kind in "efgkor" else 23 - 18] = "o"
        date = f"s{self.year}    " if self.year else "nuuuuuuuu"
        return f"||||||{date}|||{''.join(middle)}{self.languages[0] if self.languages else 'und'}||"


class Name(NamedTuple):
    """An element's name; namespace: its IRI, empty when it has none."""

    namespace: str
    localname: str


def name_of(element: etree._Element) -> Name:
    """The name of an element; unlike etree.QName also where a namespace holds a brace or a prefix is bound to none."""
    namespace, _, local = str(element.tag).rpartition("}")
    return Name(namespace[1:], local)


def _path(element: etree._Element, top: etree._Element) -> str:
    """The names of an element and of those above it, from below the top: `relatedItem/part/detail`; of a DSpace field its own name."""
    if element.get("element"):
        return ".".join(filter(None, (element.get("mdschema"), element.get("element"), element.get("qualifier"))))
    above = [each for each in element.iterancestors() if each is not top and top in each.iterancestors()]
    return "/".join(name_of(each).localname for each in [*reversed(above), element])


def deleted(identifier: str, place: Place) -> tuple[str, list[tuple[str, str]], Place]:
    """Leader and fields that say of an item that it is gone."""
    return "00000dam a22000007c 4500", [("001", identifier)], replace(place, control_number=identifier)
