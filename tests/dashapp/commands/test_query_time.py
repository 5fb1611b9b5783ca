"""Comparisons and the day of reversals on the command line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dashapp.settings import Settings
from data.answers.kpis import kpis
from data.basis import Basis
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Comparison, Period
from data.warehouse import View
from tests.built import Built
from tests.dashapp.commands.conftest import Command
from tests.data.answers.asking import day

PERIOD = ("--from", "2026-07-06", "--to", "2026-07-12")


def test_the_period_compared_with_is_named(query: Command) -> None:
    said = query("kpis", *PERIOD)
    assert said.json["compared_with"] == {
        "comparison": "previous",
        "from": "2026-06-29",
        "to": "2026-07-05",
    }


@pytest.mark.parametrize("compare", ["last-year", "last-year-weekdays", "last-year-retail"])
def test_last_year_is_not_in_the_data_and_so_there_is_no_baseline(
    query: Command, compare: str
) -> None:
    said = query("kpis", *PERIOD, "--compare", compare)
    assert said.json["compared_with"] is None
    net = said.json["metrics"]["net_sales"]
    assert (net["previous"], net["change_kind"]) == (None, "missing")


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Where a simulated shop of three years is kept."""
    return Built.of(tmp_path_factory).simulated(2_000, 11)


def test_the_same_days_last_year_are_held_against_by_weekday(
    command: Command, simulated: Settings
) -> None:
    """Monday to Sunday of a simulated shop against Monday to Sunday, 364 days before."""

    def numbers(monday: date, *more: str) -> Any:
        days = ("--from", str(monday), "--to", str(monday + timedelta(days=6)))
        return command("query", "kpis", *days, *more, data_dir=simulated.data_dir).json

    monday = date(2026, 6, 1)
    said = numbers(monday, "--compare", "last-year-weekdays")
    assert said["compared_with"] == {
        "comparison": "last-year-weekdays",
        "from": "2025-06-02",
        "to": "2025-06-08",
    }
    now, then = said["metrics"], numbers(monday - timedelta(days=364))["metrics"]
    assert now["gross_sales"]["previous"] > 0
    assert {n: k["previous"] for n, k in now.items()} == {n: k["value"] for n, k in then.items()}


def test_every_number_follows_the_day_of_reversals(query: Command, view: View) -> None:
    said = query("kpis", "--month", "2026-06", "--basis", "order-day")
    filters = Filters().within(Period(day(6, 1), day(6, 30)))
    expected = kpis(view, list(METRICS), filters, Comparison.PREVIOUS, Basis.ORDER_DAY)
    found = said.json["metrics"]
    assert said.json["basis"] == "order-day"
    assert list(found) == list(METRICS)
    assert [kpi["value"] for kpi in found.values()] == [kpi.value for kpi in expected]
    assert found["net_sales"]["value"] == 13


def test_series_and_rankings_follow_it_too(query: Command) -> None:
    rows = query("series", "--basis", "order-day").rows
    assert [row["value"] for row in rows] == [37.5, 13, 105]
    (lamp,) = query("top", "--basis", "order-day", "--month", "2026-06", "--limit", "1").rows
    assert (lamp["key"], lamp["value"]) == ("MUG", 10)


@pytest.mark.parametrize("option", [("--compare", "yesterday"), ("--basis", "payday")])
def test_a_word_that_is_no_comparison_is_refused_with_those_that_are(
    query: Command, option: tuple[str, str]
) -> None:
    said = query("kpis", *option)
    assert said.code == 2
    assert option[0] in said.err
