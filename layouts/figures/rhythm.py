"""How long customers wait until they order again, and how many do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from data.metrics import Format
from layouts import formatting
from layouts.figures import axes
from layouts.figures.style import Drawing, drawing
from layouts.theme import Tokens, template, tokens

WEEK = 7
MOST_DAYS = 365

# Up to so many bars a phone has room for a decimal above each.
_ROOMY = 6

_DAY_MARKS = (0, 30, 60, 90, 120, 180, 240, 300, 365)


def rate_bars(frame: pd.DataFrame, *, theme: str, title: str) -> Drawing:
    """A bar per row with its rate above it; words where there are too few customers.

    `frame`: `label`, `short` (as an axis has room for it), `rate` (missing: too few), `came`,
    `observed`. `title` names the bars.
    """
    t = tokens(theme)
    labels, rates = [str(label) for label in frame["short"]], axes.numbers(frame["rate"])
    known = axes.marks(rates, Format.PERCENT, "GBP").as_axis()
    known["range"] = [0, known["range"][1] * 1.1]  # room for the numbers above the bars
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": {
            "type": "category",
            "showspikes": False,
            "tickangle": 0,
            "title": {"text": title},
        },
        "yaxis": known,
        "annotations": [
            {"x": label, "y": 0, "yanchor": "bottom", "text": "too few"}
            for label, rate in zip(labels, rates, strict=True)
            if rate is None
        ],
    }
    return drawing([_rates(frame, labels, rates, t)], layout)


def _rates(
    frame: pd.DataFrame, labels: list[str], rates: list[float | None], t: Tokens
) -> dict[str, Any]:
    said = [
        f"{formatting.count(came)} of {formatting.count(observed)} customers"
        for came, observed in zip(frame["came"], frame["observed"], strict=True)
    ]
    return {
        "type": "bar",
        "x": labels,
        "y": rates,
        "marker": {"color": t.accent},
        "text": ["" if rate is None else _written(rate, len(rates)) for rate in rates],
        "textangle": 0,
        "textposition": "outside",
        "textfont": {"size": 12, "color": t.text},
        "cliponaxis": False,
        "customdata": [
            list(row)
            for row in zip(map(str, frame["label"]), map(formatting.percent, rates), strict=True)
        ],
        "hovertext": said,
        "hovertemplate": "<b>%{customdata[1]}</b>, %{hovertext}<extra>%{customdata[0]}</extra>",
    }


def _written(rate: float, bars: int) -> str:
    """A rate with as few digits as many bars leave room for."""
    return formatting.percent(rate, decimals=0 if bars > _ROOMY else 1)


def gap_bars(gaps: pd.DataFrame, *, theme: str, median: float | None) -> Drawing:
    """How many gaps between orders ended in each week of waiting; longer ones in the last bar.

    `gaps`: `day`, `events`. The middle of all gaps is marked.
    """
    t = tokens(theme)
    weeks = weekly(gaps)
    counts = axes.numbers(weeks["gaps"])
    trace = {
        "type": "bar",
        "x": [first + WEEK / 2 for first in weeks["first"]],
        "y": counts,
        "width": WEEK * 0.86,
        "marker": {"color": t.accent},
        "customdata": [list(row) for row in zip(weeks["label"], _counted(counts), strict=True)],
        "hovertemplate": "%{customdata[0]}: <b>%{customdata[1]}</b> gaps<extra></extra>",
    }
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": _day_axis(float(weeks["first"].max() + WEEK)),
        "yaxis": axes.marks(counts, Format.COUNT, "GBP").as_axis(),
        **_mark([(median, "median of ended gaps", t.text, 1.0)], t),
    }
    return drawing([trace], layout)


def weekly(gaps: pd.DataFrame) -> pd.DataFrame:
    """Columns `first` (day of waiting a week begins with), `label`, `gaps`.

    Weeks follow each other without a hole; the last one holds all that lasted longer than a year.
    """
    ended = gaps[gaps["events"] > 0]
    week = (ended["day"] - 1).clip(0, MOST_DAYS - 1) // WEEK
    counts = ended["events"].groupby(week).sum()
    last = int(week.max()) if len(week) else 0
    found = counts.reindex(range(last + 1), fill_value=0).rename("gaps").reset_index(drop=True)
    firsts = [number * WEEK + 1 for number in range(last + 1)]
    return pd.DataFrame(
        {
            "first": firsts,
            "label": [_week_label(first) for first in firsts],
            "gaps": found.astype("int64"),
        }
    )


def _week_label(first: int) -> str:
    longest = first > MOST_DAYS - WEEK
    return f"{first} days and more" if longest else f"{first}–{first + WEEK - 1} days"


def waiting_curve(
    curve: pd.DataFrame, *, theme: str, median: float | None, ended: float | None
) -> Drawing:
    """The share of orders that were followed by the next one, by days since then.

    `curve`: `day`, `waiting` (the share still waiting), `at_risk`. Marked are the day by which half
    came again, and beside it the middle of the gaps that have ended.
    """
    t = tokens(theme)
    shown = curve[curve["day"] <= MOST_DAYS]
    days = [0, *(int(day) for day in shown["day"])]
    came = [0.0, *(1 - share for share in axes.numbers(shown["waiting"]) if share is not None)]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": days,
        "y": came,
        "line": {"color": t.accent, "width": 2.5, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": t.area,
        "customdata": [formatting.percent(share) for share in came],
        "hovertemplate": "Within %{x} days: <b>%{customdata}</b><extra></extra>",
    }
    reach = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "range": [0, 1.02]}
    layout = {
        "template": template(theme),
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": _day_axis(float(max(days))),
        "yaxis": {**reach, "ticktext": ["0%", "25%", "50%", "75%", "100%"]},
        **_mark(
            [
                (median, "half came again", t.accent, 1.0),
                (ended, "median of ended gaps", t.text_3, 0.86),
            ],
            t,
        ),
    }
    return drawing([trace], layout)


def _counted(counts: list[float | None]) -> list[str]:
    return [formatting.count(count) for count in counts]


def _day_axis(last: float) -> dict[str, Any]:
    end = max(last, 30.0)
    marks = [day for day in _DAY_MARKS if day <= end * 1.02]
    return {
        "title": {"text": "Days since the order"},
        "tickmode": "array",
        "tickvals": marks,
        "ticktext": [str(day) for day in marks],
        "range": [0, end],
        "showspikes": False,
    }


def _mark(marked: Sequence[tuple[float | None, str, str, float]], t: Tokens) -> dict[str, Any]:
    """Upright lines at days, each named at its own height."""
    known = [(day, words, colour, y) for day, words, colour, y in marked if day is not None]
    return {
        "shapes": [
            {
                "type": "line",
                "x0": day,
                "x1": day,
                "yref": "paper",
                "y0": 0,
                "y1": y,
                "line": {"color": colour, "width": 1.5, "dash": "4px,3px"},
            }
            for day, _, colour, y in known
        ],
        "annotations": [
            {
                "x": day,
                "yref": "paper",
                "y": y,
                "xanchor": "left",
                "yanchor": "top",
                "xshift": 5,
                "text": f"<b>{_days(day)}</b> {words}",
                "font": {"color": colour, "size": 11.5},
                "bgcolor": t.surface,
            }
            for day, words, colour, y in known
        ],
    }


def _days(number: float) -> str:
    return f"{number:g} {'day' if number == 1 else 'days'}"
