# SPDX-License-Identifier: Apache-2.0
"""Writes the example libraries' MARC files from their readable source: `python make.py [FOLDER]`.

The source is mnemonic MARC (`source/*.mrk`, the form MarcEdit and librarians use); the same source gives the same bytes.
Standard library only, and none of Mục lục: the files that test a reader must not be written by it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).parent
FIELD_END, RECORD_END, SUBFIELD = b"\x1e", b"\x1d", "\x1f"
NAMESPACE = "http://www.loc.gov/MARC21/slim"

Field = tuple[str, str]  # tag and text: data of a control field; both indicators, then subfields begun by U+001F


class SourceError(ValueError):
    """A line of the source that is not mnemonic MARC; says which file and line."""


def read_mnemonic(text: str, name: str = "source") -> list[tuple[list[Field], int | None]]:
    """Records as `(fields, cut)`; the leader is the field `LDR`; `cut` is the number of bytes to keep of a broken record, or None."""
    records: list[tuple[list[Field], int | None]] = []
    fields: list[Field] = []
    cut: int | None = None
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.startswith("%cut "):
            cut = int(line[5:])
        elif line.startswith("="):
            if len(line) < 7 or line[4:6] != "  ":
                raise SourceError(f"{name}:{number}: a field is written '=TAG  text', not {line!r}")
            fields.append((line[1:4], _text(line[1:4], line[6:])))
        elif not line.strip():
            if fields:
                records.append((fields, cut))
            fields, cut = [], None
        elif not line.startswith("#"):
            raise SourceError(f"{name}:{number}: a line begins with '=', '#' or '%cut', not {line[:20]!r}")
    return records


def iso2709(fields: list[Field]) -> bytes:
    """One record in ISO 2709, UTF-8, with lengths counted in bytes."""
    directory, body = b"", b""
    for tag, text in fields[1:]:
        data = text.encode() + FIELD_END
        directory += f"{tag}{len(data):04d}{len(body):05d}".encode()
        body += data
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    leader = fields[0][1]
    head = f"{length:05d}{leader[5:12]}{base:05d}{leader[17:]}".encode()
    return head + directory + FIELD_END + body + RECORD_END


def marcxml(records: list[list[Field]]) -> bytes:
    """A MARCXML collection."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<collection xmlns="{NAMESPACE}">']
    for fields in records:
        lines.append("  <record>")
        for tag, text in fields:
            if tag == "LDR":
                lines.append(f"    <leader>{escape(text)}</leader>")
            elif tag < "010":
                lines.append(f"    <controlfield tag={quoteattr(tag)}>{escape(text)}</controlfield>")
            else:
                indicators, *parts = text.split(SUBFIELD)
                lines.append(f'    <datafield tag={quoteattr(tag)} ind1="{indicators[0]}" ind2="{indicators[1]}">')
                lines.extend(f"      <subfield code={quoteattr(part[0])}>{escape(part[1:])}</subfield>" for part in parts)
                lines.append("    </datafield>")
        lines.append("  </record>")
    return "\n".join([*lines, "</collection>", ""]).encode()


def make(source: Path, target: Path) -> None:
    """Write `thu-vien-tinh.mrc`, `tieu-de-chuan.mrc` (authority records) and `thu-vien-dai-hoc.xml` into `target`."""
    for name in ("thu-vien-tinh", "tieu-de-chuan"):
        records = read_mnemonic((source / f"{name}.mrk").read_text("utf-8"), f"{name}.mrk")
        (target / f"{name}.mrc").write_bytes(b"".join(iso2709(fields)[:cut] for fields, cut in records))
    university = read_mnemonic((source / "thu-vien-dai-hoc.mrk").read_text("utf-8"), "thu-vien-dai-hoc.mrk")
    (target / "thu-vien-dai-hoc.xml").write_bytes(marcxml([fields for fields, _ in university]))


def _text(tag: str, text: str) -> str:
    """A field's text from its mnemonic form: `\\` is a blank outside data, `$` opens a subfield, `{dollar}` is a dollar sign."""
    if tag == "LDR" or tag < "010":
        return text.replace("\\", " ")
    head, data = text[:2].replace("\\", " "), text[2:]
    return head + data.replace("$", SUBFIELD).replace("{dollar}", "$")


if __name__ == "__main__":
    make(HERE / "source", Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
