"""What each line of a Shopify order is worth: net of discounts and of tax, adding up exactly.

- `Subtotal` is the lines less all discounts on goods, so it tells their sum. `Discount Amount`
  alone does not: it also holds what was taken off shipping, and it repeats `Lineitem discount` or
  leaves it out, depending on how the discount was given. Where the Subtotal cannot be (above the
  lines' sum), both are added. A line's own discount stays with it; the rest is shared by value.
- A compare-at price is no discount.
- Whether prices contain tax follows from `Total`: with tax on top it is Subtotal + Shipping + Taxes
  (+ Duties), with tax included the same without Taxes. A discount on shipping may be taken off
  `Shipping` already or not; Total tells that too.
- Where prices contain tax, `Taxes` are shared over shipping and the taxable lines by value (the
  export has no tax per line), and lines, discounts and shipping are stored without their part.
- Duties stand with the tax.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.ingest import shares, typed
from data.ingest.exports.shopify_orders import LINE_MONEY, ORDER_MONEY
from data.schema import Money

Column = sa.ColumnElement[Any]
KEY = ("name", "copy")


# What money is made of: windows over all other columns too would be slow.
NEEDED = (
    *("row_number", *KEY, "is_head", "item", "taxable", "currency", "spoilt", "quantity"),
    *(*ORDER_MONEY, *LINE_MONEY),
)


def priced(rows: sa.Table) -> sa.Select[Any]:
    """The rows with `gross`, `discount`, `goods` (of the order), `net_shipping`, `tax`, `worth`.

    `included` says whether prices contained tax. Rows of an order that cannot be read have the
    worth that their own price and quantity make, so far as those are known.
    """
    lined = _with_order(sa.select(*(rows.c[name] for name in NEEDED)).subquery())
    discounted = shares.share_out(lined, KEY, amount="to_share", weight="by", into="shared")
    taxed = shares.share_out(
        _with_tax_to_share(discounted), KEY, amount="line_taxes", weight="taxed_by", into="line_tax"
    )
    money = _netted(taxed).subquery()
    made = [column for column in money.c if column.name not in rows.c]
    return sa.select(rows, *made).join_from(rows, money, money.c.row_number == rows.c.row_number)


def _zero(column: Column) -> Column:
    return sa.func.coalesce(column, 0)


def _with_order(rows: sa.Subquery) -> sa.Subquery:
    """What the order says beside each of its rows, and the discount that is to be shared."""
    window = [rows.c[name] for name in KEY]
    listed = typed.product(_zero(rows.c.quantity), _zero(rows.c.price))
    own = sa.func.least(_zero(rows.c.line_discount), listed)
    currency = sa.func.max(rows.c.currency).over(partition_by=window)
    of_order = {name: sa.func.max(rows.c[name]).over(partition_by=window) for name in ORDER_MONEY}
    per_row = sa.select(
        rows,
        listed.label("listed"),
        own.label("own"),
        shares.unit_of(currency).label("unit"),
        sa.func.sum(listed).over(partition_by=window).label("all_listed"),
        sa.func.sum(own).over(partition_by=window).label("all_own"),
        *(_zero(value).label(f"o_{name}") for name, value in of_order.items()),
    ).subquery()
    c = per_row.c
    told = c.o_subtotal <= c.all_listed
    off = sa.case(
        (told, c.all_listed - c.o_subtotal),
        else_=sa.func.least(c.all_listed, c.all_own + c.o_discount),
    )
    with_off = sa.select(per_row, off.label("off")).subquery()
    c = with_off.c
    keeps = c.all_own <= c.off
    return sa.select(
        with_off,
        sa.case((keeps, c.own), else_=0).label("kept"),
        sa.case((keeps, c.off - c.all_own), else_=c.off).label("to_share"),
        sa.case((keeps, c.listed - c.own), else_=c.own).label("by"),
    ).subquery()


def _with_tax_to_share(rows: sa.Subquery) -> sa.Subquery:
    """The rows after discount, and the tax that their order's lines contain."""
    c = rows.c
    paid = c.kept + c.shared
    included, shipping = _tax_and_shipping(c)
    goods = c.all_listed - c.off
    known = sa.select(
        rows,
        paid.label("paid_off"),
        (c.listed - paid).label("after"),
        sa.case((c.taxable, c.listed - paid), else_=0).label("taxable_part"),
        included.label("included"),
        shipping.label("charged"),
        goods.label("after_all"),
    ).subquery()
    return _tax_of_shipping_apart(_with_tax_base(known))


