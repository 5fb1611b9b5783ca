"""How orders are paid: shipping, tax, attempts, and the status an order ends up with."""

from __future__ import annotations

import sqlalchemy as sa

from data.demo import shop
from data.demo.draws import literal, rows, run, table

# Chance of one attempt to fail. Transfers are sent by the bank and gift cards are checked before.
_FAILS = "CASE {method} WHEN 'Card' THEN 0.066 WHEN 'PayPal' THEN 0.04 WHEN 'Pay later' THEN 0.11"
_SECOND_FAILS = 0.22
_GIVE_UP = (0.16, 0.4)  # after the first and the second failure
_GIFT_CARDS = (1000, 2000, 2500, 5000)  # pence
_SOLE_GIFT_CARD = 5000  # pence: what a gift card pays without help
_CANCELLED = 0.015
_TEST = 0.004  # of the guests' orders


def create_chunk(connection: sa.Connection) -> None:
    """Create `bills`: one row per order of `placed` with its money (pence), payment and status."""
    for name, statement in (("totals", _totals()), ("tenders", _tenders()), ("bills", _bills())):
        table(connection, name, statement)


def insert_statuses(connection: sa.Connection) -> None:
    """Fill the star's meanings of statuses."""
    run(
        connection,
        f"""INSERT INTO order_statuses (status, counts_as_order, meaning)
        SELECT * FROM ({rows(shop.STATUSES)}) AS s""",
    )


def insert_orders(connection: sa.Connection) -> None:
    """Fill the star's orders from `bills`."""
    run(
        connection,
        f"""INSERT INTO orders (order_id, customer_id, ordered_at, status, country, channel,
            currency, shipping, tax, total)
        SELECT format('W{{:011d}}', order_key),
            CASE WHEN NOT guest THEN format('C{{:08d}}', person) END, ordered_at, status, country,
            {_channel()}, '{shop.CURRENCY}', money(shipping), money(tax),
            money(total)
        FROM bills""",
    )


def insert_payments(connection: sa.Connection) -> None:
    """Fill the star's payments: failed attempts minutes apart, then what paid the order."""
    run(connection, f"INSERT INTO payments {_payments()}")


def _channel() -> str:
    """Six in ten orders come through the person's usual channel; the app grows by the month."""
    u = "CASE WHEN draw('stray', order_key) < 0.4 THEN draw('channel', order_key) ELSE "
    u += "draw('usual channel', person) END"
    app = "0.85 - 0.16 - 0.003 * month_number"
    return f"""CASE WHEN guest THEN CASE WHEN draw('channel', order_key) < 0.62 THEN 'Web'
            WHEN draw('channel', order_key) < 0.9 THEN 'Marketplace' ELSE 'Social' END
        WHEN {u} < {app} - 0.13 THEN 'Web' WHEN {u} < {app} THEN 'Marketplace'
        WHEN {u} < 0.85 THEN 'App' WHEN {u} < 0.94 THEN 'Email' ELSE 'Social' END"""


def _totals() -> str:
    """Postage below the country's limit; tax on goods and postage, each order rounded once."""
    return """
        WITH summed AS (
            SELECT order_key, sum(goods)::BIGINT AS goods FROM basket GROUP BY order_key),
        posted AS (
            SELECT order_key, goods, country, tax_percent,
                CASE WHEN goods < free_from THEN postage ELSE 0 END::BIGINT AS shipping
            FROM summed JOIN placed USING (order_key) JOIN places USING (country))
        SELECT order_key, goods, shipping, share(goods + shipping, tax_percent, 100) AS tax,
            goods + shipping + share(goods + shipping, tax_percent, 100) AS total
        FROM posted"""


