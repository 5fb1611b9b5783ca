"""Money shared out exactly: an order's amount over its lines, a line's money over its pieces.

All sums are whole numbers of ten-thousandths, so no part is rounded twice and none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from data.schema import Money

Column = sa.ColumnElement[Any]

# Ends the id of the second part of a line whose price per piece cannot be written exactly.
SECOND_PART = "~2nd"

# Decimals of a currency where they are not two.
WITHOUT_CENTS = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"),
    *("XAF", "XOF", "XPF"),
)
WITH_MILLS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")


class _Huge(sa.types.UserDefinedType[int]):
    """A whole number with room for the product of two amounts."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "HUGEINT"

    def literal_processor(self, dialect: sa.Dialect) -> Callable[[int], str]:
        """Whole numbers are written as they are."""
        del dialect
        return str


def unit_of(currency: Column) -> Column:
    """The smallest coin of a currency, in ten-thousandths: 100 where it has cents."""
    return sa.case((currency.in_(WITHOUT_CENTS), 10_000), (currency.in_(WITH_MILLS), 10), else_=100)


def rounded(amount: Column, unit: Column) -> Column:
    """An amount to the nearest coin, as money."""
    coins = sa.func.round(sa.cast(amount, sa.Double) * 10_000 / unit)
    return _money(sa.cast(coins, _Huge) * unit)


def share_out(
    rows: sa.FromClause, key: Sequence[str], *, amount: str, weight: str, into: str
) -> sa.Subquery:
    """The rows with a column `into`: the part of its key's `amount` that each gets.

    In proportion to `weight` (equally where all weights are 0), in coins of `unit`, or in ten-
    thousandths where amount and weights are no whole coins; what is left goes one by one to the
    largest remainders. The parts of a key add up to its amount, and none exceeds its weight as long
    as the amount does not exceed all weights.
    """
    weighed = sa.select(
        rows,
        _whole(sa.func.coalesce(rows.c[amount], 0)).label("share_amount"),
        _whole(sa.func.greatest(sa.func.coalesce(rows.c[weight], 0), 0)).label("share_weight"),
    ).subquery()
    sums = _over_all(weighed, key).subquery()
    c = sums.c
    coins = sa.func.divide(c.share_amount, c.share_unit)
    sized = sa.select(
        sums,
        coins.label("coins"),
        sa.func.divide(coins * c.share_of, c.share_all).label("share_coins"),
        (coins * c.share_of % c.share_all).label("remainder"),
    ).subquery()
    return _with_the_rest(rows, sized, key, into)


def _over_all(weighed: sa.Subquery, key: Sequence[str]) -> sa.Select[Any]:
    c = weighed.c
    window = [c[name] for name in key]
    all_of = sa.cast(sa.func.sum(c.share_weight).over(partition_by=window), _Huge)
    count = sa.cast(sa.func.count().over(partition_by=window), _Huge)
    whole = sa.and_(c.share_amount % c.unit == 0, c.share_weight % c.unit == 0)
    in_coins = sa.func.bool_and(whole).over(partition_by=window)
    return sa.select(
        weighed,
        sa.case((in_coins, c.unit), else_=1).label("share_unit"),
        sa.case((all_of > 0, c.share_weight), else_=1).label("share_of"),
        sa.case((all_of > 0, all_of), else_=count).label("share_all"),
    )


def _with_the_rest(
    rows: sa.FromClause, sized: sa.Subquery, key: Sequence[str], into: str
) -> sa.Subquery:
    c = sized.c
    window = [c[name] for name in key]
    given = sa.cast(sa.func.sum(c.share_coins).over(partition_by=window), _Huge)
    place = sa.func.row_number().over(
        partition_by=window, order_by=[c.remainder.desc(), c.row_number]
    )
    more = sa.case((place <= c.coins - given, c.share_unit), else_=0)
    part = _money(c.share_coins * c.share_unit + more).label(into)
    return sa.select(*(c[column.name] for column in rows.c), part).subquery()


def items(lines: sa.FromClause) -> sa.CompoundSelect[Any]:
    """Rows of order_items that say each line's `gross` and `discount` exactly.

    Three pieces for 10.00 have no price with four decimals: they become two for 3.3333 and, with
    SECOND_PART behind the line's id, one for 3.3334.
    """
    c = lines.c
    pieces = sa.cast(sa.func.nullif(c.quantity, 0), _Huge)
    gross = _whole(c.gross)
    price = sa.func.coalesce(sa.func.divide(gross, pieces), 0)
    dearer = sa.func.coalesce(gross % pieces, 0)
    parts = sa.select(
        lines,
        (c.quantity - sa.cast(dearer, sa.BigInteger)).label("cheap_pieces"),
        sa.cast(dearer, sa.BigInteger).label("dear_pieces"),
        _money(price).label("price"),
        _money(price + 1).label("dear_price"),
        sa.case(
            (dearer == 0, c.discount),
            else_=sa.func.least(c.discount, _money(price * (pieces - dearer))),
        ).label("cheap_discount"),
    ).subquery()
    p = parts.c
    ids = (p.order_id, p.product_id)
    cheap = sa.select(p.line_id, *ids, p.cheap_pieces, p.price, p.cheap_discount)
    dear_id = sa.func.concat(p.line_id, SECOND_PART)
    left = p.discount - p.cheap_discount
    dear = sa.select(dear_id, *ids, p.dear_pieces, p.dear_price, left).where(p.dear_pieces > 0)
    return sa.union_all(cheap, dear)


def _whole(amount: Column) -> Column:
    return sa.cast(sa.cast(amount, Money) * 10_000, _Huge)


def _money(ten_thousandths: Column) -> Column:
    return sa.cast(sa.cast(ten_thousandths, sa.Numeric(30, 0)) * sa.literal_column("0.0001"), Money)
