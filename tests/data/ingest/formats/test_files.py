"""Reading files: nothing is lost without a word, whatever the file looks like."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from data import schema
from data.ingest import LoadError
from data.ingest.formats.csvfile import counted
from data.ingest.formats.records import MAX_MISSHAPEN
from tests.data.ingest.store import HEADER, Store

MUG = "489434,85048,MUG,2,2010-07-01 10:00:00,1.50,13085,United Kingdom"


def descriptions(store: Store) -> list[str]:
    return [name for (name,) in store.rows(schema.products.c.name)]


def test_a_quotation_mark_that_is_never_closed_refuses_the_file(store: Store) -> None:
    path = store.sales(MUG, MUG.replace("MUG", '"MUG'), MUG, MUG)
    with pytest.raises(LoadError, match=r"sales.csv cannot be read from line 3 on .* not closed"):
        store.load(path)


def test_a_quotation_mark_closed_rows_later_refuses_the_file(store: Store) -> None:
    path = store.sales(MUG, MUG.replace("MUG", '"MUG'), MUG, MUG.replace("MUG", 'A, MUG"'), MUG)
    with pytest.raises(LoadError, match=r"lines 3 to 5 run together into one row"):
        store.load(path)


def test_a_row_the_database_alone_does_not_read_refuses_the_file(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.sales(MUG, "short,row", "another,short,row", MUG)
    with counted(path) as csv:
        csv.misshapen.pop()
        monkeypatch.setattr("data.ingest.reader.counted", lambda *_: _Given(csv))
        with pytest.raises(LoadError, match=r"holds 4 rows, but the database read 3"):
            store.load(path)


class _Given:
    """A counted file, given instead of counted."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __enter__(self) -> object:
        return self.value

    def __exit__(self, *_: object) -> None:
        return None


def test_after_a_refused_file_the_store_is_as_it_was(store: Store) -> None:
    store.load(store.sales(MUG))
    before = store.counts()
    broken = store.sales(MUG.replace("489434", "1"), MUG.replace("MUG", '"MUG'), name="broken.csv")
    with pytest.raises(LoadError):
        store.load(store.sales(MUG.replace("489434", "2"), name="good.csv"), broken)
    assert store.counts() == before


def test_quoted_commas_quotation_marks_and_line_breaks_are_part_of_a_field(store: Store) -> None:
    line = MUG.replace("85048", "{}").replace("MUG", "{}")
    report = store.load(
        store.sales(
            line.format("10001", '"MUG, RED"'),
            line.format("10002", '"6"" MUG"'),
            line.format("10003", '"MUG\nBLUE"'),
            line.format("10004", ' MUG 6" '),
        )
    )
    assert set(descriptions(store)) == {'6" MUG', "MUG\nBLUE", "MUG, RED", 'MUG 6"'}
    assert report.files[0].rows_loaded == 4


