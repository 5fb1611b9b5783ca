"""Several tables by a mapping: joined by their ids, each with its own column names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from data import schema
from data.ingest import LoadError, LoadReport, mapping
from tests.data.ingest.mapping.conftest import EXAMPLES
from tests.data.ingest.store import Store, utc

TABLES = {
    "shop_orders": [
        "id,created_at,state,user_id,ship_country,currency,shipping_amount,tax_amount,"
        "voucher_amount,grand_total,cancelled_at",
        "1,2026-05-01T10:00:00Z,paid,7,US,USD,5.00,1.20,3.00,,",
        "2,2026-05-02T23:30:00-05:00,Cancelled,8,CA,,0,0,0,,2026-05-04T00:00:00Z",
        "3,2026-05-03,open,,US,EUR,0,0,0,4.00,",
        "4,2026-05-03,paid,7,US,USD,1,0,20,,",
        "3,2026-05-03,open,,US,EUR,0,0,0,4.00,",
    ],
    "shop_order_lines": [
        "id,order_id,variant_id,qty,amount",
        "a,1,m,3,10.00",
        "b,1,t,1,5.00",
        "c,2,m,2,7.00",
        "d,3,x,1,4.00",
        "e,4,t,1,5.00",
        "f,9,t,1,5.00",
    ],
    "shop_variants": [
        "id,title,option,product_type,list_price,cost",
        "m,Mug,blue,Kitchen,3.50,1.20",
        "t,Tea,,Food,5.00,",
    ],
    "shop_users": [
        "id,email,first_name,last_name,country,city,created_at",
        "7,ann@example.com,Ann,Ash,US,Reno,2026-01-01",
    ],
    "shop_refunds": [
        "id,line_id,created_at,qty,amount,note",
        "r1,a,2026-05-09,-1,-3.00,broken",
        "r2,b,2026-05-10,,15.21,too much",
        "r3,zz,2026-05-10,1,1.00,",
    ],
    "shop_transactions": [
        "id,order_id,gateway,amount,result,processed_at",
        "p1,1,card,18.20,declined,2026-05-01T10:01:00Z",
        "p2,1,card,18.20,Captured,2026-05-01T10:02:00Z",
        "p3,3,invoice,4.00,,",
        "p4,3,invoice,4.00,lost,",
    ],
}
ORDERS, ITEMS = schema.orders.c, schema.order_items.c
R, P = schema.refunds.c, schema.payments.c


def folder(store: Store, **files: list[str]) -> Path:
    for name, lines in {**TABLES, **files}.items():
        store.write(f"export/{name}.csv", *lines)
    return store.folder / "export"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that these tables were loaded into once."""
    made = Store(tmp_path_factory.mktemp("tables"))
    made.load(folder(made), layout=mapping.read(EXAMPLES / "web-shop-tables.toml"))
    yield made
    made.engine.dispose()


@pytest.fixture
def report(store: Store, examples: Path) -> LoadReport:
    return store.load(folder(store), layout=mapping.read(examples / "web-shop-tables.toml"))


def test_orders_keep_their_times_currencies_and_charges(shop: Store) -> None:
    c = ORDERS
    assert shop.rows(c.order_id, c.customer_id, c.ordered_at, c.currency, c.shipping, c.total) == [
        ("1", "7", utc("2026-05-01 10:00"), "USD", 5, None),
        ("2", "8", utc("2026-05-03 04:30"), "USD", 0, None),
        ("3", None, utc("2026-05-03 00:00"), "EUR", 0, 4),
    ]


def test_lines_share_the_order_s_discount_and_keep_their_totals(shop: Store) -> None:
    # 10.00 in three pieces; 2.00 and 1.00 of the voucher of 3.00.
    assert shop.rows(ITEMS.order_item_id, ITEMS.quantity, ITEMS.unit_price, ITEMS.discount) == [
        ("a", 2, Decimal("3.3333"), 2),
        ("a~2nd", 1, Decimal("3.3334"), 0),
        ("b", 1, 5, 1),
        ("c", 2, Decimal("3.5"), 0),
        ("d", 1, 4, 0),
    ]


