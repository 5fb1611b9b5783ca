"""The simulated star is whole: ids, dates and every penny."""

from __future__ import annotations

import pytest

from tests.data.demo.conftest import Ask

_TABLES = {
    "customers": "customer_id",
    "products": "product_id",
    "orders": "order_id",
    "order_items": "order_item_id",
    "refunds": "refund_id",
    "payments": "payment_id",
    "order_statuses": "status",
}
_REFERENCES = (
    ("orders", "customer_id", "customers"),
    ("orders", "status", "order_statuses"),
    ("order_items", "order_id", "orders"),
    ("order_items", "product_id", "products"),
    ("refunds", "order_item_id", "order_items"),
    ("refunds", "order_id", "orders"),
    ("payments", "order_id", "orders"),
)


@pytest.mark.parametrize(("table", "key"), _TABLES.items())
def test_ids_are_unique(ask: Ask, table: str, key: str) -> None:
    ((rows, ids),) = ask(f"SELECT count(*), count(DISTINCT {key}) FROM {table}")
    assert rows == ids > 0


@pytest.mark.parametrize(("table", "column", "other"), _REFERENCES)
def test_nothing_is_an_orphan(ask: Ask, table: str, column: str, other: str) -> None:
    orphans = ask(
        f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL "
        f"AND {column} NOT IN (SELECT {_TABLES[other]} FROM {other})"
    )
    assert orphans == [(0,)]


def test_every_order_has_lines_and_an_attempt_to_pay_and_every_customer_an_order(ask: Ask) -> None:
    assert ask("SELECT count(*) FROM orders ANTI JOIN order_items USING (order_id)") == [(0,)]
    assert ask("SELECT count(*) FROM orders ANTI JOIN payments USING (order_id)") == [(0,)]
    assert ask("SELECT count(*) FROM customers ANTI JOIN orders USING (customer_id)") == [(0,)]


def test_a_product_stands_once_in_an_order_and_an_order_has_1_to_15_lines(ask: Ask) -> None:
    assert (
        ask("SELECT count(*) FROM order_items GROUP BY order_id, product_id HAVING count(*) > 1")
        == []
    )
    ((most, products),) = ask(
        """SELECT max(n), max(goods) FROM (SELECT count(*) AS n,
            count(*) FILTER (WHERE product_id LIKE 'LM-%') AS goods
            FROM order_items GROUP BY order_id)"""
    )
    assert most <= 15
    assert products == 12


def test_money_has_two_places_and_discounts_stay_below_the_price(ask: Ask) -> None:
    ((places, sign, above, quantity),) = ask(
        """SELECT count(*) FILTER (WHERE round(unit_price, 2) <> unit_price
                OR round(discount, 2) <> discount),
            count(*) FILTER (WHERE unit_price <= 0 OR discount < 0),
            count(*) FILTER (WHERE goods <= 0), min(quantity) FROM lines"""
    )
    assert (places, sign, above, quantity) == (0, 0, 0, 1)
    assert ask(
        "SELECT count(*) FROM orders WHERE round(tax, 2) <> tax OR round(shipping, 2) <> shipping"
    ) == [(0,)]


def test_payments_add_up_to_the_order_to_the_penny(ask: Ask) -> None:
    due = """WITH due AS (SELECT order_id, status, sum(goods) + any_value(shipping + tax) AS total
            FROM orders JOIN lines USING (order_id) GROUP BY ALL),
        got AS (SELECT order_id, sum(amount) FILTER (WHERE status = 'succeeded') AS paid,
            sum(amount) FILTER (WHERE status = 'pending') AS pending
            FROM payments GROUP BY order_id) """
    ((orders, wrong),) = ask(
        due
        + """SELECT count(*), count(*) FILTER (WHERE paid IS DISTINCT FROM total)
        FROM due JOIN got USING (order_id)
        WHERE status NOT IN ('payment failed', 'awaiting payment')"""
    )
    assert wrong == 0
    assert orders > 10_000
    assert ask(
        due
        + """SELECT count(*) FROM due JOIN got USING (order_id)
        WHERE status = 'payment failed' AND (paid IS NOT NULL OR pending IS NOT NULL)
            OR status = 'awaiting payment' AND (paid IS NOT NULL OR pending <> total)"""
    ) == [(0,)]


