"""The seasonality index of a selection: for the page and for the command line."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.answers.seasonality import complete_days, complete_months
from data.filters import Filters
from data.formulas import Metric
from data.warehouse import View
from models import seasonality
from models.errors import TooLittleData


@dataclass(frozen=True, slots=True)
class Season:
    """An index by month, or by weekday where `missing` says what the months lack.

    `frame` has `position` (1 is January, or Monday), `index` and `cycles`.
    """

    kind: str
    frame: pd.DataFrame
    missing: str = ""


def season_of(view: View, metric: Metric, filters: Filters) -> Season:
    """The index over the whole history; TooLittleData where even weekdays have too little."""
    months = complete_months(view, metric, filters)
    try:
        return Season("month", seasonality.monthly(months))
    except TooLittleData as error:
        missing = str(error)
    days = complete_days(view, metric, filters)
    return Season("weekday", seasonality.of_weekdays(days), missing)