def test_refunds_find_their_order_and_product_through_the_line(shop: Store) -> None:
    assert shop.rows(R.refund_id, R.order_id, R.product_id, R.quantity, R.amount, R.reason) == [
        ("c-reversed", "2", "m", 2, 7, "Cancelled"),
        ("r1", "1", "m", 1, 3, "broken"),
    ]
    assert shop.rows(R.refund_id, R.refunded_at)[0] == ("c-reversed", utc("2026-05-04 00:00"))


def test_payments_succeed_fail_or_wait_as_the_mapping_says(shop: Store) -> None:
    assert shop.rows(P.payment_id, P.method, P.amount, P.status, P.paid_at) == [
        ("p1", "card", Decimal("18.2"), "failed", utc("2026-05-01 10:01")),
        ("p2", "card", Decimal("18.2"), "succeeded", utc("2026-05-01 10:02")),
        ("p3", "invoice", 4, "succeeded", utc("2026-05-03 00:00")),
    ]


def test_products_and_customers_that_no_file_describes_are_added(shop: Store) -> None:
    p, c = schema.products.c, schema.customers.c
    assert shop.rows(p.product_id, p.name, p.category, p.unit_price, p.unit_cost) == [
        ("m", "Mug / blue", "Kitchen", Decimal("3.5"), Decimal("1.2")),
        ("t", "Tea", "Food", 5, None),
        ("x", "x", None, 4, None),
    ]
    assert shop.rows(c.customer_id, c.name, c.email, c.country, c.city) == [
        ("7", "Ann Ash", "ann@example.com", "US", "Reno"),
        ("8", None, None, "CA", None),
    ]


def test_every_row_is_loaded_or_set_aside_with_a_reason(store: Store, report: LoadReport) -> None:
    gone = "There is no such order, or it was set aside."
    rejects = schema.rejects.c
    assert store.rows(rejects.source, rejects.row_number, rejects.column, rejects.reason) == [
        ("shop_order_lines.csv", 6, "order_id", gone),
        ("shop_order_lines.csv", 7, "order_id", gone),
        (
            "shop_orders.csv",
            5,
            "voucher_amount",
            "The discount is larger than the order's goods and shipping.",
        ),
        ("shop_orders.csv", 6, "id", "An earlier row of the file has the same key."),
        (
            "shop_refunds.csv",
            3,
            "amount",
            "Together with what was given back before, this is more than the order is worth.",
        ),
        ("shop_refunds.csv", 4, "line_id", "There is no such line, or it was set aside."),
        (
            "shop_transactions.csv",
            5,
            "result",
            "The mapping's [payment_statuses] does not name it.",
        ),
    ]
    worth = {file.source: file.amount_loaded for file in report.files}
    assert worth["shop_orders.csv"] == Decimal("6.2")
    assert worth["shop_order_lines.csv"] == Decimal(23)
    assert worth["shop_refunds.csv"] == Decimal(-3)
    assert worth["shop_transactions.csv"] == Decimal("40.4")


def test_the_same_tables_again_change_nothing(
    store: Store, report: LoadReport, examples: Path
) -> None:
    layout = mapping.read(examples / "web-shop-tables.toml")
    later = TABLES["shop_transactions"] + ["p5,1,card,18.20,captured,2026-06-01"]
    assert not store.load(folder(store), layout=layout).changed
    again = store.load(folder(store, shop_transactions=later), layout=layout)
    loaded = {file.source: file.rows_loaded for file in again.files}
    # The whole order is replaced, because one of its payments is new.
    assert (loaded["shop_orders.csv"], loaded["shop_transactions.csv"]) == (1, 3)
    assert loaded["shop_users.csv"] == 0


def test_a_stored_product_is_not_forgotten_where_a_batch_does_not_describe_it(
    store: Store, report: LoadReport, examples: Path
) -> None:
    layout = mapping.read(examples / "web-shop-tables.toml")
    path = folder(
        store,
        shop_variants=["id,title,option,product_type,list_price,cost", "z,Zest,,Food,1,"],
        shop_users=["id,email,first_name,last_name,country,city,created_at", "9,,Bo,,,,"],
    )
    store.load(path, layout=layout)
    p, c = schema.products.c, schema.customers.c
    assert store.rows(p.product_id, p.name)[0] == ("m", "Mug / blue")
    assert store.rows(c.customer_id, c.name) == [("7", "Ann Ash"), ("8", None), ("9", "Bo")]


