from pathlib import Path

import sqlalchemy as sa

from data import schema
from data.engines import writer_engine


def test_an_older_release_gets_the_columns_and_tables_that_came_later(tmp_path: Path) -> None:
    engine = writer_engine(tmp_path / "old.duckdb")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE orders (order_id VARCHAR NOT NULL, customer_id VARCHAR, "
            "ordered_at TIMESTAMP NOT NULL, status VARCHAR NOT NULL, country VARCHAR, "
            "channel VARCHAR, currency VARCHAR NOT NULL, shipping DECIMAL(18, 4) NOT NULL, "
            "tax DECIMAL(18, 4) NOT NULL)"
        )
        connection.exec_driver_sql(
            "INSERT INTO orders VALUES ('1', NULL, '2026-01-01', 'paid', NULL, NULL, 'EUR', 1, 2)"
        )

        schema.bring_up_to_date(connection, [*schema.STAR, *schema.BOOKS])

        (order,) = connection.execute(sa.select(schema.orders)).all()
        assert (order.order_id, order.tax, order.total) == ("1", 2, None)
        tables = set(sa.inspect(connection).get_table_names())
        assert tables == {table.name for table in (*schema.STAR, *schema.BOOKS)}
        schema.bring_up_to_date(connection, [*schema.STAR, *schema.BOOKS])
        assert connection.execute(sa.select(sa.func.count(schema.orders.c.order_id))).scalar() == 1
    engine.dispose()
