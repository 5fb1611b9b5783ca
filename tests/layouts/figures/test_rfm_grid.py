"""The RFM grid and the cross-table drawn."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from data.metrics import Format
from data.rfm import GRID, segment_of
from layouts.figures import rfm_grid
from layouts.theme import TOKENS, Mode

CELLS = pd.DataFrame(
    [
        {"r_score": r, "fm": fm, "value": 10.0 * r + fm, "text": f"{segment_of(r, fm)} {r}{fm}"}
        for r in range(5, 0, -1)
        for fm in range(5, 0, -1)
    ]
)
MET = pd.DataFrame(
    {
        "segment": ["Loyal", "Loyal", "New"],
        "cluster": ["Regulars", "One-time small buyers", "Regulars"],
        "share": [0.25, 0.75, 1.0],
        "text": ["a", "b", "c"],
    }
)


def test_every_cell_stands_at_its_own_scores() -> None:
    figure = rfm_grid.grid(CELLS, theme="light", fmt=Format.COUNT, currency="GBP")
    trace = figure.to_plotly_json()["data"][0]
    assert (trace["x"], trace["y"]) == ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
    assert trace["text"][4][0] == "New 51"
    assert trace["text"][0][4] == "Can't lose 15"
    assert trace["z"][4][4] == max(v for row in trace["z"] for v in row)
    assert "customdata" not in trace


def test_the_fullest_cell_leaves_words_on_it_legible() -> None:
    trace = rfm_grid.grid(CELLS, theme="dark", fmt=Format.COUNT, currency="GBP").data[0]
    assert trace["zmax"] > 1.8 * max(v for row in trace["z"] for v in row)
    t = TOKENS[Mode.DARK]
    assert [colour for _, colour in trace["colorscale"]] == [t.surface, t.accent]


def test_segments_are_framed_and_named_where_they_lie() -> None:
    figure = rfm_grid.grid(CELLS, theme="light", fmt=Format.COUNT, currency="GBP").to_plotly_json()
    frames, notes = figure["layout"]["shapes"], figure["layout"]["annotations"]
    assert len(frames) == len(GRID)
    areas = sum(round(f["x1"] - f["x0"]) * round(f["y1"] - f["y0"]) for f in frames)
    assert areas == 25
    texts = [note["text"] for note in notes]
    assert "<b>Need<br>attention</b>" in texts
    assert "<b>Potential loyalists</b>" in texts
    assert "55" in texts


def test_a_cell_without_customers_and_one_with_less_than_nothing_are_not_shaded() -> None:
    some = CELLS.assign(value=[-5.0, *[0.0] * 24])
    trace = rfm_grid.grid(some, theme="light", fmt=Format.MONEY, currency="GBP").data[0]
    assert {v for row in trace["z"] for v in row} == {0.0}


def test_a_click_on_a_cell_gives_its_key() -> None:
    keyed = CELLS.assign(
        key=[segment_of(r, fm) for r, fm in zip(CELLS.r_score, CELLS.fm, strict=True)]
    )
    trace = rfm_grid.grid(keyed, theme="light", fmt=Format.COUNT, currency="GBP").data[0]
    assert trace["customdata"][2][2] == "Need attention"


def test_the_cross_table_holds_the_shares_of_each_segment() -> None:
    figure = rfm_grid.cross(
        MET, theme="light", rows=["Loyal", "New"], columns=["Regulars", "One-time small buyers"]
    ).to_plotly_json()
    trace = figure["data"][0]
    assert trace["z"] == [[0.25, 0.75], [1.0, 0.0]]
    assert trace["text"] == [["a", "b"], ["c", "Nobody"]]
    assert trace["customdata"][1] == ["Regulars", "One-time small buyers"]
    assert figure["layout"]["xaxis"]["ticktext"][1] == "One-time<br>small<br>buyers"
    assert [note["text"] for note in figure["layout"]["annotations"]] == [
        "25%",
        "75%",
        "100%",
        "0%",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_property(theme: str) -> None:
    grid = rfm_grid.grid(CELLS, theme=theme, fmt=Format.MONEY, currency="GBP")
    cross = rfm_grid.cross(MET, theme=theme, rows=["Loyal", "New"], columns=["Regulars"])
    for figure in (grid, cross):
        plain = figure.to_plotly_json()
        assert len(go.Figure(data=plain["data"], layout=plain["layout"]).data) == 1