def test_the_database_refusing_a_file_is_said_in_words(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.sales(MUG, "short,row")
    with counted(path) as csv:
        monkeypatch.setattr(
            "data.ingest.reader.counted", lambda *_: _Given(replace(csv, copy=None, misshapen=[]))
        )
        with pytest.raises(LoadError, match=r"sales.csv cannot be read: .*CSV Error on Line: 3"):
            store.load(path)


def test_mixed_line_ends_trailing_delimiters_and_leading_blank_lines_do_no_harm(
    store: Store,
) -> None:
    path = store.folder / "sales.csv"
    path.write_bytes(f"\n{HEADER}\r\n{MUG}\n{MUG},,\r\n{MUG}\n".encode())
    report = store.load(path)
    assert (report.files[0].rows_read, report.files[0].rows_loaded) == (3, 3)


def test_a_file_that_is_no_data_is_refused_with_what_to_do(store: Store) -> None:
    with pytest.raises(LoadError, match=r"sales.xlsx is no readable Excel workbook"):
        store.load(store.write("sales.xlsx", "PK"))
    with pytest.raises(LoadError, match=r"notes.doc is no file of data. Save it as CSV"):
        store.load(store.write("notes.doc", "Dear all"))


def test_blank_lines_are_no_rows(store: Store) -> None:
    report = store.load(store.sales("", MUG, "", "", MUG, ""))
    assert report.files[0].rows_read == 2


def test_a_byte_order_mark_is_no_part_of_the_first_column(store: Store) -> None:
    report = store.load(store.write("bom.csv", HEADER, MUG, encoding="utf-8-sig"))
    assert report.files[0].rows_loaded == 1


@pytest.mark.parametrize(("encoding", "spoken"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_text_that_is_not_utf8_is_translated_and_that_is_said(
    store: Store, encoding: str, spoken: str
) -> None:
    line = MUG.replace("MUG", "CAFÉ £ MUG")
    report = store.load(store.write("old.csv", HEADER, line, encoding=encoding))
    assert descriptions(store) == ["CAFÉ £ MUG"]
    assert report.files[0].notes == (f"Read as {spoken} text.",)


def test_bytes_that_are_no_known_text_refuse_the_file(store: Store) -> None:
    path = store.folder / "sales.csv"
    path.write_bytes(f"{HEADER}\n{MUG}\n".encode().replace(b"MUG", b"M\x81G"))
    with pytest.raises(LoadError, match=r"neither UTF-8 nor Windows-1252"):
        store.load(path)


def test_semicolons_and_windows_line_ends_are_read(store: Store) -> None:
    path = store.folder / "sales.csv"
    path.write_bytes(f"{HEADER}\r\n{MUG}\r\n{MUG}\r\n".replace(",", ";").encode())
    assert store.load(path).files[0].rows_loaded == 2


def test_a_compressed_file_is_read_and_a_truncated_one_refused(store: Store) -> None:
    lines = [MUG.replace("MUG", f"MUG {number}") for number in range(2000)]
    whole = gzip.compress("\n".join([HEADER, *lines, ""]).encode())
    path = store.folder / "sales.csv.gz"
    path.write_bytes(whole)
    assert store.load(path).files[0].rows_loaded == 2000
    for length in (len(whole) - 12, 100):
        path.write_bytes(whole[:length])
        with pytest.raises(LoadError, match=r"sales.csv.gz cannot be read"):
            store.load(path)


def test_an_empty_file_and_one_without_rows_are_refused(store: Store) -> None:
    with pytest.raises(LoadError, match=r"sales.csv is empty"):
        store.load(store.write("sales.csv"))
    with pytest.raises(LoadError, match=r"holds a header and no rows"):
        store.load(store.sales())


def test_a_file_of_mostly_misshapen_rows_is_refused(store: Store) -> None:
    with pytest.raises(LoadError, match=r"more than 1,000 rows .* the first in row 3"):
        store.load(store.sales(MUG, *["a,b"] * (MAX_MISSHAPEN + 1)))


def test_extra_columns_in_any_order_do_no_harm(store: Store) -> None:
    path = store.write(
        "sales.csv",
        "Country,Notes,Price,InvoiceDate,Quantity,Notes,StockCode,Description,Customer ID,Invoice",
        "France,a,1.5,2010-01-04 10:00:00,2,b,85048,MUG,13085,489434",
    )
    report = store.load(path)
    assert report.files[0].amount_loaded == 3
    assert store.rows(schema.orders.c.country) == [("France",)]


def test_a_missing_column_is_named_with_those_that_are_there(store: Store) -> None:
    path = store.write("sales.csv", HEADER.replace(",Price", ""), "1")
    with pytest.raises(
        LoadError, match=r"sales.csv lacks the column Price. It has: Invoice, Stock"
    ):
        store.load(path)


def test_an_unknown_file_is_shown_the_known_layouts(store: Store) -> None:
    path = store.write("notes.csv", "day,weather", "1,sunny")
    with pytest.raises(LoadError, match=r"day, weather.*online-retail.*olist.*star"):
        store.load(path)


def test_an_unknown_layout_a_missing_file_and_an_empty_folder_are_refused(store: Store) -> None:
    with pytest.raises(LoadError, match=r"no layout “shopware”. Known are: online-retail, olist"):
        store.load(store.sales(MUG), layout="shopware")
    with pytest.raises(LoadError, match=r"no file or folder gone\.csv"):
        store.load(store.folder / "gone.csv")
    (store.folder / "empty").mkdir()
    with pytest.raises(LoadError, match=r"folder empty holds no file of data"):
        store.load(store.folder / "empty")


def test_a_named_layout_is_held_to_its_word(store: Store) -> None:
    with pytest.raises(LoadError, match=r"follow no known layout"):
        store.load(store.sales(MUG), layout="olist")


def test_a_folder_of_flat_files_is_loaded_file_by_file(store: Store) -> None:
    store.write("both/a.csv", HEADER, MUG)
    store.write("both/b.csv", HEADER, MUG.replace("489434", "489435"))
    store.write("both/notes.csv", "day,weather", "1,sunny")
    report = store.load(store.folder / "both")
    assert [file.source for file in report.files] == ["a.csv", "b.csv"]
    assert report.ignored == ("notes.csv",)
    assert report.sentences()[-1] == "notes.csv: not needed, left out."


def test_a_file_that_only_calls_itself_parquet_is_refused(store: Store) -> None:
    with pytest.raises(LoadError, match=r"orders.parquet is no readable Parquet file"):
        store.load(store.write("orders.parquet", "not parquet"))


def test_a_flat_file_in_parquet_is_read_too(store: Store, tmp_path: Path) -> None:
    values = dict(zip(HEADER.split(","), MUG.split(","), strict=True))
    path = tmp_path / "sales.parquet"
    pd.DataFrame([values]).astype({"Quantity": "int64", "Price": "float64"}).to_parquet(path)
    assert store.load(path).files[0].amount_loaded == 3
