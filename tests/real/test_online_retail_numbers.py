"""Online Retail as published: totals known beforehand, and pandas on the file, to the cent."""

from __future__ import annotations

import itertools
from datetime import date

import orjson
import pandas as pd
import pytest
from typer.testing import CliRunner

from dashapp.__main__ import app_for
from dashapp.pipeline import Request, publish_load
from data.answers.breakdown import breakdown
from data.answers.history import complete_months
from data.answers.kpis import kpis, values
from data.answers.series import series
from data.build.checks import check_release
from data.changes import Change, Kind
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain, Period, month
from data.progress import silent
from data.warehouse import View
from tests.real.conftest import RealShop
from tests.real.retail import PRODUCTLESS, Reference

LAST_DAY = date(2010, 12, 9)
MONTHS = [f"{day:%Y-%m}" for day in pd.date_range("2009-12-01", "2010-12-01", freq="MS")]
COUNTRIES = ("United Kingdom", "EIRE", "Germany", "Denmark")
# A bestseller, a thing of many prices, the postage and a code that is written in both cases.
PRODUCTS = ("85123A", "22423", "POST", "84406B")


def found(view: View, filters: Filters, *names: str) -> dict[str, float | None]:
    return values(view, [METRICS[name] for name in names], filters)


def to_the_cent(numbers: dict[str, float | None]) -> dict[str, float]:
    """Some prices of the file have three decimals."""
    return {name: round(number or 0, 2) for name, number in numbers.items()}


def of_month(text: str) -> Filters:
    return Filters().within(month(text))


@pytest.fixture(scope="module")
def view(retail: RealShop) -> View:
    return retail.view


def test_the_whole_year_is_known_to_the_cent(view: View) -> None:
    names = (
        "gross_sales",
        "reversals",
        "net_sales",
        "orders",
        "customers",
        "average_order_value",
    )
    assert to_the_cent(found(view, Filters(), *names)) == {
        "gross_sales": 10_305_892.02,
        "reversals": 629_855.37,
        "net_sales": 9_676_036.65,
        "orders": 20_951,
        "customers": 4_312,
        "average_order_value": 491.9,
    }
    basis = found(view, Filters(), "net_sales", "net_sales_by_order")
    assert basis["net_sales"] == basis["net_sales_by_order"]


def test_november_2010_is_known_to_the_cent(view: View) -> None:
    numbers = found(view, of_month("2010-11"), "gross_sales", "orders", "customers")
    assert to_the_cent(numbers) == {
        "gross_sales": 1_470_272.48,
        "orders": 2_747,
        "customers": 1_607,
    }


def test_december_2010_is_unfinished_and_has_no_percentage(
    view: View, by_pandas: Reference
) -> None:
    """The file ends on 9 December, so it is held against the first nine days of November."""
    assert view.release.last_day == LAST_DAY
    (gross,) = kpis(view, ["gross_sales"], of_month("2010-12"))
    assert gross.unfinished
    assert gross.change == gross.beside_change == Change(Kind.UNFINISHED)
    nine_days = by_pandas.kept(date(2010, 11, 1), date(2010, 11, 9)).kpis()["gross_sales"]
    assert round(gross.previous or 0, 2) == round(nine_days, 2) == 446_205.04
    (to_date,) = kpis(view, ["gross_sales"], Filters(date(2010, 12, 1), LAST_DAY))
    assert not to_date.unfinished
    assert to_date.change.kind is Kind.PERCENT
    assert to_date.value == gross.value


def test_it_does_not_contradict_itself(view: View) -> None:
    assert check_release(view.engine) == []


@pytest.mark.parametrize("text", MONTHS)
def test_every_month_is_what_pandas_adds_up(view: View, by_pandas: Reference, text: str) -> None:
    period = month(text)
    expected = by_pandas.kept(period.start, period.end).kpis()
    assert found(view, of_month(text), *expected) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("country", "product"), [*itertools.product(COUNTRIES, (None, *PRODUCTS))])
def test_countries_and_products_are_what_pandas_adds_up(
    view: View, by_pandas: Reference, country: str, product: str | None
) -> None:
    chosen = {"countries": (country,), "products": (product,) if product else ()}
    for text in (None, "2009-12", "2010-07", "2010-11"):
        period = month(text) if text else None
        kept = by_pandas.kept(
            period.start if period else None, period.end if period else None, country, product
        )
        if len(kept.sales):
            expected = kept.kpis()
            actual = found(view, Filters.keeping(chosen).within(period), *expected)
            assert actual == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2010, 3, 14), date(2010, 3, 14)),
        (date(2010, 1, 31), date(2010, 2, 28)),
        (date(2009, 12, 20), date(2010, 1, 10)),
        (date(2010, 9, 10), LAST_DAY),
    ],
)
def test_any_days_are_what_pandas_adds_up(
    view: View, by_pandas: Reference, start: date, end: date
) -> None:
    expected = by_pandas.kept(start, end).kpis()
    assert found(view, Filters(start, end), *expected) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2009, 12, 1), LAST_DAY),
        (date(2010, 1, 1), date(2010, 3, 31)),
        (date(2010, 6, 1), date(2010, 6, 30)),
        # Whose 90 days end with the data.
        (date(2010, 9, 10), date(2010, 9, 10)),
    ],
)
def test_the_repeat_rate_is_the_one_of_pandas(
    view: View, by_pandas: Reference, start: date, end: date
) -> None:
    expected = by_pandas.repeat_rate(start, end, LAST_DAY)
    assert 0 < expected < 1
    assert found(view, Filters(start, end), "repeat_rate") == {
        "repeat_rate": pytest.approx(expected)
    }


