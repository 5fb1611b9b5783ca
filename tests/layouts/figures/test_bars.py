"""Ranked bars."""

from __future__ import annotations

import pandas as pd

from data.metrics import Format
from layouts.figures.bars import bar_top, shortened

TOP = pd.DataFrame(
    {
        "key": ["P1", "P2", "P3"],
        "label": ["Grinder & co", "Kettle", "Beans"],
        "value": [1412.5, 800.0, -20.0],
        "share": [0.5, 0.3, None],
        "comparison": [1000.0, 900.0, None],
    }
)


def test_bars_and_ticks_hold_exactly_the_numbers_of_the_frame() -> None:
    bars, ticks = bar_top(TOP, theme="light", fmt=Format.MONEY, currency="GBP").to_plotly_json()[
        "data"
    ]
    assert bars["x"] == [1412.5, 800.0, -20.0]
    assert bars["y"] == [2, 1, 0]
    assert ticks["x"] == [1000.0, 900.0, None]
    assert bars["customdata"][0] == ["P1", "Grinder &amp; co", "£1,412.50"]


def test_the_largest_stands_on_top_and_the_rest_stays_empty() -> None:
    figure = bar_top(TOP, theme="light", fmt=Format.MONEY, currency="GBP", slots=8)
    assert list(figure.data[0].y) == [7, 6, 5]
    assert figure.layout.yaxis.range[1] > 7


def test_no_more_bars_than_slots() -> None:
    figure = bar_top(TOP, theme="light", fmt=Format.MONEY, currency="GBP", slots=2)
    assert list(figure.data[0].x) == [1412.5, 800.0]


def test_names_and_numbers_stand_above_their_bars() -> None:
    figure = bar_top(TOP, theme="dark", fmt=Format.MONEY, currency="GBP")
    texts = [a.text for a in figure.layout.annotations]
    assert texts[:2] == ["Grinder &amp; co", "<b>£1,413</b>  50.0%"]
    assert texts[-1] == "<b>−£20.00</b>"


def test_names_are_cut_and_cannot_become_markup() -> None:
    assert shortened("x" * 40) == "x" * 33 + "…"
    assert shortened("<b>A</b>") == "&lt;b&gt;A&lt;/b&gt;"


def test_what_is_pointed_at_shows_a_name_as_it_is_written() -> None:
    frame = pd.DataFrame({"key": ["<P>"], "label": ["Cup & <b>saucer</b>"], "value": [3.0]})
    figure = bar_top(frame, theme="light", fmt=Format.COUNT, currency="GBP")
    assert figure.data[0].customdata[0] == ["<P>", "Cup &amp; &lt;b&gt;saucer&lt;/b&gt;", "3"]


def test_without_key_a_click_filters_by_the_label() -> None:
    frame = TOP[["label", "value"]]
    figure = bar_top(frame, theme="light", fmt=Format.COUNT, currency="GBP")
    assert figure.data[0].customdata[1][0] == "Kettle"
    assert len(figure.data) == 1


def test_no_rows_no_bars() -> None:
    figure = bar_top(TOP.head(0), theme="light", fmt=Format.MONEY, currency="GBP")
    assert len(figure.data[0].x) == 0
