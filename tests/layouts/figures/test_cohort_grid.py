"""The heat map of cohorts: what is known in blue, what is not in hatches, never a false number."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.metrics import Format
from layouts.figures.cohort_grid import cohort_grid
from layouts.theme import TOKENS, Mode


def frame() -> pd.DataFrame:
    """An old cohort, one that came when the data began, a small one and one that is young."""
    rows: list[tuple[str, str, int, list[float | None], int, bool]] = [
        ("Jan 2026", "2026-01-01/2026-01-31", 40, [1.0, 0.25, 0.123], 3, True),
        ("Feb 2026", "2026-02-01/2026-02-28", 50, [1.0, 0.5, None], 2, False),
        ("Mar 2026", "2026-03-01/2026-03-31", 19, [None, None, None], 1, False),
        ("Apr 2026", "2026-04-01/2026-04-30", 30, [None, None, None], 0, False),
    ]
    return pd.DataFrame(
        [
            {
                "label": label,
                "key": key,
                "size": size,
                "k": k,
                "value": value,
                "said": f"{label}, {k}",
                "mature": k < ended,
                "at_start": at_start,
            }
            for label, key, size, values, ended, at_start in rows
            for k, value in enumerate(values)
        ]
    )


AVERAGE = pd.DataFrame({"k": [0, 1, 2], "value": [1.0, 0.4, 0.123], "said": ["a", "b", "c"]})


def drawn(
    shown: pd.DataFrame | None = None, *, theme: str = "light", fmt: Format = Format.PERCENT
) -> dict[str, Any]:
    figure = cohort_grid(
        frame() if shown is None else shown,
        AVERAGE,
        theme=theme,
        fmt=fmt,
        currency="GBP",
        window="Calendar months",
    )
    found: dict[str, Any] = figure.to_plotly_json()
    return found


def trace(figure: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in figure["data"] if one["name"] == name)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("fmt", [Format.PERCENT, Format.MONEY])
def test_plotly_accepts_every_property(theme: str, fmt: Format) -> None:
    plain = drawn(theme=theme, fmt=fmt)
    assert len(go.Figure(data=plain["data"], layout=plain["layout"]).data) == len(plain["data"])


def test_rows_are_named_with_their_size_and_the_average_stands_on_top() -> None:
    assert drawn()["layout"]["yaxis"]["ticktext"] == [
        "<b>Average</b>",
        "Jan 2026 *  <b>40</b>",
        "Feb 2026  <b>50</b>",
        "Mar 2026  <b>19</b>",
        "Apr 2026  <b>30</b>",
    ]


def test_known_cells_are_blue_and_those_of_the_start_grey() -> None:
    figure, light = drawn(), TOKENS[Mode.LIGHT]
    usual, grey, full = (trace(figure, name) for name in ("usual", "grey", "full"))
    assert usual["z"][0] == [None, 0.4, 0.123]
    assert usual["text"][2] == ["", "50.0%", ""]
    assert grey["text"][1] == ["100%", "25.0%", "12.3%"]
    # Everybody bought in the first window: full blue, light words.
    assert [row[0] for row in full["z"]] == [1.0, None, 1.0, None, None]
    assert full["textfont"]["color"] == light.surface
    assert usual["textfont"]["color"] == grey["textfont"]["color"] == light.text
    assert usual["colorscale"][1][1] == light.accent
    assert grey["colorscale"][1][1] == light.previous


def test_what_is_not_over_is_hatched_and_too_few_is_said() -> None:
    figure = drawn()
    bars = trace(figure, "Not yet")
    assert bars["y"] == [2, 3, 4]
    assert [round(start + 0.48) for start in bars["base"]] == [2, 1, 0]
    assert [round(length + 0.04) for length in bars["x"]] == [1, 2, 3]
    assert bars["text"] == ["", "not yet", "not yet"]
    assert bars["marker"]["pattern"]["shape"] == "/"
    words = trace(figure, "too few")
    assert list(zip(words["x"], words["y"], words["text"], strict=True)) == [(0, 3, "too few")]


def test_a_click_anywhere_in_a_row_names_its_days() -> None:
    figure, days = drawn(), "2026-02-01/2026-02-28"
    assert trace(figure, "usual")["customdata"][2] == [days] * 3
    assert trace(figure, "usual")["customdata"][0] == [None] * 3
    assert trace(figure, "Not yet")["customdata"][0] == days


def test_money_is_written_in_full_while_there_is_room() -> None:
    worth = frame().assign(value=frame()["value"] * 86.4)
    assert trace(drawn(worth, fmt=Format.MONEY), "usual")["text"][2] == ["£86.40", "£43.20", ""]
    rows = [
        frame().iloc[0].to_dict() | {"k": k, "value": value, "at_start": False}
        for k, value in enumerate([86.4, -86.4, 1234.5, *[1.0] * 11])
    ]
    narrow = trace(drawn(pd.DataFrame(rows), fmt=Format.MONEY), "usual")
    assert narrow["text"][1][:3] == ["£86", "−£86", "£1,235"]


def test_without_an_average_there_is_no_row_for_it() -> None:
    figure = cohort_grid(
        frame(), AVERAGE.head(0), theme="dark", fmt=Format.MONEY, currency="EUR", window="x"
    )
    assert figure.to_plotly_json()["layout"]["yaxis"]["ticktext"][0].startswith("Jan 2026")


def luminance(colour: tuple[float, ...]) -> float:
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def rgb(text: str) -> tuple[float, ...]:
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_cell(theme: str) -> None:
    for one in drawn(theme=theme)["data"]:
        if one["type"] != "heatmap":
            continue
        (_, low), (_, high) = one["colorscale"]
        for value in (v for row in one["z"] for v in row if v is not None):
            part = min(value / one["zmax"], 1.0)
            cell = tuple(a + (b - a) * part for a, b in zip(rgb(low), rgb(high), strict=True))
            lights = sorted([luminance(cell), luminance(rgb(one["textfont"]["color"]))])
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, (one["name"], value)
            assert not math.isnan(part)
