"""What kind of value an expression gives, for compilers that have to spell kinds differently."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.functions import FunctionElement


def is_of(kind: sa.types.TypeEngine[Any], *wanted: type[sa.types.TypeEngine[Any]]) -> bool:
    """Whether the type is one of these."""
    return isinstance(kind, wanted)


def is_decimal(kind: sa.types.TypeEngine[Any]) -> bool:
    """Whether the type is exact and has places."""
    return is_of(kind, sa.Numeric) and not is_of(kind, sa.Float)


def kind_of(element: Any) -> sa.types.TypeEngine[Any]:
    """The type of an expression, also where it is that of what a function is given."""
    if not is_of(element.type, sa.types.NullType):
        found: sa.types.TypeEngine[Any] = element.type
        return found
    inner = getattr(element, "element", None)
    if inner is None and isinstance(element, FunctionElement):
        inner = next(iter(element.clauses), None)
    if inner is None and isinstance(element, sa.ColumnClause):
        inner = next((base for base in element.base_columns if base is not element), None)
    return element.type if inner is None else kind_of(inner)
