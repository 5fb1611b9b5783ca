"""The command that values the customers of any file: clv."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Format, working, write_frame
from dashapp.valuing import HeldOut, learn, scorer
from data.csv_text import defused
from data.learning_value import Buyers, file_buyers
from data.orders_file import Orders, read_orders
from data.progress import Progress
from models.value.gates import NotValued
from models.value.model import ValueModel

_NAMES = {
    "customer": "customer_id",
    "repeat_days": "repeat_days",
    "p_alive": "p_alive",
    "orders": "expected_orders",
    "orders_lo": "expected_orders_lo",
    "orders_hi": "expected_orders_hi",
    "value": "expected_value",
    "value_lo": "expected_value_lo",
    "value_hi": "expected_value_hi",
    "value_per_order": "value_per_order",
    "next_order_on": "next_order",
    "next_order_from": "next_order_from",
    "next_order_to": "next_order_to",
    "overdue": "overdue",
}
_DIGITS = 6


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("clv")(clv)


def clv(
    orders: Annotated[
        Path,
        typer.Argument(
            help="File with the columns customer_id, date and amount: one row per order or line, "
            "a negative amount where money was taken back.",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    horizon_days: Annotated[int, typer.Option(help="Days to look ahead.", min=1, max=3660)] = 365,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The day to look ahead from, YYYY-MM-DD; later rows are not read. "
            "The file's last day where it is left out.",
        ),
    ] = None,
    discount: Annotated[
        float, typer.Option(help="Yearly discount rate: 0.1 is 10 %.", min=0.0, max=10.0)
    ] = 0.0,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Answer even where too much is missing to rely on it.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.CSV,
) -> None:
    """Say what each customer of any file is expected to bring: one line per customer.

    Chance of still being a customer, expected order days and value within the horizon with 80 %
    intervals, and when the next order comes if they are (half of them by next_order, 10 % sooner
    than next_order_from, 10 % later than next_order_to). Orders of one day are one. How far it can
    be trusted is said on standard error, and in JSON. Where the file cannot carry it (fewer than
    500 buyers or 180 days, no order in the last 30 days, hardly anybody with three orders, or
    spend that depends on frequency) the answer is a sentence on what is missing and exit code 1.
    """
    with working() as progress:
        progress("Reading the orders", 0.0)
        with read_orders(orders) as read:
            day = _day(read, as_of.date() if as_of else None)
            progress("Counting histories", 0.4)
            with file_buyers(read, day) as buyers:
                model = _model(buyers, discount, progress, anyway=anyway)
                _answer(_frames(model, buyers, horizon_days, progress), form, model, read)


def _day(orders: Orders, as_of: date | None) -> date:
    day = as_of or orders.last_day
    if day < orders.first_day:
        raise Misused(
            f"{orders.name} begins on {orders.first_day}, so nobody is known on {day}; "
            "choose a later --as-of."
        )
    return day


def _model(buyers: Buyers, discount: float, progress: Progress, *, anyway: bool) -> ValueModel:
    progress("Fitting", 0.5)
    model = learn(buyers, anyway=anyway, discount=discount)
    if model.refused:
        raise NotValued(model.sentence())
    progress("Holding out the last days", 0.6)
    tested, _ = HeldOut(buyers).tests(model)
    return tested


def _frames(
    model: ValueModel, buyers: Buyers, days: int, progress: Progress
) -> Iterator[pd.DataFrame]:
    """The answer piece by piece."""
    ready, done = scorer(model, buyers, (days,)), 0
    for piece in buyers.pieces():
        progress("Valuing customers", 0.7 + 0.3 * done / max(buyers.size, 1))
        scored = ready.score(piece)
        low, high = ready.order_limits(piece)
        scored = scored.assign(orders_lo=low.astype("int64"), orders_hi=high.astype("int64"))
        scored = scored.rename(columns=lambda name: name.replace(f"_{days}", ""))
        rows = pd.concat([piece[["customer", "overdue"]], scored], axis="columns")
        named = rows[list(_NAMES)].rename(columns=_NAMES)
        yield named.round(_digits(named)).assign(model=model.name)
        done += len(piece)


def _digits(frame: pd.DataFrame) -> dict[str, int]:
    return dict.fromkeys(frame.select_dtypes("float64").columns, _DIGITS)


def _answer(
    frames: Iterator[pd.DataFrame], form: Format, model: ValueModel, orders: Orders
) -> None:
    around: dict[str, Any] = {
        "as_of": model.as_of,
        "model": model.name,
        "parameters": model.parameters,
        "scores": model.scores,
        "note": orders.note,
        "trust": model.sentence(),
    }
    if form is not Format.CSV:
        write_frame(pd.concat(frames, ignore_index=True), form, around)
        return
    for index, frame in enumerate(frames):
        safe = frame.assign(customer_id=frame["customer_id"].map(defused))
        text = safe.to_csv(
            index=False, header=index == 0, date_format="%Y-%m-%d", lineterminator="\r\n"
        )
        typer.echo(text, nl=False)
    typer.echo(" ".join(filter(None, (orders.note, model.sentence()))), err=True)
