"""What comes back: returned goods after days or weeks, and the lines of cancelled orders."""

from __future__ import annotations

import sqlalchemy as sa

from data.demo import shop
from data.demo.draws import literal, run

_REASONS = (
    "Changed mind", "Changed mind", "Not as described", "Damaged in the post", "Faulty",
    "Wrong item", "Arrived too late", "Unwanted gift",
)  # fmt: skip
_PART = 0.4  # of the returns of several pieces bring back only some of them


def insert_refunds(connection: sa.Connection) -> None:
    """Fill the star's refunds from `basket` and `bills`; none is dated after the last day.

    A returned part gives back its share of what the line cost after discount.
    """
    run(
        connection,
        f"""INSERT INTO refunds (refund_id, order_id, order_item_id, product_id, refunded_at,
            quantity, amount, reason)
        WITH given_back AS ({_returned()} UNION ALL {_cancelled()})
        SELECT format('R{{:011d}}-{{:02d}}', order_key, line), format('W{{:011d}}', order_key),
            format('W{{:011d}}-{{:02d}}', order_key, line), product_id, refunded_at, pieces,
            money(share(goods, pieces, quantity)), reason
        FROM given_back WHERE refunded_at < {literal(shop.END)}""",
    )


def _returned() -> str:
    """Five days at least, two weeks as a rule (lognormal); booked in the office's hours."""
    days = "floor(5 + 8 * exp(0.65 * bell('delay', line_key)))::BIGINT"
    seconds = "32400 + floor(28800 * draw('office', line_key))::BIGINT"
    return f"""
        SELECT order_key, line, basket.product_id, goods, quantity,
            CASE WHEN quantity > 1 AND draw('part', line_key) < {_PART}
                THEN 1 + floor((quantity - 1) * draw('pieces', line_key))::BIGINT
                ELSE quantity END AS pieces,
            ordered_at::DATE + to_days(({days})::INT) + to_seconds({seconds}) AS refunded_at,
            pick({literal(_REASONS)}, draw('reason', line_key)) AS reason
        FROM basket JOIN aisle_facts USING (category)
        JOIN (SELECT order_key, ordered_at, status FROM bills) USING (order_key)
        WHERE status = 'completed' AND draw('return', line_key) < returns"""


def _cancelled() -> str:
    return """
        SELECT order_key, line, product_id, basket.goods, quantity, quantity, cancelled_at,
            'Cancelled order'
        FROM basket JOIN bills USING (order_key) WHERE status = 'cancelled'"""
