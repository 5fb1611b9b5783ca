"""Sharing money out, on numbers small enough to do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest import shares
from data.schema import Money

PARTS = sa.table(
    "parts",
    sa.column("row_number", sa.BigInteger),
    sa.column("key", sa.String),
    sa.column("amount", Money),
    sa.column("weight", Money),
    sa.column("unit", sa.BigInteger),
)
LINES = sa.table(
    "lines",
    sa.column("line_id", sa.String),
    sa.column("order_id", sa.String),
    sa.column("product_id", sa.String),
    sa.column("quantity", sa.BigInteger),
    sa.column("gross", Money),
    sa.column("discount", Money),
)


@pytest.fixture(scope="module")
def database() -> Iterator[sa.Connection]:
    engine = sa.create_engine("duckdb://")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _shared(database: sa.Connection, amount: str, *weights: str, unit: int = 100) -> list[Decimal]:
    rows = ", ".join(
        f"({n}, 'a', {amount}::DECIMAL(18, 4), {weight}::DECIMAL(18, 4), {unit})"
        for n, weight in enumerate(weights)
    )
    parts = sa.text(f"SELECT * FROM (VALUES {rows}) t(row_number, key, amount, weight, unit)")
    table = parts.columns(*PARTS.c).subquery()
    made = shares.share_out(table, ["key"], amount="amount", weight="weight", into="part")
    return list(database.execute(sa.select(made.c.part).order_by(made.c.row_number)).scalars())


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("10.00", ("1", "1", "1"), ("3.34", "3.33", "3.33")),
        # 6.66... and 3.33...: the larger remainder is the first one's.
        ("10.00", ("20", "10"), ("6.67", "3.33")),
        ("8.33", ("62.95", "37.95"), ("5.20", "3.13")),
        ("0.01", ("1", "5"), ("0", "0.01")),
        ("5.00", ("0", "0"), ("2.50", "2.50")),
        ("5.00", ("0", "3"), ("0", "5.00")),
        ("0", ("1", "2"), ("0", "0")),
        # Less than a cent is shared too, so that no part exceeds what it is taken off.
        ("1.0003", ("1", "1"), ("0.5002", "0.5001")),
        ("0.375", ("0.125", "0.25"), ("0.125", "0.25")),
    ],
)
def test_parts_are_in_proportion_and_add_up(
    database: sa.Connection, amount: str, weights: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    assert _shared(database, amount, *weights) == [Decimal(part) for part in parts]


def test_a_currency_without_cents_is_shared_in_whole_coins(database: sa.Connection) -> None:
    assert _shared(database, "100", "1", "1", "1", unit=10_000) == [34, 33, 33]
    units = [shares.unit_of(sa.literal(code)) for code in ("JPY", "KWD", "EUR")]
    assert database.execute(sa.select(*units)).one() == (10_000, 10, 100)


@settings(max_examples=60, deadline=None)
@given(
    amount=st.decimals(0, 10**9, places=2),
    weights=st.lists(st.decimals(0, 10**7, places=2), min_size=1, max_size=8),
)
def test_parts_always_add_up_and_none_is_below_zero(
    database: sa.Connection, amount: Decimal, weights: list[Decimal]
) -> None:
    parts = _shared(database, f"{amount:f}", *(f"{weight:f}" for weight in weights))
    assert sum(parts) == amount
    assert min(parts) >= 0


@settings(max_examples=60, deadline=None)
@given(
    quantity=st.integers(1, 500),
    gross=st.decimals(0, 10**6, places=2),
    off=st.integers(0, 100),
)
def test_a_lines_gross_and_discount_are_said_exactly_by_its_items(
    database: sa.Connection, quantity: int, gross: Decimal, off: int
) -> None:
    discount = (gross * off / 100).quantize(Decimal("0.01"))
    row = f"('1', 'o', 'p', {quantity}, {gross:f}::DECIMAL(18, 4), {discount:f}::DECIMAL(18, 4))"
    text = sa.text(
        f"SELECT * FROM (VALUES {row}) t(line_id, order_id, product_id, quantity, gross, discount)"
    )
    items = database.execute(shares.items(text.columns(*LINES.c).subquery())).all()
    assert len(items) <= 2
    assert sum(item[3] for item in items) == quantity
    assert sum(item[3] * item[4] for item in items) == gross
    assert sum(item[5] for item in items) == discount
    assert all(0 <= item[5] <= item[3] * item[4] for item in items)
