"""RFM segments and who moved between them, on the command line."""

from __future__ import annotations

from data.answers.rfm import segments
from data.filters import Filters
from data.periods import month
from data.rfm import ACTIONS
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, frame_rows


def test_rfm_scores_everybody_on_the_last_day_of_the_period(query: Command, view: View) -> None:
    june = Filters().within(month("2026-06"))
    said = query("rfm", "--month", "2026-06")
    assert (said.code, said.err) == (0, "")
    expected = segments(view, june, month("2026-06").end).assign(scored_on="2026-06-30")
    assert said.json["rows"] == frame_rows(expected)
    loyal = next(row for row in said.json["rows"] if row["segment"] == "Loyal")
    assert (loyal["customers"], loyal["worth"], loyal["net_sales"]) == (1, 45, 0)
    assert loyal["action"] == ACTIONS["Loyal"]


def test_rfm_before_the_first_day_is_refused_with_a_sentence(query: Command) -> None:
    said = query("rfm", "--month", "2026-01")
    assert said.code == 2
    assert "before the data begin" in said.err


def test_migration_runs_from_the_day_before_the_period_to_its_last(query: Command) -> None:
    said = query("migration", "--month", "2026-07")
    moves = {(r["source"], r["target"]): r["at_stake"] for r in said.json["rows"]}
    assert moves["Loyal", "At risk"] == 45
    assert {(r["from"], r["to"]) for r in said.json["rows"]} == {("2026-06-30", "2026-07-20")}
    assert sum(row["customers"] for row in said.json["rows"]) == 5


def test_migration_needs_a_day_before_the_period(query: Command) -> None:
    said = query("migration", "--month", "2026-05")
    assert said.code == 2
    assert "Choose a period that begins later" in said.err


def test_an_rfm_segment_is_a_filter_like_any_other(query: Command) -> None:
    """dan, the champion: 72 and 9, and 5 given back."""
    said = query("kpis", "--rfm-segment", "Champions")
    assert said.json["filters"] == {"rfm_segments": ["Champions"]}
    assert said.json["metrics"]["net_sales"]["value"] == 76
