"""Nothing later: a frame as of a day is the same, whether or not the days after it are known."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from data.features.columns import Frame
from data.features.frames import frame_of
from data.releases import ReleaseStore
from data.warehouse import View, Warehouse
from tests.data import shop
from tests.data.answers.made import NoCache
from tests.data.features.hindsight import known_by


def view_of(store: ReleaseStore) -> View:
    return Warehouse(store, NoCache(), threads=1).view()


def held_against_what_was_known(store: ReleaseStore, day: date) -> dict[Frame, int]:
    """Rows of each frame as of the day, after comparing all of them."""
    whole, rows = view_of(store), {}
    first, timezone = whole.release.first_day, whole.release.timezone
    with known_by(day, store, timezone) as engine:
        for frame in Frame:
            then = frame_of(engine, frame, first, day)
            now = frame_of(whole.engine, frame, first, day)
            pd.testing.assert_frame_equal(now, then)
            rows[frame] = len(now)
    return rows


@pytest.mark.parametrize(
    ("day", "customers", "orders"),
    [
        (date(2026, 5, 28), 2, 3),
        (date(2026, 6, 30), 3, 5),
        (date(2026, 7, 1), 4, 6),
        (date(2026, 7, 10), 5, 10),
        (shop.LAST_DAY, 5, 11),
    ],
)
def test_the_tiny_shop_never_learns_from_later(
    tiny: ReleaseStore, day: date, customers: int, orders: int
) -> None:
    """Order O6 was placed on 30 June in universal time, which is the first hour of July there."""
    rows = held_against_what_was_known(tiny, day)
    assert (rows[Frame.CUSTOMERS], rows[Frame.ORDERS]) == (customers, orders)
    assert rows[Frame.DAYS] == (day - shop.FIRST_DAY).days + 1


@pytest.mark.parametrize("ago", [0, 100, 415, 800])
def test_a_simulated_shop_never_learns_from_later(simulated: ReleaseStore, ago: int) -> None:
    release = view_of(simulated).release
    day = release.last_day - timedelta(days=ago)
    rows = held_against_what_was_known(simulated, day)
    assert rows[Frame.ORDERS] >= 50
    assert rows[Frame.WEEKS] >= rows[Frame.MONTHS] >= 8


def test_what_is_taken_back_later_is_not_known_yet(tiny: ReleaseStore) -> None:
    """Of O1 9.00 came back on 28 May; of O4, which ada placed on 10 June, 36.00 on 1 July."""
    view, first = view_of(tiny), shop.FIRST_DAY

    def ada(frame: Frame, day: date) -> pd.DataFrame:
        found = frame_of(view.engine, frame, first, day)
        return found[found["customer_id"] == "ada"]

    reversed_ = {
        day: ada(Frame.ORDERS, day).set_index("order_id")["reversed"].to_dict()
        for day in (date(2026, 5, 27), date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(reversed_.values()) == [{"O1": 0}, {"O1": 9, "O4": 0}, {"O1": 9, "O4": 36}]
    worth = [ada(Frame.CUSTOMERS, day)["historic_clv"].item() for day in reversed_]
    assert worth == [18, 45, 9]
    # The whole shop's June knows nothing of the lamp that came back in July.
    june = frame_of(view.engine, Frame.MONTHS, first, date(2026, 6, 30)).iloc[-1]
    assert (june["reversals"], june["is_complete"]) == (0, True)
