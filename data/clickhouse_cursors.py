"""Answers of ClickHouse as Arrow: whole, or block by block.

A column's type is known also where it has no rows, and no row becomes a Python object on its way
into a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from clickhouse_connect.dbapi.cursor import Cursor
from clickhouse_connect.driver.common import StreamContext

_NAMES: tuple[tuple[Any, str], ...] = (
    (pa.types.is_boolean, "BOOLEAN"),
    (pa.types.is_integer, "BIGINT"),
    (pa.types.is_floating, "DOUBLE"),
    (pa.types.is_decimal, "DECIMAL"),
    (pa.types.is_date, "DATE"),
    (pa.types.is_timestamp, "TIMESTAMP"),
)


class ArrowCursor(Cursor):
    """A cursor that keeps an answer as Arrow; `df` gives it as a frame, as DuckDB's does."""

    table: pa.Table

    def ask(self, statement: str, parameters: Any, columns: Sequence[Any]) -> None:
        """Run a SELECT; `columns` are what SQLAlchemy knows of those of the answer."""
        found = self.client.query_arrow(
            _written(statement, parameters), parameters or None, use_strings=True
        )
        table = self.table = _as_asked(found, columns)
        self._describe(table.schema)
        self.data = _Rows(table)
        self._rowcount = table.num_rows
        self._ix = 0

    def _describe(self, schema: pa.Schema) -> None:
        self.names = schema.names
        self.types = [_name(field.type) for field in schema]

    @property
    def description(self) -> Any:
        """Name and type of each column."""
        return [(n, t, *(None,) * 5) for n, t in zip(self.names, self.types, strict=True)]

    def df(self) -> pd.DataFrame:
        """The answer; decimals as doubles."""
        columns = [
            column.cast(pa.float64()) if pa.types.is_decimal(column.type) else column
            for column in self.table.columns
        ]
        table = pa.Table.from_arrays(columns, names=[str(n) for n in range(len(columns))])
        frame: pd.DataFrame = table.to_pandas(date_as_object=False)
        frame.columns = pd.Index(self.table.column_names)
        return frame


class StreamingCursor(ArrowCursor):
    """A cursor that reads an answer while its rows are fetched: few of them are in memory.

    Until the last is fetched or it is closed, its connection answers nothing else.
    """

    _stream: StreamContext | None = None
    _rows: Iterator[Any] = iter(())

    def ask(self, statement: str, parameters: Any, columns: Sequence[Any]) -> None:
        """Begin to run a SELECT."""
        self._stream = self.client.query_arrow_stream(
            _written(statement, parameters), parameters or None, use_strings=True
        )
        blocks: Any = self._stream.gen
        self._describe(_as_asked(blocks.schema.empty_table(), columns).schema)
        self._rowcount = -1
        self._rows = self._read(self._stream, columns)

    def _read(self, stream: StreamContext, columns: Sequence[Any]) -> Iterator[Any]:
        with stream:
            for block in stream:
                yield from _Rows(_as_asked(pa.Table.from_batches([block]), columns))

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> Sequence[Any]:
        """At most so many of the next rows."""
        return list(islice(self._rows, size))

    def fetchall(self) -> Sequence[Any]:
        """The rest."""
        return list(self._rows)

    def close(self) -> None:
        """Let go of what was not fetched; the server stops looking for it."""
        if self._stream is not None:
            self._stream.source.close()
        super().close()


class _Rows(Sequence[Any]):
    """Rows of Arrow as tuples, made when they are fetched."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[Any]:
        for start in range(0, len(self), _AT_A_TIME):
            yield from self[start : start + _AT_A_TIME]

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, int):
            return self[place : place + 1][0]
        start, stop, _ = place.indices(len(self))
        columns = [column.to_pylist() for column in self._table.slice(start, stop - start).columns]
        return list(zip(*columns, strict=True))


# A block has up to 65,536 rows, each of which is much larger in Python than in Arrow.
_AT_A_TIME = 1_000


def _written(statement: str, parameters: Any) -> str:
    """Where nothing is put in place of a %, it does not stand doubled."""
    return statement if parameters else statement.replace("%%", "%")


def _as_asked(table: pa.Table, columns: Sequence[Any]) -> pa.Table:
    """Columns with their own names, comparisons as truths, instants without their zone (UTC)."""
    for place, (field, column) in enumerate(zip(table.schema, columns, strict=True)):
        kind = without_zone(field.type)
        if isinstance(column[3], sa.Boolean):
            kind = pa.bool_()
        table = table.set_column(place, column[0], table.column(place).cast(kind))
    return table


def without_zone(kind: pa.DataType) -> pa.DataType:
    """The type; of an instant, that of one that says nothing of its zone."""
    return pa.timestamp("us") if pa.types.is_timestamp(kind) else kind


def _name(kind: pa.DataType) -> str:
    """The type as DuckDB would call it."""
    return next((name for fits, name in _NAMES if fits(kind)), "VARCHAR")
