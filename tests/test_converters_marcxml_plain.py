# SPDX-License-Identifier: Apache-2.0
"""The quick way through plain MARCXML gives what the parser gives, record by record, fault by fault; what is not plain it leaves to it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mucluc.converters.marcxml import CHUNK, MarcXmlReader
from mucluc.converters.marcxml_plain import PlainReader
from mucluc.converters.record import Fault, Record

from .marc_builder import FIXED


class ParserOnly(MarcXmlReader):
    def read(self, stream: BinaryIO) -> Iterator[Record | Fault]:
        yield from self._parse(stream.read(CHUNK), 0, stream, b"")


def both(document: bytes) -> tuple[list[Record | Fault], list[Record | Fault]]:
    return list(MarcXmlReader("x").read(io.BytesIO(document))), list(ParserOnly("x").read(io.BytesIO(document)))


def taken(document: bytes) -> int:
    return sum(1 for _ in PlainReader(io.BytesIO(document)).read())


def collection(*fields: str, prefix: str = "", records: int = 3, root: str = "", end: str = "") -> bytes:
    p = f"{prefix}:" if prefix else ""
    name = f":{prefix}" if prefix else ""
    one = (
        f"<{p}record>\n  <{p}leader>00000nam a2200000   4500</{p}leader>\n"
        f'  <{p}controlfield tag="001">NUMBER</{p}controlfield>\n  <{p}controlfield tag="008">{FIXED}</{p}controlfield>\n'
        + "\n".join(fields)
    )
    body = "\n".join(one.replace("NUMBER", str(number)) + f"\n</{p}record>" for number in range(records))
    head = root or f'<?xml version="1.0" encoding="UTF-8"?>\n<{p}collection xmlns{name}="http://www.loc.gov/MARC21/slim">'
    return f"{head}\n{body}\n{end or f'</{p}collection>'}\n".encode()


TITLE = '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{}</subfield>\n<subfield code="c">Nguyễn Du.</subfield></datafield>'
OTHER_ORDER = '<datafield ind1="1" ind2="0" tag="245"><subfield code="a">Truyện Kiều</subfield></datafield>'
PREFIXED = '<m:datafield tag="245" ind1="1" ind2="0"><m:subfield code="a">Truyện Kiều</m:subfield></m:datafield>'


@pytest.mark.parametrize(
    "document",
    [
        collection(TITLE.format("Truyện Kiều /")),
        collection(OTHER_ORDER),
        collection(PREFIXED, prefix="m"),
        collection(),
        collection(TITLE.format("a &lt; b &amp; &quot;c&quot; &apos;&gt;")),
        collection(TITLE.format("Ng&#x1EAB;u &#225;&#38;amp;")),
        collection(TITLE.format('b">c, <subfield code="a">'.replace("<", "&lt;"))),
        collection(TITLE.format('b">c')),
        collection(TITLE.format("")),
        collection(TITLE.format("Truyện Kiều"), root='<collection xmlns="http://www.loc.gov/MARC21/slim" xmlns:x="u" x:y="z">'),
        collection(TITLE.format("Truyện Kiều"), root="<collection>"),
    ],
)
def test_plain_documents_are_read_the_quick_way(document: bytes) -> None:
    quick, slow = both(document)
    assert quick == slow
    assert [each.place for each in quick] == [each.place for each in slow]
    assert len(quick) == taken(document) == 3


ODD = [
    TITLE.format("a<!-- b -->c"),
    TITLE.format("<![CDATA[a<b]]>"),
    TITLE.format("a&b;"),
    TITLE.format("a\nb"),
    TITLE.format("a]]>b"),
    TITLE.format("&#1;"),
    TITLE.format("&#xFFFE;"),
    TITLE.format("&#x110000;"),
    TITLE.replace('"1"', "'1'"),
    TITLE.replace(' ind1="1"', ""),
    TITLE.replace('code="a"', 'code="ab"'),
    TITLE.replace("</subfield>", "</subfield>stray", 1),
    TITLE.replace("</datafield>", ""),
    TITLE.replace("245", "24"),
    "<p/>",
    "</record>",
    "<record>",
    TITLE + OTHER_ORDER,
    TITLE.format("a\x01b"),
    TITLE.format("a\x7fb"),
    "text",
    '<datafield tag="245" ind1="1" ind2="0"></datafield>',
    '<controlfield tag="009">late</controlfield>' + TITLE,
    TITLE + '<controlfield tag="009">late</controlfield>',
    TITLE.replace('tag="245"', 'tag="001"'),
]


@pytest.mark.parametrize("field", ODD)
def test_what_is_not_plain_comes_out_as_the_parser_gives_it(field: str) -> None:
    good = collection(TITLE.format("Truyện Kiều /")).split(b"</collection>")[0]
    odd = collection(field, records=2).partition(b'slim">')[2]
    quick, slow = both(good + odd)
    assert quick == slow
    assert [each.place for each in quick] == [each.place for each in slow]
    assert taken(good + odd) >= 3


@pytest.mark.parametrize(
    "root",
    [
        '<collection xmlns="http://example.org/">',
        '<m:collection xmlns="http://www.loc.gov/MARC21/slim">',
        '<!DOCTYPE c [<!ENTITY a "b">]><collection>',
        "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'>",
        '<?xml version="1.0" encoding="ISO-8859-1"?><collection>',
        "<!-- x --><collection>",
        "",
    ],
)
def test_a_root_that_may_mean_something_else_is_left_to_the_parser(root: str) -> None:
    document = collection(TITLE.format("x"), root=root or " ")
    quick, slow = both(document)
    assert quick == slow
    assert taken(document) == 0


@pytest.mark.parametrize("end", ["", "</collection", "<record>", "</record></collection>", "x</collection>", "</collection>x"])
def test_the_end_of_a_document_is_the_parsers_affair(end: str) -> None:
    quick, slow = both(collection(TITLE.format("x"), end=end or " "))
    assert quick == slow


texts = st.text(st.sampled_from("abộ 1<>&\"'/=;#x\n\t\x00\x1f\u0301\ud7ff\ufffe-[]!"), max_size=30)


@given(st.lists(texts, max_size=4), st.integers(0, 400), st.binary(max_size=3))
def test_no_document_is_read_otherwise_than_by_the_parser(parts: list[str], at: int, change: bytes) -> None:
    document = collection(*(TITLE.format(part.replace("{", "")) for part in parts)).replace(b"\xed\x9f\xbf", b"x")
    document = document[:at] + change + document[at + len(change) :]
    quick, slow = both(document)
    assert quick == slow
