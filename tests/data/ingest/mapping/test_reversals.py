"""Every way a source can say that something was taken back."""

from __future__ import annotations

from decimal import Decimal

from data import schema
from data.ingest import LoadReport, mapping
from tests.data.ingest.store import Store, utc

HEAD = """
currency = "EUR"
[lines]
order_id = "id"
ordered_at = "at"
product_id = "sku"
quantity = "qty"
unit_price = "price"
"""
ORDERS, ITEMS, R = schema.orders.c, schema.order_items.c, schema.refunds.c
BEYOND = "Together with what was given back before, this is more than the order is worth."


def load(store: Store, more: str, header: str, *rows: str) -> LoadReport:
    source = store.write("sales.csv", f"id,at,sku,qty,price{header}", *rows)
    return store.load(source, layout=mapping.parse(HEAD + more))


def test_a_negative_quantity_gives_back_on_its_own_day(store: Store) -> None:
    report = load(
        store,
        "[reversals]\nnegative_quantity = true",
        "",
        "1,2026-05-01,mug,3,5",
        "1,2026-05-09,mug,-1,5",
        "2,2026-05-10,tea,-2,4",
        "3,2026-05-10,tea,1,-4",
    )
    assert store.rows(R.order_id, R.product_id, R.refunded_at, R.quantity, R.amount) == [
        ("1", "mug", utc("2026-05-09"), 1, 5),
        ("2", "tea", utc("2026-05-10"), 2, 8),
    ]
    assert store.rows(ORDERS.order_id, ORDERS.ordered_at, ORDERS.status) == [
        ("1", utc("2026-05-01"), "completed"),
        ("2", utc("2026-05-10"), "credit note"),
    ]
    s = schema.order_statuses.c
    assert store.rows(s.status, s.counts_as_order) == [("completed", True), ("credit note", False)]
    file = report.files[0]
    assert (file.rows_loaded, file.rows_rejected) == (3, 1)
    assert file.amount_loaded == 2


def test_a_negative_amount_gives_back_and_no_more_than_the_order_was_worth(store: Store) -> None:
    load(
        store,
        "[reversals]\nnegative_amount = true",
        "",
        "1,2026-05-01,mug,2,5",
        "1,2026-05-02,mug,1,-5",
        "1,2026-05-03,mug,1,-5.01",
    )
    assert store.rows(R.order_id, R.quantity, R.amount) == [("1", 1, 5)]
    assert store.rejects() == [(4, "price", "5.0100", Decimal("-5.01"), BEYOND)]


def test_credit_notes_are_told_by_their_prefix_with_or_without_a_minus(store: Store) -> None:
    rows = ("1,2026-05-01,mug,2,5", "gs-1,2026-05-02,mug,{}1,5", "gs-1,2026-05-02,tea,{}2,4")
    told = '[reversals]\nprefix = ["C", "GS-"]'
    load(store, told, "", *(row.format("-") for row in rows))
    assert store.rows(R.order_id, R.quantity, R.amount) == [("gs-1", 1, 5), ("gs-1", 2, 8)]
    told += '\ncredit_notes = "positive"'
    again = load(store, told, "", *(row.format("") for row in rows))
    assert again.files[0].rows_unchanged == 3


def test_a_credit_note_that_takes_back_an_earlier_one_is_subtracted(store: Store) -> None:
    load(store, '[reversals]\nprefix = "C"', "", "C1,2026-05-01,mug,1,5")
    assert store.rows(R.quantity, R.amount, R.reason) == [(-1, -5, "Credit note taken back")]


