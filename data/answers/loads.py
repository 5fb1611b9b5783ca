"""What was loaded, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from data.csv_text import csv_text
from data.queries import loads as statements
from data.reading import pieces
from data.warehouse import View

# Column -> heading of the download.
HEADER = {
    "source": "file",
    "row_number": "row",
    "column": "column",
    "value": "value",
    "amount": "amount",
    "reason": "reason",
}
_ROWS_AT_A_TIME = 5_000


def loads(view: View) -> pd.DataFrame:
    """One row per file of each load, the latest first.

    Columns `load_id`, `source`, `layout`, `started_at`, `finished_at` (UTC), and `rows_…` and
    `amount_…` read, loaded, unchanged and rejected.
    """
    return view.frame(statements.loads())


def rejects(view: View, load_id: str | None = None, limit: int = 500) -> pd.DataFrame:
    """Rows set aside by a load, or without one by the latest load of each file.

    Columns `file`, `row`, `column`, `value`, `amount`, `reason`; at most `limit` rows.
    """
    return view.frame(statements.rejects(load_id).limit(limit)).rename(columns=HEADER)


def reasons(view: View) -> pd.DataFrame:
    """Why the latest loads set rows aside: columns `reason`, `rows`, `amount`, most rows first."""
    return view.frame(statements.reasons())


def rejects_csv(view: View, load_id: str | None = None) -> Iterator[str]:
    """All the rows of `rejects` as CSV, piece by piece: however many there are, few are in memory.

    The first piece is the header. Cells that a spreadsheet would run are defused.
    """
    head = csv_text([], HEADER)
    yield head
    for rows in pieces(view.engine, statements.rejects(load_id), _ROWS_AT_A_TIME):
        yield csv_text(rows, HEADER).removeprefix(head)
