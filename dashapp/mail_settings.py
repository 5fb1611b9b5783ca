"""The settings about mail: which server sends it, from whom, and where its links lead."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from dashapp.setting_values import setting
from data.addresses import is_address

_LOCAL = ("127.0.0.1", "localhost", "::1")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?|::1", re.ASCII)
_PUBLIC = re.compile(r"[\x21-\x7e]+", re.ASCII)


def _is_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError
    return value


def _is_sender(value: str) -> str:
    if not is_address(value):
        raise ValueError
    return value


def _is_page(value: str) -> str:
    found = urlsplit(value)
    # Asking for the port raises ValueError where it is none.
    lacks = found.scheme not in {"http", "https"} or not found.hostname or found.port == 0
    if lacks or found.query or found.fragment or "@" in found.netloc:
        raise ValueError
    if not _PUBLIC.fullmatch(value) or set(value) & set("<>\"'\\"):
        raise ValueError
    return value.rstrip("/")


MailHost = Annotated[str, AfterValidator(_is_host)]
Sender = Annotated[str, AfterValidator(_is_sender)]
PageAddress = Annotated[str, AfterValidator(_is_page)]

HOST = setting(
    None,
    "a host name or an IP address",
    "The mail server that digests and alerts are handed to; unset: none are sent.",
)
PORT = setting(
    None,
    "a whole number from 1 to 65535",
    "The mail server's port; unset: 587 with starttls, 465 with tls, 25 with none.",
    ge=1,
    le=65535,
)
SECURITY = setting(
    "starttls",
    "none, starttls or tls",
    "How the way to the mail server is closed to others. starttls and tls check the server's "
    "certificate; none is for a server on this machine, or a network of its own.",
)
USER = setting(
    None,
    "1 to 200 characters",
    "The name to log in to the mail server with; unset: nobody logs in.",
    min_length=1,
    max_length=200,
)
PASSWORD = setting(
    None, "any text", "The password that belongs to SMTP_USER; it is never shown.", min_length=1
)
SENDER = setting(
    None,
    "a mail address such as shop@example.com",
    "From whom digests and alerts are; needed before one can be sent.",
)
PUBLIC_URL = setting(
    None,
    "an address such as https://sales.example.com",
    "Where people reach the dashboard, for links in mails; unset: mails have none.",
)


def contradiction(host: str | None, security: str, user: str | None, *, password: bool) -> str:
    """Why the settings cannot be meant together; empty where they can."""
    if (user is not None) != password:
        return "SMTP_USER and SMTP_PASSWORD belong together: set both, or neither."
    if password and security == "none" and host not in (None, *_LOCAL):
        return (
            "SMTP_SECURITY=none would send SMTP_PASSWORD over the network for everybody to read: "
            "use starttls or tls."
        )
    return ""
