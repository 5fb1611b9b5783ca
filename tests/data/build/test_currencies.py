"""Amounts of several currencies are converted at the rate of the order's day, or left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema
from data.build.checks import check_release
from data.build.orders import NothingConverted
from data.engines import writer_engine
from tests.data.build.conftest import change, rows
from tests.data.build.money import Star

FIRST = date(2026, 5, 1)
ORDERS, LINES = schema.fact_orders.c, schema.fact_lines.c
REVERSALS, PAYMENTS = schema.fact_reversals.c, schema.fact_payments.c
DIM, LEFT = schema.dim_order.c, schema.unconverted.c


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = writer_engine(tmp_path / "money.duckdb")
    yield engine
    engine.dispose()


def three_orders() -> Star:
    """10 EUR less 1; 20 USD less 2 at 0.92; 3,000 JPY less 300 at 0.0061."""
    return (
        Star()
        .order("E", FIRST, "EUR", ("10", "1"), shipping="2")
        .order("U", FIRST, "USD", ("20", "2"), shipping="5")
        .order("J", FIRST, "JPY", ("3000", "300"))
        .rate("USD", FIRST, "0.92")
        .rate("JPY", FIRST, "0.0061")
    )


def test_each_order_is_worth_what_its_currency_was_worth_on_its_day(empty: sa.Engine) -> None:
    star = three_orders().payment("U", FIRST + timedelta(30), "23").build(empty)
    found = rows(star, ORDERS.gross, ORDERS.discount, ORDERS.shipping)
    assert sorted(found) == [
        (Decimal(10), Decimal(1), Decimal(2)),
        (Decimal("18.30"), Decimal("1.83"), 0),
        (Decimal("18.40"), Decimal("1.84"), Decimal("4.60")),
    ]
    assert rows(star, PAYMENTS.amount) == [(Decimal("21.16"),)]
    assert rows(star, schema.monthly_sales.c.gross_sales) == [(Decimal("46.70"),)]
    assert check_release(star) == []


def test_orders_keep_their_currency_and_their_rate_beside_their_key(empty: sa.Engine) -> None:
    star = three_orders().build(empty)
    assert rows(star, DIM.order_id, DIM.currency, DIM.rate, DIM.counts, DIM.left_out) == [
        ("E", "EUR", 1, True, None),
        ("J", "JPY", Decimal("0.0061"), True, None),
        ("U", "USD", Decimal("0.92"), True, None),
    ]
    assert rows(star, schema.orders.c.shipping) == [(2,), (5,), (0,)]


def test_the_rate_is_the_latest_of_the_last_seven_days(empty: sa.Engine) -> None:
    star = Star().order("E", FIRST, "EUR", ("1", "0"))
    star.rate("USD", FIRST, "0.9").rate("USD", FIRST + timedelta(3), "0.8")
    for days in (-1, 0, 2, 3, 10, 11):
        star.order(f"U{days}", FIRST + timedelta(days), "USD", ("1", "0"))
    star.build(empty)
    found = dict(rows(empty, DIM.order_id, DIM.rate))
    assert [found[f"U{days}"] for days in (-1, 0, 2, 3, 10, 11)] == [
        None,
        Decimal("0.9"),
        Decimal("0.9"),
        Decimal("0.8"),
        Decimal("0.8"),
        None,
    ]
    assert rows(empty, LEFT.currency, LEFT.orders, LEFT.amount, LEFT.first_day, LEFT.last_day) == [
        ("USD", 2, 2, FIRST - timedelta(1), FIRST + timedelta(11))
    ]


def test_what_has_no_rate_is_in_no_fact_but_is_counted_and_priced(empty: sa.Engine) -> None:
    star = (
        Star()
        .order("E", FIRST, "EUR", ("10", "0"))
        .order("U", FIRST, "USD", ("20", "2"), ("5", "0"))
        .order("T", FIRST, "USD", ("99", "0"), status="test")
        .order("C", FIRST + timedelta(4), "USD", status="credit note")
        .refund("R1", "U", FIRST + timedelta(9), "5", "U-2")
        .refund("R2", "C", FIRST + timedelta(4), "7")
        .refund("R3", "T", FIRST, "99", "T-1")
        .payment("U", FIRST, "23")
        .build(empty)
    )
    assert rows(star, ORDERS.gross) == [(10,)]
    assert rows(star, LINES.gross) == [(10,)]
    assert rows(star, REVERSALS.amount) == rows(star, PAYMENTS.amount) == []
    assert rows(star, *LEFT) == [("USD", 1, 23, 12, FIRST, FIRST + timedelta(9))]
    assert rows(star, DIM.order_id, DIM.left_out) == [
        ("E", None),
        ("T", "status"),
        ("U", "rate"),
        ("C", "status"),
    ]
    assert check_release(star) == []


def test_a_refund_is_worth_what_its_order_was_worth(empty: sa.Engine) -> None:
    star = three_orders().rate("USD", FIRST + timedelta(20), "2")
    star.refund("R", "U", FIRST + timedelta(20), "18", "U-1").build(empty)
    assert rows(empty, REVERSALS.amount, REVERSALS.date) == [
        (Decimal("16.56"), FIRST + timedelta(20))
    ]
    assert (Decimal("18.40"), Decimal("16.56")) in rows(empty, ORDERS.gross, ORDERS.reversed)


def test_a_document_that_names_no_order_has_the_rate_of_its_own_day(empty: sa.Engine) -> None:
    star = three_orders().order("C", FIRST, "USD", status="credit note")
    star.refund("R", "C", FIRST, "10").build(empty)
    assert rows(empty, REVERSALS.amount) == [(Decimal("9.20"),)]


def test_rates_of_before_the_currency_changed_still_serve(empty: sa.Engine) -> None:
    """In USD: 10 EUR at 1 / 0.92, and 3,000 JPY at 0.0061 / 0.92."""
    star = three_orders().build(empty, currency="USD")
    assert dict(rows(star, DIM.order_id, DIM.rate)) == {
        "E": Decimal("1.086956521739"),
        "J": Decimal("0.006630434783"),
        "U": 1,
    }
    assert sorted(rows(star, ORDERS.gross)) == [
        (Decimal("10.8696"),),
        (Decimal("19.8913"),),
        (20,),
    ]
    assert check_release(star) == []


def test_a_rate_in_the_reporting_currency_comes_before_a_detour(empty: sa.Engine) -> None:
    star = three_orders().rate("EUR", FIRST, "1.10", "USD").build(empty, currency="USD")
    assert dict(rows(star, DIM.order_id, DIM.rate))["E"] == Decimal("1.1")


def test_the_reporting_currency_is_always_worth_one(empty: sa.Engine) -> None:
    star = three_orders().rate("EUR", FIRST, "3", "EUR").build(empty)
    assert dict(rows(star, DIM.order_id, DIM.rate))["E"] == 1


def test_a_shop_of_which_nothing_can_be_converted_is_refused_with_a_sentence(
    empty: sa.Engine,
) -> None:
    with pytest.raises(NothingConverted, match="Nothing can be shown in GBP: the 3 orders are in"):
        three_orders().build(empty, currency="GBP")


def test_a_changed_rate_within_a_day_is_found_out(empty: sa.Engine) -> None:
    star = three_orders().order("U2", FIRST, "USD", ("1", "0")).build(empty)
    change(star, sa.update(schema.dim_order).where(DIM.order_id == "U2").values(rate=Decimal(2)))
    found = "\n".join(map(str, check_release(star)))
    assert "A currency has two rates on one day, in 1 cases." in found
    assert "Order lines and the line fact: gross should be equal" in found


PRICE = st.decimals(min_value=0, max_value=1000, places=4)
RATE = st.decimals(min_value="0.0001", max_value=200, places=12).filter(lambda rate: rate > 0)
SHARE = st.integers(min_value=0, max_value=10)


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(st.tuples(PRICE, SHARE, SHARE), min_size=1, max_size=5),
    rate=RATE,
    together=st.booleans(),
)
def test_what_was_taken_back_whole_nets_to_exactly_zero(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[Decimal, int, int]],
    rate: Decimal,
    together: bool,
) -> None:
    """However the refunds are cut: in one, by line, or a line in two parts."""
    star = Star().order("E", FIRST, "EUR", ("1", "0")).rate("USD", FIRST, str(rate))
    cent = Decimal("0.0001")
    cut = [(price, (price * off / 10).quantize(cent), part) for price, off, part in lines]
    star.order("U", FIRST, "USD", *((str(price), str(off)) for price, off, _ in cut))
    if together:
        star.refund("R", "U", FIRST, str(sum(price - off for price, off, _ in cut)))
    else:
        for number, (price, off, part) in enumerate(cut, 1):
            first = ((price - off) * part / 10).quantize(cent)
            star.refund(f"A{number}", "U", FIRST, str(first), f"U-{number}")
            star.refund(f"B{number}", "U", FIRST, str(price - off - first), f"U-{number}")
    engine = writer_engine(tmp_path_factory.mktemp("whole") / "money.duckdb")
    star.build(engine)
    assert rows(engine, schema.monthly_sales.c.net_sales) == [(1,)]
    assert check_release(engine) == []
    engine.dispose()
