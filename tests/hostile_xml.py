# SPDX-License-Identifier: Apache-2.0
"""Hostile MARCXML, made from a seed: see `hostile_marc`. `refused` gives documents of which nothing may be read and nothing fetched."""

from __future__ import annotations

import random
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from tests.hostile_marc import FIRST, MIDDLE, SECOND, THIRD, Fields, Hostile

NAMESPACE = "http://www.loc.gov/MARC21/slim"
HEAD, OPEN, CLOSE = '<?xml version="1.0" encoding="UTF-8"?>', f'<collection xmlns="{NAMESPACE}">', "</collection>"
LEADER = "<leader>00000nam a2200000   4500</leader>"


def field(tag: str, text: str) -> str:
    """One field as MARCXML writes it."""
    if tag < "010":
        return f'<controlfield tag="{tag}">{escape(text)}</controlfield>'
    first, *parts = text.split("\x1f")
    inside = "".join(f"<subfield code={quoteattr(part[0])}>{escape(part[1:])}</subfield>" for part in parts)
    return f'<datafield tag="{tag}" ind1={quoteattr(first[0])} ind2={quoteattr(first[1])}>{inside}</datafield>'


def marcxml(fields: Fields, more: str = "") -> str:
    """One right record; more: what stands at its end all the same."""
    return f"<record>{LEADER}{''.join(field(*each) for each in fields)}{more}</record>"


WHOLE = marcxml(MIDDLE)


