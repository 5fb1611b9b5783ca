"""Excel workbooks: typed cells arrive as exact text, and no workbook takes the machine down."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from data import schema
from data.ingest import LoadError
from data.ingest.formats import cells, xlsx
from tests.data.ingest.formats import workbooks
from tests.data.ingest.store import HEADER, Store

TEXT = '<c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c>'


def converted(path: Path, sheet: str = "Sales") -> tuple[list[dict[str, object]], list[str]]:
    target = path.with_suffix(".parquet")
    rows, notes = xlsx.convert(path, path.name, sheet, target)
    table = pq.read_table(target).to_pylist()
    assert len(table) == rows
    return table, notes


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (17850.0, "17850"),
        (2.5499999999999998, "2.55"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        ("00085", "00085"),
        ("=SUM", "=SUM"),
        (True, "true"),
        (datetime(2026, 1, 5, 10), "2026-01-05 10:00:00"),  # noqa: DTZ001
        (datetime(2026, 1, 5), "2026-01-05"),  # noqa: DTZ001
        (date(2026, 1, 5), "2026-01-05"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_arrives_as_the_text_of_its_value(tmp_path: Path, value: object, text: str) -> None:
    path = workbooks.write(tmp_path / "b.xlsx", {"Sales": [["key", "value"], ["a", 1]]})
    book = load_workbook(path)
    cell = book["Sales"]["B2"]
    cell.value = value
    if text == "=SUM":
        cell.data_type = "s"
    book.save(path)
    rows, _ = converted(path)
    assert rows == [{"row_number": 2, "c0": "a", "c1": text.replace(".", cells.POINT)}]


def test_a_workbook_is_loaded_like_any_other_file(store: Store) -> None:
    rows: list[list[Any]] = [
        HEADER.split(","),
        [489434, "85048", "MUG", 2, datetime(2010, 7, 1, 10), 1.5, 13085.0, "UK"],  # noqa: DTZ001
        [],
        [489435, "85048", "MUG", 1, datetime(2010, 7, 2, 10), 2.55, None, "UK"],  # noqa: DTZ001
        [489436, "85048", "MUG", "#N/A", datetime(2010, 7, 2, 10), 2.55, None, "UK"],  # noqa: DTZ001
    ]
    report = store.load(workbooks.write(store.folder / "sales.xlsx", {"Sales": rows}))
    assert (report.files[0].source, report.files[0].rows_read) == ("sales.xlsx", 3)
    assert str(report.files[0].amount_loaded) == "5.5500"
    assert store.rows(schema.orders.c.customer_id) == [("13085",), (None,)]
    assert store.rejects() == [(5, "Quantity", "#N/A", None, "This is no whole number.")]


def test_sheets_are_tables_by_their_names(store: Store) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "Orders": [["order_id", "ordered_at"], ["1", "2026-05-01"]],
        "Order Items": [
            ["order_id", "product_id", "quantity", "unit_price"],
            ["1", "mug", 2, 3.5],
        ],
        "Products": [["product_id"], ["mug"]],
        "Remarks": [["day", "weather"], ["1", "sunny"]],
        "Nothing": [],
    }
    path = workbooks.write(store.folder / "shop.xlsx", sheets)
    report = store.load(path, currency="EUR")
    assert [file.source for file in report.files] == [
        "shop.xlsx: Orders",
        "shop.xlsx: Order Items",
        "shop.xlsx: Products",
    ]
    assert report.ignored == ("shop.xlsx: Remarks",)
    assert store.rows(schema.order_items.c.unit_price)[0][0] == 3.5
    assert not store.load(path, currency="EUR").changed


def test_rows_of_blank_text_are_no_rows_and_values_beside_the_table_are_noted(
    tmp_path: Path,
) -> None:
    rows = [["a", "b"], ["1", "2"], ["", " "], ["3", "4", "checked by Ann"]]
    found, notes = converted(workbooks.write(tmp_path / "b.xlsx", {"Sales": rows}))
    assert [(row["row_number"], row["c0"]) for row in found] == [(2, "1"), (4, "3")]
    assert notes == ["Values without a column name were left out, the first in row 4."]


def test_a_formula_counts_with_its_result_and_one_without_is_refused(tmp_path: Path) -> None:
    header = f'<row r="1">{TEXT.format(n=1, text="a")}</row>'
    good = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    empty = '<row r="3"><c r="A3" t="str"><f>""</f><v></v></c></row>'
    found, _ = converted(workbooks.raw(tmp_path / "good.xlsx", header + good + empty))
    assert [row["c0"] for row in found] == ["2"]
    for formula in ("<f>1+1</f><v></v>", "<f>1+1</f>", '<f t="shared" si="0"/><v/>'):
        bad = f'{header}<row r="2"><c r="A2">{formula}</c></row>'
        with pytest.raises(LoadError, match=r"cell A2 holds a formula without its result"):
            converted(workbooks.raw(tmp_path / "bad.xlsx", bad))


def test_rows_the_library_passes_over_refuse_the_sheet(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{TEXT.format(n=n, text="a")}</row>' for n in (1, 3, 2))
    with pytest.raises(LoadError, match=r"holds 3 rows, but 2 were read"):
        converted(workbooks.raw(tmp_path / "b.xlsx", rows))


def test_entities_and_other_definitions_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = workbooks.raw(tmp_path / "b.xlsx", '<row r="1"><c><v>1</v></c></row>', bomb)
    with pytest.raises(LoadError, match=r"b.xlsx defines XML entities"):
        xlsx.sheets(path, path.name)


def test_definitions_behind_a_long_remark_are_refused(tmp_path: Path) -> None:
    remark = f"<!--{'<a/>' * 300_000}-->"
    bomb = f'{remark}<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = workbooks.raw(tmp_path / "b.xlsx", '<row r="1"><c><v>1</v></c></row>', bomb)
    with pytest.raises(LoadError, match=r"b.xlsx defines XML entities"):
        xlsx.sheets(path, path.name)


def test_definitions_in_a_part_of_any_name_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    path = workbooks.raw(tmp_path / "b.xlsx", '<row r="1"><c><v>1</v></c></row>', bomb)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            renamed = name.replace("sheet1.xml", "sheet1.dat")
            archive.writestr(renamed, part.replace(b"sheet1.xml", b"sheet1.dat"))
    with pytest.raises(LoadError, match=r"b.xlsx defines XML entities"):
        xlsx.sheets(path, path.name)


def test_pictures_in_a_workbook_are_no_definitions(tmp_path: Path) -> None:
    path = workbooks.write(tmp_path / "b.xlsx", {"Sales": [["a"], ["1"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\0\0<!DOCTYPE")
    assert xlsx.sheets(path, path.name) == [xlsx.Sheet("Sales", ("a",))]


def test_a_damaged_an_empty_and_an_old_workbook_are_refused(store: Store) -> None:
    path = workbooks.write(store.folder / "b.xlsx", {"Sales": [["a"], ["1"]]})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(LoadError, match=r"b.xlsx is damaged"):
        store.load(path)
    with pytest.raises(LoadError, match=r"b.xlsx is an empty workbook"):
        store.load(workbooks.write(path, {"Sales": []}))
    with pytest.raises(LoadError, match=r"b.xlsx holds a header and no rows"):
        store.load(workbooks.write(path, {"Sales": [HEADER.split(",")]}))
    with pytest.raises(LoadError, match=r"no workbook Excel would open"):
        store.load(workbooks.raw(path, '<row r="1"><c><v>1</v></row>'))
    (store.folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(LoadError, match=r"old.xls is an old or encrypted Excel workbook. Save it"):
        store.load(store.folder / "old.xls")


LOAD = """
import re
import resource
import sys
from pathlib import Path
from data.ingest import LoadError
from data.ingest.formats import xlsx
path = Path(sys.argv[1])
try:
    sheet = xlsx.sheets(path, path.name)[0]
    print(xlsx.convert(path, path.name, sheet.name, path.with_suffix(".parquet")))
except LoadError as error:
    print(error)
# The kernel's other figure for the peak also counts the process that this one was forked from.
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
spent = resource.getrusage(resource.RUSAGE_SELF)
print(spent.ru_utime + spent.ru_stime)
"""


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("XFD1048576", "b.xlsx reaches to cell XFD1048576: more columns than a table has."),
        ("A1048576", "(1, [])"),
    ],
)
def test_a_cell_in_the_last_corner_costs_little_memory_and_time(
    tmp_path: Path, cell: str, said: str
) -> None:
    path = workbooks.write(tmp_path / "b.xlsx", {"Sales": [["a"]]})
    book = load_workbook(path)
    book["Sales"][cell] = "far"
    book.save(path)
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    answer, peak_kb, seconds = done.stdout.splitlines()
    assert answer.startswith(said)
    assert int(peak_kb) < 512 * 1024
    assert float(seconds) < 10
