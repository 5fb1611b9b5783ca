"""What levers do to a forecast, in numbers that one can work out by hand, and what always holds."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import prod

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import WrongInput
from models.what_if import EFFECTS, Levers, Shares, attributed, customers, factors, scenario

# 10% of gross sales are discounts, a fifth of the rest comes back, half is bought by known ones.
SHARES = Shares(Fraction(1, 10), Fraction(1, 5), Fraction(1, 2))

shares = st.builds(
    Shares,
    st.fractions(0, Fraction(9, 10), max_denominator=1000),
    st.fractions(0, Fraction(9, 10), max_denominator=1000),
    st.fractions(0, 1, max_denominator=1000),
)
levers = st.builds(
    Levers,
    price=st.integers(-30, 30),
    volume=st.integers(-50, 50),
    retention=st.integers(-50, 50),
    discount=st.integers(-20, 20),
    reversals=st.integers(-100, 100),
    lost=st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(3)]),
)
money = st.integers(0, 10**11).map(lambda cents: cents / 100)


def ahead(*values: float) -> pd.DataFrame:
    months = pd.date_range("2026-12-01", periods=len(values), freq="MS")
    bands = {"lo80": 0.9, "hi80": 1.1, "lo95": 0.8, "hi95": 1.2}
    frame = pd.DataFrame({"ds": months, "yhat": values})
    return frame.assign(**{name: (frame["yhat"] * f).round(2) for name, f in bands.items()})


def test_a_price_alone_moves_net_sales_by_as_much() -> None:
    found = scenario(ahead(7200.0), Levers(price=5), SHARES)
    assert (found.baseline, found.total) == (7200.0, 7560.0)
    assert found.effects == {**dict.fromkeys(EFFECTS, 0.0), "price": 360.0}


def test_the_ladder_is_built_up_from_what_the_forecast_leaves() -> None:
    """10,000 of gross sales: 1,000 off, 1,800 back, 7,200 left; two points more off: 1,760 back."""
    found = scenario(ahead(7200.0), Levers(discount=2), SHARES).ladder.set_index("rung")
    assert found["baseline"].to_dict() == {
        "gross_sales": 10000.0,
        "discounts": 1000.0,
        "reversals": 1800.0,
        "net_sales": 7200.0,
    }
    assert found["scenario"].tolist() == [10000.0, 1200.0, 1760.0, 7040.0]
    assert found["difference"].tolist() == [0.0, 200.0, -40.0, -160.0]


def test_retention_moves_only_what_known_customers_buy() -> None:
    assert scenario(ahead(7200.0), Levers(retention=10), SHARES).total == 7560.0


def test_reversals_that_fall_by_half_leave_half_of_them() -> None:
    assert scenario(ahead(7200.0), Levers(reversals=-50), SHARES).total == 8100.0


def test_a_price_costs_volume_only_where_somebody_says_so() -> None:
    """A tenth more for each piece, and half a per cent of pieces lost for each per cent."""
    found = scenario(ahead(1000.0), Levers(price=10, lost=Fraction(1, 2)), SHARES)
    assert found.total == 1045.0
    assert found.effects["price"] == 97.5
    assert found.effects["lost"] == -52.5


def test_two_levers_share_what_they_do_together() -> None:
    """100 and 20 alone, 22 with the price: 102 or 100 for the price, 20 or 22 for the volume."""
    effects = scenario(ahead(1000.0), Levers(price=10, volume=2), SHARES).effects
    assert (effects["price"], effects["volume"]) == (101.0, 21.0)


def test_a_lever_stops_where_there_is_nothing_left_to_take() -> None:
    none = scenario(ahead(7200.0), Levers(discount=-20, reversals=-100), SHARES)
    assert none.total == 10000.0
    assert none.ladder["scenario"].tolist() == [10000.0, 0.0, 0.0, 10000.0]
    everything = Shares(Fraction(85, 100), Fraction(0), Fraction(0))
    given_away = scenario(ahead(150.0), Levers(discount=20), everything)
    assert given_away.ladder["scenario"].tolist() == [1000.0, 1000.0, 0.0, 0.0]
    assert given_away.effects["discount"] == -150.0


def test_ranges_are_scaled_as_the_forecast_is() -> None:
    row = scenario(ahead(1000.0), Levers(volume=-10), SHARES).months.iloc[0]
    assert [row[n] for n in ("lo95", "lo80", "scenario", "hi80", "hi95")] == [
        720.0, 810.0, 900.0, 990.0, 1080.0,
    ]  # fmt: skip


def test_what_known_customers_order_moves_with_retention_in_full() -> None:
    orders, value = customers(200.0, 4000.0, Levers(price=10, retention=5, volume=-20), SHARES)
    assert orders == pytest.approx(168.0)
    assert value == 3696.0  # 4,000 x 1.1 x 1.05 x 0.8
    assert customers(200.0, 4000.0, Levers(), SHARES) == (200.0, 4000.0)


def test_shares_that_leave_nothing_are_refused() -> None:
    with pytest.raises(WrongInput, match="leave something"):
        Shares(Fraction(1), Fraction(0), Fraction(0))
    with pytest.raises(WrongInput, match="leave something"):
        Shares(Fraction(0), Fraction(0), Fraction(2))


@given(values=st.lists(money, min_size=1, max_size=6), of=shares)
@settings(max_examples=60, deadline=None)
def test_levers_at_zero_are_the_forecast_to_the_cent(values: list[float], of: Shares) -> None:
    found = scenario(ahead(*values), Levers(), of)
    assert found.months["scenario"].tolist() == found.months["baseline"].tolist() == values
    assert not found.months[["difference", *EFFECTS]].to_numpy().any()
    assert (found.ladder["baseline"] == found.ladder["scenario"]).all()
    assert not Levers().moved


@given(value=money, of=shares, pulled=levers)
@settings(max_examples=150, deadline=None)
def test_the_levers_add_up_to_the_difference_to_the_cent(
    value: float, of: Shares, pulled: Levers
) -> None:
    found = scenario(ahead(value), pulled, of)
    row = found.months.iloc[0]
    cents = [round(row[name] * 100) for name in EFFECTS]
    assert sum(cents) == round(row["difference"] * 100)
    assert sum(cents) == round(row["scenario"] * 100) - round(row["baseline"] * 100)
    for side in ("baseline", "scenario"):
        gross, off, back, net = (round(v * 100) for v in found.ladder[side])
        assert gross - off - back == net
        assert min(gross, off, back, net) >= 0


@given(of=shares, pulled=levers)
@settings(max_examples=60, deadline=None)
def test_an_effect_is_the_average_over_all_orders_of_pulling(of: Shares, pulled: Levers) -> None:
    multipliers = factors(pulled, of)
    names = [name for name, factor in multipliers.items() if factor != 1]
    orders = list(permutations(names))
    found = attributed(multipliers)
    for name in names:
        steps = [
            prod((multipliers[n] for n in order[: order.index(name)]), start=Fraction(1))
            * (multipliers[name] - 1)
            for order in orders
        ]
        assert found[name] == sum(steps, Fraction(0)) / len(orders)
    assert sum(found.values(), Fraction(0)) == prod(multipliers.values(), start=Fraction(1)) - 1


@given(value=money, of=shares, pulled=levers, more=st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_more_of_what_helps_never_brings_less(
    value: float, of: Shares, pulled: Levers, more: int
) -> None:
    def total(**moved: int) -> float:
        kept = {n: getattr(pulled, n) for n in ("volume", "retention", "discount", "reversals")}
        changed = {n: kept.get(n, pulled.price) + by for n, by in moved.items()}
        return scenario(
            ahead(value), Levers(**({"price": pulled.price} | kept | changed)), of
        ).total

    now = total()
    assert all(total(**{name: more}) >= now for name in ("price", "volume", "retention"))
    assert all(total(**{name: more}) <= now for name in ("discount", "reversals"))
