# SPDX-License-Identifier: Apache-2.0
"""Hostile CSV, made from a seed: rows that break the table, between rows that must come out exactly. See `hostile_marc`."""

from __future__ import annotations

import random
from collections.abc import Iterator

HEADER = "Mã số,Nhan đề,Tác giả,Ghi chú"
GOOD = ("ok1,Truyện Kiều 𡨸,Nguyễn Du,Bản 1866", 'ok2,"Số đỏ, in lại",Vũ Trọng Phụng,"có ""ngoặc"""', "ok3,Tắt đèn,Ngô Tất Tố,")


def _rows(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    for name, row in {
        "a quotation mark that never closes": 'x,"Tên,A,B',
        "text behind a quotation mark": 'x,"Tên"đuôi,A,B',
        "a quotation mark at the end": 'x,Tên,A,B"',
        "three quotation marks": 'x,"""Tên,A,B',
        "too few cells": "x",
        "too many cells": "x,Tên,A,B" + ",C" * chance.randint(1, 5000),
        "only commas": "," * 9,
        "no number": ",Tên,A,B",
        "a formula as number": "=1+1,Tên,A,B",
        "a formula as title": 'x,"=HYPERLINK(""http://a"",""b"")",A,B',
        "a NUL": "x,Tên\0đuôi,A,B",
        "control characters": "x,Tên\x07\x1b[31m\x0b,A,B",
        "MARC's delimiters": "x,Tên\x1fbxen\x1e\x1d,A,B",
        "a path as number": "../../etc/passwd,Tên,A,B",
        "HTML": "x,<script>alert(1)</script>,<img src=x onerror=a>,B",
        "a line break in a cell": 'x,"Tên\nxuống dòng",A,B',
        "a lone carriage return": "x,Tên\rđuôi,A,B",
        "the header again": HEADER,
        "a long cell": "x,Tên,A," + "n" * 200_000,
        "a longer cell": "x,Tên,A," + "n" * 1_200_000,
        "a semicolon for a comma": "x;Tên;A;B",
    }.items():
        yield name, row.encode()
    for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe1\xbb"):
        yield f"{bad.hex(' ')} in a cell", b"x,T" + bad + b"n,A,B"


def sheets(seed: int) -> Iterator[tuple[str, bytes]]:
    """Tables whose rows `GOOD` must be read, with the rows around a hostile one."""
    chance = random.Random(seed)
    first, second, third = (row.encode() for row in GOOD)
    for name, row in _rows(chance):
        for end in (b"\r\n", b"\n"):
            yield f"{name}, {end!r}", end.join([HEADER.encode(), first, row, second, third, b""])
    table = "\r\n".join([HEADER, *GOOD, ""])
    yield "UTF-16", table.encode("utf-16")
    yield "a byte-order mark", table.encode("utf-8-sig")
    yield "blank rows first", b"\r\n" * 10 + table.encode()
    yield "no line end last", table.rstrip().encode()
    yield "carriage returns alone", table.replace("\n", "").encode()
