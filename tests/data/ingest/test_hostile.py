"""Whatever a file holds: every row is accounted for, or a sentence says why nothing was loaded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings

from data import schema
from data.csv_text import csv_text
from data.ingest import LoadError, LoadReport
from tests.data.ingest import hostile, star_folder
from tests.data.ingest.store import HEADER, Store

SALE = ["489434", "85048", "MUG", "2", "2010-07-01 10:00:00", "1.50", "13085", "United Kingdom"]
NAMES = HEADER.split(",")
ITEM = ["1", "mug", "2", "3.50"]
ITEM_NAMES = ["order_id", "product_id", "quantity", "unit_price"]
OFTEN = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def used() -> Iterator[Store]:
    """One store for all examples, with an order in it that has to stay."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.load(store.sales(",".join(["1", *SALE[1:]])))
        yield store
        store.engine.dispose()


@pytest.fixture(scope="module")
def shop() -> Iterator[Store]:
    """The same for the product's own layout."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.load(star_folder.folder(store), currency="GBP")
        yield store
        store.engine.dispose()


def load_or_say(store: Store, path: Path) -> LoadReport | None:
    """The report; None where a sentence refused the file and the store is as it was."""
    before = store.counts()
    try:
        return store.load(path, currency="GBP", dates="day-first")
    except LoadError as error:
        said = str(error)
        assert len(said) < 2000
        assert all(letter.isprintable() or letter == "\n" for letter in said), said
        assert store.counts() == before
        return None


def check(report: LoadReport) -> None:
    for file in report.files:
        assert file.balanced, file.as_json()
        assert file.rows_read > 0


def records(content: bytes) -> int | None:
    """The rows of a file, counted here and not there; None where this is not told easily."""
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    return sum(bool(row) for row in rows) - 1


@OFTEN
@given(content=hostile.files(NAMES, SALE))
@example(content=HEADER.encode())
@example(content=f'{HEADER}\n{",".join(SALE)}\n"'.encode())
@example(content=b"\xff\xfe")
@example(content=f"{HEADER}\n".encode() + b"\x00" * 400)
def test_a_hostile_flat_file_is_accounted_for_or_refused(used: Store, content: bytes) -> None:
    path = used.folder / "hostile.csv"
    path.write_bytes(content)
    report = load_or_say(used, path)
    if report is not None:
        check(report)
        counted = records(content)
        if counted is not None and b"\x00" not in content[:400]:
            assert report.files[0].rows_read == counted


@OFTEN
@given(content=hostile.files(ITEM_NAMES, ITEM))
def test_a_hostile_file_among_good_ones_is_accounted_for_or_refused(
    shop: Store, content: bytes
) -> None:
    folder = star_folder.folder(shop)
    (folder / "order_items.csv").write_bytes(content)
    report = load_or_say(shop, folder)
    if report is not None:
        check(report)
        assert len(report.files) == 3


@pytest.mark.parametrize("formula", ["=CMD|'/C calc'!A0", "@SUM(A1)", "+1", "-1"])
def test_a_formula_is_kept_as_it_is_and_defused_where_it_leaves(store: Store, formula: str) -> None:
    store.load(store.sales(",".join([*SALE[:2], formula, *SALE[3:]])))
    assert store.rows(schema.products.c.name) == [(formula,)]
    assert f"'{formula}" in csv_text([{"name": formula}], {"name": "Product"})


def test_an_unclosed_mark_is_found_at_its_line_among_many(store: Store) -> None:
    lines = [",".join([f"5{n}", *SALE[1:]]) for n in range(3000)]
    lines[1233] = lines[1233].replace("MUG", '"MUG')
    with pytest.raises(LoadError, match=r"sales.csv cannot be read from line 1235 on"):
        store.load(store.sales(*lines))
