"""Shopify's customers and products exports, alone and beside orders, in any order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data import schema
from data.ingest.errors import LoadError
from tests.data.ingest.store import Store

FILES = Path(__file__).parent / "shopify"
ORDERS, CUSTOMERS, PRODUCTS = (FILES / f"{n}.csv" for n in ("orders", "customers", "products"))

c, p = schema.customers.c, schema.products.c


def _products(store: Store) -> dict[str, tuple[object, ...]]:
    rows = store.rows(p.product_id, p.name, p.category, p.unit_price, p.unit_cost, p.is_product)
    return {row[0]: row[1:] for row in rows}


def test_customers_are_people_with_orders_or_without(store: Store) -> None:
    (report,) = store.load(CUSTOMERS).files
    assert store.rows(c.name, c.email, c.country, c.city) == [
        ("Ann Archer-Stone", "ann@example.com", "US", "Bangor"),
        ("Dora Dean", None, "US", "Bath"),
    ]
    assert report.reasons == (
        ("An earlier row is the same person.", 1),
        ("Without e-mail address and phone number nobody can be told from others.", 1),
    )


def test_products_are_variants_with_the_category_and_cost_of_the_export(store: Store) -> None:
    (report,) = store.load(PRODUCTS).files
    assert _products(store) == {
        # The apostrophe only kept a spreadsheet from reading a number.
        "0012": ("Harbour Mug - Red", "Mugs", Decimal(11), Decimal("4.3"), True),
        "MUG": ("Harbour Mug - Blue", "Mugs", Decimal(10), Decimal("4.2"), True),
        "TEA": ("Loose Tea", "Tea", Decimal("5.5"), None, True),
        "Present - $25.00": ("Present - $25.00", "Vouchers", Decimal(25), None, False),
    }
    # The row that only adds a picture of the mug is loaded with the mug.
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (6, 5, 1)
    assert store.rejects()[0][:3] == (7, "Variant Price", "n/a")


@pytest.mark.parametrize("first", [(ORDERS,), (CUSTOMERS, PRODUCTS)])
def test_orders_and_what_is_known_of_people_and_products_meet_in_any_order(
    store: Store, first: tuple[Path, ...]
) -> None:
    store.load(*first)
    store.load(*(path for path in (ORDERS, CUSTOMERS, PRODUCTS) if path not in first))
    assert store.rows(c.name, c.email, c.country, c.city) == [
        ("Ann Archer-Stone", "ann@example.com", "US", "Bangor"),
        ("Ben Baker", "ben@example.com", "CA", "Toronto"),
        ("Dora Dean", None, "US", "Bath"),
    ]
    products = _products(store)
    assert products["MUG"] == ("Harbour Mug - Blue", "Mugs", Decimal(10), Decimal("4.2"), True)
    assert products["TEA"] == ("Loose Tea", "Tea", Decimal("5.5"), None, True)
    assert products["POT"] == ("Tea Pot", None, Decimal(10), None, True)


def test_a_whole_folder_of_exports_loads_at_once(store: Store) -> None:
    report = store.load(FILES / "customers.csv", FILES / "orders.csv", FILES / "products.csv")
    assert [(file.source, file.layout) for file in report.files] == [
        ("customers.csv", "shopify"),
        ("orders.csv", "shopify"),
        ("products.csv", "shopify"),
    ]
    assert report.currency == "USD"


def test_the_newer_headers_of_customers_and_products_mean_the_same(store: Store) -> None:
    store.load(
        store.write(
            "customers_export.csv",
            "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,"
            "Default Address City,Default Address Country Code,Phone,Total Spent,Tax Exempt",
            "'7001,Eve,Ellis,eve@example.com,no,Leeds,GB,,0.00,no",
        ),
        store.write(
            "products_export.csv",
            "Title,URL handle,Vendor,Product category,Type,SKU,Option1 name,Option1 value,Price,"
            "Cost per item",
            "Scarf,scarf,Loom,Apparel > Scarves,,SC-1,Title,Default Title,20.00,8.00",
        ),
    )
    assert store.rows(c.name, c.city, c.country) == [("Eve Ellis", "Leeds", "GB")]
    assert _products(store) == {"SC-1": ("Scarf", "Scarves", Decimal(20), Decimal(8), True)}


def test_orders_that_lack_a_needed_column_are_refused_by_name(store: Store) -> None:
    path = store.write("orders_export.csv", "Name,Lineitem name,Lineitem price", "#1,Mug,10.00")
    with pytest.raises(LoadError, match="lacks the columns Created at, Financial Status"):
        store.load(path)
