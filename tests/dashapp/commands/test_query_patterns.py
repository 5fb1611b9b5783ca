"""Patterns, seasons and unusual days on the command line are those of the page."""

from __future__ import annotations

from callbacks.unusual import COLUMNS
from data.answers.patterns import hours
from data.filters import Filters
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, frame_rows


def test_patterns_are_the_hours_of_the_page(query: Command, view: View) -> None:
    said = query("patterns")
    assert len(said.rows) == 168
    assert said.rows == frame_rows(hours(view, Filters()))


def test_a_short_history_has_a_season_of_weekdays(query: Command) -> None:
    found = query("seasonality", "--metric", "orders").rows
    assert [row["kind"] for row in found] == ["weekday"] * 7
    assert [row["position"] for row in found] == [1, 2, 3, 4, 5, 6, 7]
    assert round(sum(row["index"] for row in found), 6) == 700


def test_unusual_days_are_listed_and_none_is_an_answer(query: Command) -> None:
    assert query("anomalies").rows == []
    assert query("anomalies", "--format", "csv").out == ",".join(COLUMNS) + "\r\n"


def test_unusual_days_need_eight_weeks_before_them(query: Command) -> None:
    said = query("anomalies", "--month", "2026-05")
    assert said.code == 1
    assert said.err == (
        "Error: Unusual days, in days of history, need at least 57; there are 28.\n"
    )


def test_ratios_have_no_unusual_days(query: Command) -> None:
    said = query("anomalies", "--metric", "average_order_value")
    assert said.code != 0
    assert "is no sum" in said.err
