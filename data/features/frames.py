"""Feature frames by name: the statement of each, in pieces or as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.features.columns import FRAMES, Frame
from data.features.customers import customer_frame
from data.features.orders import order_frame
from data.features.series import series_frame
from data.periods import Grain
from data.reading import pieces, read

ROWS_AT_A_TIME = 10_000
_GRAINS = {Frame.MONTHS: Grain.MONTH, Frame.WEEKS: Grain.WEEK, Frame.DAYS: Grain.DAY}
# As many rows as there are customers or orders: never held in memory as a whole.
LARGE = (Frame.CUSTOMERS, Frame.ORDERS)


def statement_of(frame: Frame, first_day: date, cut: date) -> sa.Select[Any]:
    """The statement of a frame as of `cut`; `first_day` is the first one with data."""
    if frame is Frame.CUSTOMERS:
        return customer_frame(cut)
    if frame is Frame.ORDERS:
        return order_frame(cut)
    return series_frame(_GRAINS[frame], first_day, cut)


def frame_of(engine: sa.Engine, frame: Frame, first_day: date, cut: date) -> pd.DataFrame:
    """The whole frame, with dtypes as `read` gives them."""
    return read(engine, statement_of(frame, first_day, cut))


def rows_of(
    engine: sa.Engine, frame: Frame, first_day: date, cut: date
) -> Iterator[list[dict[str, Any]]]:
    """The frame in pieces of ROWS_AT_A_TIME rows."""
    return pieces(engine, statement_of(frame, first_day, cut), ROWS_AT_A_TIME)


def names_of(frame: Frame) -> list[str]:
    """Names of the frame's columns, in their order."""
    return [column.name for column in FRAMES[frame].columns]