def _with_tax_base(rows: sa.Subquery) -> sa.Subquery:
    """What the contained tax is shared by: the taxable lines, or all where none says it is."""
    c = rows.c
    taxable = sa.func.sum(c.taxable_part).over(partition_by=[c[name] for name in KEY])
    base = sa.case((taxable > 0, taxable), else_=c.after_all) + c.charged
    return sa.select(
        rows,
        base.label("base"),
        sa.case((taxable > 0, c.taxable_part), else_=c.after).label("taxed_by"),
        sa.case((c.included, sa.func.least(c.o_taxes, base)), else_=0).label("taxes_in"),
    ).subquery()


def _tax_of_shipping_apart(rows: sa.Subquery) -> sa.Subquery:
    c = rows.c
    part = _float(c.taxes_in) * c.charged / sa.func.nullif(c.base, 0)
    of_shipping = sa.func.least(_zero(shares.rounded(part, c.unit)), c.taxes_in, c.charged)
    split = sa.select(rows, of_shipping.label("shipping_tax")).subquery()
    return sa.select(
        split, (split.c.taxes_in - split.c.shipping_tax).label("line_taxes")
    ).subquery()


def _tax_and_shipping(c: Any) -> tuple[Column, Column]:
    """Whether the order's prices contain tax, and what was charged for shipping."""
    bare = sa.case((c.o_subtotal <= c.all_listed, c.o_subtotal), else_=c.all_listed - c.off)
    inside = bare + c.o_shipping + c.o_duties
    on_top = inside + c.o_taxes
    # What codes took off beside the goods: a discount on shipping. `Discount Amount` repeats the
    # lines' own discounts, or leaves them out.
    repeated, apart = (
        sa.func.least(sa.func.greatest(c.o_discount - off, 0), c.o_shipping)
        for off in (c.off, sa.func.greatest(c.off - c.all_own, 0))
    )
    less = sa.case((c.o_total.in_((on_top - repeated, inside - repeated)), repeated), else_=apart)
    nearer = sa.func.abs(c.o_total - inside) < sa.func.abs(c.o_total - on_top)
    exact = (c.o_total == on_top, c.o_total == inside)
    reduced = (c.o_total == on_top - less, c.o_total == inside - less)
    included = sa.case(
        (exact[0], False), (exact[1], True), (reduced[0], False), (reduced[1], True), else_=nearer
    )
    shipping = sa.case((sa.and_(~sa.or_(*exact), sa.or_(*reduced)), c.o_shipping - less))
    return included, sa.func.coalesce(shipping, c.o_shipping)


def _netted(rows: sa.Subquery) -> sa.Select[Any]:
    c = rows.c
    net = c.after - c.line_tax
    overall = _float(c.after_all + c.charged - c.taxes_in) / sa.func.nullif(
        c.after_all + c.charged, 0
    )
    rate = sa.func.coalesce(_float(net) / sa.func.nullif(c.after, 0), overall, 1)
    scaled = sa.func.greatest(shares.rounded(_float(c.listed) * rate, c.unit), net)
    gross = sa.case((sa.or_(~c.included, c.paid_off == 0), net + c.paid_off), else_=scaled)
    shipping = c.charged - c.shipping_tax
    made = sa.select(
        rows,
        _cast(net).label("net"),
        _cast(gross).label("gross"),
        _cast(gross - net).label("discount_net"),
        _cast(shipping).label("net_shipping"),
        _cast(c.o_taxes + c.o_duties).label("tax"),
    ).subquery()
    m = made.c
    window = [m[name] for name in KEY]
    whole = typed.total(m.net, sa.case((m.is_head, m.net_shipping + m.tax), else_=0))
    guess = sa.case((m.item.is_not(None), typed.product(m.quantity, m.price)), else_=0)
    return sa.select(
        made,
        _cast(sa.func.sum(m.net).over(partition_by=window)).label("goods"),
        sa.case((sa.or_(m.spoilt, m.copy != 1), guess), else_=whole).label("worth"),
    )


def _float(amount: Column) -> Column:
    return sa.cast(amount, sa.Double)


def _cast(amount: Column) -> Column:
    return sa.cast(amount, Money)