def _tenders() -> str:
    """The first method, the method of a retry, a gift card beside it, and what failed.

    `failures` counts failed attempts; an order nobody paid has one or two and `paid` is false.
    """
    fails = _FAILS.format(method="method") + " ELSE 0 END"
    return f"""
        WITH wished AS (
            SELECT totals.*, CASE
                WHEN placed.country IN ('Germany', 'Netherlands')
                    AND draw('by bank', order_key) < 0.16 THEN 'Bank transfer'
                WHEN draw('method', order_key) < 0.57 THEN 'Card'
                WHEN draw('method', order_key) < 0.79 THEN 'PayPal'
                WHEN draw('method', order_key) < 0.915 THEN 'Pay later'
                WHEN draw('method', order_key) < 0.95 THEN 'Bank transfer'
                WHEN total <= {_SOLE_GIFT_CARD} THEN 'Gift card'
                ELSE 'Card' END AS method,
                draw('method', order_key) >= 0.95 OR draw('split', order_key) < 0.012 AS has_card,
                least(pick({literal(_GIFT_CARDS)}, draw('gift card', order_key)), total - 100)
                    AS card_amount
            FROM totals JOIN placed USING (order_key)),
        tried AS (
            SELECT *, draw('fails', order_key) < {fails} AS first_fails,
                draw('fails again', order_key) < {_SECOND_FAILS} AS second_fails,
                draw('give up', order_key) < {_GIVE_UP[0]} AS leaves_first,
                draw('give up again', order_key) < {_GIVE_UP[1]} AS leaves_second,
                CASE WHEN draw('switch', order_key) < 0.6 THEN method
                    WHEN method = 'Card' THEN 'PayPal' ELSE 'Card' END AS retry_method
            FROM wished)
        SELECT * EXCLUDE (has_card, card_amount),
            CASE WHEN has_card AND total > 1200 AND method IN ('Card', 'PayPal')
                THEN card_amount ELSE 0 END::BIGINT AS gift_card,
            CASE WHEN NOT first_fails THEN 0
                WHEN leaves_first OR NOT second_fails THEN 1 ELSE 2 END AS failures,
            NOT (first_fails AND (leaves_first OR second_fails AND leaves_second)) AS paid
        FROM tried"""


def _bills() -> str:
    """`settled_at` is when money came or will come; a transfer on its way is pending."""
    end = literal(shop.END)
    return f"""
        WITH timed AS (
            SELECT placed.*, tenders.* EXCLUDE (order_key),
                CASE WHEN method = 'Bank transfer'
                    THEN ordered_at + to_hours(20 + floor(60 * draw('bank', order_key))::BIGINT)
                    ELSE least({end} - INTERVAL 1 SECOND, ordered_at + to_seconds(
                        5 + floor(50 * draw('pay', order_key))::BIGINT + failures * 420)) END
                    AS settled_at,
                ordered_at + to_minutes(60 + floor(2400 * draw('regret', order_key))::BIGINT)
                    AS cancelled_at
            FROM placed JOIN tenders USING (order_key))
        SELECT *, CASE
            WHEN guest AND draw('test', order_key) < {_TEST} THEN 'test'
            WHEN NOT paid THEN 'payment failed'
            WHEN settled_at >= {end} THEN 'awaiting payment'
            WHEN method <> 'Bank transfer' AND cancelled_at < {end}
                AND draw('cancelled', order_key) < {_CANCELLED} THEN 'cancelled'
            WHEN ordered_at >= {end} - to_hours(14 + floor(50 * draw('pack', order_key))::BIGINT)
                THEN 'processing'
            ELSE 'completed' END AS status
        FROM timed"""


def _payments() -> str:
    """Attempt 1 to 3 per order, and 9 for the gift card that pays a part of it."""
    end = literal(shop.END)
    return f"""
        WITH attempts AS (
            SELECT *, unnest(range(1, failures + paid::INT + 1)) AS attempt FROM bills),
        everything AS (
            SELECT order_key, attempt, CASE WHEN attempt = 1 THEN method ELSE retry_method END AS m,
                total - gift_card AS amount,
                CASE WHEN attempt <= failures THEN 'failed'
                    WHEN status = 'awaiting payment' THEN 'pending' ELSE 'succeeded' END AS status,
                CASE WHEN status = 'awaiting payment' THEN ordered_at
                    WHEN attempt > failures THEN settled_at
                    ELSE least({end} - INTERVAL 2 SECOND, ordered_at + to_seconds(
                        4 + (attempt - 1) * 240 + floor(170 * draw('pause',
                        order_key * 16 + attempt))::BIGINT)) END AS paid_at
            FROM attempts
            UNION ALL
            SELECT order_key, 9, 'Gift card', gift_card, 'succeeded', settled_at
            FROM bills WHERE gift_card > 0 AND paid)
        SELECT format('P{{:011d}}-{{:d}}', order_key, attempt) AS payment_id,
            format('W{{:011d}}', order_key) AS order_id, m AS method, money(amount) AS amount,
            status, paid_at
        FROM everything"""
