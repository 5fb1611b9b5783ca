"""Complete months: what a forecast may learn from."""

from __future__ import annotations

import pandas as pd

from data.answers.complete import known_to
from data.answers.series import series
from data.filters import Filters
from data.formulas import Metric
from data.periods import Grain, bucket_period
from data.warehouse import View


def complete_months(view: View, metric: Metric, filters: Filters) -> pd.Series:
    """The metric by month over the whole history, without months that the data cut.

    A month whose last day is not over yet is cut too.

    Indexed by first days of months (frequency MS); dimensions filter, the period does not.
    """
    release, known = view.release, known_to(view.release)
    frame = series(view, [metric], filters.within(None), Grain.MONTH)
    whole = [
        day.date() >= release.first_day and bucket_period(day.date(), Grain.MONTH).end <= known
        for day in frame["period"]
    ]
    kept = frame[whole].set_index("period")[metric.name]
    return kept.asfreq("MS") if len(kept) else kept
