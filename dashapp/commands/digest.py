"""`digest`: the last complete day, week or month by mail."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from callbacks import paper
from callbacks.digest import Digest
from callbacks.digest import digest as digest_of
from callbacks.services import Services
from dashapp.commands.errors import Misused, told_as_json
from dashapp.commands.output import write_json
from dashapp.commands.publish import Json
from dashapp.mail import mail_server
from dashapp.mail_message import Letter, message_of
from dashapp.services import build_services
from dashapp.settings import Settings
from data.addresses import is_address
from data.windows import Window
from layouts.tabs import Tab

MOST = 50

To = Annotated[
    list[str] | None, typer.Option("--to", metavar="A@B", help="Who gets it; repeatable.")
]
About = Annotated[Window, typer.Option("--period", help="Which complete period it is about.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, send nothing.")]
Paper = Annotated[bool, typer.Option("--pdf", help="Attach the overview as a PDF.")]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(digest)


def digest(
    *,
    to: To = None,
    period: About = Window.WEEK,
    dry_run: Dry = False,
    pdf: Paper = False,
    as_json: Json = False,
) -> None:
    """Mail what happened in the last complete day, week or month."""
    with told_as_json(as_json):
        recipients = checked(to or [], needed=not dry_run)
        settings = Settings.from_env()
        services = build_services(settings)
        if not dry_run:
            mail_server(settings)  # what is not set is said before anything is reckoned
        found = digest_of(services, period, settings.public_url or "")
        if not dry_run:
            _send(settings, services, found, recipients, pdf=pdf)
        _say(found, recipients, sent=not dry_run, as_json=as_json)


def checked(to: list[str], *, needed: bool) -> tuple[str, ...]:
    """Whom to write to, each once; Misused for what is no address."""
    for address in to:
        if not is_address(address):
            raise Misused(f"{address!r} is not a mail address; write it like ada@example.com.")
    if needed and not to:
        raise Misused("Name at least one recipient: --to ada@example.com.")
    if len(to) > MOST:
        raise Misused(f"{len(to)} recipients are too many; {MOST} fit.")
    return tuple(dict.fromkeys(to))


def _send(
    settings: Settings,
    services: Services,
    found: Digest,
    recipients: tuple[str, ...],
    *,
    pdf: bool,
) -> None:
    server = mail_server(settings)
    file = None
    if pdf:
        name = f"overview_{found.period.start}_{found.period.end}.pdf"
        file = (name, paper.pdf(services, found.address, [Tab.OVERVIEW]))
    letter = Letter(found.subject, found.text, found.html, recipients, file)
    server.send(message_of(letter, server.sender, found.release.shop), recipients)


def _say(found: Digest, recipients: tuple[str, ...], *, sent: bool, as_json: bool) -> None:
    if as_json:
        write_json({**_told(found), "to": list(recipients), "sent": sent})
    elif sent:
        typer.echo(f"Sent to {', '.join(recipients)}: {found.subject}")
    else:
        typer.echo(f"Subject: {found.subject}\n\n{found.text}", nl=False)


def _told(found: Digest) -> dict[str, Any]:
    return {
        "subject": found.subject,
        "from": found.period.start.isoformat(),
        "until": found.period.end.isoformat(),
        "as_of": found.release.last_day.isoformat(),
        "release": found.release.id,
        "currency": found.release.currency,
        "stale": found.stale,
        "metrics": {
            one.metric.name: {
                "value": one.value,
                "previous": one.previous,
                "change": one.before.value,
                "change_kind": one.before.kind.value,
                "last_year": one.last_year,
                "yearly_change": one.year.value,
            }
            for one in found.numbers
        },
        "text": found.text,
    }
