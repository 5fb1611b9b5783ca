"""The kept scores as tables to read, and held against what is aimed at."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bench.forecast_accuracy.contenders import BOOSTED, LINE, NAIVE, OURS, SEASONAL
from bench.forecast_accuracy.scores import EVERY, SAMPLE
from bench.forecast_accuracy.tasks import (
    AUSTRALIA,
    AUSTRALIA_FIVE,
    AUSTRALIA_LATER,
    DAILY,
    DATA_SETS,
    PANDEMIC,
    US,
    US_FIVE,
    US_LATER,
    WEEKLY,
)

OUTSIDE = ("AutoETS", "AutoTheta", "AutoARIMA")
PROPHETS = ("Prophet", "Prophet, multiplicative")
ORDER = (OURS, BOOSTED, *OUTSIDE, *PROPHETS, SEASONAL, NAIVE, LINE)
GROUPS = {
    "Monthly, all history": (US.name, AUSTRALIA.name),
    "Monthly, five years": (US_FIVE.name, AUSTRALIA_FIVE.name),
    "Monthly, looked at later": (US_LATER.name, AUSTRALIA_LATER.name),
    **{data.title: (data.name,) for data in (PANDEMIC, DAILY, WEEKLY)},
}
BANDS = {"coverage80": (0.77, 0.85), "coverage95": (0.92, 0.98)}


def mean_scores(scores: pd.DataFrame, series: str, data: Sequence[str]) -> pd.DataFrame:
    """Means over tasks, one row for each contender that ran them all, best first."""
    rows = scores[(scores["series"] == series) & scores["data"].isin(list(data))]
    names = ["mase", "coverage80", "coverage95"]
    weighted = (
        rows[names]
        .mul(rows["tasks"], axis="index")
        .assign(contender=rows["contender"], tasks=rows["tasks"], seconds=rows["seconds"])
    )
    sums = weighted.groupby("contender").sum(min_count=1)
    found = (
        sums[names]
        .div(sums["tasks"], axis="index")
        .assign(tasks=sums["tasks"], seconds=sums["seconds"])
    )
    return found[found["tasks"] == found["tasks"].max()].sort_values("mase")


def mase_table(scores: pd.DataFrame, series: str) -> str:
    """Mean MASE, a line for each contender and a column for each group, as Markdown."""
    columns = {title: mean_scores(scores, series, data) for title, data in GROUPS.items()}
    best = {title: found["mase"].min() for title, found in columns.items()}
    heads = [f"{title} ({int(found['tasks'].max())})" for title, found in columns.items()]
    lines = [["", *heads], ["---", *["---:"] * len(heads)]]
    for name in ORDER:
        cells = [_cell(found, name, best[title]) for title, found in columns.items()]
        lines.append([name, *cells])
    return _markdown([line for line in lines if set(line[1:]) != {"–"}])


def _cell(found: pd.DataFrame, name: str, best: float) -> str:
    if name not in found.index:
        return "–"
    value = float(found["mase"][name])
    return f"**{value:.3f}**" if value == best else f"{value:.3f}"


def coverage_table(scores: pd.DataFrame) -> str:
    """Shares of actual values inside our intervals, as Markdown."""
    lines = [["", "80 % interval", "95 % interval"], ["---", "---:", "---:"]]
    for title, data in GROUPS.items():
        found = mean_scores(scores, EVERY, data).loc[OURS]
        lines.append([title, *(f"{found[name]:.1%}" for name in BANDS)])
    return _markdown(lines)


def origin_table(scores: pd.DataFrame) -> str:
    """Mean MASE of ours and of what it has to beat at each origin, as Markdown."""
    names = (OURS, "AutoETS", "AutoTheta", *PROPHETS, SEASONAL)
    lines = [["", "last period learnt from", *names], ["---", "---", *["---:"] * len(names)]]
    every = scores[scores["series"] == EVERY]
    for data in DATA_SETS:
        for origin in data.origins:
            here = every[(every["data"] == data.name) & (every["origin"] == origin)]
            found = here[here["contender"].isin(names)].set_index("contender")
            cells = [_cell(found, name, found["mase"].min()) for name in names]
            lines.append([data.title, origin, *cells])
    return _markdown(lines)


def aims(scores: pd.DataFrame) -> pd.DataFrame:
    """What is aimed at, by group: columns group, aim, limit, found, met."""
    rows: list[tuple[str, str, str, float, bool]] = []
    for title, data in GROUPS.items():
        every, sample = (mean_scores(scores, series, data) for series in (EVERY, SAMPLE))
        for against, limit, among, others in (
            (SEASONAL, 0.8, every, (SEASONAL,)),
            (LINE, 0.6, every, (LINE,)),
            ("the better of AutoETS and AutoTheta", 0.95, every, OUTSIDE[:2]),
            ("the best of these and AutoARIMA, on the sample", 0.95, sample, OUTSIDE),
            ("Prophet", 0.8, every, PROPHETS[:1]),
            ("the better of Prophet's two", 0.8, every, PROPHETS),
        ):
            ratio = _ratio(among, others)
            rows.append((title, f"MASE against {against}", f"<= {limit}", ratio, ratio <= limit))
        for name, (low, high) in BANDS.items():
            share = round(float(every[name][OURS]), 3)
            rows.append((title, name, f"{low} to {high}", share, low <= share <= high))
    return pd.DataFrame(rows, columns=["group", "aim", "limit", "found", "met"])


def aims_table(scores: pd.DataFrame) -> str:
    """`aims` as Markdown: a line for each aim, a column for each group; missed ones are said."""
    found = aims(scores)
    lines = [["", "aim", *GROUPS], ["---", "---", *["---:"] * len(GROUPS)]]
    for (aim, limit), rows in found.groupby(["aim", "limit"], sort=False):
        cells = [
            "–" if pd.isna(ratio) else f"{ratio:.3f}{'' if met else ' (missed)'}"
            for ratio, met in zip(rows["found"], rows["met"], strict=True)
        ]
        lines.append([_WORDS.get(str(aim), str(aim)), str(limit), *cells])
    return _markdown(lines)


_WORDS = {"coverage80": "inside the 80 % interval", "coverage95": "inside the 95 % interval"}


def _ratio(found: pd.DataFrame, others: Sequence[str]) -> float:
    """Ours by the best of theirs; missing where one of them was not run."""
    theirs = found["mase"].reindex(list(others)).min(skipna=False)
    return round(float(found["mase"][OURS] / theirs), 3)


def time_table(scores: pd.DataFrame) -> str:
    """Processor seconds per thousand series that are known for five years, as Markdown."""
    rows = scores[(scores["data"] == AUSTRALIA_FIVE.name) & scores["seconds"].notna()]
    ran = rows.sort_values("tasks").drop_duplicates(["contender", "origin"], keep="last")
    sums = ran.groupby("contender")[["seconds", "tasks"]].sum()
    each = 1000.0 * sums["seconds"] / sums["tasks"]
    lines = [["", "seconds"], ["---", "---:"]]
    lines += [[name, f"{each[name]:.1f}"] for name in ORDER if name in each.index]
    return _markdown(lines)


def documented(scores: pd.DataFrame) -> list[str]:
    """The tables that docs/models.md shows."""
    return [
        aims_table(scores),
        mase_table(scores, EVERY),
        mase_table(scores, SAMPLE),
        coverage_table(scores),
        origin_table(scores),
        time_table(scores),
    ]


def _markdown(lines: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
