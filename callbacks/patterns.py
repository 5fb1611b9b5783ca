"""Patterns: hours of the week, weekdays, and the seasons of the year."""

from __future__ import annotations

import pandas as pd
from dash import Dash

from callbacks import cards, deck
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.seasons import Season, season_of
from callbacks.services import Services
from data.answers import patterns as answers
from data.answers.kpis import count_orders
from data.metrics import METRICS
from layouts import dates, formatting, patterns, states
from layouts.figures import heat, seasonal
from layouts.tables import rows
from layouts.tabs import Tab

# What is shown -> the metric it is; reversals are taken off the order's own hour.
_METRICS = {
    "orders": "orders",
    "net_sales": "net_sales_by_order",
    "average_order_value": "average_order_value",
}


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight."""
    deck.register(app, services, Tab.PATTERNS, DECK, lede)


def lede(asked: Asked) -> str:
    """The busiest hour, and the strongest and the weakest weekday."""
    frame = answers.hours(asked.view, asked.filters).dropna(subset="orders")
    if not (frame["orders"] > 0).any():
        return "There are no orders to see a pattern in."
    by_day = answers.weekdays(asked.view, asked.filters).dropna(subset="orders")
    said = f"{_most(by_day)} have the most orders, {_least(by_day)} the fewest."
    if len(by_day) == 1:
        said = f"The period holds only {_most(by_day)}."
    if not answers.has_hours(frame):
        return said
    return f"{said} The busiest hour is {_hour(frame, 'orders')}."


def _most(by_day: pd.DataFrame) -> str:
    """Sundays (79.12 on average)."""
    return _such_days(by_day.nlargest(1, "orders").iloc[0])


def _least(by_day: pd.DataFrame) -> str:
    return _such_days(by_day.nsmallest(1, "orders").iloc[0])


def _such_days(row: pd.Series) -> str:
    name = dates.weekday_in_full(int(row["weekday"]))
    return f"{name}s ({formatting.ratio(row['orders'])} on average)"


def _hour(frame: pd.DataFrame, name: str) -> str:
    """Sunday from 20:00 to 21:00: the hour with the most."""
    top = frame.nlargest(1, name).iloc[0]
    hour = int(top["hour"])
    return f"{dates.weekday_in_full(int(top['weekday']))} from {hour}:00 to {hour + 1}:00"


def heat_card(asked: Asked, mode: str) -> Card:
    """Every hour of the week, the darker the more."""
    name = asked.setting("patterns.metric")
    title = f"{patterns.MEASURED[name]} by weekday and hour"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    frame = answers.hours(asked.view, asked.filters)
    if not answers.has_hours(frame):
        text = "All orders are at midnight: the source tells days and no times of day."
        return Card(title=title, state=states.not_available("No hours in the data", text))
    figure = heat.week(
        frame.assign(value=frame[name]),
        theme=mode,
        fmt=patterns.FORMATS[name],
        currency=asked.currency,
    )
    return Card(
        figure=figure,
        rows=rows(_named(frame), asked.currency),
        title=title,
        subtitle=dates.period(asked.period),
        note=f"{_darkest(asked, name, frame)} {_note(name, frame)}",
        columns=patterns.HOUR_COLUMNS,
        metrics=(_METRICS[name],),
    )


def _darkest(asked: Asked, name: str, frame: pd.DataFrame) -> str:
    """What the darkest cell stands for, because the shades have no scale beside them."""
    most = formatting.number(frame[name].max(), patterns.FORMATS[name], currency=asked.currency)
    return f"Darkest: {most} on {_hour(frame, name)}."


def weekday_card(asked: Asked, mode: str) -> Card:
    """The seven weekdays."""
    name = asked.setting("patterns.metric")
    title = f"{patterns.MEASURED[name]} by weekday"
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    frame = _named(answers.weekdays(asked.view, asked.filters))
    figure = seasonal.upright(
        frame.assign(value=frame[name]),
        theme=mode,
        fmt=patterns.FORMATS[name],
        currency=asked.currency,
    )
    return Card(
        figure=figure,
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=dates.period(asked.period),
        note=_note(name, frame),
        columns=patterns.WEEKDAY_COLUMNS,
        metrics=(_METRICS[name],),
    )


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(label=[dates.weekday_name(int(day)) for day in frame["weekday"]])


def _note(name: str, frame: pd.DataFrame) -> str:
    """What is averaged, over how many days."""
    if name == "average_order_value":
        return "Sales of the orders divided by their number; blank where there was none."
    fewest, most = int(frame["days"].min()), int(frame["days"].max())
    held = str(most) if fewest == most else f"{fewest} to {most}"
    taken = " Reversals are taken off the order's own hour." if name == "net_sales" else ""
    return f"Mean per day: the period holds {held} of each weekday.{taken}"


def season_card(asked: Asked, mode: str) -> Card:
    """How far each month, or each weekday where the history is short, is from the usual 100."""
    name = asked.setting("patterns.metric")
    title = f"Seasonality of {patterns.MEASURED[name].lower()}"
    whole = asked.filters.within(None)
    if not count_orders(asked.view, whole):
        return cards.nothing(title, asked, whenever=True)
    season = season_of(asked.view, METRICS[_METRICS[name]], whole)
    by_month = season.kind == "month"
    namer = dates.month_name if by_month else dates.weekday_name
    places = season.frame["position"] - (0 if by_month else 1)
    frame = season.frame.assign(label=[namer(int(place)) for place in places])
    what, cycles = ("Month", "Years behind it") if by_month else ("Weekday", "Weeks behind it")
    release = asked.view.release
    return Card(
        figure=seasonal.index(frame, theme=mode),
        rows=rows(frame, asked.currency),
        title=title,
        subtitle=f"Whole history, {dates.span(release.first_day, release.last_day)}",
        note=_of_season(season),
        columns=patterns.season_columns(what, cycles),
        metrics=(_METRICS[name],),
    )


def _of_season(season: Season) -> str:
    usual = "100 is usual; the mean of all bars is 100."
    if season.kind == "weekday":
        return f"By weekday only. {season.missing} {usual}"
    return f"Each month against the twelve months around it, in the middle of its years. {usual}"


DECK = (
    Drawn(patterns.HEAT, "Hours of the week", heat_card),
    Drawn(patterns.WEEKDAYS, "Weekdays", weekday_card),
    Drawn(patterns.SEASON, "Seasonality", season_card),
)
