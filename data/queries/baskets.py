"""Which products stand in the same basket, counted in the database and bounded there.

A product filter does not cut baskets: it keeps the pairs that hold one of the products.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from data import schema
from data.filters import Filters
from data.queries.products_sums import Value, catalogue, part

# A pair, and so each of its products, has to be in so many baskets.
LEAST_BASKETS = 5
# Pairs are sought among so many products at most, those in the most baskets.
MOST_PRODUCTS = 1_000
# Pairs that are handed out for testing: the excess over chance is worth most.
CANDIDATES = 3_000

BASKET_DAYS = 30
_WINDOWS = 10_000  # more than any customer can have


class Basket(StrEnum):
    """What counts as bought together; the value is its name in links."""

    ORDER = "order"
    DAYS = "30-days"


@dataclass(frozen=True, slots=True)
class Scope:
    """The baskets in question: of which orders, of at most how many different products."""

    filters: Filters
    basket: Basket
    largest: int

    @property
    def orders(self) -> Filters:
        """The filters that whole orders obey."""
        return replace(self.filters, products=(), categories=())


def sizes(filters: Filters, basket: Basket) -> sa.Select[Any]:
    """Columns `size` and `baskets`: how many hold so many different products."""
    rows = _sized(Scope(filters, basket, 0)).subquery("sized")
    # A basket of three products has three rows.
    baskets = sa.func.count(sa.distinct(rows.c.basket))
    return (
        sa.select(rows.c.size, baskets.label("baskets")).group_by(rows.c.size).order_by(rows.c.size)
    )


def compared(scope: Scope) -> sa.Select[Any]:
    """The products among which pairs are sought, those in the most baskets first.

    Columns `product_key`, `key`, `label`, `baskets`, `price` (what a piece brought on average),
    `unit_cost`.
    """
    product = schema.dim_product
    frequent = _frequent(_kept(scope)).cte("frequent")
    prices = _prices(scope).cte("prices")
    joined = frequent.join(product, product.c.product_key == frequent.c.product_key).join(
        prices, prices.c.product_key == frequent.c.product_key
    )
    return (
        sa.select(
            frequent.c.product_key,
            product.c.product_id.label("key"),
            product.c.name.label("label"),
            frequent.c.baskets,
            prices.c.price,
            product.c.unit_cost,
        )
        .select_from(joined)
        .order_by(frequent.c.baskets.desc(), frequent.c.product_key)
    )


def compared_sizes(scope: Scope) -> sa.Select[Any]:
    """Columns `size` and `baskets`: how many hold so many of the products compared."""
    kept = _kept(scope)
    frequent = _frequent(kept).cte("frequent")
    held = (
        sa.select(sa.func.count().label("size"))
        .select_from(kept.join(frequent, frequent.c.product_key == kept.c.product_key))
        .group_by(kept.c.basket)
        .cte("held")
    )
    baskets = sa.func.count().label("baskets")
    return sa.select(held.c.size, baskets).group_by(held.c.size).order_by(held.c.size)


def pairs(scope: Scope, *, baskets: int, factor: float) -> sa.Select[Any]:
    """Columns `a`, `b` (keys of products) and `both`, the baskets that hold both.

    Only pairs in enough baskets, and in more than `factor` times what chance makes of them; at most
    CANDIDATES, those for which the excess over chance is worth most.
    """
    kept = _kept(scope)
    frequent = _frequent(kept).cte("frequent")
    prices = _prices(scope).cte("prices")
    items = (
        sa.select(kept.c.basket, kept.c.product_key)
        .join(frequent, frequent.c.product_key == kept.c.product_key)
        .cte("items")
    )
    counted = _counted(scope, items)
    one, other = frequent.alias("one"), frequent.alias("other")
    cheap, dear = prices.alias("price_one"), prices.alias("price_other")
    joined = (
        counted.join(one, one.c.product_key == counted.c.a)
        .join(other, other.c.product_key == counted.c.b)
        .join(cheap, cheap.c.product_key == counted.c.a)
        .join(dear, dear.c.product_key == counted.c.b)
    )
    by_chance = sa.cast(one.c.baskets, sa.Double) * other.c.baskets * factor / baskets
    dearer = sa.func.greatest(cheap.c.price, dear.c.price)
    worth = (counted.c.both - by_chance) * dearer
    return (
        sa.select(counted)
        .select_from(joined)
        .where(counted.c.both > by_chance)
        .order_by(worth.desc(), counted.c.a, counted.c.b)
        .limit(CANDIDATES)
    )


def _counted(scope: Scope, items: sa.CTE) -> sa.CTE:
    first, second = items.alias("first"), items.alias("second")
    together = sa.and_(
        first.c.basket == second.c.basket, first.c.product_key < second.c.product_key
    )
    both = sa.func.count()
    return (
        sa.select(
            first.c.product_key.label("a"), second.c.product_key.label("b"), both.label("both")
        )
        .select_from(first.join(second, together))
        .where(*_asked_for(scope.filters, first, second))
        .group_by(first.c.product_key, second.c.product_key)
        .having(both >= LEAST_BASKETS)
        .cte("counted")
    )


def _asked_for(
    filters: Filters, first: sa.FromClause, second: sa.FromClause
) -> list[sa.ColumnElement[bool]]:
    if not filters.touches_products:
        return []
    wanted = sa.select(catalogue(filters).subquery("wanted").c.product_key)
    return [sa.or_(first.c.product_key.in_(wanted), second.c.product_key.in_(wanted))]


def _frequent(kept: sa.CTE) -> sa.Select[Any]:
    baskets = sa.func.count()
    return (
        sa.select(kept.c.product_key, baskets.label("baskets"))
        .group_by(kept.c.product_key)
        .having(baskets >= LEAST_BASKETS)
        .order_by(baskets.desc(), kept.c.product_key)
        .limit(MOST_PRODUCTS)
    )


def _kept(scope: Scope) -> sa.CTE:
    rows = _sized(scope).subquery("sized")
    columns = rows.c.basket, rows.c.product_key, rows.c.size
    return sa.select(*columns).where(rows.c.size <= scope.largest).cte("kept")


def _sized(scope: Scope) -> sa.Select[Any]:
    """Each product once per basket, and how many different ones that basket holds."""
    rows = _lines(scope).subquery("scoped")
    once = sa.select(rows.c.basket, rows.c.product_key).distinct().subquery("once")
    size = sa.func.count().over(partition_by=once.c.basket)
    return sa.select(once, size.label("size"))


def _lines(scope: Scope) -> sa.Select[Any]:
    """Lines of merchandise with the basket they lie in."""
    line, product = schema.fact_lines, schema.dim_product
    goods = sa.and_(product.c.product_key == line.c.product_key, product.c.is_product)
    basket = line.c.order_key if scope.basket is Basket.ORDER else _window_of(line)
    return (
        sa.select(
            basket.label("basket"),
            line.c.product_key,
            line.c.quantity,
            (line.c.gross - line.c.discount).label("paid"),
        )
        .select_from(line.join(product, goods))
        .where(*scope.orders.where(line))
    )


def _window_of(line: sa.FromClause) -> Value:
    """One number for a customer and 30 days since the first order; guests have single orders."""
    first = sa.func.min(line.c.date).over(partition_by=line.c.customer_key)
    days = sa.cast(sa.type_coerce(line.c.date - first, sa.Integer), sa.Double)
    window = sa.cast(sa.func.floor(days / BASKET_DAYS), sa.BigInteger)
    customer = sa.cast(line.c.customer_key, sa.BigInteger) * _WINDOWS
    return sa.case((line.c.customer_key.is_(None), -line.c.order_key), else_=customer + window)


def _prices(scope: Scope) -> sa.Select[Any]:
    rows = _lines(replace(scope, basket=Basket.ORDER)).subquery("sold")
    price = part(sa.func.sum(rows.c.paid), sa.func.sum(rows.c.quantity))
    return sa.select(rows.c.product_key, sa.func.coalesce(price, 0).label("price")).group_by(
        rows.c.product_key
    )