def _middles(chance: random.Random) -> Iterator[tuple[str, str | bytes, Fields | None]]:
    for at in sorted(chance.sample(range(9, len(WHOLE) - 1), 120)):
        yield f"cut off at character {at}", WHOLE[:at], MIDDLE
    for at in sorted(chance.sample(range(1, len(WHOLE) - 9), 40)):
        yield f"the first {at} characters are missing", WHOLE[at:], None
    for tag in ("record", "leader", "controlfield", "datafield", "subfield"):
        yield f"no end of {tag}", WHOLE.replace(f"</{tag}>", "", 1), None
        yield f"an end of {tag} too many", WHOLE.replace(f"</{tag}>", f"</{tag}>" * 2, 1), None
        yield f"{tag} misspelt", WHOLE.replace(f"<{tag}", f"<{tag}x", 1), None
        yield f"{tag} in capitals", WHOLE.replace(f"<{tag}", f"<{tag.upper()}").replace(f"</{tag}", f"</{tag.upper()}"), None
    for bad in (
        "&",
        "&nbsp;",
        "&#0;",
        "&#x1b;",
        "&#xD800;",
        "&#xFFFE;",
        "&#99999999;",
        "&;",
        "<",
        "<b>",
        "]]>",
        "\x00",
        "\x0b",
        "\x1e",
        "\x1f",
        "\x1d",
        "<![CDATA[",
        "<!--",
        "<?php",
        "</",
        "<!DOCTYPE x>",
        "<!ENTITY a 'b'>",
        "\ufffe",
    ):
        yield f"{bad!r} in a text", WHOLE.replace("Số đỏ", f"Số {bad} đỏ"), None
        yield f"{bad!r} in an attribute", WHOLE.replace('tag="300"', f'tag="3{bad}0"'), None
        yield f"{bad!r} between fields", WHOLE.replace("<datafield", f"{bad}<datafield", 1), None
        yield f"{bad!r} before it", bad + WHOLE, MIDDLE
    for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe1\xbb", b"\xf4\x90\x80\x80", b"\x80"):
        yield f"{bad.hex(' ')} in a text", WHOLE.encode().replace(b"tr. ;", b"tr" + bad + b" ;"), None
    yield "an empty record", "<record/>", None
    yield "no leader, an empty field", "<record><leader/><datafield/></record>", None
    yield "two leaders", WHOLE.replace(LEADER, LEADER + LEADER.replace("nam", "cas")), None
    yield "two 001", marcxml((("001", "y"), *MIDDLE)), None
    yield "no 001", marcxml(MIDDLE[1:]), None
    yield "a record inside a record", WHOLE.replace("</record>", "<record>" + LEADER + "</record></record>"), None
    yield "a field inside a field", WHOLE.replace("</datafield>", field("500", "  \x1faB") + "</datafield>", 1), None
    yield "a subfield inside a subfield", WHOLE.replace("</subfield>", '<subfield code="z">B</subfield></subfield>', 1), None
    yield "elements inside a subfield", WHOLE.replace("Số đỏ", "Số <i>đỏ</i>"), None
    yield "text between fields", WHOLE.replace("<datafield", "Lạc<datafield", 1), None
    yield "text in a strange element", WHOLE.replace("</record>", "<note>Lạc</note></record>"), None
    yield "a subfield without a field", WHOLE.replace("</record>", '<subfield code="a">Lạc</subfield></record>'), None
    yield "a code without a subfield", WHOLE.replace(' code="a"', "", 1), None
    yield "an attribute twice", WHOLE.replace('ind1="1"', 'ind1="1" ind1="0"', 1), None
    yield "attributes of another namespace", WHOLE.replace("<datafield tag=", '<datafield xmlns:x="urn:x" x:tag=', 1), None
    yield "an attribute of 200 kB", WHOLE.replace("<datafield ", f'<datafield x="{"y" * 200_000}" ', 1), MIDDLE
    yield "an attribute of 18 MB", WHOLE.replace("<datafield ", f'<datafield x="{"y" * 18_000_000}" ', 1), MIDDLE
    yield "10,000 attributes", WHOLE.replace("<datafield ", "<datafield " + " ".join(f'a{n}=""' for n in range(10_000)) + " ", 1), MIDDLE
    yield "a name of 100 kB", f"<{'n' * 100_000}/>" + WHOLE, MIDDLE
    yield "deep nesting", "<a>" * chance.randint(300, 9000) + WHOLE, MIDDLE
    yield (
        "a namespace at each level",
        "".join(f'<n{n}:a xmlns:n{n}="urn:{n}">' for n in range(150)) + "".join(f"</n{n}:a>" for n in reversed(range(150))) + WHOLE,
        MIDDLE,
    )
    yield "its own namespace", WHOLE.replace("<record>", '<record xmlns="urn:x">'), MIDDLE
    yield "a prefix bound elsewhere", WHOLE.replace("<record>", '<m:record xmlns:m="urn:x">').replace("</record>", "</m:record>"), MIDDLE
    yield "an unbound prefix", WHOLE.replace("record>", "m:record>"), MIDDLE
    yield "a CDATA section", WHOLE.replace("Số đỏ", "<![CDATA[Số đỏ]]>"), MIDDLE
    yield (
        "markup in a CDATA section",
        WHOLE.replace("Số đỏ", "<![CDATA[</subfield><script>alert(1)</script>&amp;]]>"),
        spoken("</subfield><script>alert(1)</script>&amp;"),
    )
    yield "a comment", WHOLE.replace("Số đỏ", "Số <!-- <record> -->đỏ"), MIDDLE
    yield "a record in a comment", f"<!-- {WHOLE.replace('>x<', '>commented<')} -->" + WHOLE, MIDDLE
    yield "processing instructions", '<?xml-stylesheet href="javascript:alert(1)"?>' + WHOLE + "<?php system('id'); ?>", MIDDLE
    yield "an XML declaration inside", HEAD + WHOLE, MIDDLE
    yield "a whole document inside", HEAD + OPEN + WHOLE + CLOSE, MIDDLE
    yield "the collection's end too early", CLOSE + WHOLE, MIDDLE
    yield "numbers for letters", WHOLE.replace("Số đỏ", "&#83;&#7889; &#273;&#x1ECF;"), MIDDLE
    yield "9,000 fields", marcxml(MIDDLE + (("500", "  \x1faGhi chú"),) * 9000), MIDDLE + (("500", "  \x1faGhi chú"),) * 9000
    yield "a field of 10 MB", marcxml((*MIDDLE, ("520", f"  \x1fa{'n' * 10_000_000}"))), (*MIDDLE, ("520", f"  \x1fa{'n' * 10_000_000}"))
    yield "a field of 20 MB", marcxml((*MIDDLE, ("520", f"  \x1fa{'n' * 20_000_000}"))), None
    yield "400,000 fields", f"<record>{LEADER}" + '<datafield tag="500" ind1=" " ind2=" "/>' * 400_000 + "</record>", None
    for number in ("../../etc/passwd", "x> <urn:p>", "<script>", "a\nb"):
        yield (
            f"001 is {number!r}",
            marcxml((("001", number), *MIDDLE[1:])),
            (("001", number.replace("\n", " ")), *MIDDLE[1:]),
        )


