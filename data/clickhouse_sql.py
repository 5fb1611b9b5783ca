"""How ClickHouse spells what DuckDB and PostgreSQL say alike, so that a number is the same there.

Most differences are settled by the settings of a session (`data/clickhouse.py`). What stands here
are those that are left: types that would be too narrow, functions of another name, and conversions
that would cut where the others round.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy.sql.compiler import ChStatementCompiler
from clickhouse_connect.driver.binding import format_str
from sqlalchemy.sql import operators

from data.kinds import is_decimal, is_of, kind_of

Element = Any

# Digits that are kept behind those of the result until it is rounded.
_SPARE = 4
_LONGEST = 38
# For an amount that somebody typed: what it is compared with has 4 places.
_TYPED_PLACES = 10


def type_name(kind: sa.types.TypeEngine[Any]) -> str:
    """The type of a column; wide enough for every day and every instant that the others hold."""
    for ours, theirs in _TYPES:
        if isinstance(kind, ours):
            return theirs
    precision, scale = getattr(kind, "precision", None), getattr(kind, "scale", None)
    return f"Decimal({precision or _LONGEST}, {scale or 0})"


_TYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.String, "String"),
    (sa.LargeBinary, "String"),
    (sa.SmallInteger, "Int16"),
    (sa.BigInteger, "Int64"),
    (sa.Integer, "Int32"),
    (sa.Boolean, "Bool"),
    (sa.DateTime, "DateTime64(6, 'UTC')"),
    (sa.Date, "Date32"),
    (sa.Float, "Float64"),
)


class Compiler(ChStatementCompiler):
    """Statements of `data/queries` as ClickHouse has to hear them."""

    # --- values ------------------------------------------------------------------------------

    def visit_bindparam(self, bindparam: Element, *words: Any, **kw: Any) -> str:
        """A day that is only a text, or an amount that is only a float, would spoil sums."""
        written: Any = super().visit_bindparam
        text = str(written(bindparam, *words, **kw))
        kind = bindparam.type
        if bindparam.expanding or not (is_of(kind, sa.Date, sa.DateTime) or is_decimal(kind)):
            return text
        if is_decimal(kind):
            # The digits as they are, or NULL: without the marks they would be read as a float.
            return f"toDecimal128OrNull('{text}', {_TYPED_PLACES})"
        return f"CAST({text} AS {type_name(kind)})"

    def render_literal_value(self, value: Any, type_: Any) -> str:
        """Backslashes mean something here."""
        if isinstance(value, str):
            return str(format_str(value)).replace("%", "%%")
        written: Any = super().render_literal_value
        return str(written(value, type_))

    def visit_label(self, label: Element, *words: Any, **kw: Any) -> str:
        """What is sorted or grouped by is named by its place: its name may be a column's too."""
        written: Any = super().visit_label
        text = str(written(label, *words, **kw))
        shown: Any = kw.get("render_label_as_label")
        if shown is not label or not self.stack:
            return text
        selected: Any = self.stack[-1]["selectable"]
        names = [column.name for column in selected.selected_columns]
        return str(names.index(label.name) + 1) if label.name in names else text

    # --- conversions -------------------------------------------------------------------------

    def visit_cast(self, cast: Element, **kw: Any) -> str:
        """Numbers are rounded; left alone they would be cut."""
        text = self.process(cast.clause, **kw)
        source, target = cast.clause.type, cast.type
        name = type_name(target)
        if is_decimal(target):
            places = target.scale or 0
            if not is_of(source, sa.Integer):
                # Also what stands where there is null is converted, and may be no number.
                convert = "accurateCastOrNull" if is_of(source, sa.Float) else "CAST"
                wide = f"{convert}({text}, 'Decimal({_LONGEST}, {places + _SPARE})')"
                text = f"round({wide}, {places})"
        elif is_of(target, sa.Integer) and is_of(source, sa.Numeric):
            text = f"round({text})"
        return f"CAST({text} AS {name})"

    # --- arithmetic --------------------------------------------------------------------------

    def visit_sub_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """Two days are so many days apart."""
        left, right = self._sides(binary, **kw)
        if is_of(kind_of(binary.left), sa.Date) and is_of(kind_of(binary.right), sa.Date):
            return f"dateDiff('day', {right}, {left})"
        return f"{left} - {right}"

    def visit_mul_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """A product of amounts needs more digits than each of them has."""
        left, right = self._sides(binary, **kw)
        if is_decimal(binary.left.type) and is_decimal(binary.right.type):
            return f"{_wide(left, binary.left.type)} * {_wide(right, binary.right.type)}"
        return f"{left} * {right}"

    def visit_truediv_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """A quotient of decimals would be cut to the places of the dividend."""
        left, right = self._sides(binary, **kw)
        return f"toFloat64({left}) / toFloat64({right})"

    def visit_floordiv_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """Whole numbers stay whole."""
        left, right = self._sides(binary, **kw)
        return f"intDiv({left}, {right})"

    def visit_bitwise_and_op_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """A function here."""
        left, right = self._sides(binary, **kw)
        return f"bitAnd({left}, {right})"

    def visit_rshift_binary(self, binary: Element, operator: Any, **kw: Any) -> str:  # noqa: ARG002
        """A function here."""
        left, right = self._sides(binary, **kw)
        return f"bitShiftRight({left}, {right})"

    visit_bitwise_rshift_op_binary = visit_rshift_binary

    def _sides(self, binary: Element, **kw: Any) -> tuple[str, str]:
        return self.process(binary.left, **kw), self.process(binary.right, **kw)

    # --- joins -------------------------------------------------------------------------------

    def visit_join(
        self, join: Element, asfrom: Any = False, from_linter: Any = None, **kw: Any
    ) -> str:
        """Outer joins have to be by something that is equal on both sides: 0, if need be.

        What is joined with a join has to come after it.
        """
        within = getattr(join.right, "element", None)
        if isinstance(within, sa.Join) and not (join.isouter or join.full):
            join = sa.Join(within, join.left, join.onclause)
        written: Any = super(ChStatementCompiler, self).visit_join
        text = str(written(join, asfrom=asfrom, from_linter=from_linter, **kw))
        sides = _unequal_sides(join) if join.isouter or join.full else None
        if sides is None:
            return text
        left, right = (self.process(column) for column in sides)
        return f"{text} AND ignore({left}) = ignore({right})"

    # --- aggregates and windows --------------------------------------------------------------

    def visit_over(self, over: Element, **kw: Any) -> str:
        """Counts without a sign cannot be told apart from a negative number elsewhere."""
        written: Any = super().visit_over
        text = str(written(over, windowed=True, **kw))
        return _signed(text) if _counts(over.element) else text

    def visit_count_func(self, fn: Element, windowed: bool = False, **kw: Any) -> str:
        """See `visit_over`."""
        text = f"count{self.function_argspec(fn, **kw)}"
        return text if windowed else _signed(text)

    def visit_lag_func(self, fn: Element, **kw: Any) -> str:
        """Before the first row there is nothing, not the zero of the type."""
        return self._beside("lag", fn, **kw)

    def visit_lead_func(self, fn: Element, **kw: Any) -> str:
        """See `visit_lag_func`."""
        return self._beside("lead", fn, **kw)

    def _beside(self, name: str, fn: Element, **kw: Any) -> str:
        kw.pop("windowed", None)
        value, *others = (self.process(clause, **kw) for clause in fn.clauses)
        return f"{name}({', '.join([f'toNullable({value})', *others])})"

    def visit_withingroup(self, withingroup: Element, **kw: Any) -> str:
        """Half-way between two values, as `percentile_cont` has it."""
        (share,) = withingroup.element.clauses
        (value,) = withingroup.order_by
        share_text = self.process(share, **{**kw, "literal_binds": True})
        return f"quantileExactInclusive({share_text})(toFloat64({self.process(value, **kw)}))"

    def visit_bit_or_func(self, fn: Element, **kw: Any) -> str:
        """Under its own name."""
        return f"groupBitOr{self.function_argspec(fn, **kw)}"

    # --- functions of another name -----------------------------------------------------------

    def visit_strpos_func(self, fn: Element, **kw: Any) -> str:
        """The place of a text in another, in letters, from 1; 0 where it is not in it."""
        return _signed(f"positionUTF8{self.function_argspec(fn, **kw)}")

    def visit_md5_func(self, fn: Element, **kw: Any) -> str:
        """In small letters."""
        return f"lower(hex(MD5{self.function_argspec(fn, **kw)}))"

    def visit_timezone_func(self, fn: Element, **kw: Any) -> str:
        """An instant on the clocks of a place."""
        zone, instant = (self.process(clause, **kw) for clause in fn.clauses)
        return f"toTimeZone({instant}, {zone})"

    def visit_current_schema_func(self, _fn: Element, **_kw: Any) -> str:
        """A schema is a database here."""
        return "currentDatabase()"


def _unequal_sides(join: Element) -> tuple[Element, Element] | None:
    """A column from either side of a join in which no two are equal; else None."""
    of_all = isinstance(join.onclause, sa.BooleanClauseList)
    parts = join.onclause.clauses if of_all else [join.onclause]
    if any(getattr(part, "operator", None) is operators.eq for part in parts):
        return None
    left: list[Element] = []
    right: list[Element] = []
    for part in sa.sql.visitors.iterate(join.onclause):
        if isinstance(part, sa.ColumnClause) and part.table is not None:
            (right if join.right.is_derived_from(part.table) else left).append(part)
    return (left[0], right[0]) if left and right else None


_WITHOUT_SIGN = {"count", "row_number", "rank", "dense_rank", "ntile"}


def _counts(function: Element) -> bool:
    return str(getattr(function, "name", "")).lower() in _WITHOUT_SIGN


def _signed(text: str) -> str:
    return f"toInt64({text})"


def _wide(text: str, kind: Any) -> str:
    return f"toDecimal128({text}, {kind.scale or 0})"
