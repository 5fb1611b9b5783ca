"""The trend: exactly the frame's numbers, and an honest end."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.metrics import Format
from data.periods import Grain
from layouts.figures.trend import Names, line_with_comparison
from layouts.theme import TOKENS, Mode

MONTHS = pd.DataFrame(
    {
        "period": pd.to_datetime(["2026-09-01", "2026-10-01", "2026-11-01"]),
        "value": [1000.25, 1200.5, 700.75],
        "comparison": [900.0, None, 1100.0],
        "comparison_period": pd.to_datetime(["2025-09-01", "2025-10-01", "2025-11-01"]),
    }
)


def _figure(cut: tuple[str, ...] = ("", "", ""), **options: object) -> dict[str, object]:
    settings = {"theme": "light", "fmt": Format.MONEY, "currency": "GBP", "grain": Grain.MONTH}
    frame = MONTHS.assign(cut=cut)
    figure = line_with_comparison(frame, **(settings | options))  # type: ignore[arg-type]
    return figure.to_plotly_json()


def _traces(figure: dict[str, object]) -> dict[str, dict[str, object]]:
    return {t["name"]: t for t in figure["data"]}  # type: ignore[attr-defined]


def test_the_lines_hold_exactly_the_numbers_of_the_frame() -> None:
    traces = _traces(_figure())
    assert list(traces["This period"]["y"]) == [1000.25, 1200.5, 700.75]  # type: ignore[call-overload]
    assert list(traces["Previous period"]["y"]) == [900.0, None, 1100.0]  # type: ignore[call-overload]
    assert list(traces["This period"]["x"]) == ["2026-09-01", "2026-10-01", "2026-11-01"]  # type: ignore[call-overload]


def test_the_hover_says_both_values_in_full_and_when_the_other_one_was() -> None:
    traces = _traces(_figure())
    assert traces["This period"]["customdata"] == [
        ["2026-09-01/2026-09-30", "£1,000.25"],
        ["2026-10-01/2026-10-31", "£1,200.50"],
        ["2026-11-01/2026-11-30", "£700.75"],
    ]
    assert traces["Previous period"]["customdata"] == [
        "£900.00, Sep 2025",
        "–, Oct 2025",
        "£1,100.00, Nov 2025",
    ]


def test_an_unfinished_month_is_hollow_dashed_and_labelled() -> None:
    figure = _figure(("", "", "unfinished"))
    traces = _traces(figure)
    assert traces["This period"]["y"] == [1000.25, 1200.5]
    rest = traces["Not finished yet"]
    assert rest["y"] == [1200.5, 700.75]
    assert rest["line"]["dash"] == "2px,3px"  # type: ignore[index]
    assert rest["marker"]["color"] == TOKENS[Mode.LIGHT].surface  # type: ignore[index]
    labels = [a["text"] for a in figure["layout"]["annotations"]]  # type: ignore[index]
    assert labels == ["Nov 2026, so far"]


def test_points_cut_by_the_chosen_dates_say_so_at_both_ends() -> None:
    figure = _figure(("chosen", "", "chosen"))
    solid, head, tail = figure["data"][1:]  # type: ignore[index]
    assert solid["y"] == [1200.5]
    assert (head["y"], head["marker"]["size"]) == ([1000.25, 1200.5], [9, 0])
    assert (tail["y"], tail["marker"]["size"]) == ([1200.5, 700.75], [0, 9])
    assert head["name"] == tail["name"] == "Cut by the chosen dates"
    labels = [a["text"] for a in figure["layout"]["annotations"]]  # type: ignore[index]
    assert labels == ["Sep 2026, cut by the chosen dates", "Nov 2026, cut by the chosen dates"]


def test_a_first_point_in_which_the_data_begin_is_told_from_one_that_was_cut() -> None:
    figure = _figure(("beginning", "", ""))
    names = [trace["name"] for trace in figure["data"][1:]]  # type: ignore[index]
    assert names == ["This period", "The data begin inside it"]


def test_two_cut_points_are_both_hollow_and_carry_the_total() -> None:
    frame = MONTHS.tail(2).assign(cut=["chosen", "unfinished"])
    figure = line_with_comparison(
        frame,
        theme="light",
        fmt=Format.MONEY,
        currency="GBP",
        grain=Grain.MONTH,
        names=Names(total="£1.9K"),
    )
    drawn = [(t.name, list(t.y)) for t in figure.data[1:] if len(t.y)]
    assert drawn == [
        ("Cut by the chosen dates", [1200.5]),
        ("This period  <b>£1.9K</b>", [1200.5, 700.75]),
    ]


def test_days_in_which_everybody_looks_new_are_greyed() -> None:
    layout = _figure(grey_until=date(2026, 9, 20))["layout"]
    (ground,) = layout["shapes"]  # type: ignore[index]
    assert (ground["x0"], ground["x1"], ground["layer"]) == ("2026-09-01", "2026-09-20", "below")
    assert layout["annotations"][-1]["text"] == "Everybody looks new here"  # type: ignore[index]
    assert "shapes" not in _figure(grey_until=date(2026, 8, 31))["layout"]  # type: ignore[operator]


def test_the_total_is_named_where_no_point_is_finished_yet() -> None:
    figure = line_with_comparison(
        MONTHS.tail(1).assign(cut="unfinished"),
        theme="light",
        fmt=Format.MONEY,
        currency="GBP",
        names=Names(total="£700.75"),
    )
    drawn = [
        trace.name for trace in figure.data if len(trace.y) and trace.name != "Previous period"
    ]
    assert drawn == ["This period  <b>£700.75</b>"]


def test_without_a_comparison_there_is_one_line() -> None:
    frame = MONTHS[["period", "value"]]
    figure = line_with_comparison(frame, theme="dark", fmt=Format.COUNT, currency="GBP")
    assert len(figure.data) == 1
    assert figure.data[0].line.color == TOKENS[Mode.DARK].accent


def test_gaps_are_left_open_and_not_filled() -> None:
    frame = MONTHS.assign(value=[1.0, float("nan"), 3.0])
    figure = line_with_comparison(
        frame, theme="light", fmt=Format.RATIO, currency="GBP", grain=Grain.MONTH
    )
    line = figure.to_plotly_json()["data"][-1]
    assert line["y"] == [1.0, None, 3.0]
    assert "fill" not in line
    assert "connectgaps" not in line


def test_totals_stand_in_the_legend() -> None:
    names = Names(comparison="Same days last year", total="£2.9K", comparison_total="£2.0K")
    traces = _traces(_figure(names=names))
    assert set(traces) == {"This period  <b>£2.9K</b>", "Same days last year  £2.0K"}


def test_the_money_axis_starts_at_0_and_is_marked_in_round_numbers() -> None:
    axis = _figure()["layout"]["yaxis"]  # type: ignore[index]
    assert axis["tickvals"] == [0, 500, 1000, 1500]
    assert axis["ticktext"] == ["£0", "£500", "£1,000", "£1,500"]


@pytest.mark.parametrize("rows", [0, 1])
def test_nothing_and_a_single_point_can_be_drawn(rows: int) -> None:
    figure = line_with_comparison(
        MONTHS.head(rows), theme="light", fmt=Format.MONEY, currency="GBP", grain=Grain.MONTH
    )
    assert [len(t.y) for t in figure.data if t.name == "This period"] == [rows]
