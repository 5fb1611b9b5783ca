"""Whatever a flat file holds: every row and every cent is loaded or set aside."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema
from data.ingest import mapping
from tests.data.ingest.store import Store

COLUMNS = {
    "order_id": "id",
    "ordered_at": "at",
    "status": "state",
    "email": "mail",
    "product_id": "sku",
    "quantity": "qty",
    "line_total": "sum",
    "discount": "off",
    "shipping": "ship",
    "tax": "tax",
    "order_discount": "voucher",
    "refunded": "back",
    "payment_method": "paid",
}
amounts = st.decimals(-60, 60, places=2).map(str) | st.sampled_from(["", "1.23456", "9e30", "free"])
prices = st.decimals(0, 9, places=3).map(str) | st.sampled_from(["", "-1", "?"])
rows = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "C4", "5.0", ""]),
        "at": st.sampled_from(["2026-05-01", "2026-05-02T10:00:00Z", "", "later"]),
        "state": st.sampled_from(["paid", "VOID", "test", "odd", ""]),
        "mail": st.sampled_from(["a@x.org", "A@X.org ", ""]),
        "sku": st.sampled_from(["mug", "tea", ""]),
        "qty": st.integers(-4, 7).map(str) | st.sampled_from(["", "x", "99999999999999999999"]),
        "sum": amounts,
        "off": prices,
        "ship": prices,
        "tax": prices,
        "voucher": prices,
        "back": prices,
        "paid": st.sampled_from(["card", ""]),
    }
)
FLAGS = {"negative_quantity": st.booleans(), "negative_amount": st.booleans()}


@given(
    lines=st.lists(rows, min_size=1, max_size=40),
    level=st.sampled_from(list(mapping.OrderLevel)),
    told=st.builds(mapping.Reversals, **FLAGS, prefixes=st.sampled_from([(), ("C",)])),
)
@settings(max_examples=12, deadline=None)
def test_rows_and_money_add_up(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[Mapping[str, str]],
    level: mapping.OrderLevel,
    told: mapping.Reversals,
) -> None:
    store = Store(tmp_path_factory.mktemp("any"))
    source = _written(store.folder / "sales.csv", lines)
    text = mapping.as_toml(
        COLUMNS,
        currency="EUR",
        statuses={"void": "reversal", "test": "ignored", "paid": "sale"},
        order_level=level,
        reversals=told,
    )
    # The books themselves refuse a load that loses a row or a cent.
    file = store.load(source, layout=mapping.parse(text)).files[0]
    assert file.rows_read == len(lines) == file.rows_loaded + file.rows_rejected
    assert file.amount_read == file.amount_loaded + file.amount_rejected
    _nothing_is_reversed_beyond_its_worth(store)
    store.engine.dispose()


def _written(path: Path, lines: list[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def _nothing_is_reversed_beyond_its_worth(store: Store) -> None:
    i, o, r = schema.order_items, schema.orders, schema.refunds
    worth = sa.select(
        i.c.order_id, sa.func.sum(i.c.quantity * i.c.unit_price - i.c.discount).label("worth")
    ).group_by(i.c.order_id)
    back = sa.select(r.c.order_id, sa.func.sum(r.c.amount).label("amount")).group_by(r.c.order_id)
    with store.engine.connect() as connection:
        goods = {row[0]: Decimal(row[1]) for row in connection.execute(worth)}
        charged = {
            row[0]: row[1]
            for row in connection.execute(sa.select(o.c.order_id, o.c.shipping + o.c.tax))
        }
        for order, amount in connection.execute(back):
            if order in goods:
                assert amount <= goods[order] + charged[order]
    assert all(value >= 0 for value in goods.values())


def test_an_order_cut_over_two_files_is_named_where_its_first_part_is_replaced(
    store: Store,
) -> None:
    told = mapping.parse(
        'name = "till"\ncurrency = "EUR"\n[lines]\norder_id = "id"\nordered_at = "at"\n'
        'product_id = "sku"\nquantity = "qty"\nunit_price = "price"\n'
    )
    header = "id,at,sku,qty,price"
    day = store.write(
        "2026-05-01.csv",
        header,
        "1,2026-05-01,mug,1,10",
        "2,2026-05-01,mug,1,10",
        "3,2026-05-01,mug,2,10",
    )
    # Order 2 goes on with a tea, order 3 is told again with one mug less, 1 with the same.
    following = store.write(
        "2026-05-02.csv",
        header,
        "1,2026-05-01,mug,1,10",
        "2,2026-05-01,tea,2,5",
        "3,2026-05-01,mug,1,10",
    )
    first, second = store.load(day, following, layout=told).files
    assert first.notes == ()
    assert second.notes == (
        "Orders that were stored with more pieces than they have here, and were replaced: 2 "
        "(the first: 2). If they were not corrected but cut over two files, put all rows of an "
        "order into one file.",
    )
    items = schema.order_items.c
    assert store.rows(items.order_id, items.product_id, items.quantity) == [
        ("1", "mug", 1),
        ("2", "tea", 2),
        ("3", "mug", 1),
    ]
