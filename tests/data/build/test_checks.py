"""A release that contradicts itself is found out, whichever way."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from data import schema
from data.build.checks import check_release
from data.schema import Format
from tests.data import shop
from tests.data.build.conftest import change

STAR_ORDERS, FACT_ORDERS = schema.orders, schema.fact_orders
LINES, REVERSALS, PAYMENTS = schema.fact_lines, schema.fact_reversals, schema.fact_payments
TRIED = schema.fact_tried


def test_the_tiny_shop_does_not_contradict_itself(built: sa.Engine) -> None:
    assert check_release(built, built=Format.MASKED) == []


def test_a_published_release_can_be_checked(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = shop.build_shop(tmp_path_factory.mktemp("published"))
    assert check_release(store.reader(store.current_or_fail())) == []


def found_after(engine: sa.Engine, *statements: sa.Executable) -> str:
    shop.derive(engine)
    change(engine, *statements)
    return "\n".join(str(finding) for finding in check_release(engine, built=Format.MASKED))


def twice(table: sa.Table, column: str, value: str) -> sa.Executable:
    names = [c.name for c in table.c]
    return table.insert().from_select(names, sa.select(table).where(table.c[column] == value))


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            twice(schema.customers, "customer_id", "ada"),
            "customers.customer_id should be unique, but 1 values are repeated.",
        ),
        (
            twice(STAR_ORDERS, "order_id", "O3"),
            "orders.order_id should be unique, but 1 values are repeated.",
        ),
        (
            twice(schema.payments, "payment_id", "P1"),
            "payments.payment_id should be unique, but 1 values are repeated.",
        ),
        (
            sa.delete(schema.customers).where(schema.customers.c.customer_id == "ada"),
            "4 rows have a orders.customer_id that is not in customers.customer_id.",
        ),
        (
            sa.delete(schema.products).where(schema.products.c.product_id == "TEA"),
            "4 rows have a order_items.product_id that is not in products.product_id.",
        ),
        (
            sa.delete(schema.order_statuses).where(schema.order_statuses.c.status == "pending"),
            "1 rows have a orders.status that is not in order_statuses.status.",
        ),
        (
            sa.update(LINES).where(LINES.c.gross == 80).values(gross=Decimal("79.99")),
            "Order lines and the line fact: gross should be equal, but is 231.0000 and 230.9900.",
        ),
        (
            sa.update(FACT_ORDERS).where(FACT_ORDERS.c.gross == 80).values(discount=9),
            "The line fact and the order fact: discount should be equal, "
            "but is 21.5000 and 22.5000.",
        ),
        (
            sa.update(FACT_ORDERS).where(FACT_ORDERS.c.gross == 80).values(shipping=0),
            "Orders and the order fact: shipping should be equal, but is 26.0000 and 16.0000.",
        ),
        (
            sa.delete(REVERSALS).where(REVERSALS.c.amount == 4),
            "Refunds and the reversal fact: amount should be equal, but is 54.0000 and 50.0000.",
        ),
        (
            sa.delete(PAYMENTS).where(PAYMENTS.c.status == "failed"),
            "Payments and the payment fact: rows should be equal, but is 12 and 11.",
        ),
        (
            sa.update(schema.monthly_sales).values(net_sales=0),
            "The facts and the months: net_sales should be equal, but is 155.5000 and 0",
        ),
        (
            sa.update(schema.customer_features).values(historic_clv=0),
            "The facts and the customers: net_sales should be equal, but is 142.0000 and 0",
        ),
        (
            sa.update(FACT_ORDERS).where(FACT_ORDERS.c.gross == 40).values(payment_mask=2),
            "1 orders have a payment mask that is not what paid them.",
        ),
        (
            sa.update(LINES).where(LINES.c.gross == 40).values(country="France"),
            "1 rows of fact_lines say something else of their order than it does.",
        ),
        (
            sa.insert(schema.customer_segments).values(customer_key=6, cluster=0, segment="x"),
            "1 rows have a customer_segments.customer_key that is not in "
            "customer_features.customer_key.",
        ),
        (
            sa.update(FACT_ORDERS).where(FACT_ORDERS.c.gross == 40).values(next_on=None),
            "1 orders say another day of the next order than it does.",
        ),
        (
            sa.update(FACT_ORDERS).where(FACT_ORDERS.c.gross == 40).values(segment="Guests"),
            "1 orders name a cluster that is not their customer's.",
        ),
        (
            sa.update(TRIED).where(TRIED.c.recovered == 1).values(segment="Guests"),
            "1 rows of fact_tried name another cluster than their order.",
        ),
        (
            sa.update(TRIED).where(TRIED.c.recovered == 1).values(recovered=0),
            "1 orders were tried to be paid in another way than is told.",
        ),
        (
            sa.delete(TRIED).where(TRIED.c.outcome == "on its way"),
            "1 orders were tried to be paid in another way than is told.",
        ),
        (
            sa.update(FACT_ORDERS).where(FACT_ORDERS.c.gross == 40).values(category_mask=0),
            "1 orders have a category mask that is not of their lines.",
        ),
        (
            sa.update(TRIED).where(TRIED.c.recovered == 1).values(category_mask=0),
            "1 rows of fact_tried have another category mask.",
        ),
        (
            sa.update(schema.constants).where(schema.constants.c.name == "gaps").values(value=5),
            "The constant gaps should be 4.0, but is 5.0.",
        ),
    ],
)
def test_every_contradiction_is_named_with_its_size(
    own: sa.Engine, statement: sa.Executable, sentence: str
) -> None:
    assert sentence in found_after(own, statement)


@pytest.mark.parametrize("table", schema.ROLLUPS, ids=lambda table: table.name)
def test_a_roll_up_that_lost_money_is_found(own: sa.Engine, table: sa.Table) -> None:
    shop.derive(own)
    assert check_release(own, built=Format.MASKED) == []
    change(own, sa.update(table).values(gross=table.c.gross + 1))
    found = "\n".join(str(finding) for finding in check_release(own, built=Format.MASKED))
    assert f"{table.name}: gross should be equal" in found
