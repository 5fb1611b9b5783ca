"""What forecasts learn from: parts without gaps, young ones among all others, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data.dimensions import NO_PRODUCT
from data.learning_panel import Panel, read_expected, read_panel, write_forecasts
from data.levels import Level
from data.periods import Grain, Period
from data.stores import FileStore
from tests.data import shop

WEEKS = Period(date(2026, 5, 4), date(2026, 7, 19))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """A draft of the tiny shop."""
    with FileStore(tmp_path_factory.mktemp("draft")).begin() as draft:
        shop.build(draft.engine)
        yield draft.engine


def test_every_week_is_there_and_a_part_is_blank_before_its_first_sale(engine: sa.Engine) -> None:
    wide = read_panel(engine, Level.PRODUCT, Grain.WEEK, WEEKS).wide
    assert len(wide) == 11
    assert wide["LAMP"].isna().tolist() == [True] * 5 + [False] * 6
    assert wide["LAMP"].dropna().tolist() == [36.0, 0.0, 0.0, 36.0, 0.0, 0.0]
    assert wide["MUG"].iloc[0] == 28.0


def test_a_part_that_just_began_counts_among_all_others(engine: sa.Engine) -> None:
    # What names no product was taken back first in the last week.
    found = read_panel(engine, Level.CATEGORY, Grain.WEEK, WEEKS)
    assert NO_PRODUCT not in found.wide.columns
    assert found.wide[Level.CATEGORY.rest].tolist() == [0.0] * 10 + [-5.0]
    assert found.labels[Level.CATEGORY.rest] == "All other categories"
    assert found.taken_back == {Level.CATEGORY.rest}


def test_the_whole_shop_is_nowhere_blank_even_before_its_first_sale(engine: sa.Engine) -> None:
    # Periods can begin before anything was sold that counts: a first month without a sale is 0.
    days = Period(date(2025, 12, 1), WEEKS.end)
    whole = read_panel(engine, Level.TOTAL, Grain.WEEK, days).wide.iloc[:, 0]
    assert (whole.index[0], whole.iloc[0]) == (pd.Timestamp("2025-12-01"), 0.0)
    assert not whole.isna().any()


@pytest.mark.parametrize("level", Level)
def test_parts_add_up_in_every_week(engine: sa.Engine, level: Level) -> None:
    whole = read_panel(engine, Level.TOTAL, Grain.WEEK, WEEKS).wide.iloc[:, 0]
    parts = read_panel(engine, level, Grain.WEEK, WEEKS).wide
    assert np.round(parts.sum(axis=1), 4).tolist() == whole.fillna(0.0).tolist()
    assert (parts.notna().sum() >= 3).all()


def test_only_what_names_no_product_can_be_something_taken_back() -> None:
    months = pd.date_range("2026-01-01", periods=3, freq="MS")
    wide = pd.DataFrame({"Mugs": [-1.0, -2, -3], NO_PRODUCT: [-1.0, 0, 0]}, index=months)
    assert Panel(Level.CATEGORY, wide, {}).taken_back == {NO_PRODUCT}


def forecasts() -> pd.DataFrame:
    """August and September of the whole shop, a category and a product."""
    rows = [
        {"level": level, "key": key, "label": key, "grain": "month", "ds": day, "yhat": yhat}
        for level, key, yhat in (
            ("total", "", 80),
            ("category", "Kitchen", 30),
            ("product", "MUG", 5),
        )
        for day in pd.to_datetime(["2026-08-01", "2026-09-01"])
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(lo80=1.0, hi80=2.0, lo95=0.5, hi95=3.0, model="Test")


def scores() -> pd.DataFrame:
    names = ("mase", "naive_mase", "wape", "bias", "coverage80", "coverage95")
    one = {"level": "total", "key": "", "label": "", "grain": "month", "model": "Test"}
    known = dict.fromkeys(names, float("nan"))
    return pd.DataFrame([{**one, **known, "beats_naive": None, "note": "", "periods": 3}])


def test_what_is_kept_is_the_whole_shop_and_its_categories(engine: sa.Engine) -> None:
    assert read_expected(engine) is None
    write_forecasts(engine, forecasts(), scores())
    found = read_expected(engine)
    assert found is not None
    origin, kept = found
    assert origin.made_on == date(2026, 7, 1)
    assert origin.learned == Decimal("155.5")
    assert [(part.level, part.key) for part in kept] == [("total", ""), ("category", "Kitchen")]
    assert kept[0].frame["step"].tolist() == [1, 2]
    assert kept[1].frame["yhat"].tolist() == [30.0, 30.0]
