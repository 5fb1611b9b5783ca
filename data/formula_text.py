"""A formula as a merchant would write it down, from the very expression that is computed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import BinaryExpression, Cast, ColumnClause, Grouping
from sqlalchemy.sql.functions import FunctionElement

from data.measure_words import ALONE, WORDS

Expression = sa.ColumnElement[Any]

_SIGNS = {operator.add: " + ", operator.sub: " − ", operator.truediv: " / ", operator.mul: " × "}


def formula_text(
    formula: Callable[[Mapping[str, Expression]], Expression], measures: Sequence[str]
) -> str:
    """(gross sales − discounts) / orders."""
    columns: dict[str, Expression] = {name: sa.column(name) for name in measures}
    found = formula(columns)
    if isinstance(found, ColumnClause):
        return ALONE[found.name]
    return _written(found)


def _written(found: Any) -> str:
    if isinstance(found, ColumnClause):
        return WORDS[found.name]
    if isinstance(found, Cast):
        return _written(found.clause)
    if isinstance(found, Grouping):
        return _written(found.element)
    if isinstance(found, FunctionElement):  # nullif: what is divided by
        return _written(next(iter(found.clauses)))
    return _joined(found)


def _joined(found: Any) -> str:
    """All parts with their sign between; a sum is put in brackets where it is divided or taken."""
    sign = _SIGNS[found.operator]
    parts = [found.left, found.right] if isinstance(found, BinaryExpression) else found.clauses
    first, *rest = (_written(part) for part in parts)
    if sign == " + ":
        return sign.join([first, *rest])
    if sign == " / ":
        first = _bracketed(first)
    return sign.join([first, *map(_bracketed, rest)])


def _bracketed(text: str) -> str:
    return f"({text})" if any(sign in text for sign in _SIGNS.values()) else text
