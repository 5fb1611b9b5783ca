"""Expressions that databases write differently and mean alike: each stands here once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

# From this version on PostgreSQL brings the case of every language's letters itself.
_OWN_UNICODE = (17,)


class folded(FunctionElement[str]):  # noqa: N801  # reads like the functions of `sa.func`
    """A text without the difference between upper and lower case, in every language."""

    name = "folded"
    type = sa.String()
    inherit_cache = True


@compiles(folded)
def _lower(element: folded, compiler: SQLCompiler, **named: Any) -> str:
    return f"lower({compiler.process(element.clauses, **named)})"


@compiles(folded, "postgresql")
def _lower_of_any_letter(element: folded, compiler: SQLCompiler, **named: Any) -> str:
    """The order of texts here is that of their bytes; in it only A to Z have a lower case."""
    version = getattr(compiler.dialect, "server_version_info", None) or _OWN_UNICODE
    collation = "pg_c_utf8" if version >= _OWN_UNICODE else "und-x-icu"
    return f'lower(({compiler.process(element.clauses, **named)}) COLLATE "{collation}")'


def median(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The middle value, or half-way between the two that are; as a double everywhere.

    Of decimals one database would give a decimal, cut to their places.
    """
    return sa.func.percentile_cont(0.5).within_group(sa.cast(value, sa.Double))


def total(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The sum; of whole numbers it is a whole number everywhere, and of money exact."""
    found = sa.func.sum(value)
    return sa.cast(found, sa.BigInteger) if isinstance(value.type, sa.Integer) else found
