"""Every column of every feature frame: the one place that says what it is.

`docs/features.md` is made from it, and tests compare the statements with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.features.column import Column, Unit
from data.features.customer_columns import CUSTOMER_COLUMNS
from data.features.order_columns import ORDER_COLUMNS
from data.features.series_columns import CALENDAR_COLUMNS, series_columns


class Frame(StrEnum):
    """What one row of a frame is."""

    CUSTOMERS = "customers"
    ORDERS = "orders"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class About:
    """The grain of a frame in words, and its columns in their order."""

    grain: str
    columns: tuple[Column, ...]


FRAMES: dict[Frame, About] = {
    Frame.CUSTOMERS: About(
        "One customer with a counting order by the day, by customer id.", CUSTOMER_COLUMNS
    ),
    Frame.ORDERS: About("One counting order placed by the day, oldest first.", ORDER_COLUMNS),
    Frame.MONTHS: About(
        "One calendar month from the first with data to the one that the day lies in.",
        series_columns("month"),
    ),
    Frame.WEEKS: About(
        "One week from Monday, from the first with data to the one that the day lies in.",
        series_columns("week"),
    ),
    Frame.DAYS: About(
        "One day, from the first with data to the day itself.", series_columns("day")
    ),
}

_HEAD = ("column", "what it says", "unit", "from", "blank")


def as_markdown() -> str:
    """All frames with a table of their columns, and the columns of the calendar."""
    parts = [
        f"### `{frame}`\n\n{about.grain}\n\n{_table(about.columns)}"
        for frame, about in FRAMES.items()
    ]
    calendar = "\n\n".join(
        f"#### Beside `{frame}`\n\n{_table(columns)}" for frame, columns in CALENDAR_COLUMNS.items()
    )
    return "\n\n".join([*parts, f"### The calendar\n\n{calendar}"])


def _table(columns: tuple[Column, ...]) -> str:
    lines = [_HEAD, ["---"] * len(_HEAD), *(_cells(column) for column in columns)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(column: Column) -> list[str]:
    unit = column.unit.value
    return [f"`{column.name}`", column.sentence, unit, column.source, column.blank]


__all__ = ["CALENDAR_COLUMNS", "FRAMES", "About", "Column", "Frame", "Unit", "as_markdown"]
