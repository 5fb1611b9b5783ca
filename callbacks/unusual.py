"""Unusual days of a selection with what explains them: for the page and for the command line."""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.answers import anomalies
from data.answers.patterns import known_days
from data.filters import Filters
from data.formulas import Metric
from data.warehouse import View
from models.anomalies import HISTORY, WEEKS, unusual
from models.errors import TooLittleData

# The newest ones: whoever wants older ones chooses an earlier period.
MOST = 20

COLUMNS = (
    "period",
    "value",
    "expected",
    "difference",
    "relative",
    "dimension",
    "driver",
    "share",
    "change",
)


def judged_days(view: View, metric: Metric, filters: Filters) -> pd.DataFrame:
    """The selection's days as `models.anomalies.unusual` judges them, with the days before.

    `in_period` says which of them the selection holds. TooLittleData where no day of it has eight
    weeks before it; FilterError for a metric that is no sum.
    """
    frame = anomalies.daily(view, metric, filters, HISTORY)
    period = known_days(view, filters)
    days = unusual(frame.fillna({"value": 0.0, "orders": 0.0}))
    if period is None:
        return days.assign(in_period=False)
    days = days.assign(in_period=days["period"] >= pd.Timestamp(period.start))
    if len(days) and days.loc[days["in_period"], "expected"].isna().all():
        known = (period.end - view.release.first_day).days + 1
        raise TooLittleData("Unusual days, in days of history,", HISTORY + 1, known)
    return days


def unusual_days(
    view: View, metric: Metric, filters: Filters, judged: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The newest unusual days, at most MOST, the newest first, with the COLUMNS.

    `relative` is the difference as a part of what was expected, missing where that is not above 0;
    `share` is the part of the difference that the driver makes up.
    """
    judged = judged_days(view, metric, filters) if judged is None else judged
    shown = judged[judged["flagged"] & judged["in_period"]].tail(MOST).iloc[::-1]
    days: list[date] = [day.date() for day in shown["period"]]
    found = anomalies.drivers(view, metric, filters, days, frame=judged, weeks=WEEKS)
    difference = shown["value"] - shown["expected"]
    expected = shown["expected"].where(shown["expected"] > 0)
    frame = shown[["period", "value", "expected"]].assign(
        difference=difference, relative=difference / expected
    )
    named = [found[day] for day in days]
    return frame.assign(
        dimension=[driver.dimension for driver in named],
        driver=[driver.label for driver in named],
        share=pd.Series([d.share for d in named], index=frame.index, dtype="float64"),
        change=[driver.change for driver in named],
    ).reset_index(drop=True)
