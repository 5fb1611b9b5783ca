"""The products, and for every month how they sell and what they cost."""

from __future__ import annotations

import sqlalchemy as sa

from data.demo import goods, shop
from data.demo.draws import rows, run, table

_POPULARITY = 1.0  # exponent of the law of Zipf and Mandelbrot
_THRIFT = 0.6  # dear things sell less often: by price to this power
_SPREAD = 0.22  # of prices, lognormal round the noun's
_MONTHS = (
    (shop.LAST_DAY.year - shop.FIRST_DAY.year) * 12 + shop.LAST_DAY.month - shop.FIRST_DAY.month + 1
)


def create(connection: sa.Connection) -> None:
    """Create `wares` (products), `shelf` (product and month) and `aisles` (category and month).

    Month after month the products lie end to end on one long shelf, each as long as it is popular
    then: a point picks one. A category's products of a month lie together in an aisle.
    """
    for name, statement in (
        ("aisle_facts", _categories()),
        ("wares", _wares()),
        ("shelf", _shelf()),
        ("aisles", _aisles()),
    ):
        table(connection, name, statement)


def insert_products(connection: sa.Connection) -> None:
    """Fill the star's products; the list price is the one of the last month sold."""
    services = rows((s.product_id, s.name, s.price) for s in goods.SERVICES)
    run(
        connection,
        f"""INSERT INTO products (product_id, name, category, unit_price, unit_cost, is_product)
        SELECT product_id, any_value(wares.name), any_value(aisle_facts.name),
            money(arg_max(shelf.price, month_number)), money(any_value(cost)), true
        FROM wares JOIN aisle_facts USING (category) JOIN shelf USING (product)
        GROUP BY product_id
        UNION ALL SELECT product_id, name, '{goods.SERVICES_CATEGORY}', money(price), NULL, false
        FROM ({services}) AS s(product_id, name, price) ORDER BY product_id""",
    )


def _categories() -> str:
    values = rows(
        (
            *(number, c.name, c.weight, c.margin, c.returns, c.pairs_with),
            *(c.season, c.words.split("|"), *_nouns(c)),
        )
        for number, c in enumerate(goods.CATEGORIES)
    )
    return f"""SELECT * FROM ({values}) AS c(category, name, weight, margin, returns,
        pairs_with, season, words, nouns, prices)"""


def _nouns(category: goods.Category) -> tuple[list[str], list[float]]:
    priced = [noun.rsplit(" ", 1) for noun in category.nouns.split("|")]
    return [name for name, _ in priced], [float(price) for _, price in priced]


def _wares() -> str:
    """Every word of a category with every noun; rank 1 sells best.

    One in six comes into the shop later, one in ten leaves it; a newcomer needs three months.
    """
    each, last = goods.PRODUCTS_PER_CATEGORY, _MONTHS - 1
    return f"""
        WITH combined AS (
            SELECT aisle_facts.*, i, category * {each} + i AS product,
                100 * prices[1 + i % 10] * exp({_SPREAD} * bell('price', category * {each} + i))
                    AS list_price
            FROM aisle_facts, range({each}) AS r(i))
        SELECT product, category, 'LM-' || (10001 + product) AS product_id,
            words[1 + i // 10] || ' ' || lower(nouns[1 + i % 10]) AS name,
            weight, season, pairs_with * {each} + floor(draw('pair', product) * 12)::BIGINT AS pair,
            row_number() OVER (ORDER BY draw('popularity', product)) AS popularity,
            list_price,
            greatest(60, floor(list_price * (1 - margin + 0.05 * bell('margin', product)))::BIGINT)
                AS cost,
            0.01 + 0.04 * draw('rise', product) AS rise,
            floor(12 * draw('revision', product))::BIGINT AS revision,
            CASE WHEN draw('late', product) < 0.16
                THEN 2 + floor({last - 4} * draw('launch', product))::BIGINT ELSE -9 END AS launch,
            CASE WHEN draw('ends', product) < 0.1
                THEN 6 + floor({last - 6} * draw('end', product))::BIGINT ELSE 999 END AS gone
        FROM combined"""


def _shelf() -> str:
    """A month's products. Prices rise once a year, in the product's own month, and end in 5."""
    first = shop.FIRST_DAY.month - 1
    return f"""
        WITH months AS (
            SELECT wares.*, month_number,
                list_price * (1 + rise) ** ((month_number + revision) // 12) AS raw,
                season[1 + (month_number + {first}) % 12] * weight
                * least(1, (month_number - launch + 1) / 3) / (popularity + 7) ** {_POPULARITY}
                * (2000 / list_price) ** {_THRIFT}
                AS pull
            FROM wares, range({_MONTHS}) AS m(month_number)
            WHERE month_number BETWEEN launch AND gone OR launch > gone),
        priced AS (
            SELECT product, category, month_number, pair,
                greatest(145, floor(raw / 50)::BIGINT * 50 + 45) AS price,
                1 + floor(1e9 * pull)::BIGINT AS length
            FROM months WHERE pull > 0)
        SELECT *, (sum(length) OVER (ORDER BY month_number, category, product
            ROWS UNBOUNDED PRECEDING) - length)::BIGINT AS starts
        FROM priced"""


def _aisles() -> str:
    """Where a category lies on the month's shelf, and how long the whole shelf is."""
    return """
        WITH aisles AS (
            SELECT month_number, category, min(starts) AS aisle_from, sum(length)::BIGINT AS aisle
            FROM shelf GROUP BY ALL)
        SELECT *, min(aisle_from) OVER (PARTITION BY month_number) AS whole_from,
            sum(aisle) OVER (PARTITION BY month_number)::BIGINT AS whole
        FROM aisles"""
