"""`query rhythm`: every number about time between orders in one table."""

from __future__ import annotations

import pandas as pd

from data.answers import rhythm
from data.filters import Filters
from data.warehouse import View
from models.survival import kaplan_meier, median_wait

NAMES = ("name", "order", "within_days", "observed", "came", "value")


def rhythm_table(view: View, filters: Filters) -> pd.DataFrame:
    """Columns `name`, `order`, `within_days`, `observed`, `came`, `value`.

    Medians count days. `next_order` is the share of customers who followed their nth order by the
    next within so many days; of the first order it is the repeat rate. Missing is what cannot be
    said, such as a share of too few customers.
    """
    odds = rhythm.next_orders(view, filters).rename(
        columns={"n": "order", "horizon": "within_days", "rate": "value"}
    )
    waits = pd.DataFrame(_waits(view, filters))
    table = pd.concat([waits, odds.assign(name="next_order")], ignore_index=True)
    counts = dict.fromkeys(("order", "within_days", "observed", "came"), "Int64")
    return table[list(NAMES)].astype(counts)


def _waits(view: View, filters: Filters) -> list[dict[str, object]]:
    found = rhythm.gaps(view, filters)
    ended, open_waits = int(found["events"].sum()), int(found["censored"].sum())
    every = {"observed": ended + open_waits, "came": ended}
    rows: list[dict[str, object]] = [
        {"name": "median_gap", "observed": ended, "came": ended, "value": rhythm.median_gap(found)},
        {"name": "kaplan_meier_median", **every, "value": median_wait(kaplan_meier(found))},
        {"name": "everyone_looks_new", "value": rhythm.start_of_data(view)[0]},
    ]
    blank = dict.fromkeys(NAMES)
    return [blank | row for row in rows]
