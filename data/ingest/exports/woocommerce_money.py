"""What each line of a WooCommerce order was worth before and after discounts, adding up exactly."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import shares, typed
from data.ingest.exports.woocommerce_lines import ORDER_MONEY
from data.schema import Money

Column = sa.ColumnElement[Any]


def _zero(column: Column) -> Column:
    return sa.func.coalesce(column, 0)


def _cast(amount: Column) -> Column:
    return sa.cast(amount, Money)


def priced(rows: sa.Table, currency: str) -> sa.Select[Any]:
    """The rows with `gross`, `off`, `goods` (of the order), `taxes` (of its lines) and `worth`."""
    shared = shares.share_out(
        _with_discount(rows, currency), ["number"], amount="to_share", weight="by", into="shared"
    )
    c = shared.c
    off = sa.case((c.listed_apart, c.listed - c.paid), else_=c.shared)
    made = sa.select(shared, _cast(off).label("off"), _cast(c.paid + off).label("gross")).subquery()
    c = made.c
    charged = sa.case((c.is_first, c.o_shipping + c.o_tax), else_=0)
    return sa.select(
        made,
        sa.case((sa.or_(c.spoilt, c.copy > 1), c.net), else_=typed.total(c.paid, charged)).label(
            "worth"
        ),
    )


def _with_discount(rows: sa.Table, currency: str) -> sa.Subquery:
    """The order's sums beside each row, and the discount that is to be shared."""
    said = [column for column in rows.c if column.name not in {f"o_{n}" for n in ORDER_MONEY}]
    own = sa.and_(rows.c.item.is_not(None), rows.c.copy == 1)
    paid = sa.case((own, _zero(rows.c.net)), else_=0)
    listed = sa.case((own, _zero(typed.product(rows.c.quantity, _zero(rows.c.cost)))), else_=0)
    refunded = sa.case((own, sa.func.abs(_zero(rows.c.line_refunded))), else_=0)
    pieces = sa.case((own, _zero(rows.c.quantity)), else_=0)

    def whole(amount: Column) -> Column:
        return sa.func.sum(amount).over(partition_by=rows.c.number)

    sums = sa.select(
        *said,
        *(_cast(_zero(rows.c[f"o_{n}"])).label(f"o_{n}") for n in ORDER_MONEY if n != "refund"),
        _cast(sa.func.abs(_zero(rows.c.o_refund))).label("o_refund"),
        _cast(paid).label("paid"),
        _cast(listed).label("listed"),
        _cast(refunded).label("refunded"),
        pieces.label("pieces"),
        _cast(whole(paid)).label("goods"),
        _cast(whole(listed)).label("all_listed"),
        _cast(whole(refunded)).label("o_line_refunded"),
        _cast(whole(sa.case((own, _zero(rows.c.line_tax)), else_=0))).label("taxes"),
        sa.func.bool_and(listed >= paid).over(partition_by=rows.c.number).label("all_above"),
        shares.unit_of(sa.literal(currency)).label("unit"),
    ).subquery()
    c = sums.c
    apart = sa.and_(c.all_above, c.all_listed == c.o_subtotal, c.all_listed > c.goods)
    off = sa.case((c.o_subtotal > 0, sa.func.greatest(c.o_subtotal - c.goods, 0)))
    return sa.select(
        sums,
        apart.label("listed_apart"),
        sa.case((apart, 0), else_=sa.func.coalesce(off, c.o_discount)).label("to_share"),
        sa.case((c.goods > 0, c.paid), else_=c.pieces).label("by"),
    ).subquery()
