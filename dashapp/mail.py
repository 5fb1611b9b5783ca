"""Mail: one message handed to the shop's mail server, or one sentence that says why not."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from dashapp.settings import Settings

SECONDS = 30.0
_USUAL_PORT = {"starttls": 587, "tls": 465, "none": 25}
_MOST_SAID = 200


class MailFailed(Exception):
    """A message did not reach everybody; `refused` are those whom it did not.

    It is `hopeless` to try another one now where the server itself cannot be used.
    """

    def __init__(self, sentence: str, refused: Sequence[str], *, hopeless: bool = False) -> None:
        super().__init__(sentence)
        self.refused = tuple(refused)
        self.hopeless = hopeless


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that passes mail on, and how to come in."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    seconds: float = SECONDS

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> None:
        """Hand the message over; MailFailed names the server and what it answered."""
        refused = self._handed_over(message, recipients)
        if refused:
            said = "; ".join(f"{who}: {self._answer(*reply)}" for who, reply in refused.items())
            raise MailFailed(f"{self._name} refused {said}.", list(refused))

    def _handed_over(
        self, message: EmailMessage, recipients: Sequence[str]
    ) -> Mapping[str, tuple[int, bytes]]:
        """Whom the server refuses, and what it says of each."""
        try:
            with self._sentences(recipients), self._connected() as server:
                return server.send_message(message, self.sender, list(recipients))
        except smtplib.SMTPRecipientsRefused as error:
            return error.recipients

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        trusted = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.seconds, context=trusted
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.security == "starttls":
                server.starttls(context=trusted)
            if self.user:
                server.login(self.user, self.password)
            yield server
            # The message is theirs by now: a rude goodbye must not have it sent twice.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    @contextmanager
    def _sentences(self, recipients: Sequence[str]) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused:
            raise
        except (smtplib.SMTPException, OSError) as error:
            answered = isinstance(error, smtplib.SMTPDataError)
            raise MailFailed(self._why(error), recipients, hopeless=not answered) from None

    def _why(self, error: smtplib.SMTPException | OSError) -> str:
        """What went wrong, in one sentence."""
        if isinstance(error, smtplib.SMTPResponseException):
            reply = self._answer(error.smtp_code, error.smtp_error)
            return f"{self._name} {self._said_no(error)}{reply}."
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"{self._name} has a certificate that is not trusted: {error.verify_message}."
        # Between two lines smtplib calls it a broken connection, and keeps the reason behind it.
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return f"{self._name} did not answer within {self.seconds:g} seconds."
        # An SMTPException is an OSError, too, without what the system says of those.
        away = "cannot be used" if isinstance(error, smtplib.SMTPException) else "cannot be reached"
        return f"{self._name} {away}: {self._safe(error.strerror or str(error))}."

    def _said_no(self, error: smtplib.SMTPResponseException) -> str:
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return "refused the login of SMTP_USER: "
        if isinstance(error, smtplib.SMTPSenderRefused):
            return f"refused MAIL_FROM, {self.sender}: "
        return "answered "

    @property
    def _name(self) -> str:
        return f"The mail server {self.host}:{self.port}"

    def _answer(self, code: int, said: bytes | str) -> str:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{code} {self._safe(text)}".strip()

    def _safe(self, text: str) -> str:
        """One short line in which the password does not stand, whoever wrote it there."""
        if self.password:
            text = text.replace(self.password, "•••")
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return line[:_MOST_SAID].rstrip(".")


def mail_server(settings: Settings) -> MailServer:
    """The server that the settings name; MailFailed where they name none."""
    for name, value in (("SMTP_HOST", settings.smtp_host), ("MAIL_FROM", settings.mail_from)):
        if not value:
            raise MailFailed(f"No mail can be sent, because {name} is not set.", (), hopeless=True)
    password = settings.smtp_password
    return MailServer(
        host=settings.smtp_host or "",
        port=settings.smtp_port or _USUAL_PORT[settings.smtp_security],
        security=settings.smtp_security,
        sender=settings.mail_from or "",
        user=settings.smtp_user or "",
        password=password.get_secret_value() if password else "",
    )
