"""Training forecasts: nothing of the future reaches them, and the better weights are in service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from dashapp.kept_forecasts import keep_forecasts
from dashapp.training.forecasts import keep_forecast, learn_forecast
from data import schema
from data.learning_panel import read_expected
from data.notes import open_notes
from data.notes.forecast_log import ForecastLog
from data.releases import Draft
from data.span import Span, span_of
from data.stores import FileStore
from models import registry
from models.errors import TooLittleData
from models.forecasting import Forecast
from models.names import FORECAST
from tests.data import shop
from tests.data.answers.made import Order, view_of

COUNTS = [5, 3, 4, 6, 5, 7, 8, 6, 5, 9, 12, 14]
CUT = date(2026, 6, 30)


def orders() -> list[Order]:
    """Thirty months to 30 June 2026, busier before Christmas, and some days of July."""
    months = pd.date_range("2024-01-01", periods=30, freq="MS")
    found: list[Order] = [
        ("ann" if day % 2 else None, (month + pd.Timedelta(days=2 * day)).date(), 10 + day)
        for month in months
        for day in range(COUNTS[month.month - 1])
    ]
    return [*found, ("ann", date(2026, 7, 1), 9), (None, date(2026, 7, 14), 9)]


@contextmanager
def drafted(folder: Path, more: list[Order] | None = None) -> Iterator[tuple[Draft, Span]]:
    """A draft of the made-up shop, not trained yet."""
    store = FileStore(folder)
    view_of(store, [*orders(), *(more or [])])
    with store.begin(base=store.current_or_fail()) as draft:
        with draft.engine.connect() as connection:
            span = span_of(connection)
        yield draft, span


def forecasts(draft: Draft) -> pd.DataFrame:
    table = schema.forecasts
    order = (table.c.grain, table.c.level, table.c.key, table.c.ds)
    with draft.engine.connect() as connection:
        return pd.read_sql(sa.select(table).order_by(*order), connection)


def learned(draft: Draft) -> Forecast:
    return Forecast.restore(registry.load(draft.artefacts, FORECAST)[0])


def test_a_spike_in_the_month_that_is_not_over_changes_nothing(tmp_path: Path) -> None:
    spike: list[Order] = [("ann", date(2026, 7, 15), 1_000_000)]
    found = []
    for name, more in (("calm", []), ("spike", spike)):
        with drafted(tmp_path / name, more) as (draft, span):
            learn_forecast(draft, replace(span, known_to=CUT), None)
            found.append((forecasts(draft), learned(draft).state()))
    pd.testing.assert_frame_equal(found[0][0], found[1][0])
    assert found[0][1] == found[1][1]
    first = found[0][0].groupby("grain")["ds"].min()
    assert {grain: str(day)[:10] for grain, day in first.items()} == {
        "day": "2026-07-01",
        "month": "2026-07-01",
        "week": "2026-06-29",
    }


def test_weights_in_service_stay_where_new_ones_are_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with drafted(tmp_path) as (draft, span):
        learn_forecast(draft, span, None)
        first = learned(draft)
        card = registry.load(draft.artefacts, FORECAST)[1]
        assert card.contest is None
        assert card.note == first.sentence()
        served = tmp_path / "served"
        registry.save(served, FORECAST, first.state(), card)
        learn_forecast(draft, span, served)
        again = registry.load(draft.artefacts, FORECAST)[1]
        assert again.contest is not None
        assert again.contest["promoted"]
        assert again.contest["served"] == pytest.approx(again.contest["challenger"])
        # The same months, but a new combination that is nothing but the last value.
        _only(monkeypatch, "Naive")
        learn_forecast(draft, span, served)
        kept = registry.load(draft.artefacts, FORECAST)[1]
        assert kept.contest is not None
        assert not kept.contest["promoted"]
        assert kept.contest["served"] < kept.contest["challenger"]
        assert kept.created_at == card.created_at
        assert learned(draft).frame["yhat"].tolist() == pytest.approx(first.frame["yhat"].tolist())


def _only(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Training finds nothing but this method."""
    module = "dashapp.training.forecasts.forecast"
    real: Callable[..., Forecast] = learn_forecast.__globals__["forecast"]
    monkeypatch.setattr(module, lambda *given: real(*given, weights={name: 1.0}))


def test_a_former_forecasts_weights_can_be_put_into_service_again(tmp_path: Path) -> None:
    with drafted(tmp_path) as (draft, span):
        learn_forecast(draft, span, None)
        card = registry.load(draft.artefacts, FORECAST)[1]
        state = learned(draft)
        alone = state.tried.assign(weight=(state.tried["model"] == "Seasonal naive") * 1.0)
        served = tmp_path / "served"
        registry.save(served, FORECAST, replace(state, tried=alone).state(), card)
        keep_forecast(draft, span, served)
        found = forecasts(draft)
        whole = found[(found["grain"] == "month") & (found["level"] == "total")]
        assert whole["model"].unique().tolist() == ["Seasonal naive"]
        sold = [sum(10 + day for day in range(COUNTS[m - 1])) for m in range(7, 13)]
        assert whole["yhat"].tolist() == sold


def test_weeks_and_days_are_forecast_where_months_are_too_few(tmp_path: Path) -> None:
    """The tiny shop has one complete month, eleven weeks and 78 days."""
    with FileStore(tmp_path).begin() as draft:
        shop.build(draft.engine)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        with pytest.raises(TooLittleData, match="at least 3; there are 1"):
            learn_forecast(draft, span, None)
        found = forecasts(draft)
        assert sorted(found["grain"].unique()) == ["day", "week"]
        sums = found.groupby(["grain", "level", "ds"])["yhat"].sum().round(2).unstack("level")
        assert all((sums[level] == sums["total"]).all() for level in sums.columns)
        assert registry.names(draft.artefacts) == []
        assert read_expected(draft.engine) is None


def test_what_is_published_is_kept_once_and_a_failure_is_only_logged(tmp_path: Path) -> None:
    with drafted(tmp_path) as (draft, span):
        learn_forecast(draft, span, None)
        expected = read_expected(draft.engine)
        release = replace(shop.info_of(draft), simulated=True, source="A test")
        whole = learned(draft).frame
    notes = open_notes(tmp_path / "notes")
    for _ in range(2):
        keep_forecasts(notes, release, expected)
    kept = ForecastLog(notes.place).kept(release, "total", "")
    assert kept["yhat"].tolist() == whole["yhat"].tolist()
    assert kept["made_on"].unique().tolist() == [pd.Timestamp("2026-06-01")]
    (tmp_path / "blocked").write_text("no folder")
    keep_forecasts(open_notes(tmp_path / "blocked"), release, expected)
    assert (tmp_path / "blocked").read_text() == "no folder"
