"""The tasks that accuracy is measured on: all series, cut where it was not known what came."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bench.forecast_accuracy import scores
from bench.forecast_accuracy.tasks import AUSTRALIA, US, US_FIVE, Panel, panels


def _by_place(shared_data: Path) -> dict[tuple[str, str], Panel]:
    return {(panel.data.name, panel.origin): panel for panel in panels(shared_data)}


def test_tasks_are_those_that_scores_are_kept_of(shared_data: Path) -> None:
    found = _by_place(shared_data)
    kept = scores.kept().drop_duplicates(["data", "origin"]).set_index(["data", "origin"])
    assert {place: scores.digest(panel) for place, panel in found.items()} == kept[
        "digest"
    ].to_dict()


def test_a_history_ends_where_what_came_begins(shared_data: Path) -> None:
    for panel in _by_place(shared_data).values():
        known, came = panel.history.index, panel.actual.index
        assert known[-1] == pd.Timestamp(panel.origin)
        assert came[0] == pd.date_range(known[-1], periods=2, freq=panel.data.freq)[1]
        assert len(came) == panel.data.horizon
        assert not panel.actual.isna().any().any()
        # Blank before a series began, and nowhere else.
        assert panel.history.ffill().equals(panel.history)


def test_every_series_takes_part(shared_data: Path) -> None:
    taking: dict[str, set[str]] = {}
    for (data, _), panel in _by_place(shared_data).items():
        taking.setdefault(data, set()).update(panel.history.columns)
    assert len(taking[US.name]) == 65
    assert "Electronic shopping and mail-order houses" in taking[US_FIVE.name]
    assert len(taking[AUSTRALIA.name]) == 152
