"""Cohorts and rhythm on the command line."""

from __future__ import annotations

from data.answers.cohorts import cohorts
from data.cohorts import Clock
from data.filters import Filters
from data.periods import Grain, month
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, frame_rows


def test_cohorts_are_rows_of_a_cohort_and_a_window(query: Command, view: View) -> None:
    said = query("cohorts")
    assert (said.code, said.err) == (0, "")
    assert said.rows == frame_rows(cohorts(view, Filters()))
    assert said.rows[0] == {
        "cohort": "2026-05-01",
        "size": 2,
        "k": 0,
        "active": 2,
        "retention": None,
        "value": 24.0,
        "value_per_customer": None,
        "mature": True,
    }
    assert said.rows[-1]["mature"] is False
    assert said.rows[-1]["active"] is None


def test_the_period_names_the_cohorts_and_the_clock_the_windows(query: Command, view: View) -> None:
    words = ("--month", "2026-05", "--grain", "week", "--clock", "windows")
    rows = query("cohorts", *words).rows
    assert [(row["cohort"], row["k"], row["active"], row["value"]) for row in rows] == [
        ("2026-05-04", 0, 2, 24.0),
        ("2026-05-04", 1, 1, 47.0),
    ]
    within = Filters().within(month("2026-05"))
    assert rows == frame_rows(cohorts(view, within, Grain.WEEK, Clock.WINDOWS))


def test_cohorts_of_single_days_are_refused_in_a_sentence(query: Command) -> None:
    said = query("cohorts", "--grain", "day")
    assert said.code == 2
    assert said.err == "Error: Cohorts are of weeks, months or quarters; choose one of these.\n"


def test_rhythm_is_one_table_of_medians_and_odds(query: Command) -> None:
    rows = query("rhythm").rows
    medians = {row["name"]: row for row in rows if row["name"] != "next_order"}
    assert medians["median_gap"]["value"] == 29.5
    assert medians["median_gap"]["observed"] == 4
    assert (medians["kaplan_meier_median"]["observed"], medians["kaplan_meier_median"]["came"]) == (
        9,
        4,
    )
    # Of 5 still watched one came after 19 days, of 4 one after 22, of 2 one after 37.
    assert medians["kaplan_meier_median"]["value"] == 37
    assert medians["everyone_looks_new"]["value"] == 57
    second = next(row for row in rows if (row["order"], row["within_days"]) == (1, 60))
    assert second == {
        "name": "next_order",
        "order": 1,
        "within_days": 60,
        "observed": 2,
        "came": 2,
        "value": None,
    }
