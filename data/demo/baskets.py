"""What is in an order: its products, services, quantities, prices and money off."""

from __future__ import annotations

import sqlalchemy as sa

from data.demo import goods, shop
from data.demo.draws import number, run, table

_TOGETHER = 0.22  # of the lines are what goes with the order's first product
_TASTE = 0.35  # of the lines come from the person's favourite category
_WELCOME = 0.25  # of the first orders use the 10 % of the newsletter


def create_chunk(connection: sa.Connection) -> None:
    """Create `basket` from `placed`: one row per line, products once per order, pence."""
    table(connection, "wanted", _wanted())
    table(connection, "chosen", _chosen())
    table(connection, "basket", _basket())


def count(connection: sa.Connection) -> int:
    """Lines in the chunk."""
    return number(connection, "SELECT count(*) FROM basket")


def cut(connection: sa.Connection, lines: int) -> None:
    """Keep the orders with the smallest keys that have at most `lines` lines together."""
    last = number(
        connection,
        f"""WITH counted AS (
            SELECT order_key, sum(count(*)) OVER (ORDER BY order_key) AS lines_so_far
            FROM basket GROUP BY order_key)
        SELECT max(order_key) FROM counted WHERE lines_so_far <= {lines}""",
    )
    for name in ("placed", "basket"):
        run(connection, f"DELETE FROM {name} WHERE order_key > {last}")


def insert_items(connection: sa.Connection) -> None:
    """Fill the star's order lines from `basket`."""
    run(
        connection,
        """INSERT INTO order_items
            (order_item_id, order_id, product_id, quantity, unit_price, discount)
        SELECT format('W{:011d}-{:02d}', order_key, line), format('W{:011d}', order_key),
            product_id, quantity, money(price), money(discount)
        FROM basket""",
    )


def _wanted() -> str:
    """Lines with the point of the month's shelf they reach for.

    A line bought together with the first reaches for the first one's point and takes what goes
    with it.
    """
    return f"""
        WITH numbered AS (
            SELECT order_key, month_number, taste, unnest(range(1, 2 + least({shop.MOST_LINES - 1},
                floor(waiting('size', order_key) / -ln(appetite)))::BIGINT)) AS line
            FROM placed),
        keyed AS (
            SELECT *, order_key * 16 + line AS line_key,
                line > 1 AND draw('together', order_key * 16 + line) < {_TOGETHER} AS together
            FROM numbered),
        aimed AS (
            SELECT *, CASE WHEN together THEN order_key * 16 + 1 ELSE line_key END AS aim
            FROM keyed)
        SELECT order_key, line, together,
            CASE WHEN draw('favourite', aim) < {_TASTE}
                THEN aisle_from + floor(draw('product', aim) * aisle)
                ELSE whole_from + floor(draw('product', aim) * whole) END::BIGINT AS point
        FROM aimed JOIN aisles
            ON aisles.month_number = aimed.month_number AND aisles.category = aimed.taste"""


def _chosen() -> str:
    """Products, each once per order; what is not sold this month is replaced by the first's own."""
    return """
        WITH reached AS (
            SELECT order_key, line, shelf.month_number, product,
                CASE WHEN together THEN pair ELSE product END AS wish
            FROM wanted ASOF JOIN shelf ON wanted.point >= shelf.starts),
        settled AS (
            SELECT order_key, line, coalesce(beside.product, reached.product) AS product,
                reached.month_number
            FROM reached LEFT JOIN shelf AS beside
                ON beside.month_number = reached.month_number AND beside.product = reached.wish)
        SELECT order_key, min(line) AS line, product, any_value(month_number) AS month_number
        FROM settled GROUP BY order_key, product"""


def _services() -> str:
    """Wrapping (more before Christmas, sometimes with a note) and insurance."""
    wrap, insurance, note = goods.GIFT_WRAP, goods.INSURANCE, goods.GREETING
    wrapped = "draw('wrap', order_key) < CASE WHEN month(day) IN (11, 12) THEN 0.13 ELSE 0.05 END"
    wishes = (
        (wrap, wrapped),
        (insurance, "draw('insurance', order_key) < 0.03"),
        (note, f"{wrapped} AND draw('note', order_key) < 0.3"),
    )
    return " UNION ALL ".join(
        f"""SELECT order_key, {service.line} AS line, '{service.product_id}' AS product_id,
            {service.price} AS price, NULL AS category, false AS is_product
        FROM placed WHERE {wish}"""
        for service, wish in wishes
    )


def _basket() -> str:
    """Lines with quantity, list price and discount; the better of two discounts is given."""
    return f"""
        WITH lines AS (
            SELECT order_key, line, product_id, price, shelf.category, true AS is_product
            FROM chosen JOIN shelf USING (month_number, product) JOIN wares USING (product)
            UNION ALL {_services()}),
        keyed AS (
            SELECT lines.*, order_key * 16 + line AS line_key, trade,
                draw('quantity', order_key * 16 + line) AS q,
                draw('offer', order_key * 16 + line) AS offer,
                CASE WHEN with_code THEN percent
                    WHEN n = 0 AND NOT guest AND draw('welcome', order_key) < {_WELCOME} THEN 10
                    ELSE 0 END AS code_percent
            FROM lines JOIN placed USING (order_key)),
        priced AS (
            SELECT order_key, line, line_key, product_id, category, price, is_product,
                CASE WHEN NOT is_product THEN 1
                    WHEN trade THEN 2 + least(46, floor(-6 * ln(1 - q))) ELSE
                    1 + (q >= 0.8)::INT + (q >= 0.93)::INT + (q >= 0.965)::INT
                    + 2 * (q >= 0.985)::INT + 6 * (q >= 0.997)::INT END::BIGINT AS quantity,
                CASE WHEN NOT is_product THEN 0 ELSE greatest(code_percent,
                    CASE WHEN offer < 0.035 THEN 10 WHEN offer < 0.055 THEN 20
                        WHEN offer < 0.065 THEN 30 ELSE 0 END) END AS percent
            FROM keyed)
        SELECT * EXCLUDE (percent), share(price * quantity, percent, 100) AS discount,
            price * quantity - share(price * quantity, percent, 100) AS goods
        FROM priced"""
