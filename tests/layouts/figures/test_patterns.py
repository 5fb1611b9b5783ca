"""The week as a grid, upright bars, parts over time and what is laid over a trend."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.metrics import Format
from data.periods import Grain
from layouts.figures import heat, seasonal
from layouts.figures.overlays import MOST_TITLES, Happening, Overlay
from layouts.figures.parts import part_lines
from layouts.figures.trend import line_with_comparison
from layouts.theme import TOKENS, Mode

MONEY: dict[str, Any] = {"theme": "light", "fmt": Format.MONEY, "currency": "GBP"}
WEEK = pd.DataFrame(
    [
        {"weekday": weekday, "hour": hour, "value": float(weekday * 24 + hour)}
        for weekday in range(7)
        for hour in range(24)
    ]
)
DAYS = pd.DataFrame({"period": pd.date_range("2026-11-02", periods=5), "value": [5.0, 1, 2, 9, 4]})
MONTHS = pd.date_range("2026-01-01", periods=3, freq="MS")
PARTS = pd.concat(
    pd.DataFrame({"period": MONTHS, "part": part, "value": values})
    for part, values in {
        "Kitchen": [10.0, 20, 31],
        "<Pantry>": [1.0, 2, 30],
        "All others": [3.0, 3, 29],
    }.items()
)
NAMES = ("Kitchen", "<Pantry>", "All others")
UNUSUAL = pd.DataFrame(
    {"period": [pd.Timestamp("2026-11-05")], "value": [9.0], "words": ["£5.00 more than expected."]}
)


def split(**options: Any) -> go.Figure:
    settings = {**MONEY, "grain": Grain.MONTH, "others": "All others"} | options
    return part_lines(PARTS, NAMES, **settings)


def trend(overlay: Overlay, grain: Grain = Grain.DAY, frame: pd.DataFrame = DAYS) -> dict[str, Any]:
    found = line_with_comparison(frame, **MONEY, grain=grain, overlay=overlay).to_plotly_json()
    return dict(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_property(theme: str) -> None:
    money = MONEY | {"theme": theme}
    over = Overlay([Happening(date(2026, 11, 3), date(2026, 11, 4), "Sale")], UNUSUAL, DAYS)
    bars = pd.DataFrame({"label": ["Mon", "Tue"], "value": [1.0, None], "index": [80.0, 120.0]})
    figures = [
        heat.week(WEEK, **money),
        seasonal.upright(bars, **money),
        seasonal.index(bars, theme=theme),
        split(theme=theme, cut=True),
        line_with_comparison(DAYS, **money, overlay=over),
    ]
    for figure in figures:
        plain = figure.to_plotly_json()
        valid = go.Figure(data=plain["data"], layout=plain["layout"])
        assert len(valid.data) == len(plain["data"]) > 0


def test_every_hour_of_the_week_has_its_cell_monday_first() -> None:
    (grid,) = heat.week(WEEK, **MONEY).to_plotly_json()["data"]
    assert [len(row) for row in grid["z"]] == [24] * 7
    assert (grid["z"][0][0], grid["z"][6][23]) == (0, 167)
    assert grid["y"][0] == "Mon"
    assert grid["customdata"][6][23] == ["Sun, 23:00 to 24:00", "£167.00"]


def test_an_hour_without_a_value_is_left_open_and_a_week_of_zeros_can_be_drawn() -> None:
    empty = WEEK.assign(value=0.0)
    empty.loc[5, "value"] = float("nan")
    (grid,) = heat.week(empty, **MONEY).to_plotly_json()["data"]
    assert grid["z"][0][5] is None
    assert (grid["zmin"], grid["zmax"]) == (0, 1)


def test_hours_in_which_more_came_back_than_was_sold_are_the_palest() -> None:
    (grid,) = heat.week(WEEK.assign(value=WEEK["value"] - 10), **MONEY).to_plotly_json()["data"]
    assert (grid["zmin"], grid["zmax"]) == (-10, 157)


def test_seasons_rise_and_fall_from_100() -> None:
    frame = pd.DataFrame({"label": ["Jan", "Dec"], "index": [80.4, 135.0]})
    figure = seasonal.index(frame, theme="light").to_plotly_json()
    (bars,) = figure["data"]
    assert bars["base"] == 100
    assert bars["y"] == pytest.approx([-19.6, 35])
    assert bars["text"] == ["80", "135"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert (low + high) / 2 == pytest.approx(100)
    assert low < 80.4
    assert high > 135


def test_every_part_is_a_line_named_where_it_ends_and_the_rest_is_grey() -> None:
    figure = split().to_plotly_json()
    assert [line["y"] for line in figure["data"]] == [[10, 20, 31], [1, 2, 30], [3, 3, 29]]
    assert [line["line"]["color"] for line in figure["data"]] == [
        *TOKENS[Mode.LIGHT].series[:2],
        TOKENS[Mode.LIGHT].previous,
    ]
    names = [a["text"] for a in figure["layout"]["annotations"]]
    assert names == ["Kitchen", "&lt;Pantry&gt;", "All others"]


def test_names_of_lines_that_end_close_together_stand_apart() -> None:
    heights = [a["y"] for a in split().to_plotly_json()["layout"]["annotations"]]
    assert sorted(heights, reverse=True) == heights
    gaps = [above - below for above, below in pairwise(heights)]
    assert min(gaps) >= 0.0649
    assert max(heights) <= 1
    assert min(heights) >= 0


def test_a_click_on_a_part_chooses_the_days_of_the_point() -> None:
    line = split().to_plotly_json()["data"][0]
    assert line["customdata"][1] == ["2026-02-01/2026-02-28", "£20.00"]


def test_last_points_that_are_cut_are_hollow() -> None:
    surface = TOKENS[Mode.LIGHT].surface
    assert split(cut=True).to_plotly_json()["data"][0]["marker"]["color"] == surface
    assert split().to_plotly_json()["data"][0]["marker"]["color"] != surface


def test_no_parts_can_be_drawn() -> None:
    assert not part_lines(PARTS.head(0), (), **MONEY, grain=Grain.DAY).data


def test_an_event_is_a_grey_ground_around_its_days_with_its_name() -> None:
    sale = Happening(date(2026, 11, 3), date(2026, 11, 4), "Autumn <sale>")
    layout = trend(Overlay([sale]))["layout"]
    (ground,) = layout["shapes"]
    assert (ground["x0"], ground["x1"]) == ("2026-11-02 12:00", "2026-11-04 12:00")
    assert ground["layer"] == "below"
    (name,) = layout["annotations"]
    assert name["text"] == "Autumn &lt;sale&gt;"
    assert name["hovertext"] == "Autumn &lt;sale&gt;, 3 – 4 Nov 2026"


def test_events_outside_the_points_are_not_drawn_and_long_ones_end_with_them() -> None:
    before = Happening(date(2026, 10, 1), date(2026, 11, 1), "Before")
    after = Happening(date(2026, 11, 7), date(2026, 11, 9), "After")
    long = Happening(date(2026, 10, 1), date(2026, 12, 31), "Long")
    layout = trend(Overlay([before, after, long]))["layout"]
    assert [a["text"] for a in layout["annotations"]] == ["Long"]
    (ground,) = layout["shapes"]
    assert (ground["x0"], ground["x1"]) == ("2026-11-01 12:00", "2026-11-06 12:00")


def test_of_many_events_all_are_drawn_and_the_first_are_named() -> None:
    sale = Happening(date(2026, 11, 3), date(2026, 11, 3), "Sale")
    layout = trend(Overlay([sale] * 9))["layout"]
    assert len(layout["shapes"]) == 9
    assert len(layout["annotations"]) == MOST_TITLES


def test_an_event_inside_a_month_stands_at_the_months_point() -> None:
    months = pd.DataFrame({"period": MONTHS, "value": [1.0, 2, 3]})
    sale = Happening(date(2026, 2, 10), date(2026, 2, 12), "Sale")
    (ground,) = trend(Overlay([sale]), Grain.MONTH, months)["layout"]["shapes"]
    assert (ground["x0"], ground["x1"]) == ("2026-02-01", "2026-02-01")
    assert ground["line"]["width"] == 1


def test_unusual_days_are_ringed_and_say_why() -> None:
    ring = trend(Overlay(unusual=UNUSUAL))["data"][-1]
    assert (ring["x"], ring["y"]) == (["2026-11-05"], [9])
    assert ring["marker"]["symbol"] == "diamond-open"
    assert ring["customdata"] == [["2026-11-05/2026-11-05", "£5.00 more than expected."]]


def test_the_days_behind_a_mean_are_thin_and_below_it() -> None:
    traces = trend(Overlay(days=DAYS))["data"]
    assert [trace["name"] for trace in traces] == ["Single days", "This period"]
    assert traces[0]["line"]["width"] < traces[1]["line"]["width"]
