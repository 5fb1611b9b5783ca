"""One export in several files of a folder: nothing is counted twice, and no order is torn."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from data import schema
from data.ingest import FileReport
from tests.data.ingest.store import HEADER, Store

LINE = "{},{},THING,{},2010-07-{} 10:00:00,1.50,13085,France"


def _line(invoice: str, code: str, quantity: int = 1, day: str = "01") -> str:
    return LINE.format(invoice, code, quantity, day)


def _folder(store: Store, *days: list[str]) -> Path:
    """The store's folder `days` with a file of lines per day."""
    for number, lines in enumerate(days, 1):
        store.write(f"days/day{number}.csv", HEADER, *lines)
    return store.folder / "days"


def _lines(store: Store) -> list[tuple[object, ...]]:
    c = schema.order_items.c
    return store.rows(c.order_id, c.product_id, c.quantity)


def _rows(report: FileReport) -> tuple[int, int, int]:
    return report.rows_loaded, report.rows_unchanged, report.rows_rejected


def test_an_invoice_that_begins_in_one_file_and_ends_in_the_next_is_whole(store: Store) -> None:
    store.load(_folder(store, [_line("1", "A"), _line("2", "A")], [_line("2", "B", day="02")]))
    assert _lines(store) == [("1", "A", 1), ("2", "A", 1), ("2", "B", 1)]


def test_an_export_cut_in_the_middle_of_an_invoice_is_whole(store: Store) -> None:
    store.load(_folder(store, [_line("1", "A"), _line("1", "B")], [_line("1", "C")]))
    assert _lines(store) == [("1", "A", 1), ("1", "B", 1), ("1", "C", 1)]


def test_an_invoice_that_stands_in_two_files_counts_once(store: Store) -> None:
    """Also where it has a line twice: that is two of a thing, in each of the files."""
    twice = [_line("1", "A"), _line("1", "A")]
    first, second = store.load(_folder(store, twice, [*twice, _line("2", "A")])).files
    assert _lines(store) == [("1", "A", 1), ("1", "A", 1), ("2", "A", 1)]
    assert _rows(first) == (0, 2, 0)
    assert _rows(second) == (3, 0, 0)
    assert (first.amount_unchanged, second.amount_loaded) == (Decimal(3), Decimal("4.5"))


def test_a_later_file_corrects_an_invoice_of_an_earlier_one(store: Store) -> None:
    first, second = store.load(_folder(store, [_line("1", "A", 5)], [_line("1", "A", 3)])).files
    assert _lines(store) == [("1", "A", 3)]
    assert (_rows(first), _rows(second)) == ((0, 0, 1), (1, 0, 0))
    assert first.reasons == (("A later file has other lines of the same invoice.", 1),)
    assert first.amount_rejected == Decimal("7.5")


def test_a_folder_that_grew_loads_what_is_new(store: Store) -> None:
    bad = _line("9", "A", 0)
    store.load(_folder(store, [_line("1", "A"), bad], [_line("2", "A", day="02")]))
    report = store.load(_folder(store, [_line("1", "A"), bad], [_line("2", "A", day="02")], [
        _line("3", "A", day="03")
    ]))  # fmt: skip
    assert [_rows(file) for file in report.files] == [(0, 1, 1), (0, 1, 0), (1, 0, 0)]
    assert report.files[0].notes == ("This file was loaded before.",)
    assert [row[0] for row in _lines(store)] == ["1", "2", "3"]
    # The row that is set aside stands in the books once.
    assert len(store.rejects()) == 1
    assert len(store.rows(schema.loads.c.source)) == 3


def test_a_folder_that_grew_does_not_undo_a_correction(store: Store) -> None:
    store.load(_folder(store, [_line("1", "A", 5)]))
    store.load(store.sales(_line("1", "A", 3), name="correction.csv"))
    store.load(_folder(store, [_line("1", "A", 5)], [_line("2", "A", day="02")]))
    assert _lines(store) == [("1", "A", 3), ("2", "A", 1)]


def test_an_invoice_whose_end_comes_with_the_next_days_file_stays_whole(store: Store) -> None:
    first = [_line("1", "A"), _line("2", "A")]
    store.load(_folder(store, first))
    report = store.load(_folder(store, first, [_line("2", "B", day="02")]))
    assert _lines(store) == [("1", "A", 1), ("2", "A", 1), ("2", "B", 1)]
    assert [_rows(file) for file in report.files] == [(0, 2, 0), (1, 0, 0)]


def test_a_correction_beside_files_that_were_loaded_before_counts(store: Store) -> None:
    """Whatever the files are called: what is new comes after what is known."""
    store.load(_folder(store, [_line("7", "Z")], [_line("1", "A", 5)]))
    store.write("days/day0.csv", HEADER, _line("1", "A", 3))
    store.load(store.folder / "days")
    assert ("1", "A", 3) in _lines(store)
    assert ("1", "A", 5) not in _lines(store)


def test_files_of_two_headers_in_a_folder_are_two_sources(store: Store) -> None:
    second = HEADER.replace("Invoice,", "InvoiceNo,").replace("Price", "UnitPrice")
    _folder(store, [_line("1", "A")], [_line("2", "A")])
    store.write("days/day3.csv", second, _line("1", "A"), _line("3", "A"))
    report = store.load(store.folder / "days")
    assert [_rows(file) for file in report.files] == [(1, 0, 0), (1, 0, 0), (1, 1, 0)]
    assert [row[0] for row in _lines(store)] == ["1", "2", "3"]


def test_the_dates_of_all_files_together_tell_which_part_is_the_day(store: Store) -> None:
    """03/04 alone could be both; the next file's 13/04 decides."""
    line = "{},A,THING,1,{} 10:00,1.50,13085,France"
    store.load(_folder(store, [line.format(1, "03/04/2010")], [line.format(2, "13/04/2010")]))
    days = store.rows(schema.orders.c.order_id, schema.orders.c.ordered_at)
    assert [(order, at.month, at.day) for order, at in days] == [("1", 4, 3), ("2", 4, 13)]
