"""Parts made to add up: against linear algebra written down in full, and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from models.errors import WrongInput
from models.reconciliation import adjusted, reconciled, rounded

RNG = np.random.default_rng(7)


def frame(yhat: dict[str, list[float]], width: dict[str, float]) -> pd.DataFrame:
    """Parts from January on; `width` is that of the 80 % range, which lies around the value."""
    months = pd.date_range("2026-01-01", periods=len(next(iter(yhat.values()))), freq="MS")
    rows = [
        {
            "key": key,
            "ds": month,
            "yhat": value,
            "lo80": value - width[key] / 2,
            "hi80": value + width[key] / 2,
            "lo95": value - width[key],
            "hi95": value + width[key],
            "model": "Test",
        }
        for key, values in yhat.items()
        for month, value in zip(months, values, strict=True)
    ]
    return pd.DataFrame(rows)


def total(*yhat: float) -> pd.DataFrame:
    months = pd.date_range("2026-01-01", periods=len(yhat), freq="MS")
    return pd.DataFrame({"ds": months, "yhat": list(yhat)})


def test_parts_move_in_proportion_to_their_variances() -> None:
    # 100 + 200 misses 330 by 30; variances are as 1 to 4, so that 6 and 24 are added.
    parts = frame({"a": [100.0], "b": [200.0]}, {"a": 10.0, "b": 20.0})
    found = reconciled(parts, total(330)).set_index("key")
    assert found["yhat"].tolist() == [106.0, 224.0]
    # The range stays, and reaches as far as it has to.
    names = ["lo95", "lo80", "hi80", "hi95"]
    assert found.loc["a", names].to_numpy().tolist() == [90.0, 95.0, 106.0, 110.0]
    assert found.loc["b", names].to_numpy().tolist() == [180.0, 190.0, 224.0, 224.0]


def test_the_answer_is_that_of_the_general_formula_with_a_fixed_total() -> None:
    parts, periods = 12, 5
    base = RNG.uniform(50, 500, (parts, periods))
    variance = RNG.uniform(1, 90, (parts, periods))
    whole = base.sum(axis=0) * RNG.uniform(0.9, 1.1, periods)
    found = adjusted(base, whole, variance, np.ones((parts, 1)))
    # y - W C' (C W C')^-1 C y over total and parts; the total, held, has no variance.
    constraint = np.concatenate([[1.0], -np.ones(parts)])[None, :]
    for period in range(periods):
        w = np.diag(np.concatenate([[0.0], variance[:, period]]))
        y = np.concatenate([[whole[period]], base[:, period]])
        inner = np.linalg.inv(constraint @ w @ constraint.T)
        coherent = y - w @ constraint.T @ inner @ constraint @ y
        assert coherent[0] == whole[period]
        assert found[:, period] == pytest.approx(coherent[1:], rel=1e-12)
    assert found.sum(axis=0) == pytest.approx(whole, rel=1e-12)


def test_no_part_falls_below_nothing_and_the_rest_is_still_the_nearest() -> None:
    parts = 8
    base = RNG.uniform(0, 60, (parts, 1))
    variance = RNG.uniform(10, 4_000, (parts, 1))
    whole = base.sum(axis=0) * 0.35
    found = adjusted(base, whole, variance, np.ones((parts, 1)))[:, 0]
    nearest = optimize.minimize(
        lambda x: float((((x - base[:, 0]) ** 2) / variance[:, 0]).sum()),
        x0=np.full(parts, whole[0] / parts),
        bounds=[(0, None)] * parts,
        constraints={"type": "eq", "fun": lambda x: x.sum() - whole[0]},
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.min() == 0.0
    assert (found == 0).sum() >= 2
    assert found == pytest.approx(nearest.x, abs=1e-3)


def test_what_is_taken_back_stays_below_nothing() -> None:
    parts = frame({"Mugs": [100.0, 100.0], "Refunds": [-5.0, -5.0]}, {"Mugs": 4.0, "Refunds": 4.0})
    found = reconciled(parts, total(85, 120), taken_back=["Refunds"])
    # 10 too much are shared; 25 too little would make refunds positive, so that they stop at 0.
    assert found["yhat"].tolist() == [95.0, 120.0, -10.0, 0.0]
    assert (found.loc[found.key == "Refunds", ["hi80", "hi95"]] <= 0).all(axis=None)


def test_without_variances_parts_give_way_by_their_size() -> None:
    parts = frame({"a": [100.0], "b": [300.0], "new": [0.0]}, {"a": 0.0, "b": 0.0, "new": 0.0})
    assert reconciled(parts, total(440))["yhat"].tolist() == [110.0, 330.0, 0.0]
    parts.loc[0, ["lo80", "hi80"]] = np.nan
    assert reconciled(parts, total(440))["yhat"].tolist() == [110.0, 330.0, 0.0]


def test_where_who_is_least_certain_can_give_no_more_the_others_do() -> None:
    """As of a shop that sells to one country, and hardly to another one."""
    base, variance = np.array([[0.04], [11.87]]), np.array([[7e-36], [0.0]])
    found = adjusted(base, np.array([11.64]), variance, np.ones((2, 1)))
    assert found[:, 0].tolist() == [0.0, 11.64]
    three = adjusted(
        np.array([[1.0], [30.0], [10.0]]), np.array([20.0]), np.array([[5.0], [0.0], [0.0]]),
        np.ones((3, 1)),
    )  # fmt: skip
    assert three[:, 0] == pytest.approx([0.0, 15.0, 5.0])


def test_where_all_are_nothing_they_share_alike_to_the_cent() -> None:
    parts = frame({"a": [0.0], "b": [0.0], "c": [0.0]}, {"a": 0.0, "b": 0.0, "c": 0.0})
    assert reconciled(parts, total(1.00))["yhat"].tolist() == [0.34, 0.33, 0.33]


def test_cents_add_up_whatever_is_rounded() -> None:
    values = RNG.uniform(0, 10, (57, 40))
    cents = np.rint(values.sum(axis=0) * 100).astype(np.int64)
    found = rounded(values, cents)
    assert (found.sum(axis=0) == cents).all()
    assert np.abs(found - values * 100).max() < 1
    with pytest.raises(WrongInput):
        rounded(values, cents + 100)


def test_ranges_hold_their_forecast_and_never_cross() -> None:
    keys = {f"k{n}": RNG.uniform(0, 30, 6).tolist() for n in range(20)}
    parts = frame(keys, {key: float(RNG.uniform(0, 80)) for key in keys})
    sums = parts.groupby("ds")["yhat"].sum().to_numpy() * 0.5
    found = reconciled(parts, total(*sums))
    ordered = found[["lo95", "lo80", "yhat", "hi80", "hi95"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert ordered.min() >= 0
    held = found.groupby("ds")["yhat"].sum().round(2).to_numpy()
    assert held.tolist() == sums.round(2).tolist()


def test_other_periods_than_the_totals_are_refused() -> None:
    parts = frame({"a": [1.0, 2.0]}, {"a": 1.0})
    with pytest.raises(WrongInput, match="same periods"):
        reconciled(parts, total(1.0))


def test_nobody_who_may_give_way_is_refused() -> None:
    parts = frame({"Refunds": [-5.0]}, {"Refunds": 1.0})
    with pytest.raises(WrongInput, match="may give way"):
        reconciled(parts, total(10.0), taken_back=["Refunds"])
