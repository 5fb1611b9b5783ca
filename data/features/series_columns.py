"""The columns of the frames of months, weeks and days, and what the calendar knows of them."""

from __future__ import annotations

from data.features.column import Column, Unit

_ORDERS, _BACK = "`fact_orders`", "`fact_reversals`"


def series_columns(period: str) -> tuple[Column, ...]:
    """Columns of a frame of one row per period; a period in which nothing happened is 0."""
    return (
        Column(period, f"First day of the {period}.", Unit.DAY, "the calendar"),
        Column("orders", "Counting orders placed.", Unit.COUNT, _ORDERS),
        Column("customers", "Different customers who ordered.", Unit.COUNT, _ORDERS),
        Column("new_customers", "First orders ever of a customer.", Unit.COUNT, _ORDERS),
        Column("guest_orders", "Orders without a known customer.", Unit.COUNT, _ORDERS),
        Column("units", "Pieces ordered.", Unit.COUNT, _ORDERS),
        Column("gross_sales", "Before discounts.", Unit.MONEY, _ORDERS),
        Column("discounts", "Taken off in the orders.", Unit.MONEY, _ORDERS),
        Column("reversals", "Taken back, on the day it happened.", Unit.MONEY, _BACK),
        Column(
            "net_sales", "Gross less discounts and reversals.", Unit.MONEY, f"{_ORDERS}, {_BACK}"
        ),
        Column(
            "is_complete",
            "Whether all its days lie between the first day with data and the day asked for.",
            Unit.TRUTH,
            "the calendar",
        ),
    )


_EVENTS = (
    ("easter_week", "the week to Easter Saturday"),
    ("easter_days", "Good Friday to Easter Monday"),
    ("black_friday", "Black Friday to Sunday"),
    ("cyber_monday", "Cyber Monday"),
    ("before_christmas", "1 to 20 December"),
    ("last_minute", "21 to 24 December"),
    ("christmas", "Christmas Day and Boxing Day"),
    ("after_christmas", "27 December to 1 January"),
    ("public_holiday", "public holidays of the country, 0 where none is named"),
)
_WEEKDAYS = ("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays")
_CALENDAR = "`models/calendar_frame.py`"


def _share(name: str, words: str) -> Column:
    return Column(name, f"Share of its days that are {words}.", Unit.SHARE, _CALENDAR)


_EVENT_COLUMNS = tuple(_share(*event) for event in _EVENTS)
_MONTH_COLUMNS = (
    Column("length", "Logarithm of its days by 30.44.", Unit.LOG, _CALENDAR),
    *(
        Column(f"more_{days}", f"{days.title()} in it, less its Sundays.", Unit.COUNT, _CALENDAR)
        for days in _WEEKDAYS
    ),
    Column("easter_share", "Share of the eight days to Easter Sunday.", Unit.SHARE, _CALENDAR),
    _share(*_EVENTS[-1]),
)
# Known beforehand, so these may be of days to come; by the name of the frame they stand beside.
CALENDAR_COLUMNS: dict[str, tuple[Column, ...]] = {
    "months": _MONTH_COLUMNS,
    "weeks": _EVENT_COLUMNS,
    "days": _EVENT_COLUMNS,
}
