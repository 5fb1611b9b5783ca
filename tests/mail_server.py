"""A mail server of the tests' own: it takes mail in, asks for a login, closes the way, says no."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, ClassVar, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "shop", "hunter2-is-secret"


@dataclass
class Post:
    """How the server behaves, and what it was handed."""

    login: bool = False
    tls: str = ""  # "starttls" or "tls"
    refused: frozenset[str] = frozenset()
    silent: bool = False
    rude: bool = False  # breaks off after the message
    answers: dict[str, bytes] = field(default_factory=dict)  # instead of what is usual
    context: ssl.SSLContext | None = None
    port: int = 0
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    waits: float = 0.0

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail for _, mail in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    post: ClassVar[Post]

    def handle(self) -> None:
        self.sure = not self.post.login
        self.closed = self.post.tls == "tls"
        self.to: list[str] = []
        if self.closed:
            self._close_the_way()
        if self.post.silent:
            self.rfile.readline()
            return
        self._say(b"220 tests")
        while line := self.rfile.readline():
            if not self._answer(line.decode().strip()):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")

    def _close_the_way(self) -> None:
        assert self.post.context is not None
        self.connection = self.post.context.wrap_socket(self.request, server_side=True)
        self.request = self.connection
        self.rfile = self.connection.makefile("rb")
        self.wfile = cast(Any, self.connection.makefile("wb", buffering=0))
        self.closed = True

    def _answer(self, line: str) -> bool:
        """Whether the conversation goes on."""
        word = line.partition(" ")[0].upper()
        self.post.heard.append(line)
        if word in self.post.answers:
            self._say(self.post.answers[word])
            return True
        return bool(getattr(self, f"_on_{word.lower()}")(line))

    def _on_ehlo(self, _line: str) -> bool:
        offers = [b"tests"]
        if self.post.tls == "starttls" and not self.closed:
            offers.append(b"STARTTLS")
        if self.post.login:
            offers.append(b"AUTH PLAIN")
        last = len(offers) - 1
        for place, offer in enumerate(offers):
            self._say(b"250" + (b" " if place == last else b"-") + offer)
        return True

    def _on_starttls(self, _line: str) -> bool:
        self._say(b"220 go on")
        self._close_the_way()
        return True

    def _on_auth(self, line: str) -> bool:
        _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        self.sure = (user, password) == (USER, PASSWORD)
        self._say(b"235 welcome" if self.sure else b"535 no such user or password hunter2-is-wrong")
        return True

    def _on_mail(self, _line: str) -> bool:
        self._say(b"250 ok" if self.sure else b"530 log in first")
        return True

    def _on_rcpt(self, line: str) -> bool:
        address = line.partition("<")[2].partition(">")[0]
        known = address not in self.post.refused
        self.to += [address] if known else []
        self._say(b"250 ok" if known else b"550 no such mailbox")
        return True

    def _on_data(self, _line: str) -> bool:
        self._say(b"354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=default)
        time.sleep(self.post.waits)
        self.post.taken.append((self.to, mail))
        self._say(b"250 taken")
        self.to = []
        return not self.post.rude

    def _on_rset(self, _line: str) -> bool:
        self._say(b"250 ok")
        return True

    def _on_quit(self, _line: str) -> bool:
        self._say(b"221 bye")
        return False


@contextmanager
def serving(post: Post) -> Iterator[Post]:
    """The server, as long as the block runs."""

    class Talk(_Talk):
        pass

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away is no news here."""

    Talk.post = post
    with Server(("127.0.0.1", 0), Talk) as server:
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()


def certificates(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """An authority nobody trusts yet, as a file, and a server's context that it vouches for."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    root = (
        _certificate(authority, authority, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False
        )
        .add_extension(_may_sign(), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    hosts: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    leaf = (
        _certificate(name, authority, key.public_key())
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    trusted, own = folder / "authority.pem", folder / "server.pem"
    trusted.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    own.write_bytes(_in_clear(key) + leaf.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    return trusted, context


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
    )


def _may_sign() -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in {"key_cert_sign", "crl_sign"} for name in names})


def _in_clear(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
