"""Mail: handed over plainly, with a login, over a closed way; and what is said where it fails."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from dashapp.mail import MailFailed, MailServer, mail_server
from dashapp.mail_message import Letter, message_of
from dashapp.settings import Settings, SettingsError
from data.addresses import is_address
from tests.mail_server import PASSWORD, USER, Post, certificates, serving

SENDER = "shop@example.com"
LETTER = Letter(
    "Net sales £1.2M, up 3.4%", "Grüße – 3 < 4", "<p>Grüße – 3 &lt; 4</p>", ("ada@example.com",)
)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    return certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusting(closed: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> None:
    """This process trusts the authority of the tests."""
    monkeypatch.setenv("SSL_CERT_FILE", str(closed[0]))


@pytest.fixture
def post() -> Iterator[Post]:
    with serving(Post()) as found:
        yield found


def server(post: Post, security: str = "none", **more: str) -> MailServer:
    return MailServer("127.0.0.1", post.port, security, SENDER, **more)  # type: ignore[arg-type]


def send(to: MailServer, *recipients: str) -> None:
    who = recipients or LETTER.recipients
    to.send(message_of(replace(LETTER, recipients=who), SENDER, "Tiny Shop"), who)


def failure(to: MailServer, *recipients: str) -> str:
    with pytest.raises(MailFailed) as failed:
        send(to, *recipients)
    said = str(failed.value)
    assert PASSWORD not in said
    assert "\n" not in said
    return said.replace(f":{to.port}", "")


def test_a_message_arrives_as_text_and_as_html(post: Post) -> None:
    send(server(post), "ada@example.com", "ben@example.com")
    ((to, mail),) = post.taken
    assert to == ["ada@example.com", "ben@example.com"]
    assert mail["Subject"] == "Net sales £1.2M, up 3.4%"
    assert mail["From"] == "Tiny Shop <shop@example.com>"
    assert mail["To"] == "ada@example.com, ben@example.com"
    assert mail["Message-ID"].endswith("@example.com>")
    assert mail["Date"].datetime.utcoffset() is not None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert (text.get_content_charset(), html.get_content_charset()) == ("utf-8", "utf-8")
    assert text.get_content().strip() == "Grüße – 3 < 4"
    assert html.get_content().strip() == "<p>Grüße – 3 &lt; 4</p>"
    assert "AUTH" not in " ".join(post.heard)


def test_what_is_attached_arrives_to_the_byte(post: Post) -> None:
    content = bytes(range(256)) * 9
    letter = replace(LETTER, file=("overview.pdf", content))
    server(post).send(message_of(letter, SENDER, "Tiny Shop"), letter.recipients)
    (attached,) = post.mails[0].iter_attachments()
    assert attached.get_filename() == "overview.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == content


def test_names_of_shops_and_subjects_add_no_header(post: Post) -> None:
    evil = "Shop\r\nBcc: eve@example.com\x00\x85\u2028Subject: hi"
    letter = replace(LETTER, subject=evil + "x" * 900)
    server(post).send(message_of(letter, SENDER, evil), letter.recipients)
    ((to, mail),) = post.taken
    assert to == ["ada@example.com"]
    assert mail["Bcc"] is None
    assert mail.get_all("Subject") == [mail["Subject"]]
    assert mail["Subject"].startswith("Shop Bcc: eve@example.com Subject: hixxx")
    assert len(mail["Subject"]) == 200
    assert [a.addr_spec for a in mail["From"].addresses] == [SENDER]


@pytest.mark.parametrize(
    "text",
    [
        "", "ada", "@example.com", "ada@", "ada@exa mple.com", "ada@example.com\nBcc: eve@x.com",
        "ada@example.com\r", "ada@example.com, eve@example.com", "Ada <ada@example.com>",
        "ada@example..com", ".ada@example.com", "ada@-x.com", "ädä@example.com", "ada@exämple.com",
        '"a b"@example.com', "a" * 65 + "@example.com", "ada@" + "x." * 130 + "com", "a\x00@x.com",
        "ada@example.com>", "ada@[127.0.0.1]",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_none(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "text", ["ada@example.com", "a.b+c@mail.example.co.uk", "root@localhost", "o'neil@x.io"]
)
def test_what_is_a_plain_address_is_one(text: str) -> None:
    assert is_address(text)


def test_a_login_is_given_where_one_is_asked_for() -> None:
    with serving(Post(login=True)) as post:
        send(server(post, user=USER, password=PASSWORD))
        assert len(post.mails) == 1
        assert failure(server(post)).startswith("The mail server 127.0.0.1 refused MAIL_FROM")
        wrong = MailServer("127.0.0.1", post.port, "none", SENDER, USER, "hunter2-is-wrong")
        said = failure(wrong)
    assert said == (
        "The mail server 127.0.0.1 refused the login of SMTP_USER: 535 no such user or password "
        "•••."
    )
    assert "hunter2" not in repr(wrong)


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_the_way_is_closed_before_anything_is_said(
    closed: tuple[Path, ssl.SSLContext], way: str
) -> None:
    with serving(Post(login=True, tls=way, context=closed[1])) as post:
        send(server(post, way, user=USER, password=PASSWORD))
        assert len(post.mails) == 1
        order = [line.split(" ")[0].upper() for line in post.heard]
    first = ["EHLO", "STARTTLS", "EHLO"] if way == "starttls" else ["EHLO"]
    assert order == [*first, "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    closed: tuple[Path, ssl.SSLContext], way: str
) -> None:
    with serving(Post(login=True, tls=way, context=closed[1])) as post:
        said = failure(server(post, way, user=USER, password=PASSWORD))
        assert post.mails == []
        assert not any(line.startswith("AUTH") for line in post.heard)
    assert "has a certificate that is not trusted: " in said


@pytest.mark.usefixtures("trusting")
def test_a_certificate_of_another_host_is_refused(closed: tuple[Path, ssl.SSLContext]) -> None:
    with serving(Post(tls="tls", context=closed[1])) as post:
        other = MailServer("127.0.0.2", post.port, "tls", SENDER)
        reached = failure(other)
    assert "127.0.0.2" in reached


def test_a_server_that_cannot_close_the_way_is_not_trusted_with_anything(post: Post) -> None:
    said = failure(server(post, "starttls", user=USER, password=PASSWORD))
    assert said.startswith("The mail server 127.0.0.1 cannot be used: STARTTLS")
    assert post.mails == []


def test_a_refused_recipient_is_named_and_the_others_get_their_mail() -> None:
    with serving(Post(refused=frozenset({"ben@example.com"}))) as post:
        with pytest.raises(MailFailed) as failed:
            send(server(post), "ada@example.com", "ben@example.com")
        assert failed.value.refused == ("ben@example.com",)
        assert str(failed.value) == (
            f"The mail server 127.0.0.1:{post.port} refused ben@example.com: 550 no such mailbox."
        )
        assert [to for to, _ in post.taken] == [["ada@example.com"]]
        assert "ben@example.com: 550" in failure(server(post), "ben@example.com")
        assert len(post.taken) == 1


def test_a_server_that_is_away_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    away = MailServer("127.0.0.1", port, "none", SENDER)
    assert failure(away) == "The mail server 127.0.0.1 cannot be reached: Connection refused."
    nowhere = MailServer("mail.invalid", 25, "none", SENDER)
    assert failure(nowhere).startswith("The mail server mail.invalid cannot be reached: ")


def test_a_server_that_says_nothing_is_not_waited_for_for_ever() -> None:
    with serving(Post(silent=True)) as post:
        said = failure(replace(server(post), seconds=0.2))
    assert said == "The mail server 127.0.0.1 did not answer within 0.2 seconds."


def test_what_the_server_answers_is_told_in_one_short_line() -> None:
    long = b"554 spam\x1b[31m " + PASSWORD.encode() + b" " + b"x" * 300
    with serving(Post(login=True, answers={"DATA": long})) as post:
        said = failure(server(post, user=USER, password=PASSWORD))
    assert said.startswith("The mail server 127.0.0.1 answered 554 spam [31m ••• xxx")
    assert len(said) < 300


def test_a_server_that_breaks_off_after_the_message_has_taken_it() -> None:
    with serving(Post(rude=True)) as post:
        send(server(post))
        assert len(post.mails) == 1


# --- settings ------------------------------------------------------------------------------------


def test_the_server_is_the_one_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        smtp_host="mail.example.com",
        smtp_user="shop",
        smtp_password=SecretStr(PASSWORD),
        mail_from=SENDER,
    )
    assert mail_server(settings) == MailServer(
        "mail.example.com", 587, "starttls", SENDER, "shop", PASSWORD
    )
    assert PASSWORD not in repr(mail_server(settings)) + repr(settings)
    local = {"data_dir": tmp_path, "smtp_host": "localhost", "mail_from": SENDER}
    assert mail_server(Settings(**local, smtp_security="tls")).port == 465  # type: ignore[arg-type]
    assert mail_server(Settings(**local, smtp_security="none")).port == 25  # type: ignore[arg-type]
    assert mail_server(Settings(**local, smtp_port=2525)).port == 2525  # type: ignore[arg-type]


def test_what_is_not_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(MailFailed, match="SMTP_HOST is not set"):
        mail_server(Settings(data_dir=tmp_path))
    with pytest.raises(MailFailed, match="MAIL_FROM is not set"):
        mail_server(Settings(data_dir=tmp_path, smtp_host="localhost"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_HOST", "mail server"),
        ("SMTP_HOST", "mail\nhost"),
        ("SMTP_PORT", "0"),
        ("SMTP_SECURITY", "ssl"),
        ("MAIL_FROM", "Shop <shop@example.com>"),
        ("MAIL_FROM", "shop@example.com\nBcc: eve@example.com"),
        ("PUBLIC_URL", "sales.example.com"),
        ("PUBLIC_URL", "javascript:alert(1)"),
        ("PUBLIC_URL", "https://ada:secret@example.com"),
        ("PUBLIC_URL", "https://example.com/?tab=data"),
        ("PUBLIC_URL", 'https://example.com/"onclick='),
        ("PUBLIC_URL", "https://example.com:x"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name} is "):
        Settings.from_env()


def test_a_password_is_never_sent_in_the_clear_nor_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", PASSWORD)
    with pytest.raises(SettingsError, match="belong together"):
        Settings.from_env()
    monkeypatch.setenv("SMTP_USER", USER)
    monkeypatch.setenv("SMTP_HOST", "mail.example.com")
    monkeypatch.setenv("SMTP_SECURITY", "none")
    with pytest.raises(SettingsError, match="SMTP_SECURITY=none would send") as refused:
        Settings.from_env()
    assert PASSWORD not in str(refused.value)
    monkeypatch.setenv("SMTP_HOST", "localhost")
    assert Settings.from_env().smtp_user == USER
    monkeypatch.setenv("PUBLIC_URL", "https://sales.example.com/shop/")
    assert Settings.from_env().public_url == "https://sales.example.com/shop"
