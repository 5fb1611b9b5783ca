"""Clusters of the tiny shop: ada, ben and dan are regulars, cleo and eve bought once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.answers.segments import cluster_names, scatter, segments
from data.dimensions import GUESTS, NOT_CLUSTERED
from data.warehouse import View
from tests.data.answers.asking import JUNE, kept
from tests.data.answers.made import Made

COLUMNS = [
    "segment",
    "net_sales_by_order",
    "orders",
    "customers",
    "average_order_value",
    "share",
    "customer_share",
    "recency_days",
    "frequency",
    "monetary",
]


def test_clusters_show_sales_by_order_day_people_and_medians(view: View) -> None:
    """Loyal: recency 18, 17, 0; order days 3, 2, 2; monetary 32, 21, 76. Guests: O3."""
    frame = segments(view, kept())
    assert list(frame.columns) == COLUMNS
    expected = [
        ["Loyal regulars", 129, 8, 3, 183 / 8, 129 / 155.5, 3 / 5, 17, 2, 32],
        [GUESTS, 13.5, 1, 0, 13.5, 13.5 / 155.5, 0, None, None, None],
        ["One-time buyers", 13, 2, 2, 6.5, 13 / 155.5, 2 / 5, 22.5, 1, 6.5],
    ]
    for row, numbers in zip(frame.itertuples(index=False), expected, strict=True):
        found = [None if pd.isna(value) else value for value in row]
        assert found == pytest.approx(numbers)


def test_a_selection_counts_its_sales_and_keeps_the_customers_medians(view: View) -> None:
    """June: ada's O4 for 36.00, of which all was taken back later, and cleo's O5."""
    frame = segments(view, kept(JUNE)).set_index("segment")
    assert frame["net_sales_by_order"].to_dict() == {"One-time buyers": 13, "Loyal regulars": 0}
    assert frame["customers"].to_dict() == {"One-time buyers": 1, "Loyal regulars": 1}
    medians = frame[["recency_days", "frequency", "monetary"]]
    assert medians.values.tolist() == [[35, 1, 13], [18, 3, 32]]
    assert frame["customer_share"].tolist() == [0.5, 0.5]


def test_a_product_keeps_who_bought_it(view: View) -> None:
    """Lamps: ada and dan, whose recencies are 18 and 0."""
    frame = segments(view, kept(products=["LAMP"]))
    assert frame["segment"].tolist() == ["Loyal regulars"]
    assert frame[["customers", "recency_days", "monetary"]].values.tolist() == [[2, 9, 54]]


def test_nothing_bought_is_an_empty_table_and_an_empty_drawing(view: View) -> None:
    nothing = kept(products=["SOFA"])
    assert segments(view, nothing).empty
    assert scatter(view, nothing).empty


def test_the_drawing_has_a_dot_for_each_clustered_customer_who_bought(view: View) -> None:
    frame = scatter(view, kept())
    assert sorted(frame.values.tolist()) == [
        ["Loyal regulars", 0, 2, 76],
        ["Loyal regulars", 17, 2, 21],
        ["Loyal regulars", 18, 3, 32],
        ["One-time buyers", 10, 1, 0],
        ["One-time buyers", 35, 1, 13],
    ]
    june = scatter(view, kept(JUNE))
    assert sorted(june["recency_days"].tolist()) == [18, 35]


def test_the_drawing_is_the_same_every_time(view: View) -> None:
    assert scatter(view, kept()).equals(scatter(view, kept()))


def test_names_come_in_the_order_of_the_clusters(view: View) -> None:
    assert cluster_names(view) == ("Loyal regulars", "One-time buyers")


def test_without_clusters_customers_and_guests_are_still_told_apart(made: Made) -> None:
    view = made([("ada", date(2025, 1, 1), 30), (None, date(2025, 1, 2), 20)])
    frame = segments(view, kept())
    assert frame[["segment", "net_sales_by_order", "customers"]].values.tolist() == [
        [NOT_CLUSTERED, 30, 1],
        [GUESTS, 20, 0],
    ]
    assert frame[["recency_days", "frequency", "monetary"]].isna().all(axis=None)
    assert cluster_names(view) == ()
    assert scatter(view, kept()).empty
