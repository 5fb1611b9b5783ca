"""Customer clusters drawn."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
import pytest

from layouts.figures import clusters
from layouts.theme import SYMBOLS, TOKENS, Mode

PEOPLE = pd.DataFrame(
    {
        "segment": ["Loyal", "Loyal", "One-time", "One-time"],
        "recency": [3, 5, 200, 300],
        "frequency": [9, 4, 1, 1],
        "monetary": [900.0, 400.0, 50.0, 0.0],
    }
)


def test_every_customer_with_spend_is_a_mark_at_its_own_numbers() -> None:
    figure = clusters.scatter_segments(PEOPLE, theme="light", currency="GBP")
    drawn = {t["name"]: (t["x"], t["y"]) for t in figure.to_plotly_json()["data"]}
    assert drawn == {"Loyal": ([3.0, 5.0], [900.0, 400.0]), "One-time": ([200.0], [50.0])}
    assert len(clusters.drawable(PEOPLE)) == 3


def test_a_cluster_keeps_colour_and_shape_when_others_are_filtered_out() -> None:
    order = ("Champions", "Loyal", "One-time")
    figure = clusters.scatter_segments(PEOPLE, theme="dark", currency="GBP", order=order)
    assert [t.name for t in figure.data] == ["Loyal", "One-time"]
    assert figure.data[0].marker.color == TOKENS[Mode.DARK].series[1]
    assert figure.data[0].marker.symbol == SYMBOLS[1]


def test_few_clusters_are_named_where_they_lie_and_many_in_a_legend() -> None:
    few = clusters.scatter_segments(PEOPLE, theme="light", currency="GBP")
    assert [a.text for a in few.layout.annotations] == ["<b>Loyal</b>", "<b>One-time</b>"]
    many = pd.concat([PEOPLE.assign(segment=f"S{i}") for i in range(6)])
    figure = clusters.scatter_segments(many, theme="light", currency="GBP")
    assert figure.layout.showlegend is True
    assert len(figure.layout.annotations) == 0


def test_names_of_neighbours_do_not_lie_on_each_other() -> None:
    near = PEOPLE.assign(segment=["A", "B", "C", "D"], monetary=[100.0, 101.0, 102.0, 103.0])
    figure = clusters.scatter_segments(near, theme="light", currency="GBP")
    heights = sorted(a.y for a in figure.layout.annotations)
    gaps = [b - a for a, b in pairwise(heights)]
    assert min(gaps) >= 0.16 - 1e-9
    assert max(heights) == pytest.approx(math.log10(103))


def test_shares_of_customers_and_of_sales_stand_side_by_side() -> None:
    frame = pd.DataFrame(
        {"segment": ["A", "B"], "customer_share": [0.1, 0.9], "sales_share": [0.6, 0.4]}
    )
    figure = clusters.share_pairs(frame, theme="light", order=("B", "A"))
    assert [list(t.x) for t in figure.data] == [[0.9, 0.1], [0.4, 0.6]]
    assert list(figure.data[0].y) == ["B", "A"]
    assert list(figure.data[1].text) == ["40.0%", "60.0%"]


def test_few_clusters_have_bars_as_thick_as_three_would_have() -> None:
    frame = pd.DataFrame({"segment": list("ABCD"), "customer_share": 0.25, "sales_share": 0.25})
    gaps = [clusters.share_pairs(frame.head(n), theme="light").layout.bargap for n in (1, 3, 4)]
    assert gaps == pytest.approx([1 - 0.65 / 3, 0.35, 0.35])


def test_the_chosen_number_of_clusters_is_filled_and_labelled() -> None:
    frame = pd.DataFrame({"k": [2, 3, 4], "silhouette": [0.31, 0.47, 0.4]})
    figure = clusters.silhouette(frame, theme="light", chosen=3)
    assert list(figure.data[0].y) == [0.31, 0.47, 0.4]
    t = TOKENS[Mode.LIGHT]
    assert list(figure.data[0].marker.color) == [t.surface, t.accent, t.surface]
    assert [a.text for a in figure.layout.annotations] == ["Used here: 3"]


def test_nobody_can_be_drawn_too() -> None:
    figure = clusters.scatter_segments(PEOPLE.head(0), theme="light", currency="GBP")
    assert len(figure.data) == 0
