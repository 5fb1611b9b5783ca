"""Payment attempts by method."""

from __future__ import annotations

import pandas as pd

from data.filters import Filters
from data.queries.payments import by_method
from data.warehouse import View


def payments(view: View, filters: Filters) -> pd.DataFrame:
    """Columns `method`, `attempts`, `succeeded`, `amount`, `success_rate`, `share`."""
    frame = view.frame(by_method(filters))
    whole = frame["amount"].sum()
    frame["success_rate"] = frame["succeeded"] / frame["attempts"]
    frame["share"] = frame["amount"] / whole if whole else float("nan")
    return frame
