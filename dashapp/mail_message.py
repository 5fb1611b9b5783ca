"""A message as it travels: plain text, the same as HTML, and what is attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said, to whom; `file` is a PDF and its name."""

    subject: str
    text: str
    html: str
    recipients: tuple[str, ...]
    file: tuple[str, bytes] | None = None
    id: str = ""


def new_id(sender: str) -> str:
    """A Message-ID of the sender's own domain; kept with what is sent again after a failure."""
    return make_msgid(domain=sender.partition("@")[2])


def message_of(letter: Letter, sender: str, name: str) -> EmailMessage:
    """The message; texts that could hold a line end are put into one line first."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(letter.subject)[:_LONGEST_SUBJECT]
    message["From"] = Address(one_line(name), addr_spec=sender)
    message["To"] = _addresses(letter.recipients)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = letter.id or new_id(sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.file:
        file_name, content = letter.file
        message.add_attachment(content, maintype="application", subtype="pdf", filename=file_name)
    return message


def _addresses(recipients: Sequence[str]) -> list[Address]:
    return [Address(addr_spec=address) for address in recipients]


def one_line(text: str) -> str:
    """The text without line ends and other signs that have no shape."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
