"""Samples show what a column holds, not who somebody is."""

from __future__ import annotations

import re
from typing import Any

_EMAIL = re.compile(r"([^\s@,;<>\"'])[^\s@,;<>\"']*@([^\s@,;<>\"']+)")


def masked(value: Any) -> Any:
    """The value with every e-mail address cut to its first letter and its host."""
    return _EMAIL.sub(r"\1•••@\2", value) if isinstance(value, str) else value


def masked_rows(rows: Any) -> list[dict[str, Any]]:
    """The rows of an answer with their values masked; whatever is no row is left out."""
    return [{str(key): masked(value) for key, value in row.items()} for row in dicts(rows)]


def dicts(rows: Any) -> list[dict[str, Any]]:
    """The rows of an answer; whatever is no row is left out."""
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
