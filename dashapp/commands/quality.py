"""Commands about what is wrong with the data: quality, reconcile, rejects."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Format, rows_of, write_frame
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers import loads
from data.answers.quality import quality, quality_examples
from data.answers.reconciliation import RED, Reconciliation, reconciliation, reconciliation_orders
from data.warehouse import View

Answer = Annotated[Format, typer.Option("--format", help="How to answer.")]

# What a table in a terminal has room for.
_SHOWN = ["name", "severity", "rows", "amount", "share", "title"]
_COMPARED = ["pair", "light", "left_amount", "right_amount", "compared", "orders", "at_stake"]
_LISTED = 20


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("quality")(show_quality)
    app.command("reconcile")(reconcile)
    app.command("rejects")(show_rejects)


def show_quality(
    check: Annotated[
        str | None, typer.Option(help="Up to 20 rows that this check found, by its name.")
    ] = None,
    form: Answer = Format.TABLE,
) -> None:
    """Say what is wrong with the served data, priced in money."""
    view = _view()
    findings = quality(view)
    around = {"release": view.release.id, "currency": view.release.currency}
    if check is None:
        shown = findings[_SHOWN] if form is Format.TABLE else findings
        write_frame(shown, form, around)
    elif check in set(findings["name"]):
        write_frame(quality_examples(view, check), form, {**around, "check": check})
    else:
        known = ", ".join(sorted(findings["name"])) or "none"
        raise Misused(f'There is no check "{check}". There are: {known}.')


def reconcile(
    pair: Annotated[
        str | None, typer.Option(help="All rows in which this comparison differs, by its name.")
    ] = None,
    form: Answer = Format.TABLE,
) -> None:
    """Compare orders, lines, payments and files; exit code 1 where money differs."""
    view = _view()
    found = reconciliation(view)
    if pair is None:
        _write_pairs(view, found, form)
    elif pair in set(found.pairs["pair"]):
        around = {"light": found.light, "pair": pair, "release": view.release.id}
        write_frame(reconciliation_orders(view, pair), form, around)
    else:
        known = ", ".join(found.pairs["pair"]) or "none"
        raise Misused(f'There is no comparison "{pair}". There are: {known}.')
    if found.light == RED:
        raise typer.Exit(1)


def show_rejects(
    load: Annotated[
        str | None, typer.Option(help="Of this load; without it, of each file's latest load.")
    ] = None,
    limit: Annotated[int, typer.Option(help="For json and table.", min=1, max=100_000)] = 500,
    form: Answer = Format.TABLE,
) -> None:
    """List the rows that were set aside and why; csv has all of them."""
    view = _view()
    known = set(loads.loads(view)["load_id"])
    if load is not None and load not in known:
        raise Misused(f'There is no load "{load}". There are: {", ".join(sorted(known))}.')
    if form is Format.CSV:
        for text in loads.rejects_csv(view, load):
            typer.echo(text, nl=False)
    else:
        around = {"release": view.release.id, "reasons": rows_of(loads.reasons(view))}
        write_frame(loads.rejects(view, load, limit), form, around)


def _view() -> View:
    return build_services(Settings.from_env()).warehouse.view()


def _write_pairs(view: View, found: Reconciliation, form: Format) -> None:
    differing = found.pairs.loc[found.pairs["light"] == RED, "pair"]
    rows = {name: reconciliation_orders(view, name) for name in differing}
    if form is not Format.TABLE:
        around = {
            "light": found.light,
            "sentence": found.sentence,
            "release": view.release.id,
            "currency": view.release.currency,
            "differing": {name: rows_of(frame) for name, frame in rows.items()},
        }
        write_frame(found.pairs, form, around)
        return
    typer.echo(f"The light is {found.light}. {found.sentence}")
    write_frame(found.pairs[_COMPARED], form, {})
    _write_differing(rows)


def _write_differing(rows: dict[str, pd.DataFrame]) -> None:
    """The largest differences of each comparison."""
    for name, frame in rows.items():
        typer.echo(f"\n{name}: the largest of what differs")
        write_frame(frame.head(_LISTED), Format.TABLE, {})
