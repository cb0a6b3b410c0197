# SPDX-License-Identifier: Apache-2.0
"""Parquet: the typed edition of a dataset, written in groups of rows so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from .definitions import Dataset
from .rows import Row

GROUP = 4096  # rows held before they are written
ARROW = {"iri": pa.string(), "string": pa.string(), "list": pa.list_(pa.string()), "integer": pa.int64()}


def schema(dataset: Dataset) -> Any:
    """The Arrow schema of a dataset; titles of columns stand in the fields' metadata."""
    return pa.schema(
        [
            pa.field(
                each.name, ARROW[each.type], each.name not in dataset.primary_key, {f"title.{tag}": each.title[tag] for tag in ("vi", "en")}
            )
            for each in dataset.columns
        ]
    )


def table(rows: Sequence[Row], dataset: Dataset) -> Any:
    """Rows as an Arrow table; an empty text is null."""
    plain = [{name: None if value == "" else value for name, value in row.items()} for row in rows]
    return pa.Table.from_pylist(plain, schema=schema(dataset))


class ParquetWriter:
    """Writes tables of this dataset to a Parquet file. Its bytes depend on the rows, not on how they were cut into tables."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        self._schema = schema(dataset)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._held: list[Any] = []
        self._rows = 0

    def write(self, some: Any) -> None:
        """Append the rows of a table."""
        while some.num_rows:
            piece = some.slice(0, GROUP - self._rows)
            some = some.slice(piece.num_rows)
            self._held.append(piece)
            self._rows += piece.num_rows
            if self._rows == GROUP:
                self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pa.concat_tables(self._held).combine_chunks())
        self._held.clear()
        self._rows = 0

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self._rows:
            self._flush()
        self._writer.close()


class TableRows:
    """The rows of tables that follow one another, from the beginning on: some are taken, some passed over."""

    def __init__(self, tables: Iterator[Any]) -> None:
        self._tables = tables
        self._left: Any = None

    def take(self, rows: int) -> Iterator[Any]:
        """The next rows, in tables; raises ValueError where there are not so many."""
        while rows:
            if self._left is None or not self._left.num_rows:
                self._left = next(self._tables, None)
                if self._left is None:
                    raise ValueError("the tables have fewer rows than were counted")
                continue
            piece = self._left.slice(0, rows)
            self._left = self._left.slice(piece.num_rows)
            rows -= piece.num_rows
            yield piece

    def skip(self, rows: int) -> None:
        """Pass over the next rows."""
        for _ in self.take(rows):
            pass


def tables(path: Path, dataset: Dataset) -> Iterator[Any]:
    """The rows of a dataset's Parquet file, in tables like those of `table`."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=GROUP):
            yield pa.Table.from_batches([batch]).cast(schema(dataset))
