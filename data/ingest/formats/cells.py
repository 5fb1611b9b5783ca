"""Typed values as text that loses nothing, and tables of text on disk.

The decimal mark of a typed number is not the source's: it is written as `POINT`, which the reader
replaces by whatever mark the source's own text uses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# A character for private use, so no text of a shop has it.
POINT = "\ue000"
BATCH = 20_000
LONGEST_NAME = 200
# The row's number in its source, and its texts.
Row = tuple[int, Sequence[str | None]]


def as_text(value: object) -> str | None:
    """17850 for 17850.0, 2.55, 2026-01-05, true; None for nothing."""
    return None if value is None else _WRITERS.get(type(value), str)(value)


def column_name(text: str) -> str:
    """A header's text on one line, without letters that cannot be shown."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_NAME])
    return " ".join(shown.split())


def number_text(digits: str) -> str:
    """A number's decimal digits, marked as typed."""
    return digits.replace(".", POINT)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    # The shortest digits that mean the same number: 2.55 and not 2.5499999999999998.
    return number_text(format(Decimal(repr(value)), "f").removesuffix(".0"))


def _moment(value: datetime) -> str:
    midnight = value.time() == time() and value.tzinfo is None
    return value.date().isoformat() if midnight else value.isoformat(" ")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda text: text,
    bool: lambda truth: str(truth).lower(),
    int: str,
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}


def write(path: Path, width: int, rows: Iterable[Row]) -> int:
    """Write a Parquet file of `row_number` and text columns c0, c1, ...; how many rows it has."""
    names = [f"c{index}" for index in range(width)]
    schema = pa.schema([("row_number", pa.int64()), *((name, pa.string()) for name in names)])
    written = 0
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        for batch in _batches(iter(rows)):
            columns = zip(*(texts for _, texts in batch), strict=True)
            arrays = [pa.array(column, pa.string()) for column in columns]
            numbers = pa.array([number for number, _ in batch], pa.int64())
            writer.write_batch(pa.record_batch([numbers, *arrays], schema=schema))
            written += len(batch)
    return written


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
