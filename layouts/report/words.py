"""One computed sentence for every section of the report."""

from __future__ import annotations

import pandas as pd

from layouts import dates, formatting
from layouts.report.charts import FEATURE_NAMES, MONTHS

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NOTHING = "There is nothing to show yet."


def amounts(frame: pd.DataFrame, currency: str, things: str) -> str:
    """Where the fullest bin lies, how many rows there are, and how many are worth nothing."""
    known, rows = frame.dropna(subset=["low"]), int(frame["rows"].sum())
    if known.empty:
        return _NOTHING
    fullest = known.iloc[int(known["rows"].argmax())]
    low, high = (formatting.money(fullest[end], currency, compact=True) for end in ("low", "high"))
    share = formatting.percent(fullest["rows"] / rows)
    free = rows - int(known["rows"].sum())
    said = (
        f"Of {formatting.count(rows)} {things}, no other bin holds more than that from {low} to "
        f"{high} ({share})"
    )
    without = f"; {formatting.count(free)} are worth nothing" if free else ""
    return f"{said}{without}."


def items(frame: pd.DataFrame) -> str:
    """How many orders hold a single piece."""
    rows = int(frame["rows"].sum())
    if not rows:
        return _NOTHING
    single = int(frame.loc[frame["items"] == 1, "rows"].sum())
    share = formatting.percent(single / rows)
    return (
        f"{formatting.count(single)} of {formatting.count(rows)} orders ({share}) hold one piece."
    )


def months(frame: pd.DataFrame, currency: str) -> str:
    """The best whole month, and how the last one went."""
    whole = frame[frame["complete"]]
    if whole.empty:
        return "No month is whole yet."
    best = whole.iloc[int(whole["net_sales"].argmax())]
    money = formatting.money(best["net_sales"], currency, compact=True)
    said = f"The best of {_counted(len(whole), 'whole month')} was {_month(best)} with {money}"
    last = whole.iloc[-1]
    if pd.isna(last["growth"]):
        return f"{said}."
    moved = "rose" if last["growth"] >= 0 else "fell"
    size = formatting.percent(abs(last["growth"]))
    return f"{said}; the last, {_month(last)}, {moved} by {size} on the month before."


def growth(frame: pd.DataFrame) -> str:
    """In how many months sales grew."""
    known = frame["growth"].dropna()
    if known.empty:
        return "There are no two whole months in a row to compare."
    up = int((known > 0).sum())
    middle = _signed(float(known.median()))
    of = _counted(len(known), "month")
    return f"Sales grew in {up} of {of}; the middle one changed by {middle}."


def weekdays(frame: pd.DataFrame, currency: str) -> str:
    """The best and the poorest day of the week, by the middle of their days."""
    return _extremes(frame, "weekday", list(_WEEKDAYS), currency)


def seasons(frame: pd.DataFrame, currency: str) -> str:
    """The best and the poorest month of the year, by the middle of their days."""
    if frame["period"].dt.to_period("M").nunique() < 24:
        begun = "The data hold less than two years, so a month is also the trend of its year. "
    else:
        begun = ""
    names = ["", *(f"day in {name}" for name in MONTHS)]
    return begun + _extremes(frame, "month", names, currency)


def _extremes(frame: pd.DataFrame, by: str, names: list[str], currency: str) -> str:
    if frame.empty:
        return _NOTHING
    middles = {int(str(n)): float(v) for n, v in frame.groupby(by)["net_sales"].median().items()}
    best, poorest = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
    most, least = (formatting.money(middles[n], currency, compact=True) for n in (best, poorest))
    first, last = f"The middle {names[best]}", f"the middle {names[poorest]}"
    return f"{first} brings most ({most}), {last} least ({least})."


def pareto(frame: pd.DataFrame) -> str:
    """How much the best fifth of the products brings."""
    if frame.empty:
        return _NOTHING
    fifth = frame[frame["part"] <= 20]
    products = int(frame["products"].max())
    if fifth.empty:
        return f"{_counted(products, 'product')} sold, too few to speak of a fifth."
    count, share = int(fifth["products"].iloc[-1]), formatting.percent(fifth["share"].iloc[-1])
    return (
        f"The best {_counted(count, 'product')} of {formatting.count(products)} that sold "
        f"(a fifth) bring {share} of net sales."
    )


def frequency(frame: pd.DataFrame) -> str:
    """How many customers ordered once only."""
    rows = int(frame["rows"].sum())
    if not rows:
        return "No customer is known by name or number."
    once = int(frame.loc[frame["orders"] == 1, "rows"].sum())
    share = formatting.percent(once / rows)
    return f"{formatting.count(once)} of {formatting.count(rows)} customers ({share}) ordered once."


def correlations(frame: pd.DataFrame) -> str:
    """The pair that rises together most, other than a feature with itself."""
    names, table = [str(name) for name in frame.columns], frame.to_numpy("float64")
    pairs = [
        (abs(float(table[i, j])), names[i], names[j], float(table[i, j]))
        for i in range(len(names))
        for j in range(i + 1, len(names))
        if not pd.isna(table[i, j])
    ]
    if not pairs:
        return "There are too few customers to compare."
    _, one, other, size = max(pairs)
    both = f"“{FEATURE_NAMES[one]}” and “{FEATURE_NAMES[other]}”"
    together = "rise together" if size > 0 else "move against each other"
    return f"Most closely {both} {together} ({formatting.ratio(size)})."


def gaps(frame: pd.DataFrame) -> str:
    """How many columns have gaps, and which has most."""
    with_gaps = frame[frame["missing"] > 0]
    whole = f"{len(with_gaps)} of {_counted(len(frame), 'column')} have gaps"
    if with_gaps.empty:
        return f"{whole}."
    worst = with_gaps.iloc[int(with_gaps["share"].argmax())]
    share = formatting.percent(worst["share"])
    return f"{whole}; the most has {worst['table_name']}.{worst['column_name']} ({share})."


def _month(row: pd.Series) -> str:
    return dates.month(row["period"].date())


def _signed(share: float) -> str:
    return ("+" if share > 0 else "") + formatting.percent(share)


def _counted(number: int, one: str) -> str:
    return f"{formatting.count(number)} {one if number == 1 else one + 's'}"
