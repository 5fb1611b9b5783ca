"""Who buys, and when: people in the order of their keys, each with the moments of their orders.

A person's character depends on the seed and the person's key alone, so that a larger shop is the
smaller one with more people in it.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.demo import shop
from data.demo.draws import literal, rows, run, table


def create_places(connection: sa.Connection) -> None:
    """Create `places`: a country, the stretch of [0, 1) that lives there, its terms and names."""
    values = []
    lower = 0.0
    for c in shop.COUNTRIES:
        terms = (c.name, lower, lower + c.share, c.tax_percent, c.postage, c.free_from)
        values.append((*terms, *(s.split() for s in (c.first_names, c.last_names, c.cities))))
        lower += c.share
    query = f"""SELECT * FROM ({rows(values)}) AS p(country, lower, upper, tax_percent, postage,
        free_from, first_names, last_names, cities)"""
    table(connection, "places", query)


def create_chunk(connection: sa.Connection, first: int, last: int, year: int) -> None:
    """Create `people` and `placed` (orders of the shown days) for the keys first <= key < last.

    `year` is the order intensity of a year. An order's number `n` counts from the founding.
    """
    table(connection, "people", _people(first, last))
    table(connection, "moments", _moments(year))
    table(connection, "placed", _placed())


def insert_customers(connection: sa.Connection) -> None:
    """Fill the star's customers from those of the chunk who are no guests and ordered."""
    run(
        connection,
        """INSERT INTO customers (customer_id, name, email, country, city, signed_up_at)
        WITH buyers AS (
            SELECT person, min(ordered_at) AS first_order_at FROM placed
            WHERE NOT guest GROUP BY person),
        named AS (
            SELECT people.*, first_order_at, pick(first_names, draw('first', person)) AS first_name,
                pick(last_names, draw('last', person)) AS last_name,
                pick(cities, draw('city', person)) AS city
            FROM buyers JOIN people USING (person) JOIN places USING (country))
        SELECT format('C{:08d}', person), first_name || ' ' || last_name,
            lower(format('{}.{}{}@example.com', first_name, last_name, person)), country, city,
            least(arrived_at, first_order_at)
                - to_seconds(60 + floor(900 * draw('sign up', person))::BIGINT)
        FROM named""",
    )


def _people(first: int, last: int) -> str:
    """Arrival, yearly rate, and after how many orders they leave; `trade` buys by the dozen.

    A squared standard normal is gamma with shape 1/2 and mean 1; beta(1, b) has the quantile
    ``1 - (1 - u) ** (1 / b)``. Guests order once, and only those of the shown days are kept.
    """
    return f"""
        WITH drawn AS (
            SELECT person, draw('guest', person) < {shop.GUEST_SHARE} AS guest,
                floor(draw('arrival', person) * (SELECT sum(arrival_weight) FROM slots))::BIGINT
                    AS arrival,
                least({shop.MOST_ORDERS_A_YEAR},
                    greatest(0.001, {shop.ORDERS_A_YEAR} * bell('rate', person) ** 2)) AS rate,
                greatest(1e-6, 1 - (1 - draw('leave', person)) ** {1 / shop.LOYALTY}) AS leave,
                draw('country', person) AS home
            FROM range({first}, {last}) AS r(person))
        SELECT person, guest, rate, places.country, draw('trade', person) < 0.015 AS trade,
            0.46 + 0.36 * draw('basket', person) AS appetite,
            floor(12 * draw('taste', person))::BIGINT AS taste,
            CASE WHEN guest THEN 0
                ELSE least({shop.MOST_ORDERS}, floor(waiting('last', person) / -ln(1 - leave)))
                END::BIGINT AS last_n,
            starts_at + to_seconds((arrival - arrivals_from) * 3600 // arrival_weight)
                AS arrived_at,
            orders_from + (arrival - arrivals_from) * order_weight // arrival_weight AS entered
        FROM drawn
        ASOF JOIN slots ON drawn.arrival >= slots.arrivals_from
        JOIN places ON home >= places.lower AND home < places.upper
        WHERE NOT guest OR starts_at >= {literal(shop.FIRST_DAY)}"""


def _moments(year: int) -> str:
    """Points on the line of order intensity; as many as may fit before the last day."""
    return f"""
        WITH line AS (SELECT max(orders_from + order_weight) AS finish FROM slots),
        expected AS (
            SELECT people.*, rate * (finish - entered) / {year} AS mean, finish
            FROM people, line),
        counted AS (
            SELECT *, unnest(range(0, 1 + least(last_n, ceil(mean + 6 * sqrt(mean) + 9)::BIGINT)))
                AS n
            FROM expected),
        stepped AS (
            SELECT *, person * 512 + n AS order_key, CASE WHEN n = 0 THEN entered ELSE
                1 + least(1e15, floor(waiting('gap', person * 512 + n) / rate * {year}))
                END::BIGINT AS step
            FROM counted),
        walked AS (
            SELECT *, sum(step) OVER (PARTITION BY person ORDER BY n ROWS UNBOUNDED PRECEDING)
                AS point
            FROM stepped)
        SELECT order_key, person, n, point::BIGINT AS point, guest, country, trade, appetite, taste
        FROM walked WHERE point < finish"""


def _placed() -> str:
    return f"""
        SELECT moments.* EXCLUDE (point), day, month_number, percent,
            percent > 0 AND draw('code', order_key) < share AS with_code,
            starts_at + to_seconds((point - orders_from) * 3600 // order_weight) AS ordered_at
        FROM moments ASOF JOIN slots ON point >= slots.orders_from
        WHERE starts_at >= {literal(shop.FIRST_DAY)}"""
