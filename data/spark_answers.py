"""Answers of Spark's Thrift server as Arrow, with the types that the server names.

The protocol sends columns, but decimals, days and instants as texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyhive import hive
from TCLIService.ttypes import (
    TExecuteStatementReq,
    TFetchOrientation,
    TFetchResultsReq,
    TGetOperationStatusReq,
    TGetResultSetMetadataReq,
    TOperationState,
    TTypeId,
)

from data.spark_sql import literal

_SUCCESS = {0, 1}
_ROWS = 10_000

_PLAIN: Mapping[int, tuple[str, pa.DataType]] = {
    TTypeId.BOOLEAN_TYPE: ("BOOLEAN", pa.bool_()),
    TTypeId.TINYINT_TYPE: ("TINYINT", pa.int8()),
    TTypeId.SMALLINT_TYPE: ("SMALLINT", pa.int16()),
    TTypeId.INT_TYPE: ("INTEGER", pa.int32()),
    TTypeId.BIGINT_TYPE: ("BIGINT", pa.int64()),
    TTypeId.FLOAT_TYPE: ("DOUBLE", pa.float64()),
    TTypeId.DOUBLE_TYPE: ("DOUBLE", pa.float64()),
    TTypeId.BINARY_TYPE: ("BLOB", pa.binary()),
    TTypeId.DATE_TYPE: ("DATE", pa.date32()),
    TTypeId.TIMESTAMP_TYPE: ("TIMESTAMP", pa.timestamp("us")),
}
_SENT_AS_TEXT = (pa.types.is_decimal, pa.types.is_date, pa.types.is_timestamp)


class Cursor(hive.Cursor):
    """A cursor whose answer is read as Arrow; `df` gives it as a frame, as DuckDB's does."""

    def __init__(self, connection: Any, seconds: int | None) -> None:
        super().__init__(connection, arraysize=_ROWS)
        self._seconds = seconds
        self._columns: Sequence[tuple[str, str, pa.DataType]] | None = None

    @property
    def connection(self) -> Any:
        """Whose it is."""
        return self._connection

    def execute(
        self, operation: str, parameters: Mapping[str, Any] | None = None, **_: Any
    ) -> None:
        """Run a statement to its end; a value stands in it wherever `parameters` has its name."""
        if parameters is not None:
            operation %= {name: literal(value) for name, value in parameters.items()}
        self._reset_state()
        self._columns = None
        self._state = self._STATE_RUNNING
        asked = TExecuteStatementReq(
            self._connection.sessionHandle,
            operation,
            queryTimeout=self._seconds or 0,
        )
        answer = self._connection.client.ExecuteStatement(asked)
        _check(answer.status)
        self._operationHandle = answer.operationHandle
        self._finished()

    def _finished(self) -> None:
        """OperationalError where the server gave up: that it did is no failure to it."""
        answer = self._connection.client.GetOperationStatus(
            TGetOperationStatusReq(self._operationHandle)
        )
        _check(answer.status)
        if answer.operationState != TOperationState.FINISHED_STATE:
            raise hive.OperationalError(f"Query timed out after {self._seconds} seconds.")

    @property
    def description(self) -> Any:
        """Name and type of each column; None where a statement has no answer."""
        if self._operationHandle is None or not self._operationHandle.hasResultSet:
            return None
        return [(name, kind, *(None,) * 5) for name, kind, _ in self._described()]

    def _described(self) -> Sequence[tuple[str, str, pa.DataType]]:
        if self._columns is None:
            asked = TGetResultSetMetadataReq(self._operationHandle)
            answer = self._connection.client.GetResultSetMetadata(asked)
            _check(answer.status)
            self._columns = [
                (column.columnName, *_type(column.typeDesc.types[0].primitiveEntry))
                for column in answer.schema.columns
            ]
        return self._columns

    def _batches(self) -> Iterator[pa.Table]:
        """The rest of the answer, some rows at a time."""
        while True:
            asked = TFetchResultsReq(
                self._operationHandle, TFetchOrientation.FETCH_NEXT, self.arraysize
            )
            answer = self._connection.client.FetchResults(asked)
            _check(answer.status)
            table = _table(answer.results.columns, self._described())
            yield table
            if not table.num_rows:
                return

    def _fetch_more(self) -> None:
        table = next(self._batches())
        if table.num_rows:
            self._data += list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        else:
            self._state = self._STATE_FINISHED

    def df(self) -> pd.DataFrame:
        """The answer; decimals as doubles. The server may forget it: it keeps whatever is open."""
        names = [name for name, _, _ in self._described()]
        table = pa.concat_tables(self._batches())
        self._reset_state()
        self._state = self._STATE_FINISHED
        columns = [
            column.cast(pa.float64()) if pa.types.is_decimal(column.type) else column
            for column in table.columns
        ]
        numbered = pa.Table.from_arrays(columns, names=[str(n) for n in range(len(columns))])
        frame: pd.DataFrame = numbered.to_pandas(date_as_object=False)
        frame.columns = pd.Index(names)
        return frame


def _type(entry: Any) -> tuple[str, pa.DataType]:
    """What DuckDB would call it, and what Arrow calls it; a text where it is neither."""
    if entry is None or entry.type not in {*_PLAIN, TTypeId.DECIMAL_TYPE}:
        return "VARCHAR", pa.string()
    if entry.type == TTypeId.DECIMAL_TYPE:
        said = entry.typeQualifiers.qualifiers
        places = said["precision"].i32Value, said["scale"].i32Value
        return f"DECIMAL{places}", pa.decimal128(*places)
    return _PLAIN[entry.type]


def _table(columns: Sequence[Any], described: Sequence[tuple[str, str, pa.DataType]]) -> pa.Table:
    if columns:
        pairs = zip(columns, described, strict=True)
        arrays = [_array(column, kind) for column, (_, _, kind) in pairs]
    else:  # a command's
        arrays = [pa.array([], kind) for _, _, kind in described]
    return pa.Table.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])


def _array(column: Any, kind: pa.DataType) -> pa.Array:
    """One column; where a bit is set, what stands there means nothing."""
    sent = next(value for value in vars(column).values() if value is not None)
    bits = np.unpackbits(np.frombuffer(sent.nulls, np.uint8), bitorder="little")
    missing = np.zeros(len(sent.values), bool)
    missing[: len(bits)] = bits[: len(missing)]
    as_text = any(fits(kind) for fits in _SENT_AS_TEXT)
    found = pa.array(sent.values, pa.string() if as_text else kind, mask=missing)
    return found.cast(kind)


def _check(status: Any) -> None:
    """OperationalError with the first line of what the server says: the others repeat values."""
    if status.statusCode not in _SUCCESS:
        raise hive.OperationalError(str(status.errorMessage or "no reason given").split("\n")[0])
