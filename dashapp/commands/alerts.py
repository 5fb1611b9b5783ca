"""Commands about alerts: alerts check, list, add, remove, snooze, wake, enable, disable."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
import typer

from callbacks.alert_round import Checked, book_of, round_of
from callbacks.alert_words import condition
from callbacks.services import Services
from dashapp.commands.errors import told_as_json
from dashapp.commands.output import Format, rows_of, write_frame, write_json
from dashapp.commands.publish import Json
from dashapp.mail import MailFailed
from dashapp.mail_alerts import Delivery, deliver
from dashapp.mail_message import new_id
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers.complete import today
from data.notes.alert_book import Alert, Mail
from data.notes.alert_records import (
    AlertKind,
    Rule,
    Side,
    checked_rule,
    checked_until,
)
from data.notes.alert_steps import Standing
from data.periods import Comparison
from data.windows import Window

BY = "command line"
_COLUMNS = [
    "id", "name", "condition", "filters", "state", "since", "value", "checked_from", "checked_to",
    "detail", "recipients", "snoozed_until", "enabled", "owed", "problem", "last_sent",
]  # fmt: skip

alerts = typer.Typer(
    help="Watch metrics over complete periods and mail when one passes its limit, and when it is "
    "back.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="ID", help="An alert that `alerts list` names.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, change nothing.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(alerts, name="alerts")


Kept = Annotated[
    str, typer.Option("--filters", metavar="QUERY", help="As in a link: category=Kitchen.")
]


@alerts.command()
def check(*, dry_run: Dry = False, as_json: Json = False) -> None:
    """Judge every alert for its last complete period, and send what is to be told."""
    with told_as_json(as_json):
        settings = Settings.from_env()
        services = build_services(settings)
        sender = settings.mail_from or "alerts@localhost"
        looked = round_of(services, settings.public_url or "", lambda: new_id(sender))
        found = looked.tried() if dry_run else looked.done()
        shop = looked.asked.view.release.shop
        done = Delivery() if dry_run else deliver(settings, looked.book, shop)
    _say(services, found, done, as_json=as_json)
    if done.problems:
        raise MailFailed(" ".join(dict.fromkeys(done.problems)), ())


def _say(services: Services, found: list[Checked], done: Delivery, *, as_json: bool) -> None:
    if as_json:
        release = services.warehouse.view().release
        around = {"release": release.id, "as_of": release.last_day.isoformat()}
        mails = {"sent": [_mail(one) for one in done.sent], "problems": done.problems}
        write_json({**around, "alerts": [_checked(one) for one in found], **mails})
        return
    for one in found:
        news = f" To be told: {one.news.value}." if one.news else ""
        typer.echo(f"{one.rule.id} {one.rule.name}: {one.standing.state.value}. "
                   f"{one.standing.detail.rstrip('.')}.{news}")  # fmt: skip
    for mail in done.sent:
        typer.echo(f"Sent to {', '.join(mail.recipients)}: {mail.subject}")
    if not found:
        typer.echo("No alert is on.")


def _checked(one: Checked) -> dict[str, Any]:
    news = one.news.value if one.news else None
    return {"id": one.rule.id, "name": one.rule.name, **_standing(one), "news": news}


def _standing(one: Alert | Checked) -> dict[str, Any]:
    now = one.standing
    return {
        "state": now.state.value,
        "since": now.since,
        "value": now.value,
        "checked_from": now.checked.start if now.checked else None,
        "checked_to": now.checked.end if now.checked else None,
        "detail": now.detail,
    }


def _mail(mail: Mail) -> dict[str, Any]:
    return {"alert": mail.rule, "news": mail.news.value, "to": list(mail.recipients)}


@alerts.command("list")
def show(
    *,
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.TABLE,
    as_json: Json = False,
) -> None:
    """List alerts, how each stands, and which mail could not be sent yet."""
    services = build_services(Settings.from_env())
    currency = services.warehouse.view().release.currency
    kept = book_of(services).alerts()
    frame = pd.DataFrame([_row(one, currency) for one in kept], columns=_COLUMNS, dtype=object)
    if as_json:
        write_json({"rows": rows_of(frame)})
    else:
        write_frame(frame, form, {})


def _row(one: Alert, currency: str) -> dict[str, Any]:
    rule = one.rule
    return {
        "id": rule.id,
        "name": rule.name,
        "condition": condition(rule, currency),
        "filters": rule.filters,
        **_standing(one),
        "recipients": ", ".join(rule.recipients),
        "snoozed_until": rule.snoozed_until,
        "enabled": rule.enabled,
        "owed": one.owed,
        "problem": one.problem,
        "last_sent": one.standing.sent_at,
    }


@alerts.command()
def add(
    *,
    name: Annotated[str, typer.Option("--name", help="What the alert is called.")],
    value: Annotated[
        str, typer.Option("--value", help="The limit: a value, per cent, or 80 or 95 of a range.")
    ],
    to: Annotated[list[str], typer.Option("--to", metavar="A@B", help="Who is told; repeatable.")],
    metric: Annotated[str, typer.Option("--metric", help="What is watched.")] = "net_sales",
    kind: Annotated[
        AlertKind, typer.Option("--kind", help="Against a value, a change, or the forecast.")
    ] = AlertKind.THRESHOLD,
    side: Annotated[Side, typer.Option("--side", help="When it fires.")] = Side.BELOW,
    window: Annotated[
        Window, typer.Option("--window", help="Which complete periods.")
    ] = Window.WEEK,
    compare: Annotated[
        Comparison, typer.Option("--compare", help="What a change is against.")
    ] = Comparison.PREVIOUS,
    filters: Kept = "",
    as_json: Json = False,
) -> None:
    """Watch a metric."""
    with told_as_json(as_json):
        rule = checked_rule(
            {
                "name": name,
                "metric": metric,
                "kind": kind.value,
                "side": side.value,
                "value": value,
                "window": window.value,
                "comparison": compare.value,
                "filters": filters,
                "recipients": ",".join(to),
            }
        )
        services = build_services(Settings.from_env())
        kept = book_of(services).add(rule, BY)
        _kept(services, kept, as_json)


def _kept(services: Services, rule: Rule, as_json: bool) -> None:
    currency = services.warehouse.view().release.currency
    if as_json:
        write_json(_row(Alert(rule, Standing()), currency))
    else:
        typer.echo(f"Kept: {rule.id}, “{rule.name}”: {condition(rule, currency)}.")


@alerts.command()
def remove(number: Number) -> None:
    """Forget an alert."""
    book_of(build_services(Settings.from_env())).remove(number)
    typer.echo(f"Alert {number} is gone.")


@alerts.command()
def snooze(
    number: Number,
    *,
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="As 2026-11-27.")],
) -> None:
    """Say nothing of an alert before a day."""
    services = build_services(Settings.from_env())
    day = checked_until(until, today(services.warehouse.view().release))
    book_of(services).snooze(number, day)
    typer.echo(f"Alert {number} says nothing before {day}.")


@alerts.command()
def wake(number: Number) -> None:
    """End the snooze of an alert; if it still fires, the next check says so."""
    book_of(build_services(Settings.from_env())).snooze(number, None)
    typer.echo(f"Alert {number} is awake.")


@alerts.command()
def enable(number: Number) -> None:
    """Check an alert again that was left alone."""
    book_of(build_services(Settings.from_env())).switch(number, on=True)
    typer.echo(f"Alert {number} is on.")


@alerts.command()
def disable(number: Number) -> None:
    """Leave an alert alone, and forget how it stood."""
    book_of(build_services(Settings.from_env())).switch(number, on=False)
    typer.echo(f"Alert {number} is off.")
