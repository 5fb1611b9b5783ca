"""Rows as CSV that a spreadsheet can open without running anything."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
# The wide forms are what the first four are on a Japanese or Chinese keyboard.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

_BEGINS = "[" + re.escape("".join(sign for sign in _FORMULA if not sign.isspace())) + "]"
# A spreadsheet that parts cells at semicolons or tabs, as in half of Europe, knows no quotes that
# begin after a comma: for it a new cell begins inside of a value.
_IN_VALUE = re.compile(rf"""([;\t\r\n][\s"']*+)({_BEGINS}?)""")
_IN_COMMENT = re.compile(rf"""([,;][ "']*+)({_BEGINS}?)""")


def csv_text(rows: Sequence[Mapping[str, Any]], header: Mapping[str, str]) -> str:
    """The columns named in `header` (field -> heading) of every row, as RFC 4180 text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([defused(heading) for heading in header.values()])
    writer.writerows([defused(row.get(name)) for name in header] for row in rows)
    return buffer.getvalue()


def defused(value: Any) -> Any:
    """The value, with an apostrophe before text that a spreadsheet would run."""
    if not isinstance(value, str):
        return value
    return _IN_VALUE.sub(_parted, f"'{value}" if value.startswith(_FORMULA) else value)


def defused_comment(text: str) -> str:
    """Lines that begin with a number sign and are no cells, safe where they are taken for some."""
    return _IN_COMMENT.sub(_parted, text)


def _parted(found: re.Match[str]) -> str:
    """What separates cells, with an apostrophe before the sign that begins a formula."""
    return f"{found[1]}'{found[2]}" if found[2] else found[0]
