"""How Spark spells what DuckDB and PostgreSQL say alike, so that a number is the same there.

What stands here differs in its name, in how it rounds, or in where it puts what is missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import compiler, operators

from data.kinds import is_decimal, is_of, kind_of

Element = Any

# As many digits as there are.
_LONGEST = 38
# There is no such schema: every release's database has a view `tables` of its own.
_LISTS = "information_schema"

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "'": "\\'",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\0": "\\u0000",
        "$": "\\u0024",  # would begin the name of a setting
    }
)
_WHOLE = 2**31

# Words that name nothing unless they are quoted.
_RESERVED = {
    *("anti", "cross", "except", "full", "inner", "intersect", "join", "lateral", "left", "minus"),
    *("natural", "on", "right", "semi"),
}


def literal(value: Any) -> str:
    """A value as one writes it in a statement; of any text nothing is read as anything else."""
    for kind, write in _LITERALS.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"Spark is given no {type(value).__name__}.")


def _number(text: str) -> str:
    # Behind another minus its own would begin a comment.
    return f"({text})" if text.startswith("-") else text


def _double(value: float) -> str:
    return _number(f"{value!r}D") if math.isfinite(value) else f"double('{value}')"


def _whole(value: int) -> str:
    return _number(f"{value}L" if abs(value) >= _WHOLE else str(value))


# A truth is a number too, and an instant a day: the narrower kind comes first.
_LITERALS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _: "NULL",
    bool: lambda value: str(value).upper(),
    int: _whole,
    float: _double,
    Decimal: lambda value: _number(f"{value:f}BD"),
    str: lambda value: f"'{value.translate(_ESCAPES)}'",
    bytes: lambda value: f"X'{value.hex()}'",
    datetime: lambda value: f"TIMESTAMP_NTZ '{value.isoformat(' ')}'",
    date: lambda value: f"DATE '{value.isoformat()}'",
}


class Types(compiler.GenericTypeCompiler):
    """The names of types; an instant says nothing of its zone."""

    def process(self, type_: Any, **kw: Any) -> str:
        """The name of a type."""
        for ours, theirs in _TYPES:
            if isinstance(type_, ours):
                return theirs
        if is_decimal(type_):
            return f"DECIMAL({type_.precision or _LONGEST}, {type_.scale or 0})"
        return str(super().process(type_, **kw))


_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.String, "STRING"),
    (sa.LargeBinary, "BINARY"),
    (sa.SmallInteger, "SMALLINT"),
    (sa.BigInteger, "BIGINT"),
    (sa.Integer, "INT"),
    (sa.Boolean, "BOOLEAN"),
    (sa.DateTime, "TIMESTAMP_NTZ"),
    (sa.Date, "DATE"),
    (sa.Float, "DOUBLE"),
)


class Names(compiler.IdentifierPreparer):
    """Names, quoted where they have to be."""

    reserved_words = compiler.RESERVED_WORDS | _RESERVED

    def __init__(self, dialect: Any) -> None:
        super().__init__(dialect, initial_quote="`")
        shown: Any = _schema
        self.schema_for_object = shown


def _schema(table: Any) -> str | None:
    found: str | None = table.schema
    return None if found == _LISTS else found


class Compiler(compiler.SQLCompiler):
    """Statements of `data/queries` as Spark has to hear them."""

    # --- values ------------------------------------------------------------------------------

    def render_literal_value(self, value: Any, type_: Any) -> str:  # noqa: ARG002
        """Where a value stands for itself; % marks places, so it stands doubled."""
        return literal(value).replace("%", "%%")

    def visit_empty_set_expr(self, element_types: Any, **_kw: Any) -> str:
        """None of these."""
        names = (self.dialect.type_compiler_instance.process(kind) for kind in element_types)
        columns = ", ".join(f"CAST(NULL AS {name})" for name in names)
        return f"SELECT {columns} WHERE FALSE"

    # --- conversions -------------------------------------------------------------------------

    def visit_cast(self, cast: Element, **kw: Any) -> str:
        """To whole numbers it is rounded; left alone it would be cut."""
        written: Any = super().visit_cast
        source, target = cast.clause.type, cast.type
        if is_of(target, sa.Integer) and is_of(source, sa.Numeric):
            rounding = "round" if is_decimal(source) else "rint"
            kind = self.dialect.type_compiler_instance.process(target)
            return f"CAST({rounding}({self.process(cast.clause, **kw)}) AS {kind})"
        return str(written(cast, **kw))

    def visit_extract(self, extract: Element, **kw: Any) -> str:
        """Monday is 1."""
        if extract.field == "isodow":
            return f"(weekday({self.process(extract.expr, **kw)}) + 1)"
        written: Any = super().visit_extract
        return str(written(extract, **kw))

    # --- arithmetic --------------------------------------------------------------------------

    def visit_sub_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """Two days are so many days apart."""
        left, right = self._sides(binary, **kw)
        if is_of(kind_of(binary.left), sa.Date) and is_of(kind_of(binary.right), sa.Date):
            return f"datediff({left}, {right})"
        return f"{left} - {right}"

    def visit_truediv_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """A quotient of decimals would have the places that fit."""
        left, right = self._sides(binary, **kw)
        return f"CAST({left} AS DOUBLE) / CAST({right} AS DOUBLE)"

    def visit_floordiv_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """Whole numbers stay whole."""
        left, right = self._sides(binary, **kw)
        return f"{left} div {right}"

    def _sides(self, binary: Element, **kw: Any) -> tuple[str, str]:
        return self.process(binary.left, **kw), self.process(binary.right, **kw)

    # --- order -------------------------------------------------------------------------------

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """What is missing comes last."""
        texts = [self.process(clause, **kw) for clause in select._order_by_clauses]
        ordered = (f"{text}{'' if _says_where(text) else ' NULLS LAST'}" for text in texts)
        return f" ORDER BY {', '.join(ordered)}" if texts else ""

    def visit_over(self, over: Element, **kw: Any) -> str:
        """As in `order_by_clause`."""
        ordered = over._clone()
        if over.order_by is not None:
            ordered.order_by = sa.sql.elements.ClauseList(*map(_missing_last, over.order_by))
        written: Any = super().visit_over
        return str(written(ordered, **kw))

    # --- functions of another name -----------------------------------------------------------

    def visit_avg_func(self, fn: Element, **kw: Any) -> str:
        """Of decimals too it is a double."""
        (value,) = fn.clauses
        return f"avg(CAST({self.process(value, **kw)} AS DOUBLE))"

    def visit_strpos_func(self, fn: Element, **kw: Any) -> str:
        """The place of a text in another, from 1; 0 where it is not in it."""
        text, part = (self.process(clause, **kw) for clause in fn.clauses)
        return f"locate({part}, {text})"

    def visit_timezone_func(self, fn: Element, **kw: Any) -> str:
        """An instant on the clocks of a place; of instants without a zone they are those of UTC."""
        zone, instant = fn.clauses
        if getattr(instant, "name", None) != "timezone":
            return self.process(instant, **kw)
        return f"convert_timezone('UTC', {self.process(zone, **kw)}, {self.process(instant, **kw)})"

    def visit_floor_func(self, fn: Element, **kw: Any) -> str:
        """It stays a double."""
        return f"CAST(floor{self.function_argspec(fn, **kw)} AS DOUBLE)"

    def visit_ceil_func(self, fn: Element, **kw: Any) -> str:
        """See `visit_floor_func`."""
        return f"CAST(ceil{self.function_argspec(fn, **kw)} AS DOUBLE)"


def _says_where(text: str) -> bool:
    return text.endswith((" NULLS FIRST", " NULLS LAST"))


def _missing_last(clause: Element) -> Element:
    said = getattr(clause, "modifier", None) in {operators.nulls_first_op, operators.nulls_last_op}
    return clause if said else sa.nulls_last(clause)
