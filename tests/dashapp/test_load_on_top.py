"""A shop loaded in two parts is, table by table, the shop that was loaded at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.build.checks import check_release
from data.build.summaries import fill_rollups
from data.engines import writer_engine
from data.ingest import LoadOptions, load
from data.progress import silent
from tests.dashapp.made_shop import DAYS, START, Order, Shop, made_order, made_shop, refund_of

AFTER = START + timedelta(days=DAYS + 2)


def derived(engine: sa.Engine) -> None:
    build_release(engine, timezone="Europe/Berlin", currency="EUR", progress=silent)
    fill_rollups(engine, silent)


def loaded(engine: sa.Engine, folder: Path) -> None:
    options = LoadOptions("Europe/Berlin", "EUR")
    assert load(engine, [folder], options=options, progress=silent).changed


def rows(engine: sa.Engine, table: sa.Table) -> list[tuple[Any, ...]]:
    """All rows, in the order of all their columns, but for what is said of the files."""
    found = sa.select(table).order_by(*table.c)
    if table is schema.reconciliation:
        found = found.where(table.c.pair != "files")
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(found)]


def new_day(shop: Shop) -> Shop:
    """Orders after all others: of old customers, of guests and of somebody new in their midst."""
    chance = random.Random(5)
    new = [made_order(chance, f"n{n}", DAYS + n / 9) for n in range(9)]
    new.append(made_order(chance, "n9", DAYS + 1, "c05"))
    customers = shop.customers | {"c05": {"customer_id": "c05", "name": "New", "country": "IT"}}
    return Shop({o.head["order_id"]: o for o in new}, customers, shop.products, shop.rates)


def late_orders(shop: Shop) -> Shop:
    """Orders of the first days, before what were their customers' first."""
    chance = random.Random(6)
    new = [made_order(chance, f"a{n}", n / 3, person) for n, person in enumerate(["c1", "c2", ""])]
    return Shop({o.head["order_id"]: o for o in new}, shop.customers, shop.products, shop.rates)


def _fewer_lines(order: Order) -> None:
    order.order_items = order.order_items[:1]


CORRECTIONS: tuple[Callable[[Order], object], ...] = (
    lambda order: order.order_items[0].update(quantity=9),
    _fewer_lines,
    lambda order: order.head.update(ordered_at=AFTER.isoformat()),
    lambda order: order.head.update(ordered_at=START.isoformat()),
    lambda order: order.head.update(customer_id="c3"),
    lambda order: order.head.update(customer_id=""),
    lambda order: order.refunds.append(refund_of(order, AFTER)),
    lambda order: order.refunds.clear(),
    lambda order: order.head.update(status="cancelled"),
    lambda order: order.head.update(status="completed"),
    lambda order: order.head.update(currency="USD"),
)


def corrections(shop: Shop) -> Shop:
    """Every second order once more, each with one of the corrections."""
    part = shop.part(list(shop.orders)[::2])
    for number, order in enumerate(part.orders.values()):
        CORRECTIONS[number % len(CORRECTIONS)](order)
    return part


def all_at_once(shop: Shop) -> Shop:
    """A new day that also brings late orders and corrections."""
    return reduce(Shop.with_, (late_orders(shop), corrections(shop), new_day(shop)))


def other_categories(shop: Shop) -> Shop:
    """One product is in another category now; it was sold in many orders that stay as they are."""
    part = new_day(shop)
    part.products["mug"]["category"] = "Kitchen"
    return part


def other_rates(shop: Shop) -> Shop:
    """Days that are long past are converted at another rate now."""
    part = new_day(shop)
    for rate in part.rates[:20]:
        rate["rate"] = "0.7777"
    return part


def built(database: Path, files: Path) -> Path:
    """A database with everything derived, once the files are loaded on top of what it holds."""
    engine = writer_engine(database)
    loaded(engine, files)
    derived(engine)
    engine.dispose()
    return database


def assert_same(one: Path, other: Path) -> None:
    """Every derived table is the same, and the first contradicts itself nowhere."""
    left, right = writer_engine(one), writer_engine(other)
    for table in schema.DERIVED:
        assert rows(left, table) == rows(right, table), table.name
    assert check_release(left, built=schema.Format.MASKED) == []
    left.dispose()
    right.dispose()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that is loaded and derived; to be copied."""
    folder = tmp_path_factory.mktemp("first")
    return built(folder / "parts.duckdb", made_shop(1).write(folder / "files"))


@pytest.mark.parametrize("second", [all_at_once, other_categories, other_rates])
def test_what_is_loaded_on_top_makes_the_shop_that_is_loaded_at_once(
    tmp_path: Path, first: Path, second: Callable[[Shop], Shop]
) -> None:
    more = second(made_shop(1))
    parts = Path(copyfile(first, tmp_path / "parts.duckdb"))
    built(parts, more.write(tmp_path / "more"))
    whole = made_shop(1).with_(more).write(tmp_path / "whole")
    assert_same(parts, built(tmp_path / "whole.duckdb", whole))


def test_any_cut_makes_the_same_shop(tmp_path: Path) -> None:
    shop, chance = made_shop(2), random.Random(2)
    earlier = [name for name in shop.orders if chance.random() < 0.6]
    later = [name for name in shop.orders if name not in earlier or chance.random() < 0.2]
    one, other = shop.part(earlier), shop.part(later)
    parts = tmp_path / "parts.duckdb"
    for name, part in {"one": one, "other": other}.items():
        built(parts, part.write(tmp_path / name))
    whole = one.with_(other).write(tmp_path / "whole")
    assert_same(parts, built(tmp_path / "whole.duckdb", whole))