def test_nobody_was_watched_long_enough_in_autumn(view: View) -> None:
    autumn = Filters(date(2010, 9, 11), LAST_DAY)
    assert found(view, autumn, "repeat_rate") == {"repeat_rate": None}


def test_the_series_of_months_is_the_one_of_pandas(view: View, by_pandas: Reference) -> None:
    frame = series(view, [METRICS["gross_sales"], METRICS["net_sales"]], Filters(), Grain.MONTH)
    assert frame["period"].dt.strftime("%Y-%m").tolist() == MONTHS
    sold, back = (
        lines.groupby(lines["day"].map(lambda day: f"{day:%Y-%m}"))["amount"].sum()
        for lines in (by_pandas.sales, by_pandas.reversals)
    )
    assert frame["gross_sales"].tolist() == [float(sold[text]) for text in MONTHS]
    assert frame["net_sales"].tolist() == [float(sold[text] - back[text]) for text in MONTHS]


def test_the_series_of_days_is_the_one_of_pandas(view: View, by_pandas: Reference) -> None:
    """No trade on Saturdays and none over Christmas: those days are 0, not missing."""
    frame = series(view, [METRICS["gross_sales"]], Filters(), Grain.DAY)
    sold = by_pandas.sales.groupby("day")["amount"].sum()
    days = [day.date() for day in frame["period"]]
    assert len(days) == (LAST_DAY - date(2009, 12, 1)).days + 1
    assert frame["gross_sales"].tolist() == [float(sold.get(day, 0)) for day in days]
    assert (frame["gross_sales"] == 0).sum() == len(days) - len(sold)


def test_the_best_products_are_those_of_pandas_without_postage(
    view: View, by_pandas: Reference
) -> None:
    frame = breakdown(view, [METRICS["gross_sales"]], Filters(), Dimension.PRODUCT, limit=100)
    goods = by_pandas.sales[~by_pandas.sales["product"].isin(PRODUCTLESS)]
    best = goods.groupby("product")["amount"].sum().astype("float64")
    best = best.sort_index().sort_values(ascending=False, kind="stable").head(100)
    assert frame["key"].tolist() == best.index.tolist()
    assert frame["gross_sales"].tolist() == best.tolist()
    assert set(frame["key"]).isdisjoint(PRODUCTLESS)
    assert frame["share"].iloc[0] == pytest.approx(best.iloc[0] / 10_305_892.02)
    assert "POST" in set(by_pandas.sales["product"])


def test_countries_add_up_to_the_year(view: View, by_pandas: Reference) -> None:
    frame = breakdown(view, [METRICS["net_sales"]], Filters(), Dimension.COUNTRY)
    sold, back = (
        lines.groupby("country")["amount"].sum() for lines in (by_pandas.sales, by_pandas.reversals)
    )
    expected = sold.sub(back, fill_value=0)
    assert dict(zip(frame["key"], frame["net_sales"], strict=True)) == {
        country: float(amount) for country, amount in expected.items()
    }
    assert round(frame["net_sales"].sum(), 2) == 9_676_036.65
    assert frame["share"].sum() == pytest.approx(1)


def test_a_forecast_learns_from_the_twelve_months_that_are_whole(view: View) -> None:
    months = complete_months(view, METRICS["gross_sales"], Filters())
    assert [f"{day:%Y-%m}" for day in pd.DatetimeIndex(months.index)] == MONTHS[:-1]
    assert round(months.iloc[-1], 2) == 1_470_272.48


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ([], Filters()),
        (["--month", "2010-11"], of_month("2010-11")),
        (
            ["--from", "2010-06-01", "--to", "2010-06-30", "--country", "Germany"],
            Filters(date(2010, 6, 1), date(2010, 6, 30), countries=("Germany",)),
        ),
        (["--product", "85123A"], Filters(products=("85123A",))),
    ],
)
def test_the_command_line_gives_the_numbers_of_the_page(
    retail: RealShop, own_logging: None, words: list[str], filters: Filters
) -> None:
    environment = {"DATA_DIR": str(retail.settings.data_dir)}
    said = CliRunner().invoke(app_for(), ["query", "kpis", *words], env=environment)
    assert said.exit_code == 0
    answer = orjson.loads(said.stdout)
    expected = {
        kpi.metric.name: (kpi.value, kpi.previous, kpi.beside)
        for kpi in kpis(retail.view, list(METRICS), filters)
    }
    assert {
        name: (kpi["value"], kpi["previous"], kpi["last_year"])
        for name, kpi in answer["metrics"].items()
    } == expected
    assert (answer["as_of"], answer["currency"]) == ("2010-12-09", "GBP")


def test_the_same_file_again_changes_nothing(retail: RealShop) -> None:
    everything = list(METRICS.values())
    before = values(retail.view, everything, Filters())
    report, info = publish_load(retail.store, Request([retail.source]), progress=silent)
    assert (report.changed, info) == (False, None)
    (file,) = report.files
    assert (file.rows_read, file.rows_loaded) == (525_461, 0)
    assert file.rows_unchanged + file.rows_rejected == 525_461
    assert retail.store.current_id() == retail.view.release.id
    assert values(retail.view, everything, Filters()) == before


def test_a_day_belongs_to_the_period_that_names_it_last(view: View) -> None:
    """November is its days: nothing is counted twice or lost at either end."""
    days = [Period(date(2010, 11, n), date(2010, 11, n)) for n in range(1, 31)]
    parts = [found(view, Filters().within(day), "gross_sales")["gross_sales"] or 0 for day in days]
    assert round(sum(parts), 2) == 1_470_272.48
