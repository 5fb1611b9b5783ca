"""The first year of Online Retail through a mapping, against the layout made for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from data.ingest import FileReport, LoadOptions, load, mapping
from data.ingest.layouts import Layout
from data.progress import silent

FILE = "online_retail/online_retail_2009_2010.csv.gz"
MAPPING = Path(__file__).resolve().parents[2] / "docs" / "examples" / "credit-notes.toml"
Loads = tuple[sa.Engine, sa.Engine, FileReport, FileReport]


@pytest.fixture(scope="module")
def loads(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loads]:
    """Both stores and both reports: the built-in layout's first."""
    folder = tmp_path_factory.mktemp("mapped")
    engines = [sa.create_engine(f"duckdb:///{folder / name}") for name in ("own", "mapped")]
    layouts: list[Layout | None] = [None, mapping.read(MAPPING)]
    own, mapped = (
        load(
            engine, [shared_data / FILE], layout=layout, options=LoadOptions(), progress=silent
        ).files[0]
        for engine, layout in zip(engines, layouts, strict=True)
    )
    yield engines[0], engines[1], own, mapped
    for engine in engines:
        engine.dispose()


def both(loads: Loads, query: sa.Select[*tuple[Any, ...]]) -> tuple[list[Any], list[Any]]:
    answers = []
    for engine in loads[:2]:
        with engine.connect() as connection:
            answers.append([tuple(row) for row in connection.execute(query)])
    return answers[0], answers[1]


def test_rows_and_money_are_loaded_and_set_aside_alike(loads: Loads) -> None:
    *_, own, mapped = loads
    assert mapped.rows_read == 525_461
    assert mapped.rows_rejected == 3_690
    for part in ("rows_loaded", "amount_read", "amount_loaded", "amount_rejected"):
        assert getattr(mapped, part) == getattr(own, part)


def test_every_line_and_every_refund_is_the_same(loads: Loads) -> None:
    for table in (schema.order_items, schema.refunds):
        named = [c for c in table.c if c.name not in ("order_item_id", "refund_id", "reason")]
        print_of = sa.func.sum(sa.func.hash(*named))
        own, mapped = both(loads, sa.select(sa.func.count(), print_of))
        assert own == mapped


def test_every_order_has_the_same_customer_time_and_country(loads: Loads) -> None:
    c = schema.orders.c
    said = (c.order_id, c.customer_id, c.ordered_at, c.country, c.currency, c.shipping, c.tax)
    own, mapped = both(loads, sa.select(sa.func.count(), sa.func.sum(sa.func.hash(*said))))
    assert own == mapped
    counts = schema.order_statuses.c.counts_as_order
    joined = schema.orders.join(
        schema.order_statuses, schema.order_statuses.c.status == schema.orders.c.status
    )
    counted = sa.select(counts, sa.func.count()).select_from(joined).group_by(counts)
    own, mapped = both(loads, counted.order_by(counts))
    assert own == mapped
    assert dict(mapped)[True] == 20_951


def test_products_are_called_and_sorted_alike(loads: Loads) -> None:
    c = schema.products.c
    said = (c.product_id, c.name, c.unit_price, c.is_product)
    own, mapped = both(loads, sa.select(*said).order_by(c.product_id))
    assert own == mapped
    assert len(own) > 4_000


def test_customers_are_the_same_people(loads: Loads) -> None:
    c = schema.customers.c
    own, mapped = both(loads, sa.select(c.customer_id).order_by(c.customer_id))
    assert own == mapped