def test_tables_that_are_not_needed_may_be_missing(store: Store, examples: Path) -> None:
    layout = mapping.read(examples / "web-shop-tables.toml")
    path = folder(store)
    for name in ("shop_variants", "shop_users", "shop_refunds", "shop_transactions"):
        (path / f"{name}.csv").unlink()
    report = store.load(path, layout=layout)
    assert [file.source for file in report.files] == ["shop_order_lines.csv", "shop_orders.csv"]
    assert store.rows(schema.products.c.product_id) == [("m",), ("t",), ("x",)]
    (path / "shop_order_lines.csv").unlink()
    with pytest.raises(LoadError, match="the mapping web-shop-tables, but lacks: items"):
        store.load(path, layout=layout)


def test_a_flat_file_can_have_other_tables_beside_it(store: Store) -> None:
    layout = mapping.parse(
        """
        currency = "EUR"
        [lines]
        source = "sales*"
        order_id = "id"
        ordered_at = "at"
        email = "mail"
        product_name = "what"
        unit_price = "price"
        [refunds]
        source = "returns"
        order_id = "id"
        refunded_at = "at"
        amount = "price"
        """
    )
    sales = store.write("sales-2026.csv", "id,at,mail,what,price", "1.0,2026-05-01,A@b.de,Mug,5")
    returns = store.write("returns.csv", "id,at,price", "1,2026-05-02,5", "1,2026-05-03,0.01")
    report = store.load(sales, returns, layout=layout)
    assert store.rows(R.order_id, R.amount) == [("1", 5)]
    assert store.rows(ITEMS.order_id, ITEMS.product_id, ITEMS.quantity) == [("1", "Mug", 1)]
    assert [file.rows_rejected for file in report.files] == [0, 1]
    assert len(store.rows(schema.customers.c.customer_id)) == 1


def test_one_row_per_order_holds_one_item(store: Store, examples: Path) -> None:
    source = store.write(
        "till.csv",
        "Receipt,Sold on,Member,Amount,Tax,Refunded,Refunded on,Tender",
        '17,12/24/2026 3:30 PM,5,"$1,200.00",$96.00,($100.00),1/2/2027,Card',
        "18,12/26/2026 9:00 AM,,$3.00,$0.24,,,Cash",
    )
    report = store.load(source, layout=mapping.read(examples / "one-row-per-order.toml"))
    assert store.rows(ITEMS.order_id, ITEMS.product_id, ITEMS.quantity, ITEMS.unit_price) == [
        ("17", "whole-order", 1, 1200),
        ("18", "whole-order", 1, 3),
    ]
    assert store.rows(schema.products.c.product_id, schema.products.c.name) == [
        ("whole-order", "Whole order")
    ]
    assert store.rows(R.order_id, R.refunded_at, R.amount) == [("17", utc("2027-01-02 05:00"), 100)]
    assert store.rows(P.order_id, P.method, P.amount) == [
        ("17", "Card", 1296),
        ("18", "Cash", Decimal("3.24")),
    ]
    assert report.files[0].amount_loaded == Decimal("1299.24")


def test_an_order_that_names_an_e_mail_belongs_to_the_customer_who_has_it(store: Store) -> None:
    layout = mapping.parse(
        """
        currency = "EUR"
        [orders]
        order_id = "id"
        ordered_at = "at"
        email = "mail"
        [items]
        order_id = "order"
        product_name = "what"
        unit_price = "price"
        [customers]
        customer_id = "id"
        email = "mail"
        """
    )
    store.write("shop/orders.csv", "id,at,mail", "1,2026-05-01,Ann@x.org", "2,2026-05-02,bo@x.org")
    store.write("shop/items.csv", "order,what,price", "1,Mug,5", "2,Mug,5")
    store.write("shop/customers.csv", "id,mail", "7,ann@x.org ", "8,cy@x.org")
    store.load(store.folder / "shop", layout=layout)
    (ann, bo) = (row[1] for row in store.rows(ORDERS.order_id, ORDERS.customer_id))
    assert ann == "7"
    assert sorted(row[0] for row in store.rows(schema.customers.c.customer_id)) == sorted(
        ["7", "8", bo]
    )
