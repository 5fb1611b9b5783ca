"""The product's own layout in three small files, to which a test adds others."""

from __future__ import annotations

from pathlib import Path

from tests.data.ingest.store import Store

ORDERS = ["order_id,ordered_at,customer_id", "1,2026-05-01 10:00:00,ann", "2,2026-05-02,"]
ITEMS = ["order_id,product_id,quantity,unit_price", "1,mug,2,3.50", "1,tea,1,4", "2,tea,1,4.25"]
PRODUCTS = ["product_id", "mug", "tea"]


def folder(store: Store, name: str = "shop", /, **files: list[str]) -> Path:
    """A folder of the three needed files and others, by table name."""
    given = {"orders": ORDERS, "order_items": ITEMS, "products": PRODUCTS, **files}
    for table, lines in given.items():
        store.write(f"{name}/{table}.csv", *lines)
    return store.folder / name