def spoken(title: str) -> Fields:
    """The middle record with another title proper."""
    return tuple((tag, text.replace("Số đỏ", title)) for tag, text in MIDDLE)


def documents(seed: int) -> Iterator[Hostile]:
    """Each hostile record between good ones, laid out on lines and not, with what is odd about a whole document last."""
    chance = random.Random(seed)
    first, *others = (marcxml(each) for each in (FIRST, SECOND, THIRD))
    for number, (name, middle, said) in enumerate(_middles(chance)):
        parting = "\n" * (number % 2)
        before = f"{HEAD}{parting}{OPEN}{parting}{first}{parting}".encode()
        raw = middle if isinstance(middle, bytes) else middle.encode("utf-8", "surrogatepass")
        data = before + raw + f"{parting}{parting.join(others)}{CLOSE}".encode()
        yield Hostile(f"record: {name}", data, (FIRST, SECOND, THIRD), len(before), len(before) + len(raw), said)
    for name, data in _whole(first + "".join(others), chance):
        yield Hostile(f"document: {name}", data, (FIRST, SECOND, THIRD), 0, len(data), ())


def _whole(records: str, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    body = OPEN + records + CLOSE
    for name in ("UTF-16", "UTF-16LE", "ISO-8859-1", "US-ASCII", "windows-1252", "windows-1258", "x-unknown", "UTF-7", "EBCDIC-CP-US"):
        yield f"said to be {name}", f'<?xml version="1.0" encoding="{name}"?>{body}'.encode()
    yield "UTF-16 as said", f'<?xml version="1.0" encoding="UTF-16"?>{body}'.encode("utf-16")
    yield "UTF-16, big end first", "\ufeff".encode("utf-16-be") + (HEAD.replace("UTF-8", "UTF-16") + body).encode("utf-16-be")
    yield "UTF-16 said to be UTF-8", (HEAD + body).encode("utf-16")
    yield "a byte-order mark", b"\xef\xbb\xbf" + (HEAD + body).encode()
    yield "blanks before the declaration", b"\n \n" + (HEAD + body).encode()
    yield "thousands of blanks first", b"\r\n" * chance.randint(2000, 9000) + body.encode()
    yield "no root element", (HEAD + records).encode()
    yield "a text behind the end", (HEAD + body + "Xin chào").encode()
    yield (
        "two documents",
        (
            HEAD
            + OPEN
            + records[: records.index("</record>") + 9]
            + CLOSE
            + HEAD
            + OPEN
            + records[records.index("</record>") + 9 :]
            + CLOSE
        ).encode(),
    )
    yield "no end", (HEAD + OPEN + records).encode()
    yield "a DTD by address", (HEAD + '<!DOCTYPE collection SYSTEM "http://127.0.0.1:9/x.dtd">' + body).encode()
    yield "a page of HTML around it", f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()
    yield "prefixed", (HEAD + body.replace("<", "<m:").replace("<m:/", "</m:").replace("xmlns=", "xmlns:m=")).encode()


def refused(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Documents that declare entities: they are bombs, or reach for files and addresses."""
    use = f"{OPEN}{marcxml(MIDDLE).replace('Số đỏ', '&z;')}{CLOSE}"
    count = chance.randint(10, 30)
    laughs = '<!ENTITY a "lol">' + "".join(f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 26))
    declared = {
        "billion laughs": laughs,
        "quadratic": f'<!ENTITY z "{"a" * 50_000}">',
        "a file": '<!ENTITY z SYSTEM "file:///etc/passwd">',
        "an address": '<!ENTITY z SYSTEM "http://127.0.0.1:9/">',
        "parameter": '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
        "parameter bomb": '<!ENTITY % a "%b;%b;"><!ENTITY % b "%c;%c;"><!ENTITY % c "x"> <!ENTITY z "y">',
        "unparsed": '<!NOTATION n SYSTEM "n"><!ENTITY z SYSTEM "file:///etc/passwd" NDATA n>',
        "cyclic": '<!ENTITY z "&y;"><!ENTITY y "&z;">',
    }
    for name, text in declared.items():
        body = use.replace("&z;", "&z;" * count) if name == "quadratic" else use
        yield name, f"{HEAD}<!DOCTYPE collection [{text}]>{body}".encode()
