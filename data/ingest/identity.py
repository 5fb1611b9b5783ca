"""Who is who in sources that know people by what they type."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

Column = sa.ColumnElement[Any]


def person(*marks: Column) -> Column:
    """An id that does not tell who it is: by the first of the marks (e-mail, phone) that is there.

    Null where all are. Letter case and the apostrophes of spreadsheets make no difference.
    """
    mark = sa.func.coalesce(*(plain(mark) for mark in marks))
    return sa.func.left(sa.func.sha256(sa.func.lower(mark)), 20)


def plain(text: Column) -> Column:
    """Text without the apostrophe that keeps a spreadsheet from reading it as a number."""
    return sa.func.nullif(sa.func.trim(sa.func.regexp_replace(text, "^'", "")), "")
