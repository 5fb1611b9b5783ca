"""When the shop's people buy: one intensity per hour, from the founding to the last day.

Hours are hours of UTC weighted by what the clock says in London, so the two odd days of daylight
saving need no rule of their own. An intensity is an integer, cumulated exactly: a point on the
cumulated line is a moment, and equal steps on it are equally likely to hold an order.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from data.demo import shop
from data.demo.draws import literal, number, rows, table

# Middle of each month; days between two middles lie on the straight line between them.
_MONTHS = (0.80, 0.82, 0.96, 1.07, 1.09, 1.00, 0.90, 0.86, 0.93, 1.04, 1.38, 1.30)
_WEEKDAYS = (1.12, 1.05, 1.00, 0.99, 0.92, 0.81, 1.11)  # Monday first
_HOURS = (
    (9, 5, 3, 2, 2, 4, 12, 28, 45, 60, 70, 76, 84, 78, 68, 64, 62, 66, 74, 88, 100, 92, 60, 26),
    (14, 8, 5, 3, 2, 3, 8, 18, 36, 62, 84, 92, 88, 80, 76, 74, 72, 74, 78, 90, 96, 84, 54, 28),
)  # Monday to Friday; weekend

# The days round Christmas, when parcels would not arrive in time, and the week of Black Friday.
_CHRISTMAS = ((19, 0.85), (20, 0.7), (21, 0.55), (22, 0.45), (23, 0.3), (24, 0.18), (25, 0.1))
_BLACK_FRIDAY = (
    (-4, 1.2), (-3, 1.2), (-2, 1.3), (-1, 1.5), (0, 3.3), (1, 1.9), (2, 1.8), (3, 2.7), (4, 1.1),
)  # fmt: skip


def create(connection: sa.Connection) -> None:
    """Create `days` (business days with their campaign) and `slots` (hours with intensities)."""
    table(connection, "events", _events())
    table(connection, "days", _days())
    table(connection, "slots", _slots())


def year_of_orders(connection: sa.Connection) -> int:
    """The order intensity of the last 364 days: the unit of the yearly rates."""
    since = literal(date.fromordinal(shop.LAST_DAY.toordinal() - 363))
    statement = f"SELECT sum(order_weight)::BIGINT FROM slots WHERE starts_at >= {since}"
    return number(connection, statement)


def _events() -> str:
    """Days that differ from their season: lift, percent off, share of orders with the code."""
    campaigns = rows((c.first, c.last, c.lift, c.percent, c.share) for c in shop.CAMPAIGNS)
    years = range(shop.FOUNDED.year, shop.LAST_DAY.year + 1)
    christmas = rows((date(year, 12, day), lift) for year in years for day, lift in _CHRISTMAS)
    fridays = rows(
        (date.fromordinal(_black_friday(year).toordinal() + offset), lift)
        for year in years
        for offset, lift in _BLACK_FRIDAY
    )
    return f"""
        WITH lifts(day, lift, percent, share) AS (
            SELECT unnest(generate_series(first, last, INTERVAL 1 DAY))::DATE, lift, percent, share
            FROM ({campaigns}) AS c(first, last, lift, percent, share)
            UNION ALL SELECT day, lift, 0, 0 FROM ({christmas}) AS c(day, lift)
            UNION ALL SELECT day, lift, 0, 0 FROM ({fridays}) AS f(day, lift))
        SELECT day, max(lift) * min(least(lift, 1)) AS lift,
            max(percent) AS percent, max(share) AS share
        FROM lifts GROUP BY day"""


def _black_friday(year: int) -> date:
    return next(date(year, 11, day) for day in range(23, 30) if date(year, 11, day).weekday() == 4)


def _days() -> str:
    """`level` is season, weekday, event and the day's own luck; `growth` belongs to newcomers."""
    month = f"({literal(_MONTHS)})"
    return f"""
        WITH calendar AS (
            SELECT unnest(generate_series({literal(shop.FOUNDED)}, {literal(shop.LAST_DAY)},
                INTERVAL 1 DAY))::DATE AS day),
        placed AS (
            SELECT day, day - {literal(shop.FOUNDED)} AS age, month(day) AS m,
                (day(day) - 15.5) / 30.5 AS lean
            FROM calendar)
        SELECT day, coalesce(percent, 0) AS percent, coalesce(share, 0.0)::DOUBLE AS share,
            (({month})[m] * (1 - abs(lean))
                + ({month})[1 + (m - 1 + CASE WHEN lean < 0 THEN 11 ELSE 1 END) % 12] * abs(lean))
            * ({literal(_WEEKDAYS)})[isodow(day)] * coalesce(lift, 1)::DOUBLE
            * exp(0.06 * bell('day', age)) AS level,
            exp({shop.ACQUISITION_GROWTH} * age / 365.25) AS growth,
            greatest(0, (year(day) - {shop.FIRST_DAY.year}) * 12 + m - {shop.FIRST_DAY.month})
                AS month_number
        FROM placed LEFT JOIN events USING (day)"""


def _slots() -> str:
    founded, end = literal(shop.FOUNDED), literal(shop.END)
    weekday, weekend = literal(_HOURS[0]), literal(_HOURS[1])
    ordering = "ORDER BY starts_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    return f"""
        WITH hours AS (
            SELECT unnest(generate_series({founded}::TIMESTAMP, {end} - INTERVAL 1 HOUR,
                INTERVAL 1 HOUR)) AS starts_at),
        clock AS (
            SELECT starts_at, timezone('{shop.TIMEZONE}', timezone('UTC', starts_at)) AS local
            FROM hours),
        weighted AS (
            SELECT starts_at, days.*, level * (CASE WHEN isodow(day) < 6 THEN {weekday}
                ELSE {weekend} END)[1 + hour(local)] / 52 * 1000000 AS intensity
            FROM clock JOIN days ON days.day = local::DATE),
        whole AS (
            SELECT starts_at, day, month_number, percent, share,
                1 + floor(intensity)::BIGINT AS order_weight,
                1 + floor(intensity * growth)::BIGINT AS arrival_weight
            FROM weighted)
        SELECT *, coalesce(sum(order_weight) OVER ({ordering}), 0)::BIGINT AS orders_from,
            coalesce(sum(arrival_weight) OVER ({ordering}), 0)::BIGINT AS arrivals_from
        FROM whole"""