def test_tax_is_20_percent_of_goods_and_postage_at_home_and_nothing_abroad(ask: Ask) -> None:
    wrong = ask(
        """SELECT count(*) FROM (SELECT any_value(country) AS country, any_value(tax) AS tax,
            sum(goods) + any_value(shipping) AS net
            FROM orders JOIN lines USING (order_id) GROUP BY order_id)
        WHERE tax <> CASE WHEN country = 'United Kingdom' THEN round(net * 0.2, 2) ELSE 0 END"""
    )
    assert wrong == [(0,)]


def test_postage_is_charged_below_the_limit_only(ask: Ask) -> None:
    home = ask(
        """SELECT goods < 40 AS small, min(shipping), max(shipping) FROM (
            SELECT any_value(country) AS country, any_value(shipping) AS shipping,
                sum(goods) AS goods FROM orders JOIN lines USING (order_id) GROUP BY order_id)
        WHERE country = 'United Kingdom' GROUP BY small ORDER BY small"""
    )
    assert [(small, float(low), float(high)) for small, low, high in home] == [
        (False, 0.0, 0.0),
        (True, 3.95, 3.95),
    ]


def test_returns_come_after_their_order_and_before_the_end(ask: Ask) -> None:
    ((refunds, early, late, soonest),) = ask(
        """SELECT count(*), count(*) FILTER (WHERE refunded_at <= ordered_at),
            count(*) FILTER (WHERE refunded_at >= TIMESTAMP '2026-11-22'),
            min(date_diff('hour', ordered_at, refunded_at))
                FILTER (WHERE reason <> 'Cancelled order')
        FROM refunds JOIN orders USING (order_id)"""
    )
    assert refunds > 1_000
    assert (early, late) == (0, 0)
    assert soonest >= 4 * 24


def test_a_refund_never_gives_back_more_than_its_line(ask: Ask) -> None:
    ((most, parts, wrong),) = ask(
        """SELECT max(n), count(*) FILTER (WHERE r.quantity < lines.quantity),
            count(*) FILTER (WHERE r.quantity > lines.quantity OR r.amount > goods
                OR r.quantity = lines.quantity AND r.amount <> goods)
        FROM (SELECT *, count(*) OVER (PARTITION BY order_item_id) AS n FROM refunds) AS r
        JOIN lines USING (order_item_id)"""
    )
    assert most == 1
    assert parts > 50
    assert wrong == 0


def test_a_cancelled_order_is_reversed_whole_on_one_day(ask: Ask) -> None:
    ((orders, days, difference),) = ask(
        """WITH back AS (SELECT order_id, count(DISTINCT refunded_at) AS days, sum(amount) AS amount
            FROM refunds GROUP BY order_id),
        due AS (SELECT order_id, sum(goods) AS goods FROM lines GROUP BY order_id)
        SELECT count(*), max(days), sum(abs(coalesce(amount, 0) - goods))
        FROM orders JOIN due USING (order_id) LEFT JOIN back USING (order_id)
        WHERE status = 'cancelled'"""
    )
    assert orders > 50
    assert (days, difference) == (1, 0)


def test_payments_never_precede_their_order_nor_follow_the_last_day(ask: Ask) -> None:
    assert ask(
        """SELECT count(*) FROM payments JOIN orders USING (order_id)
        WHERE paid_at < ordered_at OR paid_at >= TIMESTAMP '2026-11-22'"""
    ) == [(0,)]


def test_customers_signed_up_before_their_first_order(ask: Ask) -> None:
    ((late, earliest),) = ask(
        """SELECT count(*) FILTER (WHERE signed_up_at >= ordered_at), min(signed_up_at)
        FROM customers JOIN orders USING (customer_id)"""
    )
    assert late == 0
    assert earliest.year == 2018
