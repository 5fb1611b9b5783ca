"""Histories of buyers, on the tiny shop and both databases: what a day knows, added up by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.queries import value
from data.queries.people_gaps import own_gaps
from data.queries.value_gaps import clusters, usual
from data.reading import read
from data.warehouse import View
from tests.data.shop import LAST_DAY

BEFORE = date(2026, 6, 30)


def known(view: View, day: date) -> pd.DataFrame:
    frame = read(view.engine, sa.select(histories(day)))
    return frame.sort_values("place", ignore_index=True)


def histories(day: date) -> Any:
    visits = value.visits(day).cte(f"visits_{day:%m%d}")
    return value.histories(visits, day).cte(f"known_{day:%m%d}")


def test_repeat_days_ages_and_means_leave_the_first_day_out(view: View) -> None:
    """ada's two orders of 2 July are one; ben's credit note names no order and lowers his mean."""
    found = known(view, LAST_DAY)
    assert found["customer"].tolist() == [1, 2, 3, 4, 5]
    assert found["repeat_days"].tolist() == [2, 1, 0, 1, 0]
    assert found["last_age"].tolist() == [59, 60, 0, 19, 0]
    assert found["age"].tolist() == [77, 77, 35, 19, 10]
    assert found["mean"].fillna(-1).tolist() == [11.5, 6.0, -1, 9.0, -1]


def test_an_earlier_day_knows_neither_later_orders_nor_later_reversals(view: View) -> None:
    """The lamp of 10 June was taken back on 1 July; dan and eve had not come yet."""
    found = known(view, BEFORE)
    assert found["customer"].tolist() == [1, 2, 3]
    assert found["repeat_days"].tolist() == [1, 0, 0]
    assert found["last_age"].tolist() == [37, 0, 0]
    assert found["age"].tolist() == [57, 57, 15]
    assert found["mean"].fillna(-1).tolist() == [36.0, -1, -1]


def test_facts_are_those_of_the_histories(view: View) -> None:
    (row,) = read(view.engine, value.facts(histories(LAST_DAY))).to_dict("records")
    correlation = row.pop("correlation")
    assert row == {
        "buyers": 5,
        "regulars": 1,
        "repeaters": 3,
        "history_days": 77,
        "quiet_days": 0,
    }
    assert correlation == pytest.approx(np.corrcoef([2, 1, 1], [11.5, 6, 9])[0, 1])


def test_without_two_different_values_there_is_no_correlation(view: View) -> None:
    (row,) = read(view.engine, value.facts(histories(BEFORE))).to_dict("records")
    assert pd.isna(row["correlation"])
    assert (row["buyers"], row["history_days"], row["quiet_days"]) == (3, 57, 15)


def test_cells_count_every_buyer_once_and_samples_are_a_part(view: View) -> None:
    everybody = read(view.engine, value.cells(histories(LAST_DAY), 1))
    assert everybody["customers"].sum() == 5
    assert everybody.iloc[0].tolist() == [0, 0, 10, 1]
    some = [
        read(view.engine, value.cells(histories(LAST_DAY), n))["customers"].sum() for n in (2, 3)
    ]
    assert all(0 < count < 5 for count in some)
    spends = read(view.engine, value.spends(histories(LAST_DAY), 1))
    assert spends["repeat_days"].tolist() == [2, 1, 1]
    assert spends["mean"].tolist() == [11.5, 6.0, 9.0]


def test_outcomes_are_what_came_after_the_cut_of_who_was_known_by_then(view: View) -> None:
    later = value.visits(LAST_DAY).cte("visits_now")
    found = read(view.engine, value.outcomes(histories(BEFORE), later, BEFORE, 1))
    assert found.columns.tolist() == [
        *("repeat_days", "last_age", "age", "came", "customers", "mean_sum", "value")
    ]
    assert found.to_numpy().tolist() == [
        [0, 0, 15, 0, 1, 0.0, 0.0],
        [0, 0, 57, 1, 1, 0.0, 6.0],
        [1, 37, 57, 1, 1, 36.0, 23.0],
    ]


def test_the_usual_gap_is_the_own_one_or_the_clusters_or_the_shops(view: View) -> None:
    visits, buyers = value.visits(LAST_DAY).cte("visits_now"), histories(LAST_DAY)
    groups = clusters().cte("groups")
    found = read(view.engine, usual(buyers, visits, groups).order_by("place"))
    # ada: 22 and 37 days. The shop and the regulars: 19, 22, 37, 60.
    assert found["usual"].tolist() == [34.0, 46.2, 46.2, 46.2, 46.2]
    one_each = sa.select(
        schema.customer_segments.c.customer_key.label("customer"),
        sa.cast(schema.customer_segments.c.customer_key, sa.String).label("segment"),
    ).cte("one_each")
    alone = read(view.engine, usual(buyers, visits, one_each).order_by("place"))
    assert alone["usual"].tolist() == [34.0, 60.0, 46.2, 19.0, 46.2]
    without = read(view.engine, usual(buyers, visits, None).order_by("place"))
    assert without["usual"].tolist() == [34.0, 46.2, 46.2, 46.2, 46.2]


def test_the_own_rhythm_is_the_one_that_the_customer_page_shows(view: View) -> None:
    visits, buyers = value.visits(LAST_DAY).cte("visits_now"), histories(LAST_DAY)
    found = read(view.engine, usual(buyers, visits, None).order_by("place"))
    page = read(view.engine, own_gaps(LAST_DAY)).set_index("customer_key")["usual"]
    assert page.to_dict() == {1: found["usual"][0]}


def test_pieces_hold_customers_in_order_and_whether_they_are_overdue(view: View) -> None:
    visits, buyers = value.visits(LAST_DAY).cte("visits_now"), histories(LAST_DAY)
    rhythm = usual(buyers, visits, None).cte("rhythm")
    first = read(view.engine, value.piece(buyers, rhythm, 1, 4))
    second = read(view.engine, value.piece(buyers, rhythm, 4, 7))
    assert first["customer"].tolist() + second["customer"].tolist() == [1, 2, 3, 4, 5]
    assert not first["overdue"].any()
    day = date(2026, 9, 1)
    later = histories(day)
    rhythm = usual(later, value.visits(day).cte("visits_later"), None).cte("rhythm")
    late = read(view.engine, value.piece(later, rhythm, 1, 6))
    # 61, 60, 78, 43 and 53 days of silence against 34 and 46.2.
    assert late["overdue"].tolist() == [True, True, True, False, True]
