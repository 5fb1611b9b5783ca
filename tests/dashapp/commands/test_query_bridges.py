"""Why net sales changed, on the command line."""

from __future__ import annotations

import pytest

from data.answers.drivers import drivers
from data.answers.price_volume_mix import price_volume_mix
from data.basis import Basis
from data.dimensions import Dimension
from data.filters import Filters
from data.periods import Comparison, month
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, frame_rows

JULY = Filters().within(month("2026-07"))


def test_drivers_are_the_steps_from_before_to_after(query: Command, view: View) -> None:
    said = query("drivers", "--month", "2026-07")
    assert (said.code, said.err) == (0, "")
    expected = drivers(view, JULY, Comparison.PREVIOUS)
    assert expected is not None
    assert said.rows == frame_rows(expected.frame())
    steps = {row["step"]: row["amount"] for row in said.rows}
    assert (steps.pop("start"), steps.pop("end")) == (49, 69)
    assert sum(steps.values()) == pytest.approx(20)


def test_mix_follows_the_dimension_and_the_day_of_reversals(query: Command, view: View) -> None:
    said = query("mix", "--month", "2026-07", "--by", "category", "--basis", "order-day")
    expected = price_volume_mix(
        view, JULY, Comparison.PREVIOUS, Basis.ORDER_DAY, Dimension.CATEGORY
    )
    assert expected is not None
    assert said.rows == frame_rows(expected.frame())
    assert said.rows[-1] == {
        "step": "end", "label": "After", "amount": 105, "before": None, "after": None
    }  # fmt: skip


@pytest.mark.parametrize("question", ["drivers", "mix"])
def test_without_a_period_to_compare_with_the_command_says_what_to_do(
    query: Command, question: str
) -> None:
    for words in ([], ["--month", "2026-05"], ["--month", "2026-07", "--compare", "none"]):
        said = query(question, *words)
        assert said.code == 2
        assert "There is no period to compare with" in said.err


def test_mix_by_country_is_refused_with_a_sentence(query: Command) -> None:
    said = query("mix", "--month", "2026-07", "--by", "country")
    assert said.code == 2
    assert "by product and by category" in said.err
