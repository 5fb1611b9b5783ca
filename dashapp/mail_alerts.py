"""Send the mails that alerts owe; what cannot be sent stays owed."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashapp.mail import MailFailed, mail_server
from dashapp.mail_message import Letter, message_of
from dashapp.settings import Settings
from data.notes.alert_book import AlertBook, Mail


@dataclass(slots=True)
class Delivery:
    """The mails that were sent, and why others were not."""

    sent: list[Mail] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def deliver(settings: Settings, book: AlertBook, shop: str) -> Delivery:
    """Send each mail that is owed and not just being sent by somebody else, once."""
    done, tried = Delivery(), set[int]()
    while mail := book.claim(tried):
        tried.add(mail.id)
        try:
            _send(settings, mail, shop)
        except MailFailed as error:
            book.failed(mail, str(error), error.refused or mail.recipients)
            done.problems.append(str(error))
            if error.hopeless:
                break
        else:
            book.sent(mail)
            done.sent.append(mail)
    return done


def _send(settings: Settings, mail: Mail, shop: str) -> None:
    server = mail_server(settings)
    letter = Letter(mail.subject, mail.text, mail.html, mail.recipients, id=mail.message_id)
    server.send(message_of(letter, server.sender, shop), mail.recipients)
