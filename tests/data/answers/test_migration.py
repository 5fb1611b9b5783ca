"""Moves between RFM segments: by hand, and their sums against the segments themselves."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.answers.migration import (
    Ends,
    Stake,
    came_back,
    ends_at,
    ends_of_period,
    matrix,
    month_ends,
    moves,
    ranked,
    sizes,
    slid,
    stayed,
)
from data.answers.rfm import segments
from data.dimensions import GUESTS
from data.filters import FilterError
from data.periods import Period
from data.rfm import ARRIVED, CAME, DOWN, LADDER, LAPSED, NAMES, PROSPECTS, STAYED, UP, direction
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, MAY, kept
from tests.data.answers.made import Made
from tests.data.answers.test_rfm import by_pandas, facts

__all__ = ["facts"]

END_OF_MAY, END_OF_JUNE, LAST_DAY = date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 20)
COLUMNS = ["source", "target", "direction", "customers", "worth_before", "worth_after", "at_stake"]


def test_a_later_place_on_the_ladder_is_a_slide() -> None:
    assert direction("Champions", "Loyal") == DOWN
    assert direction("Hibernating", LAPSED) == DOWN
    assert direction(LAPSED, "New") == UP
    assert direction("New", "New") == STAYED
    assert direction(ARRIVED, "Champions") == CAME
    assert sorted(LADDER) == sorted((*NAMES, LAPSED))


def test_everybody_moves_from_one_segment_to_one_segment(view: View) -> None:
    """End of June: ada Loyal 45, ben Hibernating 15, cleo New 13; dan and eve came in July.

    Now: dan Champions 76, eve Promising 0, ben Need attention 21, ada At risk 32, cleo
    Hibernating 13.
    """
    frame = moves(view, kept(JULY), Ends(END_OF_JUNE, LAST_DAY))
    assert list(frame.columns) == COLUMNS
    assert frame.values.tolist() == [
        ["Loyal", "At risk", DOWN, 1, 45, 32, 45],
        ["New", "Hibernating", DOWN, 1, 13, 13, 13],
        ["Hibernating", "Need attention", UP, 1, 15, 21, 21],
        [ARRIVED, "Champions", CAME, 1, 0, 76, 76],
        [ARRIVED, "Promising", CAME, 1, 0, 0, 0],
    ]
    assert ranked(frame)["target"].tolist() == ["At risk", "Need attention", "Hibernating"]
    assert slid(frame) == Stake(1, 45)
    assert came_back(frame) == Stake(1, 21)
    assert stayed(frame) == Stake(0, 0)


def test_filters_keep_whoever_bought_by_the_later_day(view: View) -> None:
    lamps = moves(view, kept(JULY, products=["LAMP"]), Ends(END_OF_JUNE, LAST_DAY))
    pairs = lamps[["source", "target"]].values.tolist()
    assert pairs == [["Loyal", "At risk"], [ARRIVED, "Champions"]]
    assert moves(view, kept(products=["SOFA"]), Ends(END_OF_JUNE, LAST_DAY)).empty


def test_the_matrix_adds_up_both_ways(view: View) -> None:
    frame = moves(view, kept(), Ends(END_OF_JUNE, LAST_DAY))
    table = matrix(frame).set_index("source")
    assert table["total"].to_dict() == {
        "Loyal": 1, "New": 1, "Hibernating": 1, ARRIVED: 2, "Total": 5,
    }  # fmt: skip
    assert table.loc["Total"][["Champions", "Loyal", "total"]].values.tolist() == [1, 0, 5]
    found = sizes(frame).set_index("segment")
    assert found.loc["Hibernating"].values.tolist() == [1, 15, 1, 13]
    assert found.loc[ARRIVED].values.tolist() == [2, 0, 0, 0]


def test_month_ends_reach_from_the_last_day_to_the_first(view: View) -> None:
    assert month_ends(view) == [LAST_DAY, END_OF_JUNE, END_OF_MAY]


def test_the_usual_ends_are_three_months_apart_or_as_far_as_the_data_reach(
    view: View, demo_view: View
) -> None:
    assert ends_at(view, kept()) == Ends(END_OF_MAY, END_OF_JUNE)
    months = Ends(date(2026, 7, 31), date(2026, 10, 31))
    assert ends_at(demo_view, kept()) == months
    assert ends_at(demo_view, kept(Period(date(2026, 11, 1), date(2026, 12, 31)))) == months


def test_any_two_month_ends_may_be_chosen(view: View, demo_view: View) -> None:
    assert ends_at(view, kept(), before="2026-05", after="2026-07") == Ends(END_OF_MAY, LAST_DAY)
    assert ends_at(view, kept(), after="2026-07") == Ends(END_OF_MAY, LAST_DAY)
    chosen = ends_at(demo_view, kept(JUNE), before="2025-01", after="2025-06")
    assert chosen == Ends(date(2025, 1, 31), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("2026-06", "2026-06", "The earlier month has to come first"),
        ("", "2026-05", "two month ends with data"),
        ("2026-04", "2026-06", "no data in 2026-04"),
        ("soon", "2026-06", "'soon' is not a month"),
    ],
)
def test_ends_that_cannot_be_are_refused_with_a_sentence(
    view: View, before: str, after: str, sentence: str
) -> None:
    with pytest.raises(FilterError, match=sentence):
        ends_at(view, kept(), before=before, after=after)


def test_a_period_moves_from_the_day_before_it_to_its_last(view: View) -> None:
    assert ends_of_period(view, kept(JUNE)) == Ends(END_OF_MAY, END_OF_JUNE)
    assert ends_of_period(view, kept(JULY)) == Ends(END_OF_JUNE, LAST_DAY)
    assert ends_of_period(view, kept()) == Ends(END_OF_MAY, END_OF_JUNE)
    with pytest.raises(FilterError, match="begins later"):
        ends_of_period(view, kept(MAY))


def test_a_customer_can_lapse_and_return(made: Made) -> None:
    view = made(
        [
            ("ada", date(2023, 1, 1), 30),
            ("ben", date(2022, 1, 1), 20),
            ("ben", date(2025, 3, 1), 40),
            ("cleo", date(2025, 3, 2), 5),
        ]
    )
    frame = moves(view, kept(), Ends(date(2024, 12, 31), date(2025, 3, 2)))
    # ada alone is in the middle: R 3, F 1, M 3. Then ben is behind cleo in recency: R 2, F 1, M 4.
    assert frame.values.tolist() == [
        ["About to sleep", LAPSED, DOWN, 1, 30, 0, 30],
        [LAPSED, "At risk", UP, 1, 0, 40, 40],
        [ARRIVED, "Potential loyalists", CAME, 1, 0, 5, 5],
    ]


SPANS = [
    Ends(date(2026, 7, 31), date(2026, 10, 31)),
    Ends(date(2025, 10, 31), date(2026, 11, 21)),
    Ends(date(2023, 11, 30), date(2026, 2, 28)),
]


@pytest.mark.parametrize("ends", SPANS)
def test_rows_and_columns_add_up_to_the_segments(demo_view: View, ends: Ends) -> None:
    frame = moves(demo_view, kept(), ends)
    found = sizes(frame).set_index("segment")
    for day, when in ((ends.before, "before"), (ends.after, "after")):
        filters = kept(Period(day, day))
        standing = segments(demo_view, filters, day).set_index("segment")
        standing = standing.drop([PROSPECTS, GUESTS])[["customers", "worth"]]
        there = found.reindex(standing.index).fillna(0)
        assert there[f"customers_{when}"].tolist() == standing["customers"].tolist()
        assert there[f"worth_{when}"].tolist() == pytest.approx(standing["worth"].tolist())
    assert frame["customers"].sum() == found["customers_after"].sum()


@pytest.mark.parametrize("ends", SPANS)
def test_moves_are_those_that_pandas_finds(
    demo_view: View, facts: tuple[pd.DataFrame, pd.DataFrame], ends: Ends
) -> None:
    before, after = by_pandas(facts, ends.before), by_pandas(facts, ends.after)
    columns = ["segment", "worth"]
    both = after[columns].add_suffix("_after").join(before[columns].add_suffix("_before"))
    both["segment_before"] = both["segment_before"].fillna(ARRIVED)
    expected = (
        both.fillna({"worth_before": 0})
        .groupby(["segment_before", "segment_after"])
        .agg(n=("worth_after", "size"), was=("worth_before", "sum"), is_=("worth_after", "sum"))
        .round(4)
    )
    found = moves(demo_view, kept(), ends).set_index(["source", "target"])
    columns = ["customers", "worth_before", "worth_after"]
    assert found[columns].sort_index().values.tolist() == expected.values.tolist()
    assert len(expected) > 15
