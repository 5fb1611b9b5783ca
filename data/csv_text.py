"""Rows as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
# The wide forms are what the first four are on a Japanese or Chinese keyboard.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_text(rows: Sequence[Mapping[str, Any]], header: Mapping[str, str]) -> str:
    """The columns named in `header` (field -> heading) of every row, as RFC 4180 text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([defused(heading) for heading in header.values()])
    writer.writerows([defused(row.get(name)) for name in header] for row in rows)
    return buffer.getvalue()


def defused(value: Any) -> Any:
    """The value, with an apostrophe before text that a spreadsheet would run."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
