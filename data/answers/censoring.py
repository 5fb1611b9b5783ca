"""How long everybody looks new, because what was before the data is not known."""

from __future__ import annotations

import math
from datetime import date, timedelta

from data.formulas import Metric
from data.once import made_once
from data.prepared import prepared
from data.queries.gaps import longest_usual_gap
from data.warehouse import View

# Metrics that tell first orders from later ones.
_TELLS_NEW = {
    "new_customers",
    "returning_customers",
    "came_back_customers",
    "new_orders",
    "returning_orders",
    "repeat_rate",
}


def first_days(view: View) -> int:
    """The 95th percentile of the days between a customer's orders, rounded up; 0 without any."""
    return made_once(("first days", view.release.id), lambda: _first_days(view))


def _first_days(view: View) -> int:
    row = view.frame(prepared(longest_usual_gap, view.release.format)).iloc[0]
    return math.ceil(float(row["days"])) if row["gaps"] else 0


def everybody_new_until(view: View, metric: Metric) -> date | None:
    """The last day on which a regular customer may still look new; None where it does not matter.

    Who ordered shortly before the data begin, and again shortly after, counts as new.
    """
    days = first_days(view) if metric.name in _TELLS_NEW else 0
    return view.release.first_day + timedelta(days=days - 1) if days else None
