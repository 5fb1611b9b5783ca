"""`segment`: RFM segments and clusters of the customers of any file of orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Format, rows_of, working, write_frame
from dashapp.training.segments import cluster_file
from data.csv_text import csv_text
from data.orders_file import Orders, OrdersRefused, read_orders
from data.orders_segments import COLUMNS, describe, described, without_order
from data.progress import Progress
from models.errors import TooLittleData
from models.segment_words import judgement


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("segment")(segment)


def segment(
    orders: Annotated[
        Path,
        typer.Argument(help="Orders with the columns customer_id, date and amount.", exists=True),
    ],
    *,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Nothing later; else the file's last day."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.CSV,
) -> None:
    """Say of each customer of a file who they are: recency, frequency, money, segment, cluster.

    By the rules of the dashboard, over the 24 months to the day. A negative amount takes money
    back.
    """
    try:
        with read_orders(orders) as found:
            _answer(found, _day(as_of, found), form)
    except OrdersRefused as error:
        raise Misused(str(error)) from error


def _answer(orders: Orders, day: date, form: Format) -> None:
    with working() as progress:
        progress("Describing the customers", 0.1)
        engine = describe(orders, day)
        notes = [orders.note, _absent(without_order(engine), day)]
        trust, too_few = _cluster(orders, progress)
        progress("Writing the answer", 1.0)
    notes.append(too_few)
    for note in filter(None, notes):
        typer.echo(note, err=True)
    if form is Format.CSV:
        _write_csv(described(engine))
        return
    frame = pd.concat(described(engine), ignore_index=True)
    around = {"as_of": day.isoformat(), "note": " ".join(filter(None, notes)), "trust": trust}
    write_frame(frame, form, around)


def _cluster(orders: Orders, progress: Progress) -> tuple[str, str]:
    """How far to trust the clusters, and why there are none; one of the two is empty."""
    progress("Finding customer clusters", 0.4)
    try:
        return judgement(cluster_file(orders)), ""
    except TooLittleData as error:
        return "", f"There are no clusters: {error}"


def _absent(customers: int, day: date) -> str:
    if not customers:
        return ""
    who = "1 customer has" if customers == 1 else f"{customers:,} customers have"
    return f"{who} no order by {day} and stayed out."


def _day(text: str | None, orders: Orders) -> date:
    """The day that is meant; Misused where it is none, or before the first order."""
    if text is None:
        return orders.last_day
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misused(f"{text!r} is not a day; write it as YYYY-MM-DD.") from None
    if day < orders.first_day:
        raise Misused(f"{orders.name} begins on {orders.first_day}; {day} is before that.")
    return day


def _write_csv(pieces: Iterable[pd.DataFrame]) -> None:
    header = {name: name for name in COLUMNS}
    head = csv_text([], header)
    typer.echo(head, nl=False)
    for piece in pieces:
        typer.echo(csv_text(rows_of(piece), header).removeprefix(head), nl=False)
