"""Loading again: the same changes nothing, a correction replaces, an overlap counts once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data import schema
from data.ingest import FileReport, LoadError
from tests.data.ingest.store import HEADER, Store, utc

MUG = "1,85048,MUG,2,2010-12-01 10:00:00,1.50,13085,France"
TEA = "2,22041,TEA,1,2010-12-02 10:00:00,4.00,13086,France"
JAM = "3,22042,JAM,3,2010-12-03 10:00:00,2.00,,Spain"
FREE = "3,22042,JAM,3,2010-12-03 10:00:00,0,,Spain"
BACK = "C4,22041,TEA,-1,2010-12-03 12:00:00,4.00,13086,France"


def parts(file: FileReport) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Rows and amounts read, loaded, unchanged and set aside."""
    rows = (file.rows_read, file.rows_loaded, file.rows_unchanged, file.rows_rejected)
    amounts = (file.amount_read, file.amount_loaded, file.amount_unchanged, file.amount_rejected)
    return rows, tuple(float(amount) for amount in amounts)


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    path = store.sales(MUG, TEA, FREE, BACK)
    first = store.load(path)
    before = store.counts()
    again = store.load(path)
    assert (first.changed, again.changed) == (True, False)
    assert parts(first.files[0]) == ((4, 3, 0, 1), (3, 3, 0, 0))
    assert parts(again.files[0]) == ((4, 0, 3, 1), (3, 0, 3, 0))
    assert store.counts() == before


def test_the_same_file_given_twice_at_once_counts_once(store: Store) -> None:
    copy = store.sales(MUG, TEA, name="copy.csv")
    report = store.load(store.sales(MUG, TEA), copy)
    # What a later file says again counts as the later file's.
    assert [parts(file)[0] for file in report.files] == [(2, 0, 2, 0), (2, 2, 0, 0)]
    assert len(store.rows(schema.order_items.c.order_item_id)) == 2


def test_the_same_rows_in_another_file_and_order_change_nothing(store: Store) -> None:
    jar = JAM.replace("22042,JAM", "22043,JAR")
    store.load(store.sales(JAM, jar, BACK))
    before = store.counts()
    report = store.load(store.sales(BACK, jar, JAM, name="sorted.csv"))
    assert not report.changed
    assert parts(report.files[0]) == ((3, 0, 3, 0), (8, 0, 8, 0))
    assert store.counts() == before


def test_overlapping_invoices_of_a_second_year_are_counted_once(store: Store) -> None:
    store.load(store.sales(MUG, TEA))
    second = store.write(
        "second.csv",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        "2,22041,TEA,1,12/2/2010 10:00,4.00,13086.0,France",
        "3,22042,JAM,3,12/13/2010 10:00,2.00,,Spain",
    )
    report = store.load(second)
    assert parts(report.files[0]) == ((2, 1, 1, 0), (10, 6, 4, 0))
    items = schema.order_items.c
    assert store.rows(items.order_id, items.quantity) == [("1", 2), ("2", 1), ("3", 3)]


def test_a_corrected_export_replaces_its_orders_and_leaves_the_others(store: Store) -> None:
    store.load(store.sales(MUG, TEA, TEA, JAM))
    report = store.load(store.sales(MUG, TEA.replace(",1,2010", ",5,2010"), name="corrected.csv"))
    assert parts(report.files[0]) == ((2, 1, 1, 0), (23, 20, 3, 0))
    items = schema.order_items.c
    assert store.rows(items.order_item_id, items.quantity) == [("1-1", 2), ("2-1", 5), ("3-1", 3)]


def test_a_corrected_customer_or_time_replaces_the_order(store: Store) -> None:
    store.load(store.sales(MUG, TEA))
    changed = store.sales(MUG.replace("13085", "99"), TEA.replace("10:00", "11:00"), name="b.csv")
    assert store.load(changed).files[0].rows_loaded == 2
    orders = schema.orders.c
    assert store.rows(orders.order_id, orders.customer_id, orders.ordered_at) == [
        ("1", "99", utc("2010-12-01 10:00")),
        ("2", "13086", utc("2010-12-02 11:00")),
    ]


def test_an_older_export_given_again_does_not_undo_a_correction(store: Store) -> None:
    original = store.sales(MUG)
    store.load(original)
    store.load(store.sales(MUG.replace(",2,2010", ",9,2010"), name="corrected.csv"))
    assert not store.load(original).changed
    assert store.rows(schema.order_items.c.quantity) == [(9,)]


def test_a_product_is_renamed_only_with_an_order_that_changed(store: Store) -> None:
    store.load(store.sales(MUG))
    renamed = MUG.replace("MUG", "RED MUG")
    assert not store.load(store.sales(renamed, name="b.csv")).changed
    assert store.rows(schema.products.c.name) == [("MUG",)]
    store.load(store.sales(renamed, renamed.replace("1,", "7,", 1), name="c.csv"))
    assert store.rows(schema.products.c.name) == [("RED MUG",)]


