"""Who moved from one RFM segment to another between two month ends, and the money at stake."""

from __future__ import annotations

from functools import partial

import pandas as pd
from dash import Dash, Output

from callbacks import cards, deck, words
from callbacks.answers import Part
from callbacks.asked import Asked
from callbacks.cards import Card
from callbacks.deck import Drawn
from callbacks.services import Services
from data.answers.migration import (
    SOURCES,
    TARGETS,
    Ends,
    Stake,
    came_back,
    ends_at,
    matrix,
    month_ends,
    moves,
    ranked,
    sizes,
    slid,
)
from data.filters import FilterError
from data.rfm import BEST, LEAVING
from data.warehouse import View
from layouts import dates, formatting, movement
from layouts.figures.flows import flows
from layouts.tables import Kind, rows
from layouts.tabs import Tab


def register(app: Dash, services: Services) -> None:
    """Draw the page while it is in sight, and offer the months that there are."""
    menus = [Output(movement.Id.FROM, "options"), Output(movement.Id.TO, "options")]
    deck.register(app, services, Tab.MOVEMENT, DECK, lede, Part(menus, _menus))


def _menus(asked: Asked, _mode: str) -> list[list[dict[str, str]]]:
    months = offered(asked.view)
    return [
        [{"label": usual, "value": movement.USUAL}, *months]
        for usual in (movement.EARLIER, movement.LATEST)
    ]


def offered(view: View) -> list[dict[str, str]]:
    """The month ends with data, newest first; the last day stands for a month that goes on."""
    return [{"label": dates.day(d), "value": d.strftime("%Y-%m")} for d in month_ends(view)]


def ends_of(asked: Asked) -> Ends:
    """The two days that were chosen."""
    chosen = (asked.setting("movement.from"), asked.setting("movement.to"))
    before, after = ("" if month == movement.USUAL else month for month in chosen)
    return ends_at(asked.view, asked.filters, before=before, after=after)


def lede(asked: Asked) -> str:
    """Who slid from the best segments and who came back, with their money."""
    try:
        ends = ends_of(asked)
    except FilterError as error:
        return str(error)
    moved = moves(asked.view, asked.filters, ends)
    if moved.empty:
        return "Nobody whom these filters keep had ordered by then."
    return _told(asked, moved, ends)


def _told(asked: Asked, moved: pd.DataFrame, ends: Ends) -> str:
    gone, back = slid(moved), came_back(moved)
    lost = _with_money(asked, gone)
    when = f"between {dates.day(ends.before)} and {dates.day(ends.after)}"
    best, leaving = " or ".join(BEST), f"{', '.join(LEAVING[:-1])} or {LEAVING[-1]}"
    return (
        f"{lost} slid from {best} to {leaving} {when}; {_with_money(asked, back)} came back from "
        "there."
    )


def _with_money(asked: Asked, stake: Stake) -> str:
    who = words.counted(stake.customers, "customer")
    if not stake.customers:
        return "No customer"
    return f"{who} worth {formatting.money(stake.worth, asked.currency, compact=True)}"


def flow_card(asked: Asked, mode: str) -> Card:
    """Ribbons from where customers stood to where they stand."""
    ends = ends_of(asked)
    moved = moves(asked.view, asked.filters, ends)
    if moved.empty:
        return _nobody(movement.FLOWS_TITLE)
    money = asked.setting("movement.by") == movement.WORTH
    sides = ("worth_before", "worth_after") if money else ("customers", "customers")
    drawn = moved.assign(
        before=moved[sides[0]].astype(float),
        after=moved[sides[1]].astype(float),
        text=_pointed_at(moved, asked.currency),
    )
    kind = Kind.MONEY if money else Kind.COUNT
    return Card(
        figure=flows(
            drawn,
            theme=mode,
            sources=SOURCES,
            targets=TARGETS,
            write=partial(_written, currency=asked.currency, money=money),
        ),
        rows=rows(matrix(moved, "at_stake" if money else "customers"), asked.currency),
        title=movement.FLOWS_TITLE,
        subtitle=f"{dates.day(ends.before)} on the left, {dates.day(ends.after)} on the right",
        note=_note(asked),
        columns=movement.matrix_columns(kind),
    )


def move_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """The moves up and down, the most money first."""
    ends = ends_of(asked)
    moved = ranked(moves(asked.view, asked.filters, ends))
    if moved.empty:
        return cards.too_short(movement.MOVES_TITLE, "Nobody moved from one segment to another.")
    return Card(
        rows=rows(moved, asked.currency),
        title=movement.MOVES_TITLE,
        subtitle=f"{dates.day(ends.before)} to {dates.day(ends.after)}",
        note="At stake is what those who slid had brought in the 24 months to the earlier day, and "
        "what those who rose brought in the 24 months to the later one.",
        columns=movement.MOVE_COLUMNS,
    )


def size_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """How large each segment was and is."""
    ends = ends_of(asked)
    moved = moves(asked.view, asked.filters, ends)
    if moved.empty:
        return _nobody(movement.SIZES_TITLE)
    return Card(
        rows=rows(_with_changes(sizes(moved)), asked.currency),
        title=movement.SIZES_TITLE,
        subtitle=f"{dates.day(ends.before)} and {dates.day(ends.after)}; money of the 24 months to "
        "each day",
        columns=movement.SIZE_COLUMNS,
    )


def _with_changes(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        customers_change=frame["customers_after"] - frame["customers_before"],
        worth_change=(frame["worth_after"] - frame["worth_before"]).round(4),
    )


def _nobody(title: str) -> Card:
    return cards.too_short(title, "Nobody whom these filters keep had ordered by the later day.")


def _written(value: float, *, currency: str, money: bool) -> str:
    return formatting.money(value, currency, compact=True) if money else formatting.count(value)


def _note(asked: Asked) -> str:
    kept = (
        " Filters keep customers with a matching order by the later day."
        if asked.is_filtered
        else ""
    )
    return (
        "Everybody with an order by the later day is in exactly one ribbon. Scores are fifths of "
        "all customers, so somebody can also slide because others bought more."
        f"{kept if asked.is_filtered else ''}"
    )


def _pointed_at(moved: pd.DataFrame, currency: str) -> list[str]:
    return [
        f"<b>{row['source']} → {row['target']}</b>"
        f"<br>{words.counted(row['customers'], 'customer')}"
        f"<br>Brought {formatting.money(row['worth_before'], currency)} then, "
        f"{formatting.money(row['worth_after'], currency)} now"
        for row in moved.to_dict("records")
    ]


DECK = (
    Drawn(movement.FLOWS, movement.FLOWS_TITLE, flow_card),
    Drawn(movement.MOVES, movement.MOVES_TITLE, move_card, graph=False),
    Drawn(movement.SIZES, movement.SIZES_TITLE, size_card, graph=False),
)
