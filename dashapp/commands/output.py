"""How a command answers: JSON, CSV or a table; and how it shows that it is working."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import typer
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from data.csv_text import csv_text
from data.progress import Progress as Report
from data.progress import silent


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"
    TABLE = "table"


Rows = list[dict[str, Any]]


@contextmanager
def working(file: Path | None = None, *, steps: bool = False) -> Iterator[Report]:
    """A progress bar on standard error; silent where that is not a terminal.

    The file, where there is one, says the same to whoever watches from another process. `steps`:
    write a line for each step when it is done, and how long it took, wherever standard error goes.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Starting", total=1.0)
        write = ProgressFile(file).write if file else silent
        clock = StepClock(console) if steps else None

        def report(step: str, fraction: float) -> None:
            bar.update(task, description=step, completed=fraction)
            write(step, fraction)
            if clock:
                clock.look(step)

        yield report


@dataclass(slots=True)
class StepClock:
    """Writes a line for each step when the next one begins."""

    console: Console
    step: str = ""
    begun_at: float = field(default_factory=time.monotonic)

    def look(self, step: str) -> None:
        """A step is running; the one before it, if that was another, is done."""
        if step == self.step:
            return
        now = time.monotonic()
        if self.step:
            line = f"{self.step}: {now - self.begun_at:.1f} s"
            self.console.print(line, highlight=False, markup=False, soft_wrap=True)
        self.step, self.begun_at = step, now


@dataclass(slots=True)
class ProgressFile:
    """The running step and the finished fraction, as JSON; written whole, four times a second."""

    path: Path
    written_at: float = field(default=float("-inf"))

    def write(self, step: str, fraction: float) -> None:
        """Replace the file, unless that was done a moment ago; the end is always written."""
        now = time.monotonic()
        if fraction < 1.0 and now - self.written_at < 0.25:
            return
        self.written_at = now
        draft = self.path.with_name(f"{self.path.name}.new")
        draft.write_bytes(orjson.dumps({"step": step, "fraction": round(fraction, 4)}))
        draft.replace(self.path)


def rows_of(frame: pd.DataFrame) -> Rows:
    """The frame as rows of plain values: days as YYYY-MM-DD, nothing as None."""
    names = [str(name) for name in frame.columns]
    return [
        {name: plain(value) for name, value in zip(names, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]


def plain(value: Any) -> Any:
    """A value that JSON and CSV can hold."""
    if pd.isna(value):
        return None
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return value.item() if hasattr(value, "item") else value


def write_json(answer: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    typer.echo(orjson.dumps(answer, option=options, default=str).decode())


def write_frame(frame: pd.DataFrame, form: Format, around: Mapping[str, Any]) -> None:
    """A frame in the form asked for; in JSON its rows stand within what `around` says of them.

    CSV has its header even where there are no rows.
    """
    rows, names = rows_of(frame), [str(name) for name in frame.columns]
    if form is Format.JSON:
        write_json({**around, "rows": rows})
    elif form is Format.CSV:
        typer.echo(csv_text(rows, {name: name for name in names}), nl=False)
    else:
        _write_table(rows)


def _write_table(rows: Rows) -> None:
    table = Table()
    for name, value in (rows[0] if rows else {}).items():
        table.add_column(name, justify="left" if isinstance(value, str) else "right")
    for row in rows:
        table.add_row(*("" if value is None else _written(value) for value in row.values()))
    console = Console()
    # Nothing is cut to the terminal's width: an id that is cut cannot be copied.
    wanted = Measurement.get(console, console.options.update(max_width=1000), table).maximum
    console.width = max(console.width, wanted)
    console.print(table if rows else "No rows.")


def _written(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
