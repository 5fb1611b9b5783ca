"""`query what-if`: the numbers of the what-if page."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from callbacks.what_if_answer import answer_of, levers_of
from data.filters import Filters
from data.warehouse import View
from layouts import what_if
from models.what_if import Levers

Percent = Annotated[
    int, typer.Option(help="For what-if: per cent more (below 0: less) than forecast.")
]
LostPerPrice = Annotated[
    str,
    typer.Option(help=f"For what-if: volume that 1% of price costs: {', '.join(what_if.LOST)}."),
]


def levers(*moved: int, lost: str) -> Levers:
    """The levers in the order of the page; FilterError for one that goes further than there."""
    keys = [lever.choice.key for lever in what_if.LEVERS]
    said = {key: str(value) for key, value in zip(keys, moved, strict=True)}
    return levers_of({**said, "what-if.lost": lost})


def scenario_table(view: View, filters: Filters, moved: Levers, months: int) -> pd.DataFrame:
    """A row for each month: `period`, `baseline`, `scenario`, `difference`, what each lever adds.

    The effects add up to the difference to the cent; `lo80` to `hi95` are the scenario's ranges.
    """
    found = answer_of(view, filters, moved, months).result.months
    return found.rename(columns={"ds": "period"})
