"""What a release says otherwise of closed months: by how much, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema
from data.build import Lineage, build_release
from data.build.checks import check_release
from data.engines import writer_engine
from data.progress import silent
from tests.data import shop
from tests.data.build.conftest import change, rows
from tests.data.build.money import Star

LOG, OF_ORDERS = schema.restatements.c, schema.restated_orders.c
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
NEXT = Lineage("second", "first")
MONEY = (LOG.gross_sales, LOG.discounts, LOG.reversals, LOG.net_sales)


def tell(engine: sa.Engine, currency: str) -> None:
    """Let a release say which currency it is in, as a published one does."""
    info = schema.release_info
    change(engine, sa.delete(info), sa.insert(info).values(key="currency", value=currency))


def go_on(engine: sa.Engine, lineage: Lineage = NEXT, currency: str = "GBP") -> None:
    """Build the next release over the one that is there."""
    build_release(
        engine, timezone=shop.TIMEZONE, currency=currency, progress=silent, lineage=lineage
    )


@pytest.fixture
def released(own: sa.Engine) -> sa.Engine:
    """The tiny shop as a release says it: May and June are closed, July is not."""
    shop.derive(own)
    tell(own, "GBP")
    return own


def after(engine: sa.Engine, *statements: sa.Executable) -> list[tuple[Any, ...]]:
    """Month, cause, orders and money of the log once the star was changed."""
    change(engine, *statements)
    go_on(engine)
    assert check_release(engine) == []
    return rows(engine, LOG.month, LOG.cause, LOG.orders, *MONEY)


ORDER, ITEM, REFUND = schema.orders, schema.order_items, schema.refunds


def refund(name: str, order: str, day: date, amount: str) -> sa.Executable:
    at = shop._at(day.month, day.day, 12)
    return REFUND.insert().values(
        refund_id=name, order_id=order, refunded_at=at, quantity=0, amount=Decimal(amount)
    )


def test_the_same_data_restate_nothing(released: sa.Engine) -> None:
    assert after(released) == []
    assert rows(released, *OF_ORDERS) == []


def test_a_first_release_restates_nothing(own: sa.Engine) -> None:
    shop.derive(own)
    assert rows(own, *LOG) == []


def test_a_late_refund_restates_its_month_by_exactly_its_amount(released: sa.Engine) -> None:
    late = refund("late", "O2", date(2026, 5, 30), "5.25")
    assert after(released, late) == [
        (MAY, "late reversals", 1, 0, 0, Decimal("5.25"), Decimal("-5.25"))
    ]
    assert rows(released, *OF_ORDERS) == [
        ("second", MAY, "late reversals", "O2", 0, Decimal("-5.25"))
    ]
    assert rows(released, LOG.release_id, LOG.compared_with, LOG.currency) == [
        ("second", "first", "GBP")
    ]


def test_what_happened_in_an_open_month_is_no_restatement(released: sa.Engine) -> None:
    late = refund("late", "O2", date(2026, 7, 30), "5.25")
    more = sa.update(ITEM).where(ITEM.c.order_id == "O11").values(unit_price=99)
    assert after(released, late, more) == []


def test_a_late_order_restates_its_month(released: sa.Engine) -> None:
    """O9 was placed in July; it and a new order of two mugs now are of June."""
    order = sa.insert(ORDER).values(
        order_id="N", ordered_at=shop._at(6, 3, 9), status="paid", currency="GBP", shipping=0, tax=0
    )
    item = sa.insert(ITEM).values(
        order_item_id="N-1", order_id="N", product_id="MUG", quantity=2, unit_price=10, discount=3
    )
    moved = sa.update(ORDER).where(ORDER.c.order_id == "O9").values(ordered_at=shop._at(6, 30, 9))
    assert after(released, order, item, moved) == [
        (JUNE, "late orders", 1, 20, 3, 0, 17),
        (JUNE, "moved orders", 1, 10, 0, 0, 10),
    ]


def test_changed_removed_and_moved_orders_are_told_apart(released: sa.Engine) -> None:
    """O1 costs 1 more a mug, O3 counts no more, O5 moves from June to May, O4 within June."""
    dearer = sa.update(ITEM).where(ITEM.c.order_id == "O1").values(unit_price=11)
    void = sa.update(ORDER).where(ORDER.c.order_id == "O3").values(status="test")
    may = sa.update(ORDER).where(ORDER.c.order_id == "O5").values(ordered_at=shop._at(5, 6, 9))
    june = sa.update(ORDER).where(ORDER.c.order_id == "O4").values(ordered_at=shop._at(6, 29, 9))
    assert after(released, dearer, void, may, june) == [
        (MAY, "changed orders", 1, 2, 0, 0, 2),
        (MAY, "moved orders", 1, 13, 0, 0, 13),
        (MAY, "removed orders", 1, -15, Decimal("-1.50"), 0, Decimal("-13.50")),
        (JUNE, "moved orders", 1, -13, 0, 0, -13),
    ]
    assert rows(released, *list(OF_ORDERS)[1:]) == [
        (MAY, "removed orders", "O3", Decimal("13.50"), 0),
        (MAY, "moved orders", "O5", 0, 13),
        (MAY, "changed orders", "O1", 18, 20),
        (JUNE, "moved orders", "O5", 13, 0),
    ]


def test_changed_and_removed_reversals_are_told(released: sa.Engine) -> None:
    """R1 of May is 8 instead of 9; nothing else was closed."""
    less = sa.update(REFUND).where(REFUND.c.refund_id == "R1").values(amount=8)
    assert after(released, less) == [(MAY, "changed reversals", 1, 0, 0, -1, 1)]
    gone = sa.delete(REFUND).where(REFUND.c.refund_id == "R1")
    assert after(released, gone)[1:] == [(MAY, "changed reversals", 1, 0, 0, -8, 8)]


def test_a_reversal_that_moved_within_its_month_changed_nothing(released: sa.Engine) -> None:
    moved = sa.update(REFUND).where(REFUND.c.refund_id == "R1")
    assert after(released, moved.values(refunded_at=shop._at(5, 30, 9))) == []


def test_the_log_keeps_what_earlier_releases_restated(released: sa.Engine) -> None:
    after(released, refund("a", "O2", date(2026, 5, 30), "1"))
    change(released, refund("b", "O2", date(2026, 6, 29), "2"))
    go_on(released, Lineage("third", "second"))
    assert rows(released, LOG.release_id, LOG.compared_with, LOG.month, LOG.net_sales) == [
        ("second", "first", MAY, -1),
        ("third", "second", JUNE, -2),
    ]


def test_another_rate_is_a_cause_of_its_own(tmp_path: Path) -> None:
    """U is 20 less 2 USD, of which 5 came back; D is one dollar dearer as well."""
    engine = writer_engine(tmp_path / "money.duckdb")
    star = Star().order("E", MAY, "EUR", ("10", "0")).order("L", JUNE, "EUR", ("1", "0"))
    star.order("U", MAY, "USD", ("20", "2")).refund("R", "U", MAY, "5")
    star.order("G", MAY, "GBP", ("7", "0")).rate("USD", MAY, "0.5").build(engine)
    tell(engine, "EUR")
    star.rows["currency_rates"] = []
    star.rate("USD", MAY, "0.6").rate("GBP", MAY, "2").write(engine)
    go_on(engine, currency="EUR")
    assert rows(engine, LOG.month, LOG.cause, LOG.orders, *MONEY) == [
        (MAY, "other exchange rate", 2, 16, Decimal("0.2"), Decimal("0.5"), Decimal("15.3"))
    ]
    assert rows(engine, *list(OF_ORDERS)[3:]) == [
        ("G", 0, 14),
        ("U", Decimal("6.5"), Decimal("7.8")),
    ]
    engine.dispose()


def test_releases_in_two_currencies_are_not_compared(
    released: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    tell(released, "EUR")
    assert after(released, refund("late", "O2", date(2026, 5, 30), "5")) == []
    assert "amounts were in another currency" in caplog.text


def test_a_release_of_before_the_log_is_not_compared(
    released: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    schema.dim_order.drop(released)
    assert after(released, refund("late", "O2", date(2026, 5, 30), "5")) == []
    assert "older version" in caplog.text


def test_only_the_largest_orders_of_a_month_are_kept(
    released: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.build.restate.LARGEST", 2)
    dearer = sa.update(ITEM).values(unit_price=ITEM.c.unit_price * 2)
    assert [row[:3] for row in after(released, dearer)] == [
        (MAY, "changed orders", 3),
        (JUNE, "changed orders", 2),
    ]
    assert rows(released, OF_ORDERS.month, OF_ORDERS.order_id) == [
        (MAY, "O1"),
        (MAY, "O2"),
        (JUNE, "O4"),
        (JUNE, "O5"),
    ]


# --- any two releases ----------------------------------------------------------------------------
DAY = st.integers(0, 100).map(lambda days: MAY + timedelta(days))
LINE = st.tuples(st.sampled_from(["5", "7.77", "12.3456"]), st.sampled_from(["0", "1.01"]))
ONE = st.tuples(
    DAY,
    st.sampled_from(["EUR", "USD", "JPY"]),
    st.lists(LINE, min_size=1, max_size=2),
    st.sampled_from(["paid", "paid", "test"]),
    st.lists(st.tuples(DAY, st.sampled_from(["1", "2.5"])), max_size=2),
)
SHOP = st.dictionaries(st.sampled_from("ABCDEF"), ONE, min_size=1)
RATES = st.sampled_from(["0.9", "0.95", "1.1111"])


def star_of(orders: dict[str, Any], usd: str) -> Star:
    star = Star().order("always", MAY + timedelta(70), "EUR", ("1", "0"))
    for month in (MAY, JUNE, JULY):
        for week in range(0, 31, 7):
            star.rate("USD", month + timedelta(week), usd)
    for name, (day, currency, lines, status, refunds) in orders.items():
        star.order(name, day, currency, *lines, status=status)
        for number, (back, amount) in enumerate(refunds):
            star.refund(f"{name}{number}", name, back, amount)
    return star


def months(engine: sa.Engine) -> dict[date, tuple[Any, ...]]:
    c = schema.monthly_sales.c
    found = rows(engine, c.month, c.gross_sales, c.discounts, c.reversals, c.net_sales)
    return {row[0]: row[1:] for row in found}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], sa.Engine]]:
    made: list[sa.Engine] = []

    def make() -> sa.Engine:
        made.append(writer_engine(tmp_path_factory.mktemp("any") / "any.duckdb"))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()


@settings(max_examples=25, deadline=None)
@given(before=SHOP, now=SHOP, kept=st.sets(st.sampled_from("ABCDEF")), usd=st.tuples(RATES, RATES))
def test_the_causes_add_up_to_the_change_of_every_closed_month(
    fresh: Callable[[], sa.Engine],
    before: dict[str, Any],
    now: dict[str, Any],
    kept: set[str],
    usd: tuple[str, str],
) -> None:
    engine = star_of(before, usd[0]).build(fresh())
    tell(engine, "EUR")
    complete = schema.monthly_sales.c
    closed = [month for month, done in rows(engine, complete.month, complete.is_complete) if done]
    old = months(engine)
    same = {name: before[name] for name in kept if name in before}
    star_of({**now, **same}, usd[1]).write(engine)
    go_on(engine, currency="EUR")
    new, nothing = months(engine), (Decimal(0),) * 4
    changes = {
        month: tuple(b - a for a, b in zip(old[month], new.get(month, nothing), strict=True))
        for month in closed
    }
    told = dict.fromkeys(closed, nothing)
    for month, *sums in rows(engine, LOG.month, *MONEY):
        told[month] = tuple(a + b for a, b in zip(told[month], sums, strict=True))
    assert told == changes
    of_orders = sum(b - a for a, b in rows(engine, OF_ORDERS.net_before, OF_ORDERS.net_after))
    assert of_orders == sum(change[3] for change in changes.values())
