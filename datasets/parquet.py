# SPDX-License-Identifier: Apache-2.0
"""Parquet: the typed edition of a dataset, written in groups of rows so that memory stays flat."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from .definitions import Dataset
from .rows import Row

GROUP = 4096  # rows held before they are written
ARROW = {"iri": pa.string(), "string": pa.string(), "list": pa.list_(pa.string()), "integer": pa.int64()}


class ParquetWriter:
    """Writes the rows of a dataset to a Parquet file; an empty text is written as null. Titles of columns stand in the fields' metadata."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        fields = [
            pa.field(
                each.name, ARROW[each.type], each.name not in dataset.primary_key, {f"title.{tag}": each.title[tag] for tag in ("vi", "en")}
            )
            for each in dataset.columns
        ]
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def write(self, row: Row) -> None:
        """Append a row."""
        self._rows.append({name: None if value == "" else value for name, value in row.items()})
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows.clear()

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self._rows:
            self._flush()
        self._writer.close()
