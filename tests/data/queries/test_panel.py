"""Net sales by part and period: added up by hand, and always the same as the whole shop's."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.answers.kpis import values
from data.dimensions import NO_PRODUCT
from data.filters import Filters
from data.levels import Level
from data.metrics import metric
from data.periods import Grain, Period
from data.queries.panel import panel
from data.warehouse import View

ALL = Period(date(2026, 5, 1), date(2026, 7, 31))
SPRING = Period(date(2026, 5, 4), date(2026, 6, 28))


def by_month(view: View, level: Level) -> dict[str, list[float]]:
    """Part -> May, June, July; 0 where it has no row."""
    found = view.frame(panel(level, Grain.MONTH, ALL))
    wide = found.pivot(index="key", columns="period", values="net_sales").fillna(0.0)
    return {str(key): wide.loc[key].tolist() for key in wide.index}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.TOTAL, {"": [37.5, 49.0, 69.0]}),
        (
            Level.CATEGORY,
            {
                "Kitchen": [19.0, 10.0, 19.0],
                NO_PRODUCT: [0.0, 0.0, -5.0],
                "Pantry": [18.5, 0.0, 16.0],
                "Uncategorised": [0.0, 39.0, 39.0],
            },
        ),
        (
            Level.PRODUCT,
            {
                "LAMP": [0.0, 36.0, 36.0],
                "MUG": [19.0, 10.0, 19.0],
                NO_PRODUCT: [0.0, 0.0, -5.0],
                "POST": [0.0, 3.0, 3.0],
                "TEA": [18.5, 0.0, 16.0],
            },
        ),
        (
            Level.COUNTRY,
            {
                "Germany": [0.0, 0.0, 76.0],
                "Ireland": [13.5, 13.0, 0.0],
                "United Kingdom": [24.0, 36.0, -7.0],
                "Unknown": [0.0, 0.0, 0.0],
            },
        ),
        (
            Level.SEGMENT,
            {
                "Guests": [13.5, 0.0, 0.0],
                "Loyal regulars": [24.0, 36.0, 69.0],
                "One-time buyers": [0.0, 13.0, 0.0],
            },
        ),
    ],
)
def test_every_part_is_what_one_adds_up_by_hand(
    view: View, level: Level, expected: dict[str, list[float]]
) -> None:
    assert by_month(view, level) == expected


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("grain", [Grain.MONTH, Grain.WEEK, Grain.DAY])
@pytest.mark.parametrize("days", [ALL, SPRING])
def test_parts_add_up_to_the_whole_shop(
    view: View, level: Level, grain: Grain, days: Period
) -> None:
    net_sales = metric("net_sales")
    whole = values(view, [net_sales], Filters(days.start, days.end))["net_sales"]
    found = view.frame(panel(level, grain, days))["net_sales"].sum()
    assert round(float(found), 4) == whole
    assert whole == (155.5 if days is ALL else 86.5)


def test_weeks_begin_on_monday_and_days_are_their_own(view: View) -> None:
    weeks = view.frame(panel(Level.TOTAL, Grain.WEEK, ALL))
    assert weeks["period"].dt.day_of_week.unique().tolist() == [0]
    assert weeks["period"].iloc[0] == pd.Timestamp("2026-05-04")
    assert weeks["net_sales"].iloc[0] == 33.0
    days = view.frame(panel(Level.TOTAL, Grain.DAY, ALL)).set_index("period")["net_sales"]
    assert days["2026-07-01"] == 36.0


def test_beyond_the_largest_parts_all_others_are_one(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Level, "most", 1)
    assert by_month(view, Level.PRODUCT) == {
        "All other products": [37.5, 13.0, 38.0],
        "LAMP": [0.0, 36.0, 36.0],
        NO_PRODUCT: [0.0, 0.0, -5.0],
    }
    assert by_month(view, Level.COUNTRY) == {
        "All other countries": [13.5, 13.0, 76.0],
        "United Kingdom": [24.0, 36.0, -7.0],
    }


def test_products_are_named_and_their_rest_too(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Level, "most", 2)
    found = view.frame(panel(Level.PRODUCT, Grain.MONTH, ALL))
    labels = dict(zip(found["key"], found["label"], strict=True))
    assert labels == {
        "All other products": "All other products",
        "LAMP": "Desk lamp",
        "MUG": "Blue mug",
        NO_PRODUCT: NO_PRODUCT,
    }
