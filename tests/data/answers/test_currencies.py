"""What has no rate is counted, priced and said; the log of restatements is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import schema
from data.answers.currencies import UNCONVERTED, not_included, unconverted
from data.answers.kpis import kpis
from data.answers.restated import REASONS, RESTATEMENTS, restated_orders, restatements
from data.build.checks import check_release
from data.filters import Filters
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.grown import publish
from tests.data.build.money import Star

MAY, LATE = date(2026, 5, 1), date(2026, 6, 20)
NewStore = Callable[[Path], ReleaseStore]


@pytest.fixture
def store(new_store: NewStore, tmp_path: Path) -> ReleaseStore:
    return new_store(tmp_path)


def two_currencies() -> Star:
    """10 EUR in May and 1 EUR in June; 340 and 0.50 USD, of which 20 came back."""
    star = Star().order("E", MAY, "EUR", ("10", "0")).order("L", LATE, "EUR", ("1", "0"))
    star.order("U", MAY, "USD", ("350", "10")).order("V", MAY + timedelta(3), "USD", ("0.50", "0"))
    return star.refund("R", "U", MAY + timedelta(9), "20")


def plain(frame: pd.DataFrame) -> list[list[Any]]:
    days = frame.select_dtypes("datetime").columns
    return [list(row) for row in frame.assign(**{d: frame[d].dt.date for d in days}).to_numpy()]


def test_orders_without_a_rate_are_counted_and_priced_in_their_own_currency(
    store: ReleaseStore,
) -> None:
    view = publish(store, two_currencies())
    assert plain(unconverted(view)) == [["USD", 2, 340.5, 20.0, MAY, MAY + timedelta(9)]]
    assert not_included(unconverted(view)) == (
        "2 orders in USD worth 340.50 USD and reversals of 20.00 USD are not included: "
        "there is no rate for their days."
    )
    (net,) = kpis(view, ["net_sales"], Filters())
    assert net.value == 11
    assert check_release(view.engine) == []


def test_with_rates_everything_is_included_and_nothing_is_said(store: ReleaseStore) -> None:
    view = publish(store, two_currencies().rate("USD", MAY, "0.5"))
    assert list(unconverted(view).columns) == UNCONVERTED
    assert not_included(unconverted(view)) == ""
    (net,) = kpis(view, ["net_sales"], Filters())
    assert net.value == 11 + 170 + 0.25 - 10
    assert check_release(view.engine) == []


@pytest.mark.parametrize(
    ("orders", "amount", "back", "sentence"),
    [
        (1, 5, 0, "1 order in USD worth 5.00 USD is not included: there is no rate for its day."),
        (
            1200,
            1234.5,
            0,
            "1,200 orders in USD worth 1,234.50 USD are not included: there is no rate for "
            "their days.",
        ),
        (
            0,
            0,
            7,
            "Reversals of 7.00 USD are not included: there is no rate for their days.",
        ),
    ],
)
def test_the_sentence_counts(orders: int, amount: float, back: float, sentence: str) -> None:
    row = ["USD", orders, amount, back, MAY, MAY]
    assert not_included(pd.DataFrame([row], columns=UNCONVERTED)) == sentence


def test_the_log_of_restatements_is_answered_newest_release_first(store: ReleaseStore) -> None:
    star = two_currencies().rate("USD", MAY, "0.5")
    first = publish(store, star).release.id
    second = publish(store, star.refund("B", "E", MAY + timedelta(20), "4"), first).release.id
    view = publish(store, star.order("N", MAY, "EUR", ("2", "0.5")), second)
    found = restatements(view)
    assert list(found.columns) == RESTATEMENTS
    third = view.release.id
    assert plain(found) == [
        [third, second, MAY, "late orders", 1, 2.0, 0.5, 0.0, 1.5, "EUR"],
        [second, first, MAY, "late reversals", 1, 0.0, 0.0, 4.0, -4.0, "EUR"],
    ]
    assert plain(restated_orders(view, second, MAY)) == [["late reversals", "E", 0.0, -4.0, -4.0]]
    assert restated_orders(view, first, MAY).empty


def test_the_same_data_learned_again_restate_nothing(store: ReleaseStore) -> None:
    star = two_currencies()
    assert restatements(publish(store, star, publish(store, star).release.id)).empty


def test_every_cause_is_explained() -> None:
    assert set(REASONS) == set(schema.Cause)


def test_a_release_of_an_older_version_says_nothing_of_either(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = schema.restatements.to_metadata(schema.METADATA.__class__(), name="not_there")
    monkeypatch.setattr("data.schema.restatements", absent)
    monkeypatch.setattr("data.schema.unconverted", absent)
    assert restatements(view).empty
    assert restated_orders(view, "x", MAY).empty
    assert unconverted(view).empty
