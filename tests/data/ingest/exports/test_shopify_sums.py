"""Shopify orders of every make, by the hundred: each is worth its Total to the last coin."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pytest
import sqlalchemy as sa

from data import schema
from tests.data.ingest.store import Store

HEADER = (
    "Name,Created at,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem discount,Lineitem taxable,Lineitem sku"
)
o, i = schema.orders.c, schema.order_items.c


def _coins(amount: Decimal, coin: Decimal) -> Decimal:
    return (amount / coin).quantize(Decimal(1), ROUND_HALF_UP) * coin


def _order(number: int, chance: random.Random) -> Iterator[str]:
    """One order's rows: with tax on top or in its prices, with discounts of every kind."""
    currency, coin = chance.choice([("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001")])
    unit = Decimal(coin)
    lines = [
        (chance.randint(1, 7), chance.randint(0, 99_999) * unit)
        for _ in range(chance.randint(1, 5))
    ]
    listed = sum((quantity * price for quantity, price in lines), Decimal(0))
    off = _coins(listed * chance.choice([0, 0, 7, 33, 100]) / 100, unit)
    own = min(off, lines[0][0] * lines[0][1]) if chance.random() < 0.3 else Decimal(0)
    subtotal, shipping = listed - off, chance.randint(0, 900) * unit
    included = chance.random() < 0.5
    rate = Decimal(chance.choice([0, 9, 21])) / 100
    base = subtotal + shipping
    taxes = _coins(base * rate / (1 + rate) if included else subtotal * rate, unit)
    total = base if included else base + taxes
    for place, (quantity, price) in enumerate(lines):
        head = f"paid,{currency},{subtotal},{shipping},{taxes},{total},{off}"
        yield ",".join(
            [
                f"#{number},2026-05-01 10:00:00 +0200",
                ",,,,,," if place else head,
                f"{quantity},Thing {place},{price},{0 if place else own}",
                f"true,S{place}",
            ]
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_every_order_is_worth_its_total_in_its_own_currency(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    rows = [row for number in range(400) for row in _order(number, chance)]
    (report,) = store.load(store.write("orders_export.csv", HEADER, *rows)).files
    assert report.rows_rejected == 0
    worth = (
        sa.select(
            i.order_id,
            sa.func.sum(i.quantity * i.unit_price - i.discount).label("net"),
            sa.func.min(i.discount).label("least"),
            sa.func.min(i.quantity * i.unit_price - i.discount).label("least_net"),
        )
        .group_by(i.order_id)
        .subquery()
    )
    query = sa.select(
        sa.func.count(),
        sa.func.count().filter(worth.c.net + o.shipping + o.tax == o.total),
        sa.func.min(worth.c.least),
        sa.func.min(worth.c.least_net),
    ).join_from(schema.orders, worth, worth.c.order_id == o.order_id)
    with store.engine.connect() as connection:
        found = tuple(connection.execute(query).one())
    assert found == (400, 400, 0, 0)


def test_orders_keep_their_own_currency(store: Store) -> None:
    row = "{},2026-05-01 10:00:00 +0200,paid,{},10,0,0,10,0,1,Mug,10,0,true,MUG"
    rows = [row.format("#1", "EUR"), row.format("#2", "USD")]
    store.load(store.write("orders_export.csv", HEADER, *rows))
    assert store.rows(o.order_id, o.currency) == [("#1", "EUR"), ("#2", "USD")]


def test_free_shipping_lowers_shipping_also_where_a_line_has_a_discount_of_its_own(
    store: Store,
) -> None:
    # 25.00 - 2.50 of the line - 4.00 + (4.90 - 4.90 of a code) + 1.48 tax on top = 19.98;
    # Discount Amount leaves the line's 2.50 out: 4.00 + 4.90.
    head = "#1,2026-05-01 10:00:00 +0200,paid,EUR,18.50,4.90,1.48,19.98,8.90"
    store.load(
        store.write(
            "orders_export.csv",
            HEADER,
            f"{head},1,Pot,20.00,2.50,true,POT",
            "#1,2026-05-01 10:00:00 +0200,,,,,,,,1,Tea,5.00,0,true,TEA",
        )
    )
    assert store.rows(o.shipping, o.tax) == [(Decimal(0), Decimal("1.48"))]
    # 4.00 shared by 17.50 to 5.00.
    discounts = [Decimal("5.61"), Decimal("0.89")]
    assert store.rows(i.order_item_id, i.unit_price, i.discount) == [
        ("#1-1", Decimal(20), discounts[0]),
        ("#1-2", Decimal(5), discounts[1]),
    ]


def test_a_file_that_was_loaded_before_names_all_its_currencies_again(store: Store) -> None:
    row = "{},2026-05-01 10:00:00 +0200,paid,{},10,0,0,10,0,1,Mug,10,0,true,MUG"
    rows = [row.format("#1", "EUR"), row.format("#2", "USD")]
    path = store.write("orders_export.csv", HEADER, *rows)
    store.load(path)
    (again,) = store.load(path).files
    assert again.sentences("EUR")[0] == (
        "orders_export.csv (shopify): 2 (20.00 EUR+USD) rows read, 0 loaded, "
        "2 (20.00 EUR+USD) unchanged, 0 set aside."
    )
