"""The tasks: real series, each cut at three origins that were chosen before anything was measured.

A second choice of origins was made when the methods were done, as a check that they were not made
for the first.

Monthly: all unadjusted US kinds of business and all Australian series, six months ahead, once with
all that is known, up to 36 years, and once with the last five years, which is what a shop has; plus
June to November 2020 by themselves. Daily and weekly: Online Retail's sales (invoices that are
neither cancellations nor adjustments) in total, in its ten largest countries and of its forty
largest products, 28 days and 8 weeks ahead. What is largest is looked up before the first origin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20261123
LEAST_MONTHS = 24
COUNTRIES, PRODUCTS = 10, 40
PRODUCTLESS = (
    "POST", "DOT", "M", "C2", "D", "S", "B", "ADJUST", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataSet:
    """Where tasks come from. `origins`: starts of the last periods learnt from.

    `season`: periods of the seasonal-naive method that errors are scaled by; 1 where the history
    is under a season. `sample`: how many series, drawn by `SEED`, slow contenders are run on.
    `longest`: the most periods that are known of a series; 0 for all.
    """

    name: str
    title: str
    freq: str
    season: int
    horizon: int
    country: str
    origins: tuple[str, ...]
    sample: int
    longest: int = 0


US = DataSet(
    "us_monthly", "US retail, monthly", "MS", 12, 6, "US",
    ("2007-12-01", "2013-06-01", "2019-03-01"), 20,
)  # fmt: skip
PANDEMIC = replace(
    US, name="us_2020", title="US retail, June to November 2020", origins=("2020-05-01",)
)
AUSTRALIA = DataSet(
    "aus_monthly", "Australian retail, monthly", "MS", 12, 6, "AU",
    ("2006-06-01", "2012-12-01", "2018-06-01"), 40,
)  # fmt: skip
DAILY = DataSet(
    "shop_daily", "Online Retail, daily", "D", 7, 28, "GB",
    ("2010-07-25", "2010-09-19", "2010-11-07"), 20,
)  # fmt: skip
WEEKLY = DataSet(
    "shop_weekly", "Online Retail, weekly", "W-MON", 1, 8, "GB",
    ("2010-06-14", "2010-08-09", "2010-10-04"), 20,
)  # fmt: skip
US_FIVE, AUSTRALIA_FIVE = (
    replace(data, name=f"{data.name}_5", title=f"{data.title}, five years known", longest=60)
    for data in (US, AUSTRALIA)
)
# Chosen when the methods were done, so that they cannot have been made for them.
US_LATER = replace(
    US_FIVE, name="us_later", title="US retail, five years known, looked at later",
    origins=("2004-05-01", "2010-09-01", "2016-02-01"),
)  # fmt: skip
AUSTRALIA_LATER = replace(
    AUSTRALIA_FIVE, name="aus_later", title="Australian retail, five years known, looked at later",
    origins=("2003-08-01", "2009-03-01", "2015-10-01"),
)  # fmt: skip
DATA_SETS = (
    US,
    AUSTRALIA,
    US_FIVE,
    AUSTRALIA_FIVE,
    US_LATER,
    AUSTRALIA_LATER,
    PANDEMIC,
    DAILY,
    WEEKLY,
)


def long(wide: pd.DataFrame, value: str) -> pd.DataFrame:
    """A frame of one column per series as rows: the index, key and the value; blanks left out."""
    keyed = wide.rename_axis(columns="key")
    return pd.Series(keyed.stack().dropna(), name=value).reset_index()


@dataclass(frozen=True, slots=True)
class Panel:
    """All series of a data set at one origin: what was known, and what came.

    `history`: one column per series, blank before it began. `actual`: the next `horizon` periods.
    `sample`: the series that slow contenders are run on.
    """

    data: DataSet
    origin: str
    history: pd.DataFrame
    actual: pd.DataFrame
    sample: frozenset[str]

    @property
    def scales(self) -> pd.Series:
        """Mean absolute error of the seasonal-naive method on each history, one season ahead."""
        return self.history.diff(self.data.season).abs().mean()


def panels(shared: Path) -> Iterator[Panel]:
    """Every data set at every origin; `shared` is the folder with the public data."""
    lines = _lines(shared)
    wide = {
        ("US", "MS"): _american(shared),
        ("AU", "MS"): _australian(shared),
        ("GB", "D"): _daily(lines),
        ("GB", "W-MON"): _weekly(lines),
    }
    for data in DATA_SETS:
        for origin in data.origins:
            yield _cut(data, origin, wide[data.country, data.freq])


def _cut(data: DataSet, origin: str, wide: pd.DataFrame) -> Panel:
    known = wide.loc[:origin].iloc[-data.longest :]
    actual = wide.loc[origin:].iloc[1 : data.horizon + 1]
    # A history begins after its last gap.
    gaps = known.isna()[::-1].cummax()[::-1]
    history = known.mask(gaps)
    least = LEAST_MONTHS if data.freq == "MS" else data.horizon
    kept = history.columns[(history.count() >= least) & actual.notna().all()]
    history = history[kept].loc[history[kept].notna().any(axis=1)]
    drawn = np.random.default_rng(SEED).permutation(sorted(wide.columns))
    sample = [key for key in drawn if key in kept][: data.sample]
    return Panel(data, origin, history, actual[kept], frozenset(sample))


def _american(shared: Path) -> pd.DataFrame:
    frame = pd.read_parquet(shared / "series" / "us_census_retail_monthly.parquet")
    rows = frame[frame["adjustment"] == "NSA"]
    return rows.pivot(index="month", columns="kind_of_business", values="sales_musd").asfreq("MS")


def _australian(shared: Path) -> pd.DataFrame:
    frame = pd.read_parquet(shared / "series" / "aus_retail_monthly.parquet")
    return frame.pivot(index="Month", columns="Series ID", values="Turnover").asfreq("MS")


def _lines(shared: Path) -> pd.DataFrame:
    """Sales lines of Online Retail: day, product, country, amount."""
    raw = pd.read_csv(
        shared / "online_retail" / "online_retail_2009_2010.csv.gz", dtype={"Invoice": str}
    )
    sold = ~raw["Invoice"].str[0].isin(["C", "A"]) & (raw["Quantity"] > 0) & (raw["Price"] > 0)
    rows = raw[sold]
    return pd.DataFrame(
        {
            "day": pd.to_datetime(rows["InvoiceDate"]).dt.normalize(),
            "product": rows["StockCode"].astype(str).str.strip().str.upper(),
            "country": rows["Country"],
            "amount": rows["Quantity"] * rows["Price"],
        }
    )


def _daily(lines: pd.DataFrame) -> pd.DataFrame:
    """Amounts by day, without the last one, which is cut short; a day without sales is 0."""
    days = pd.date_range(lines["day"].min(), lines["day"].max(), freq="D")[:-1]
    before = lines[lines["day"] <= min(*DAILY.origins, *WEEKLY.origins)]
    wanted = {
        "country": _largest(before, "country", COUNTRIES),
        "product": _largest(before[~before["product"].isin(PRODUCTLESS)], "product", PRODUCTS),
    }
    columns = {"total": lines.groupby("day")["amount"].sum()}
    for kind, keys in wanted.items():
        for key in keys:
            rows = lines[lines[kind] == key]
            columns[f"{kind} {key}"] = rows.groupby("day")["amount"].sum()
    return pd.DataFrame(columns).reindex(days).fillna(0.0).asfreq("D")


def _largest(lines: pd.DataFrame, kind: str, count: int) -> list[str]:
    sums = lines.groupby(kind)["amount"].sum()
    return list(sums.sort_values(ascending=False, kind="stable").index[:count])


def _weekly(lines: pd.DataFrame) -> pd.DataFrame:
    """Amounts by complete week from Monday."""
    days = _daily(lines)
    weeks = days.resample("W-MON", label="left", closed="left")
    complete = weeks.size() == 7
    return weeks.sum()[complete].asfreq("W-MON")
