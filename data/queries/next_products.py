"""Which product a customer may be offered next: one for each, by the first rule that has one.

1. `partner`: of the products found with one of their last order more often than chance explains,
   the one with the highest lift that they have not bought yet.
2. `again`: what they bought in the most orders, in two at least.
3. `cluster`: what most customers of their cluster bought within a year, and they have not yet.
4. `shop`: the same of the whole shop, for who is in no cluster.

Only products that somebody bought in the last `STILL_SOLD_DAYS` are offered, and no postage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data import schema

PARTNER, AGAIN, CLUSTER, SHOP = "partner", "again", "cluster", "shop"

STILL_SOLD_DAYS = 90
POPULAR_DAYS = 365
# Best sellers that are looked through for one that a customer does not have yet.
BEST_SELLERS = 10
# Bought so often, it is more than a single purchase.
LEAST_TIMES = 2

Columns = tuple[sa.ColumnElement[Any], ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be offered at all: rows of `still_sold` and of `best_sellers`."""

    sold: sa.FromClause
    popular: sa.FromClause


def next_products(
    last_day: date, offered: Offered | None = None, keys: range | None = None
) -> sa.Select[Any]:
    """The columns of `customer_next_product`, at most one row per customer, in their order.

    `offered`: where it was worked out before. `keys`: of the customers, if only some are wanted.
    """
    offered = offered or _offered(last_day)
    bought = _bought(keys).cte("bought")
    partner = _partner(bought, offered.sold).cte("by_partner")
    again = _again(bought, offered.sold, partner).cte("by_habit")
    seller = _seller(keys, bought, offered.popular, (partner, again)).cte("by_sellers")
    found = sa.union_all(*(sa.select(part) for part in (partner, again, seller)))
    rows = found.subquery("found")
    return sa.select(*rows.c).order_by(rows.c.customer_key)


def _offered(last_day: date) -> Offered:
    sold = still_sold(last_day).cte("still_sold")
    return Offered(sold, best_sellers(sold, last_day).cte("popular"))


def still_sold(last_day: date) -> sa.Select[Any]:
    """Column `product_key`: merchandise that somebody bought lately."""
    line = schema.fact_lines
    since = last_day - timedelta(days=STILL_SOLD_DAYS)
    return sa.select(line.c.product_key).select_from(_goods()).where(line.c.date > since).distinct()


def best_sellers(sold: sa.FromClause, last_day: date) -> sa.Select[Any]:
    """Columns `cluster` (missing: the whole shop), `product_key`, `buyers` and `place`.

    Those that most customers bought within `POPULAR_DAYS`, of what is still sold.
    """
    line, member = schema.fact_lines, schema.customer_segments
    since = last_day - timedelta(days=POPULAR_DAYS)
    lately = (
        sa.select(line.c.customer_key, line.c.product_key)
        .join(sold, sold.c.product_key == line.c.product_key)
        .where(line.c.customer_key.is_not(None), line.c.date > since)
        .distinct()
        .cte("lately")
    )
    buyers = sa.func.count()
    by_cluster = (
        sa.select(member.c.cluster, lately.c.product_key, buyers.label("buyers"))
        .select_from(lately.join(member, member.c.customer_key == lately.c.customer_key))
        .group_by(member.c.cluster, lately.c.product_key)
    )
    nobody = sa.cast(sa.null(), sa.SmallInteger)
    of_all = sa.select(
        nobody.label("cluster"), lately.c.product_key, buyers.label("buyers")
    ).group_by(lately.c.product_key)
    rows = sa.union_all(by_cluster, of_all).subquery("sellers")
    place = _place(rows.c.cluster, (rows.c.buyers.desc(), rows.c.product_key))
    ranked = sa.select(*rows.c, place).subquery("ranked_sellers")
    return sa.select(ranked).where(ranked.c.place <= BEST_SELLERS)


def _among(key: sa.ColumnElement[Any], keys: range | None) -> sa.ColumnElement[bool]:
    """A customer with one of these keys; None: any."""
    if keys is None:
        return key.is_not(None)
    return sa.and_(key >= keys.start, key < keys.stop)


def _goods() -> sa.Join:
    """Lines of merchandise."""
    line, product = schema.fact_lines, schema.dim_product
    same = sa.and_(product.c.product_key == line.c.product_key, product.c.is_product)
    return line.join(product, same)


def _bought(keys: range | None) -> sa.Select[Any]:
    """What each of them bought: in how many orders, and in which last."""
    line = schema.fact_lines
    # Each order once before they are counted: a set of orders for each pair would fill the memory.
    once = (
        sa.select(line.c.customer_key, line.c.product_key, line.c.order_key)
        .select_from(_goods())
        .where(_among(line.c.customer_key, keys))
        .distinct()
        .subquery("once")
    )
    return sa.select(
        once.c.customer_key,
        once.c.product_key,
        sa.func.count().label("times"),
        sa.func.max(once.c.order_key).label("latest"),
    ).group_by(once.c.customer_key, once.c.product_key)


