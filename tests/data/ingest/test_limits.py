"""Loads that are stopped because too much would be set aside, and what one can see of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data import schema
from data.ingest import Limit, LoadError, LoadOptions, Preview, RejectsFile, load
from data.progress import silent
from tests.data.ingest.store import Store

GOOD = "536365,22423,CAKE STAND,2,2009-12-01 08:26:00,12.75,17850,United Kingdom"
BAD = "536366,22424,=HYPERLINK(1),x,2009-12-01 08:30:00,3.00,17851,United Kingdom"
FREE = "536367,22425,GIFT,1,2009-12-01 08:31:00,0,17851,United Kingdom"


@pytest.mark.parametrize(("text", "rows", "percent"), [("250", 250, None), (" 2.5 % ", None, 2.5)])
def test_a_limit_is_a_number_of_rows_or_a_share(
    text: str, rows: int | None, percent: float | None
) -> None:
    limit = Limit.parse(text)
    assert (limit.rows, limit.percent and float(limit.percent)) == (rows, percent)


@pytest.mark.parametrize("text", ["", "-1", "101%", "many", "2.5", "1e3", "%"])
def test_anything_else_is_no_limit(text: str) -> None:
    with pytest.raises(LoadError, match="is no limit of rows to set aside"):
        Limit.parse(text)


@pytest.mark.parametrize(
    ("limit", "rejected", "read", "allowed"),
    [
        ("2", 2, 3, True),
        ("2", 3, 3, False),
        ("0", 0, 3, True),
        ("50%", 1, 2, True),
        ("50%", 2, 3, False),
        ("0.1%", 1, 1000, True),
        ("0.1%", 2, 1999, False),
    ],
)
def test_a_limit_is_what_may_be_set_aside_at_most(
    limit: str, rejected: int, read: int, allowed: bool
) -> None:
    assert Limit.parse(limit).allows(rejected, read) is allowed


def test_a_load_beyond_its_limit_leaves_the_store_and_says_which_file_and_why(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    store.load(store.sales(GOOD))
    before = store.counts()
    worse = store.sales(GOOD.replace("536365", "536370"), BAD, FREE, BAD, name="worse.csv")
    with pytest.raises(LoadError) as stopped:
        store.load(worse, limit=Limit.parse("50%"))
    said = str(stopped.value)
    assert said.startswith("3 of 4 rows would be set aside, more than the limit of 50% allows.")
    assert "worse.csv (3 of 4); most often (2 rows): This is no whole number." in said
    assert store.counts() == before


def test_the_same_file_again_is_not_held_against_a_limit(tmp_path: Path) -> None:
    store = Store(tmp_path)
    file = store.sales(GOOD, BAD, FREE)
    store.load(file)
    assert store.load(file, limit=Limit.parse("0")).changed is False


def test_rows_set_aside_are_written_even_where_the_load_is_stopped(tmp_path: Path) -> None:
    store = Store(tmp_path)
    file = RejectsFile(tmp_path / "rejects.csv")
    file.start()
    options = LoadOptions(limit=Limit.parse("1"))
    sales = store.sales(GOOD, BAD, FREE)
    with pytest.raises(LoadError):
        load(store.engine, [sales], options=options, progress=silent, watch=file.look)
    assert file.path.read_text().splitlines() == [
        "file,row,column,value,amount,reason",
        "sales.csv,3,Quantity,x,,This is no whole number.",
        "sales.csv,4,Price,0,0.00,"
        '"Nothing was charged: price 0 (a gift, a sample or a stock entry)."',
    ]


def test_a_preview_shows_what_was_recognised_and_how_it_would_be_stored(tmp_path: Path) -> None:
    store, preview = Store(tmp_path), Preview()
    sales = store.sales(*([GOOD] * 7), BAD)
    load(store.engine, [sales], options=LoadOptions(), progress=silent, watch=preview.look)
    seen = preview.as_json()
    assert (seen["layout"], seen["title"]) == (
        "online-retail",
        "Online Retail (one flat file of invoice lines)",
    )
    (file,) = seen["files"]
    assert (file["source"], file["role"], file["rows"]) == ("sales.csv", "lines", 8)
    assert file["columns"]["customer_id"] == "Customer ID"
    assert len(seen["samples"]["order_items"]) == 5
    assert seen["samples"]["order_items"][0] == {
        "order_item_id": "536365-1",
        "order_id": "536365",
        "product_id": "22423",
        "quantity": 2,
        "unit_price": "12.75",
        "discount": "0.00",
    }
    assert seen["samples"]["orders"][0]["ordered_at"] == "2009-12-01 08:26:00"
    assert seen["set_aside"] == [
        {
            "source": "sales.csv",
            "row": 9,
            "column": "Quantity",
            "value": "x",
            "amount": None,
            "reason": "This is no whole number.",
        }
    ]
    assert "payments" not in seen["samples"]
    assert Decimal(seen["samples"]["products"][0]["unit_price"]) == Decimal("12.75")


def test_a_file_corrected_by_leaving_a_bad_row_out_is_entered_in_the_books(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.load(store.sales(GOOD, BAD))
    assert store.load(store.sales(GOOD)).changed is True
    assert store.rows(schema.loads.c.rows_rejected) == [(0,), (1,)]