def test_a_refunded_amount_is_taken_back_once_on_its_day(store: Store) -> None:
    report = load(
        store,
        'refunded = "back"\nrefunded_at = "back at"\nrefund_reason = "why"',
        ",back,back at,why",
        "1,2026-05-01,mug,2,5,-3.50,2026-06-01,broken",
        "1,2026-05-01,tea,1,4,-3.50,2026-06-01,broken",
        "2,2026-05-01,tea,1,4,4,,",
        "3,2026-05-01,tea,1,4,4.01,,",
        "4,2026-05-01,tea,1,4,0,,",
    )
    assert store.rows(R.order_id, R.refunded_at, R.quantity, R.amount, R.reason) == [
        ("1", utc("2026-06-01"), 0, Decimal("3.5"), "broken"),
        ("2", utc("2026-05-01"), 0, 4, "Refunded"),
    ]
    assert store.rejects() == [
        (5, "back", "4.0100", 4, "More was refunded than the order is worth.")
    ]
    assert report.files[0].amount_loaded == 22


def test_a_reversed_order_is_not_taken_back_twice(store: Store) -> None:
    load(
        store,
        'status = "state"\nrefunded = "back"\n[statuses]\nvoid = "reversal"',
        ",state,back",
        "1,2026-05-01,mug,2,5,void,12",
        "1,2026-05-01,tea,1,4,void,12",
        "2,2026-05-01,tea,1,4,void,0",
        "3,2026-05-01,tea,1,4,paid,0",
    )
    # Of the 14.00 of the first order 12.00 are given back already; its last line gives the rest.
    assert store.rows(R.order_id, R.amount, R.order_item_id, R.quantity) == [
        ("1", 2, "1-lines-2", 0),
        ("1", 12, None, 0),
        ("2", 4, "2-lines-1", 1),
    ]


def test_an_ignored_credit_note_is_set_aside(store: Store) -> None:
    told = 'status = "state"\n[statuses]\ndraft = "ignored"\n[reversals]\nprefix = "C"'
    load(store, told, ",state", "C1,2026-05-01,mug,-1,5,draft", "2,2026-05-01,mug,1,5,Draft")
    assert store.rejects() == [(2, "state", "draft", -5, "The mapping ignores this status.")]
    assert store.rows(R.order_id) == []


def test_every_other_status_can_be_ignored(store: Store) -> None:
    told = 'status = "state"\n[statuses]\npaid = "sale"\notherwise = "ignored"'
    rows = ("1,2026-05-01,mug,1,5,Paid", "2,2026-05-01,mug,1,5,odd", "3,2026-05-01,mug,1,5,")
    report = load(store, told, ",state", *rows)
    s = schema.order_statuses.c
    assert store.rows(s.status, s.counts_as_order) == [
        ("Paid", True),
        ("completed", True),
        ("odd", False),
    ]
    assert report.files[0].notes == ("Orders ignored because of their status: odd (1).",)


def test_patterns_and_free_rows_are_set_aside_as_the_mapping_says(store: Store) -> None:
    told = '[set_aside]\norder_id = ["A*"]\nproduct_id = ["TEST?"]\nfree = true'
    rows = ("a1,2026-05-01,mug,1,5", "2,2026-05-01,test1,1,5", "3,2026-05-01,mug,1,0")
    load(store, told, "", *rows, "4,2026-05-01,mug,1,5")
    assert [(row[1], row[2], row[4]) for row in store.rejects()] == [
        ("id", "a1", "The mapping sets it aside."),
        ("sku", "test1", "The mapping sets it aside."),
        ("price", "0", "Nothing was charged, which the mapping sets aside."),
    ]
    assert store.rows(ORDERS.order_id) == [("4",)]


def test_a_later_file_that_only_gives_back_does_not_replace_the_sale(store: Store) -> None:
    told = "[reversals]\nnegative_quantity = true"
    load(store, told, "", "1,2026-05-01,mug,2,5")
    report = load(store, told, "", "1,2026-06-01,mug,-1,5", "2,2026-06-01,mug,1,5")
    assert store.rows(ITEMS.order_id, ITEMS.quantity) == [("1", 2), ("2", 1)]
    ((row, column, value, amount, reason),) = store.rejects()
    assert (row, column, value, amount) == (2, "id", "1", -5)
    assert "into one file" in reason
    assert report.files[0].rows_loaded == 1