def _partner(bought: sa.CTE, sold: sa.FromClause) -> sa.Select[Any]:
    """The partner with the highest lift of something in the last order, not bought yet.

    Pairs are numbered best first, so that of a customer's many only the least number is looked for.
    """
    own, had, pair = bought.alias("own"), bought.alias("had"), _numbered_pairs().cte("pairs")
    last = (
        sa.select(bought.c.customer_key, sa.func.max(bought.c.latest).label("latest"))
        .group_by(bought.c.customer_key)
        .cte("last_orders")
    )
    in_last = sa.and_(own.c.customer_key == last.c.customer_key, own.c.latest == last.c.latest)
    same = sa.and_(
        had.c.customer_key == own.c.customer_key, had.c.product_key == pair.c.partner_key
    )
    joined = (
        own.join(last, in_last)
        .join(pair, pair.c.product_key == own.c.product_key)
        .join(sold, sold.c.product_key == pair.c.partner_key)
        .outerjoin(had, same)
    )
    best = (
        sa.select(own.c.customer_key, sa.func.min(pair.c.number).label("number"))
        .select_from(joined)
        .where(had.c.product_key.is_(None))
        .group_by(own.c.customer_key)
        .subquery("best")
    )
    chosen = pair.alias("chosen")
    return sa.select(
        best.c.customer_key,
        chosen.c.partner_key.label("product_key"),
        _word(PARTNER),
        chosen.c.product_key.label("because_key"),
        chosen.c.lift,
        _nothing(sa.BigInteger()).label("times"),
    ).join_from(best, chosen, chosen.c.number == best.c.number)


def _numbered_pairs() -> sa.Select[Any]:
    """The pairs, 1 the one that is offered before all others."""
    pair = schema.product_partners.c
    order = (pair.lift.desc(), pair.both.desc(), pair.partner_key, pair.product_key)
    number = sa.func.row_number().over(order_by=order).label("number")
    return sa.select(pair.product_key, pair.partner_key, pair.lift, number)


def _again(bought: sa.CTE, sold: sa.FromClause, before: sa.CTE) -> sa.Select[Any]:
    order = (bought.c.times.desc(), bought.c.latest.desc(), bought.c.product_key)
    rows = (
        sa.select(
            bought.c.customer_key,
            bought.c.product_key,
            _word(AGAIN),
            _nothing(sa.Integer()).label("because_key"),
            _nothing(sa.Double()).label("lift"),
            bought.c.times,
            _place(bought.c.customer_key, order),
        )
        .select_from(bought.join(sold, sold.c.product_key == bought.c.product_key))
        .where(bought.c.times >= LEAST_TIMES, _not_in(before, bought.c.customer_key))
        .subquery("habits")
    )
    return _first(rows)


def _seller(
    keys: range | None, bought: sa.CTE, popular: sa.FromClause, before: tuple[sa.CTE, ...]
) -> sa.Select[Any]:
    """The first best seller that a customer has not bought, for whom the rules before had none."""
    known, member, had = schema.customer_features, schema.customer_segments, bought.alias("has")
    joined = (
        known.outerjoin(member, member.c.customer_key == known.c.customer_key)
        .join(popular, popular.c.cluster.is_not_distinct_from(member.c.cluster))
        .outerjoin(
            had,
            sa.and_(
                had.c.customer_key == known.c.customer_key,
                had.c.product_key == popular.c.product_key,
            ),
        )
    )
    rule = sa.case((member.c.cluster.is_(None), SHOP), else_=CLUSTER)
    rows = (
        sa.select(
            known.c.customer_key,
            popular.c.product_key,
            rule.label("rule"),
            _nothing(sa.Integer()).label("because_key"),
            _nothing(sa.Double()).label("lift"),
            _nothing(sa.BigInteger()).label("times"),
            _place(known.c.customer_key, (popular.c.place,)),
        )
        .select_from(joined)
        .where(
            _among(known.c.customer_key, keys),
            had.c.product_key.is_(None),
            *(_not_in(part, known.c.customer_key) for part in before),
        )
        .subquery("offers")
    )
    return _first(rows)


def _word(rule: str) -> sa.Label[str]:
    return sa.cast(sa.literal(rule), sa.String).label("rule")


def _nothing(kind: Any) -> sa.ColumnElement[Any]:
    return sa.cast(sa.null(), kind)


def _place(among: sa.ColumnElement[Any], order: Columns) -> sa.Label[int]:
    return sa.func.row_number().over(partition_by=among, order_by=order).label("place")


def _first(rows: sa.Subquery) -> sa.Select[Any]:
    kept = [column for column in rows.c if column.name != "place"]
    return sa.select(*kept).where(rows.c.place == 1)


def _not_in(part: sa.CTE, key: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return ~sa.exists(sa.select(part.c.customer_key).where(part.c.customer_key == key))
