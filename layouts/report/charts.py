"""The drawings of the report, made with Seaborn on axes that are handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from layouts import formatting
from layouts.report.canvas import T, picture

_PALE = "#C9D5FA"

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEATURE_NAMES = {
    "recency_days": "Days since last order",
    "frequency": "Order days",
    "monetary": "Net sales, 24 months",
    "orders": "Orders ever",
    "tenure_days": "Days since first order",
    "historic_clv": "Net sales ever",
}


def amounts(frame: pd.DataFrame, currency: str, label: str) -> str:
    """A histogram on a logarithmic axis, of bins that were counted before."""
    known = frame.dropna(subset=["low"])

    def draw(ax: Axes) -> None:
        if known.empty:
            return
        edges = [*known["low"], known["high"].iloc[-1]]
        sns.histplot(
            x=known["low"] * 1.01,
            weights=known["rows"],
            bins=_gapless(edges),
            color=T.accent,
            edgecolor=T.surface,
            alpha=1,
            ax=ax,
        )
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(_money(currency))
        _finish(ax, label, "Rows")

    return picture(draw)


def _gapless(edges: Sequence[float]) -> list[float]:
    """All edges from the first to the last: a bin without rows is left out of the counts."""
    step = 10 ** (1 / 10)
    found = [edges[0]]
    while found[-1] < edges[-1] * 0.999:
        found.append(found[-1] * step)
    return found


def counts(frame: pd.DataFrame, name: str, label: str, most: int, what: str) -> str:
    """Bars of how many rows have each number; the last holds all that have more."""

    def draw(ax: Axes) -> None:
        texts = [f"{n}+" if n == most else str(n) for n in frame[name]]
        sns.barplot(x=texts, y=frame["rows"].to_numpy(), color=T.accent, saturation=1, ax=ax)
        _finish(ax, label, what)

    return picture(draw)


def months(frame: pd.DataFrame, currency: str) -> str:
    """Net sales by month; months that are not whole are pale."""

    def draw(ax: Axes) -> None:
        colours = [T.accent if whole else T.previous for whole in frame["complete"]]
        ax.bar(range(len(frame)), frame["net_sales"], color=colours, width=0.8)
        _month_ticks(ax, frame["period"])
        ax.yaxis.set_major_formatter(_money(currency))
        ax.grid(visible=False, axis="x")
        _finish(ax, "", "Net sales")

    return picture(draw)


def growth(frame: pd.DataFrame) -> str:
    """Growth of each whole month on the whole month before it."""

    def draw(ax: Axes) -> None:
        sns.lineplot(
            x=range(len(frame)), y=frame["growth"], color=T.accent, marker="o", errorbar=None, ax=ax
        )
        ax.axhline(0, color=T.previous, linewidth=1)
        _month_ticks(ax, frame["period"])
        ax.yaxis.set_major_formatter(_percent())
        _finish(ax, "", "On the month before")

    return picture(draw)


def _month_ticks(ax: Axes, periods: pd.Series) -> None:
    step = max(1, -(-len(periods) // 9))
    places = list(range(0, len(periods), step))
    ax.set_xticks(places, [periods.iloc[n].strftime("%b %Y") for n in places])


def seasons(frame: pd.DataFrame, by: str, currency: str) -> str:
    """Boxes of daily net sales by month of the year or by day of the week."""
    names, first = (MONTHS, 1) if by == "month" else (WEEKDAYS, 0)
    samples = [frame.loc[frame[by] == n + first, "net_sales"].to_numpy() for n in range(len(names))]

    def draw(ax: Axes) -> None:
        ax.boxplot(
            samples,
            tick_labels=list(names),
            widths=0.6,
            patch_artist=True,
            boxprops={"facecolor": _PALE, "edgecolor": T.accent},
            medianprops={"color": T.text, "linewidth": 1.4},
            whiskerprops={"color": T.previous},
            capprops={"color": T.previous},
            flierprops={"markersize": 2, "markeredgecolor": T.previous},
        )
        ax.yaxis.set_major_formatter(_money(currency))
        _finish(ax, "", "Net sales of a day")

    return picture(draw)


def pareto(frame: pd.DataFrame) -> str:
    """The share of net sales that the best parts of the products make up."""

    def draw(ax: Axes) -> None:
        parts = [0.0, *(frame["part"] / 100)]
        shares = [0.0, *frame["share"]]
        sns.lineplot(x=parts, y=shares, color=T.accent, linewidth=2, errorbar=None, ax=ax)
        ax.fill_between(parts, shares, color=T.accent, alpha=0.1, linewidth=0)
        ax.axhline(0.8, color=T.previous, linewidth=1, linestyle="--")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter(_percent())
        _finish(ax, "Products, the best first", "Of net sales")

    return picture(draw)


def heat(frame: pd.DataFrame) -> str:
    """Rank correlations of every pair, orange where one falls as the other rises."""
    names = [FEATURE_NAMES[str(name)] for name in frame.columns]

    def draw(ax: Axes) -> None:
        shown = frame.set_axis(names, axis="index").set_axis(names, axis="columns")
        palette = sns.blend_palette([T.series[1], T.surface, T.accent], as_cmap=True)
        sns.heatmap(
            shown,
            vmin=-1,
            vmax=1,
            cmap=palette,
            annot=True,
            fmt=".2f",
            linewidths=1,
            linecolor=T.surface,
            cbar=False,
            square=False,
            ax=ax,
        )
        ax.tick_params(axis="x", rotation=20)

    return picture(draw, height=3.8)


def _finish(ax: Axes, x: str, y: str) -> None:
    ax.set_xlabel(x)
    ax.set_ylabel(y)


def _money(currency: str) -> FuncFormatter:
    written: Callable[..., str] = partial(formatting.money, currency=currency, compact=True)
    return FuncFormatter(lambda value, _: written(float(value)))


def _percent() -> FuncFormatter:
    return FuncFormatter(lambda value, _: formatting.percent(float(value), decimals=0))
