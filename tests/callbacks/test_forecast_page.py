"""The forecast page on a simulated shop: grains, parts that add up, what was tried and kept."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pytest

from bench.page import Page
from callbacks.asked import read
from callbacks.forecast_parts import parts_card
from callbacks.services import Services
from dashapp.factory import create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers.forecasts import level_history
from data.levels import WHOLE, Level
from data.notes.forecast_log import ForecastLog, Kept, Origin
from data.periods import Grain
from layouts.components import CardIds
from layouts.forecast import BACKTEST, HISTORY, MAIN, MODELS, NUMBERS, PARTS, Id
from tests.built import Built
from tests.callbacks.conftest import Open


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, no_settings_from_outside: None) -> Services:
    """Three years of about 700 orders, everything learned; what was kept before is put in here."""
    folder = tmp_path_factory.mktemp("forecasts") / "shop"
    return build_services(Built.of(tmp_path_factory).copied(2_000, 11, folder))


@pytest.fixture(scope="module")
def shop(services: Services) -> Open:
    client = create_app(services, Settings(query_threads=1)).server.test_client()

    def send(path: str, body: Any) -> tuple[int, bytes]:
        if body is None:
            answer = client.get(path)
        else:
            answer = client.post(path, data=json.dumps(body), content_type="application/json")
        return answer.status_code, answer.get_data()

    def open_(search: str) -> Page:
        page = Page(send, connections=1)
        page.open(search)
        return page

    return open_


def rows(page: Page, ids: CardIds) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.value(ids.table, "rowData")
    return found


def text(page: Page, component: str) -> str:
    return str(page.value(component, "children"))


def test_parts_add_up_to_the_whole_shop_to_the_cent(shop: Open) -> None:
    for level in ("category", "product", "country", "segment"):
        page = shop(f"?tab=forecast&forecast.level={level}")
        together = sum(round(row["yhat"] * 100) for row in rows(page, PARTS))
        assert together == round(rows(page, NUMBERS)[0]["yhat"] * 100), level
        assert sum(row["share"] for row in rows(page, PARTS)) == pytest.approx(1)


def test_weeks_and_days_reach_as_far_as_they_say(shop: Open) -> None:
    for grain, count in (("week", 13), ("day", 28)):
        page = shop(f"?tab=forecast&forecast.grain={grain}&forecast.level=country")
        numbers = rows(page, NUMBERS)
        assert len(numbers) == count
        assert text(page, MAIN.title) == f"Net sales by {grain}"
        assert f"in the next {count} {grain}s are expected" in text(page, Id.LEDE)
        together = sum(round(row["yhat"] * 100) for row in rows(page, PARTS))
        assert together == round(numbers[0]["yhat"] * 100)


def test_a_part_has_a_forecast_of_its_own_that_the_table_shows_too(shop: Open) -> None:
    first = rows(shop("?tab=forecast"), PARTS)[0]
    page = shop(f"?{urlencode({'tab': 'forecast', 'forecast.key': first['key']})}")
    assert page.value(Id.PART, "value") == first["key"]
    assert rows(page, NUMBERS)[0]["yhat"] == first["yhat"]
    assert text(page, Id.LEDE).startswith(f"Net sales of {first['label']} in the next 3 months")
    assert "add up to the whole shop" in text(page, MAIN.note)
    options = page.value(Id.PART, "options")
    assert {option["value"] for option in options} == {row["key"] for row in rows(page, PARTS)}


def test_another_way_to_take_the_shop_apart_begins_with_the_whole(shop: Open) -> None:
    first = rows(shop("?tab=forecast"), PARTS)[0]
    page = shop("?tab=forecast")
    page.change(Id.KEY, "data", first["key"])
    assert "forecast.key=" in page.value("location", "search")
    page.change(Id.LEVEL, "value", "country")
    assert page.value("location", "search") == "?tab=forecast&forecast.level=country"
    assert text(page, Id.LEDE).startswith("Net sales in the next 3 months")


def test_every_method_that_was_tried_has_its_record(shop: Open) -> None:
    tried = {row["model"]: row for row in rows(shop("?tab=forecast"), MODELS)}
    assert {"Linear regression", "Naive", "Seasonal naive"} <= set(tried)
    for row in tried.values():
        assert row["mase"] > 0
        assert 0 <= row["coverage80"] <= row["coverage95"] <= 1
    errors = [row["mase"] for row in tried.values()]
    assert errors == sorted(errors)


def test_a_filter_is_forecast_at_once_and_parts_say_why_they_are_not_there(
    shop: Open, services: Services
) -> None:
    country = rows(shop("?tab=forecast&forecast.level=country"), PARTS)[0]["key"]
    for grain in ("month", "week", "day"):
        page = shop(f"?tab=forecast&forecast.grain={grain}&country={country}")
        assert page.value(MAIN.body, "className") == "card-body-x is-ready"
        assert rows(page, NUMBERS)[0]["hi95"] >= rows(page, NUMBERS)[0]["yhat"] >= 0
    assert text(page, PARTS.state_title) == "Without filters only"
    assert text(page, HISTORY.state_title) == "Kept without filters only"
    asked = read(services, f"country={country}")
    assert parts_card(asked).state.undo_value == "clear"


def test_products_are_forecast_by_month_only(shop: Open) -> None:
    page = shop("?tab=forecast&forecast.level=product&forecast.grain=day")
    assert text(page, PARTS.state_text) == "Product: forecasts are made by month only."
    assert page.value(MAIN.body, "className") == "card-body-x is-ready"


def test_a_key_that_is_no_part_means_the_whole_shop(shop: Open) -> None:
    page = shop("?tab=forecast&forecast.key=Nowhere")
    assert text(page, Id.LEDE).startswith("Net sales in the next 3 months")
    assert page.value(Id.PART, "value") is None


def test_the_backtest_is_drawn_in_the_grain_of_the_page(shop: Open) -> None:
    page = shop("?tab=forecast&forecast.grain=week")
    assert "Made without knowing anything after the week of" in text(page, BACKTEST.subtitle)


def test_nothing_is_looked_back_on_before_anything_was_kept(shop: Open) -> None:
    page = shop("?tab=forecast")
    assert text(page, HISTORY.state_title) == "Nothing to look back on yet"
    assert text(page, Id.DRIFT) == ""
    country = shop("?tab=forecast&forecast.level=country&forecast.key=United+Kingdom")
    assert text(country, HISTORY.state_title) == "Not kept for this part"


def test_kept_forecasts_stand_beside_what_came_and_a_drift_is_said(
    shop: Open, services: Services
) -> None:
    """Four months for each of which half of what came had been expected: none in its range."""
    view = services.warehouse.view()
    came = level_history(view, Level.TOTAL, WHOLE, Grain.MONTH).tail(4)
    log = ForecastLog(services.notes.place)
    for day, value in came.items():
        month = pd.Timestamp(str(day))
        row = {"ds": month, "step": 1, "yhat": value / 2, "model": "Naive"}
        bands = {"lo80": value / 3, "hi80": value / 1.9, "lo95": value / 4, "hi95": value / 1.8}
        frame = pd.DataFrame([row | bands])
        origin = Origin((month - pd.DateOffset(months=1)).date(), Decimal(1))
        assert log.record(view.release, origin, [Kept("total", WHOLE, frame)])
    page = shop("?tab=forecast")
    assert "0 of 4 months came out in their 80% range and were 50.0% off" in text(
        page, HISTORY.note
    )
    assert "Only 0 of the last 4 months came out within their 80% range" in text(page, Id.DRIFT)
    drawn = page.value(HISTORY.graph, "figure")["data"]
    assert drawn[-1]["y"] == pytest.approx(list(came))
