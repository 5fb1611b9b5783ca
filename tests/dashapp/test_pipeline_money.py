"""Currencies and corrections from files to what is served."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashapp.pipeline import Request, publish_load, retrain
from data.answers.currencies import not_included, unconverted
from data.answers.kpis import values
from data.answers.restated import restatements
from data.build.orders import NothingConverted
from data.filters import Filters
from data.ingest import LoadOptions
from data.metrics import METRICS
from data.progress import silent
from data.release_info import ReleaseInfo
from data.stores import FileStore
from data.warehouse import View, Warehouse
from tests.data.answers.made import NoCache

ORDERS = [
    "order_id,ordered_at,currency,status",
    "1,2026-05-01 23:30:00,EUR,paid",
    "2,2026-05-02 12:00:00,USD,paid",
    "3,2026-06-02 12:00:00,EUR,paid",
]
ITEMS = ["order_id,product_id,quantity,unit_price", "1,mug,2,3.50", "2,mug,1,40", "3,mug,1,2"]
RATES = ["currency,date,rate", "USD,2026-04-30,0.9"]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "releases")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """7 EUR and 40 USD in May, 2 EUR in June."""
    files = {"orders": ORDERS, "order_items": ITEMS, "products": ["product_id", "mug"]}
    for name, lines in files.items():
        write(tmp_path / "shop" / f"{name}.csv", lines)
    return tmp_path / "shop"


def write(path: Path, lines: list[str]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
    return path


def load(store: FileStore, *sources: Path, currency: str | None = None) -> ReleaseInfo | None:
    options = LoadOptions(currency=currency)
    return publish_load(store, Request(sources, options=options), progress=silent)[1]


def first(store: FileStore, folder: Path) -> ReleaseInfo:
    """A release of the folder that has a name and a time zone of its own."""
    request = Request([folder], options=LoadOptions("Europe/Berlin"), shop_name="Ann's")
    _, info = publish_load(store, request, progress=silent)
    assert info is not None
    return info


def seen(store: FileStore) -> View:
    return Warehouse(store, NoCache(), threads=1).view()


def net(store: FileStore) -> float | None:
    return values(seen(store), [METRICS["net_sales"]], Filters())["net_sales"]


def test_without_rates_the_rarer_currency_is_left_out_and_said(
    store: FileStore, folder: Path
) -> None:
    assert first(store, folder).currency == "EUR"
    assert net(store) == 9
    assert not_included(unconverted(seen(store))) == (
        "1 order in USD worth 40.00 USD is not included: there is no rate for its day."
    )


def test_rates_loaded_alone_change_no_more_than_the_amounts(
    store: FileStore, folder: Path, tmp_path: Path
) -> None:
    before = first(store, folder)
    info = load(store, write(tmp_path / "rates.csv", RATES))
    assert info is not None
    assert (info.shop, info.timezone, info.currency) == ("Ann's", "Europe/Berlin", "EUR")
    assert net(store) == 9 + 36
    log = restatements(seen(store))
    told = log[["release_id", "compared_with", "cause", "orders", "net_sales"]].to_numpy().tolist()
    assert told == [[info.id, before.id, "other exchange rate", 1, 36.0]]
    assert log["month"].dt.date.tolist() == [date(2026, 5, 1)]


def test_another_reporting_currency_is_taken_up_without_new_data(
    store: FileStore, folder: Path, tmp_path: Path
) -> None:
    load(store, folder, write(tmp_path / "rates.csv", [*RATES, "USD,2026-06-01,0.8"]))
    assert net(store) == 45
    info = load(store, folder, currency="usd")
    assert info is not None
    assert info.currency == "USD"
    assert net(store) == pytest.approx(7.7778 + 40 + 2.5)
    assert load(store, folder, currency="usd") is None
    assert retrain(store, silent, "EUR").currency == "EUR"
    assert net(store) == 45
    assert restatements(seen(store)).empty


def test_a_currency_that_nothing_converts_to_is_refused_and_the_old_one_served(
    store: FileStore, folder: Path
) -> None:
    served = first(store, folder)
    with pytest.raises(NothingConverted, match="Nothing can be shown in CHF"):
        retrain(store, silent, "CHF")
    assert store.current_id() == served.id


def test_a_corrected_export_restates_its_closed_month(store: FileStore, folder: Path) -> None:
    first(store, folder)
    write(folder / "refunds.csv", ["order_id,refunded_at,amount", "1,2026-05-20,3.50"])
    load(store, folder)
    log = restatements(seen(store))
    told = log[["cause", "orders", "reversals", "net_sales"]].to_numpy().tolist()
    assert told == [["late reversals", 1, 3.5, -3.5]]
