"""What an exploratory report looks at: distributions, growth, seasons, gaps; whole history."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.answers.currencies import not_included, unconverted
from data.answers.kpis import values
from data.answers.series import series
from data.filters import Filters
from data.metrics import metric
from data.periods import Grain, bucket_period
from data.progress import Progress, silent
from data.queries import exploring as statements
from data.release_info import ReleaseInfo
from data.warehouse import View

SAMPLE = 2_000
FEATURES = ["recency_days", "frequency", "monetary", "orders", "tenure_days", "historic_clv"]
WHOLE = ("net_sales", "orders", "units", "customers", "average_order_value", "median_order_value")
_EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Exploration:
    """Small frames about one release; each is described where it is made."""

    release: ReleaseInfo
    left_out: str
    whole: dict[str, float | None]
    order_values: pd.DataFrame
    unit_prices: pd.DataFrame
    items: pd.DataFrame
    frequency: pd.DataFrame
    months: pd.DataFrame
    days: pd.DataFrame
    contributions: pd.DataFrame
    correlations: pd.DataFrame
    sampled: int
    buyers: int
    gaps: pd.DataFrame


def explore(view: View, progress: Progress = silent) -> Exploration:
    """Everything the report shows; the same release gives the same frames."""
    progress("Counting orders", 0.05)
    distributions = {
        "order_values": binned(view.frame(statements.order_values())),
        "unit_prices": binned(view.frame(statements.unit_prices())),
        "items": view.frame(statements.items_per_order()),
        "frequency": view.frame(statements.orders_per_customer()),
    }
    progress("Adding up days and months", 0.3)
    months, days = monthly(view), daily(view)
    progress("Ranking products", 0.5)
    contributions = view.frame(statements.contributions())
    progress("Comparing customers", 0.6)
    sample = view.frame(statements.customers(SAMPLE))
    progress("Looking for gaps", 0.7)
    return Exploration(
        release=view.release,
        left_out=not_included(unconverted(view)),
        whole=values(view, [metric(name) for name in WHOLE], _EVERYTHING),
        **distributions,
        months=months,
        days=days,
        contributions=contributions,
        correlations=correlated(sample),
        sampled=len(sample),
        buyers=int(view.frame(statements.buyers())["rows"].iloc[0]),
        gaps=gaps(view),
    )


def binned(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns `low`, `high` (of each bin; both missing for what is not above 0) and `rows`."""
    place = frame["bin"].astype("float64")
    low, high = (10 ** ((place + step) / statements.PER_TENFOLD) for step in (0, 1))
    return pd.DataFrame({"low": low, "high": high, "rows": frame["rows"]})


def monthly(view: View) -> pd.DataFrame:
    """Columns `period`, `net_sales`, `orders`, `growth` on the month before, `complete`.

    Growth is missing where the month before sold nothing, or where one of both is not whole.
    """
    metrics = [metric("net_sales"), metric("orders")]
    frame = series(view, metrics, _EVERYTHING, Grain.MONTH)
    release = view.release
    whole = [bucket_period(day.date(), Grain.MONTH) for day in frame["period"]]
    complete = pd.Series(
        [m.start >= release.first_day and m.end <= release.last_day for m in whole], dtype="bool"
    )
    before = frame["net_sales"].shift(1)
    known = complete & complete.shift(1, fill_value=False) & (before > 0)
    growth = (frame["net_sales"] / before.where(before > 0) - 1).where(known)
    return frame.assign(growth=growth, complete=complete)


def daily(view: View) -> pd.DataFrame:
    """Columns `period`, `net_sales`, `month` (1 to 12) and `weekday` (0: Monday), every day."""
    frame = series(view, [metric("net_sales")], _EVERYTHING, Grain.DAY)
    return frame.assign(month=frame["period"].dt.month, weekday=frame["period"].dt.day_of_week)


def correlated(sample: pd.DataFrame) -> pd.DataFrame:
    """Spearman's correlation of FEATURES: how far two rise together, whatever their scales.

    Missing where all customers have the same value.
    """
    return sample[FEATURES].rank().corr()


def gaps(view: View) -> pd.DataFrame:
    """One row per column of the star: `table_name`, `column_name`, `rows`, `missing`, `share`."""
    found = []
    for table in statements.STAR:
        row = view.frame(statements.filled(table)).iloc[0]
        rows = int(row["rows"])
        for column in table.c:
            missing = rows - int(row[column.name])
            share = missing / rows if rows else float("nan")
            found.append((table.name, column.name, rows, missing, share))
    return pd.DataFrame(found, columns=["table_name", "column_name", "rows", "missing", "share"])
