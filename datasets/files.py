# SPDX-License-Identifier: Apache-2.0
"""The files of a dataset: their formats as one table, their size and digest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mucluc.release.digest import file_digest

MEDIA = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that every dataset is offered in. type: code of the European Union's file type. packed: media type of the compression."""

    key: str
    suffix: str
    name: str
    media_type: str
    type: str
    title: dict[str, str]
    description: dict[str, str]
    packed: str = ""


FORMATS = (
    Format(
        "csv",
        ".csv",
        "CSV",
        "text/csv",
        "CSV",
        {"vi": "Bảng CSV (mở được bằng Excel)", "en": "CSV table (opens in Excel)"},
        {"vi": "UTF-8, phân cách bằng dấu phẩy, dành cho bảng tính.", "en": "UTF-8, comma-separated, made for spreadsheets."},
    ),
    Format(
        "parquet",
        ".parquet",
        "Parquet",
        "application/vnd.apache.parquet",
        "PARQUET",
        {"vi": "Bảng Parquet (cho phân tích dữ liệu)", "en": "Parquet table (for data analysis)"},
        {"vi": "Cùng các cột như bản CSV, có kiểu dữ liệu, nén zstd.", "en": "The columns of the CSV with types, compressed with zstd."},
    ),
    Format(
        "ntriples",
        ".nt.gz",
        "N-Triples",
        "application/n-triples",
        "RDF_N_TRIPLES",
        {"vi": "Dữ liệu liên kết N-Triples (nén gzip)", "en": "Linked data, N-Triples (gzip)"},
        {"vi": "Các phát biểu RDF mà các dòng của bảng được rút ra.", "en": "The RDF statements that the table's rows are drawn from."},
        "application/gzip",
    ),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was written. name: in its dataset's folder. sha256: hexadecimal. bytes: its size."""

    key: str
    name: str
    format: str
    media_type: str
    title: dict[str, str]
    bytes: int
    sha256: str


def measured(folder: Path, dataset: str, kind: Format) -> File:
    """The file of a dataset in a format, after it was written to `folder`."""
    name = dataset + kind.suffix
    media_type = kind.packed or kind.media_type
    return File(kind.key, name, kind.name, media_type, kind.title, (folder / name).stat().st_size, file_digest(folder / name))