def test_a_reversal_that_was_corrected_is_replaced(store: Store) -> None:
    store.load(store.sales(TEA, BACK))
    store.load(store.sales(TEA, BACK.replace(",-1,", ",-2,"), name="b.csv"))
    assert store.rows(schema.refunds.c.refund_id, schema.refunds.c.amount) == [("C4-1", Decimal(8))]


def test_the_books_name_the_file_and_add_up(store: Store) -> None:
    store.load(store.sales(MUG, FREE))
    loads, rejects = schema.loads.c, schema.rejects.c
    assert store.rows(
        loads.source, loads.layout, loads.rows_read, loads.rows_loaded, loads.rows_rejected
    ) == [("sales.csv", "online-retail", 2, 1, 1)]
    assert store.rows(loads.amount_read, loads.amount_loaded, loads.amount_rejected) == [(3, 3, 0)]
    assert store.rows(loads.load_id) == store.rows(rejects.load_id)
    ((digest,),) = store.rows(loads.file_hash)
    assert len(digest) == 64


def test_a_row_lost_on_the_way_refuses_the_load(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.ingest.sieve._set_aside", lambda *_: None)
    with pytest.raises(LoadError, match=r"2 rows worth 3.* do not add up .* Nothing was loaded"):
        store.load(store.sales(MUG, FREE))


def test_an_order_lost_in_the_store_refuses_the_load(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.ingest.merge._replace", lambda *_: None)
    with pytest.raises(LoadError, match=r"hold 1 order rows worth 3.*, but 0 worth 0.0000 arrived"):
        store.load(store.sales(MUG))


def test_files_in_two_currencies_keep_their_own(store: Store) -> None:
    store.load(store.sales(MUG))
    report = store.load(store.sales(TEA, name="b.csv"), currency="EUR")
    assert store.rows(schema.orders.c.currency) == [("EUR",), ("GBP",)]
    assert report.files[0].currencies == ("EUR",)


def test_options_come_before_what_the_layout_knows(store: Store) -> None:
    report = store.load(store.sales(MUG), currency="eur", timezone="America/New_York")
    assert (report.currency, report.timezone) == ("EUR", "America/New_York")
    assert store.rows(schema.orders.c.ordered_at) == [(utc("2010-12-01 15:00"),)]
    with pytest.raises(LoadError, match="no time zone “Europe/Atlantis”"):
        store.load(store.sales(TEA), timezone="Europe/Atlantis")


def test_a_file_without_one_good_row_changes_nothing_and_says_why(store: Store) -> None:
    report = store.load(store.sales(FREE))
    assert not report.changed
    assert report.as_json()["files"][0]["rows"] == {
        "read": 1,
        "loaded": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    assert report.sentences() == [
        "sales.csv (online-retail): 1 rows read, 0 loaded, 0 unchanged, 1 set aside.",
        "  1 set aside: Nothing was charged: price 0 (a gift, a sample or a stock entry).",
    ]


def test_the_report_says_rows_and_money_in_words_and_json(store: Store) -> None:
    path = store.write("sales.csv", HEADER, MUG, JAM, BACK)
    report = store.load(path)
    assert report.sentences() == [
        "sales.csv (online-retail): 3 (5.00 GBP) rows read, 3 (5.00 GBP) loaded, "
        "0 unchanged, 0 set aside."
    ]
    assert report.as_json() == {
        "changed": True,
        "shop": "Online Retail",
        "currency": "GBP",
        "timezone": "Europe/London",
        "files": [
            {
                "source": "sales.csv",
                "layout": "online-retail",
                "rows": {"read": 3, "loaded": 3, "unchanged": 0, "rejected": 0},
                "amounts": {"read": 5.0, "loaded": 5.0, "unchanged": 0.0, "rejected": 0.0},
                "reasons": [],
                "notes": [],
                "currencies": ["GBP"],
            }
        ],
        "ignored": [],
        "notes": [],
    }


def test_progress_rises_from_nothing_to_all_and_names_its_steps(store: Store) -> None:
    steps: list[tuple[str, float]] = []
    store.load(store.sales(MUG), progress=lambda step, done: steps.append((step, done)))
    fractions = [done for _, done in steps]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert "Reading sales.csv" in [step for step, _ in steps]


def test_a_new_file_whose_only_news_is_a_row_set_aside_is_entered_in_the_books(
    store: Store,
) -> None:
    store.load(store.sales(MUG, TEA))
    spoilt = JAM.replace("2.00", "dear")
    later = store.load(store.sales(MUG, TEA, spoilt, name="later.csv"))
    assert later.changed
    assert [row[:3] for row in store.rejects()] == [(4, "Price", "dear")]
    assert not store.load(store.sales(TEA, MUG, name="neither.csv")).changed
