"""CDNOW's customers, for whom fits and forecasts were published.

BG/NBD: Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24 (2005).
Gamma-Gamma: Fader and Hardie, "The Gamma-Gamma model of monetary value" (2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashapp.valuing import HeldOut, learn, scored
from data.learning_value import Buyers, file_buyers
from data.orders_file import Orders, read_orders
from models.value.cells import Cells
from models.value.fitting import fit_purchasing
from models.value.gamma_gamma import fit_gamma_gamma
from models.value.purchasing import BG_NBD, MBG_NBD
from tests.dashapp.commands.conftest import Command, command

__all__ = ["command"]

CUT, END = date(1997, 9, 30), date(1998, 6, 30)
HELD_OUT = 273  # days: 39 weeks


@pytest.fixture(scope="module")
def source(shared_data: Path) -> Path:
    return shared_data / "cdnow" / "cdnow_sample.csv"


@pytest.fixture(scope="module")
def orders(source: Path) -> Iterator[Orders]:
    with read_orders(source) as found:
        yield found


@pytest.fixture(scope="module")
def buyers(orders: Orders) -> Iterator[Buyers]:
    """As they were known on the last day of the published calibration."""
    with file_buyers(orders, CUT) as found:
        yield found


def test_bg_nbd_has_the_published_parameters_and_likelihood(buyers: Buyers) -> None:
    cells = Cells.of(buyers.cells())
    assert cells.total == 2357
    found = fit_purchasing(cells, BG_NBD)
    assert round(found.r, 3) == 0.243
    assert round(found.alpha, 3) == 4.414
    assert round(found.a, 3) == 0.793
    assert round(found.b, 3) == 2.426
    assert round(found.log_likelihood, 1) == -9582.4


def test_gamma_gamma_has_the_published_parameters(buyers: Buyers) -> None:
    spends = buyers.spends()
    assert len(spends) == 946
    repeat_days = spends["repeat_days"].to_numpy("float64")
    found = fit_gamma_gamma(repeat_days, spends["mean"].to_numpy("float64"))
    assert (round(found.p, 2), round(found.q, 2), round(found.gamma, 2)) == (6.25, 3.74, 15.44)


def test_mbg_nbd_fits_as_well_and_calls_two_fifths_of_one_time_buyers_alive(
    buyers: Buyers,
) -> None:
    model = learn(buyers)
    assert model.law is not None
    assert model.law.name == MBG_NBD
    assert round(model.law.log_likelihood, 1) == -9582.1
    rows = pd.concat(scored(model, buyers, (365,)))
    once = rows.loc[rows["repeat_days"] == 0, "p_alive"]
    assert len(once) == 1411
    assert once.between(0.35, 0.45).all()


def test_the_gates_are_passed_and_the_correlation_is_small(buyers: Buyers) -> None:
    model = learn(buyers)
    assert model.missing == ()
    assert model.correlation == pytest.approx(0.114, abs=0.001)


def test_the_published_holdout_of_1882_orders_is_met_within_13_per_cent(orders: Orders) -> None:
    with file_buyers(orders, END) as later:
        held = HeldOut(later, HELD_OUT)
        model, tenths = held.tests(learn(later))
    assert held.cut == CUT
    by_law = {
        law.name: result
        for law, result in (
            (model.law, model.holdout),
            (model.beside, model.holdout_beside),
        )
        if law is not None and result is not None
    }
    assert {result.actual_orders for result in by_law.values()} == {1882.0}
    assert {result.customers for result in by_law.values()} == {2357}
    off = by_law[BG_NBD].orders_error
    assert off is not None
    assert abs(off) < 0.13
    assert tenths is not None
    assert tenths["customers"].sum() == 2357


def test_the_command_meets_it_too_though_it_never_saw_the_later_orders(
    command: Command, source: Path
) -> None:
    said = command("clv", source, "--as-of", CUT, "--horizon-days", HELD_OUT, "--format", "json")
    rows = pd.DataFrame(said.rows)
    assert len(rows) == 2357
    assert abs(rows["expected_orders"].sum() / 1882 - 1) < 0.13
    assert (rows.loc[rows["repeat_days"] == 0, "p_alive"] < 1).all()
    every = pd.read_csv(source, parse_dates=["date"])
    later = every[(every["date"] > f"{CUT}") & (every["date"] <= f"{END}")]
    days = later.groupby("customer_id")["date"].nunique()
    came = rows["customer_id"].astype(int).map(days).fillna(0)
    inside = came.between(rows["expected_orders_lo"], rows["expected_orders_hi"])
    assert 0.8 <= inside.mean() <= 0.95
    value = later.groupby("customer_id")["amount"].sum()
    spent = rows["customer_id"].astype(int).map(value).fillna(0.0)
    within = spent.between(rows["expected_value_lo"] - 0.01, rows["expected_value_hi"] + 0.01)
    assert 0.8 <= within.mean() <= 0.95
