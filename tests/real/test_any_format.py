"""Real shops say the same whichever tables answer: those of a new release or of an older one."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data.answers.known import Known
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS
from data.periods import Grain
from data.queries.aggregate import KEY, grouped, totals
from data.queries.groups import ByDimension, ByTime, Group
from data.schema import Format
from data.warehouse import View
from tests.real.conftest import RealShop

EVERYTHING = list(METRICS.values())
GROUPS: list[Group | None] = [
    None,
    ByTime(Grain.WEEK),
    ByTime(Grain.MONTH),
    ByDimension(Dimension.COUNTRY),
    ByDimension(Dimension.SEGMENT),
]


def answers(view: View, filters: Filters, group: Group | None) -> list[pd.DataFrame]:
    """Every metric by what the release holds, and by what one of each older format would."""
    found = []
    for built in Format:
        if built > view.release.format:
            break
        known = Known(last_day=view.release.last_day, built=built)
        if group is None:
            found.append(view.frame(totals(EVERYTHING, filters, **known)).astype(float))
            continue
        frame = view.frame(grouped(EVERYTHING, filters, group, **known))
        found.append(frame.set_index(KEY).sort_index().astype(float))
    return found


def all_the_same(view: View, filters: Filters, group: Group | None) -> bool:
    first, *others = answers(view, filters, group)
    for other in others:
        pd.testing.assert_frame_equal(first, other, check_exact=True)
    return not first.empty


@pytest.mark.parametrize("group", GROUPS)
def test_online_retail(retail: RealShop, group: Group | None) -> None:
    assert retail.view.release.format is Format.MASKED
    for filters in (
        Filters(),
        Filters(start=date(2010, 3, 1), end=date(2010, 5, 31)),
        Filters(start=date(2010, 3, 15), end=date(2010, 5, 2), countries=("Germany", "France")),
        Filters(categories=("Uncategorised",), countries=("EIRE",)),
    ):
        assert all_the_same(retail.view, filters, group)


@pytest.mark.parametrize("group", GROUPS)
def test_olist(olist: RealShop, group: Group | None) -> None:
    """It has more categories than a mask has bits, so its lines tell them."""
    release = olist.view.release
    assert release.format is Format.ORDERS
    for filters in (
        Filters(),
        Filters(start=release.first_day, end=date(2018, 3, 15), payment_methods=("boleto",)),
        Filters(categories=("health_beauty", "toys"), payment_methods=("credit_card",)),
    ):
        assert all_the_same(olist.view, filters, group)
