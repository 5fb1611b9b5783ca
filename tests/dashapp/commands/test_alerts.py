"""`alerts` on the command line: kept, judged once, mailed once, and nothing lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from data.answers.complete import today
from data.notes.alert_book import AlertBook
from tests.dashapp.commands.conftest import Mailing, Said
from tests.data.stores import PROJECT
from tests.mail_server import Post, serving

ADA = ("--to", "ada@example.com")
WEAK = ("alerts", "add", "--name", "Weak week", "--value", "100", *ADA)


@pytest.fixture(autouse=True)
def forgotten(mailing: Mailing) -> Iterator[None]:
    """No test leaves an alert behind."""
    yield
    book = AlertBook(mailing.notes.place)
    for alert in book.alerts():
        book.remove(alert.rule.id)


def added(mailing: Mailing, *words: str) -> str:
    """The id of a new alert."""
    said = mailing(*WEAK, *words, "--json")
    assert said.code == 0
    return str(said.json["id"])


def check(mailing: Mailing, *words: str) -> Said:
    return mailing("alerts", "check", *words)


def subjects(mailing: Mailing) -> list[str]:
    return [str(mail["Subject"]) for mail in mailing.post.mails]


SUBJECT = "Alert: Weak week - week 13-19 Jul 2026 - Tiny Shop"


def test_an_alert_is_kept_judged_and_told_once(mailing: Mailing) -> None:
    said = mailing(*WEAK, "--filters", "country=Ireland")
    assert said.code == 0
    assert "“Weak week”: Net sales of a week below £100.00.\n" in said.out
    (row,) = mailing("alerts", "list", "--json").rows
    assert (row["state"], row["filters"], row["enabled"]) == ("unchecked", "country=Ireland", True)
    tried = check(mailing, "--dry-run")
    assert "Weak week: firing. Net sales: £0.00, below £100.00. To be told: began." in tried.out
    assert mailing("alerts", "list", "--json").rows == [row]
    done = check(mailing)
    assert (done.code, done.err) == (0, "")
    assert f"Sent to ada@example.com: {SUBJECT}\n" in done.out
    again = check(mailing, "--json")
    assert (again.code, again.json["sent"], again.json["problems"]) == (0, [], [])
    assert again.json["alerts"][0]["state"] == "firing"
    assert subjects(mailing) == [SUBJECT]
    (after,) = mailing("alerts", "list", "--json").rows
    assert (after["state"], after["value"], after["owed"]) == ("firing", 0.0, False)
    assert (after["checked_from"], after["checked_to"]) == ("2026-07-13", "2026-07-19")


def test_the_mail_says_what_is_watched_and_what_was_found(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://sales.example.com")
    number = added(mailing, "--filters", "product=MUG")
    check(mailing)
    (mail,) = mailing.post.mails
    body, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert body is not None
    assert html is not None
    text = body.get_content()
    assert "It began to fire. Net sales: £0.00, below £100.00." in text
    assert "Watched: Net sales of a week below £100.00; Product: Blue mug." in text
    assert "Tiny Shop, week 13 – 19 Jul 2026. The data reach to 20 Jul 2026." in text
    assert f"alerts snooze {number}" in text
    link = "https://sales.example.com/?from=2026-07-13&to=2026-07-19&product=MUG"
    assert f"Open the dashboard: {link}" in text
    assert link.replace("&", "&amp;") in html.get_content()
    assert mail["Message-ID"].endswith("@example.com>")


def test_nothing_is_lost_while_the_server_is_away(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(mailing)
    mailing.post.answers["MAIL"] = b"451 not now"
    said = check(mailing)
    assert said.code == 1
    assert said.err.startswith("Error: The mail server 127.0.0.1:")
    assert "451 not now" in said.err
    (row,) = mailing("alerts", "list", "--json").rows
    assert row["owed"] is True
    assert "451 not now" in row["problem"]
    monkeypatch.setenv("SMTP_HOST", "")
    assert check(mailing, "--json").json["problems"] == [
        "No mail can be sent, because SMTP_HOST is not set."
    ]
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    mailing.post.answers.clear()
    assert check(mailing).code == 0
    assert subjects(mailing) == [SUBJECT]
    assert check(mailing).code == 0
    assert subjects(mailing) == [SUBJECT]


def test_only_who_was_refused_is_written_to_again(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(mailing, "--to", "ben@example.com")
    with serving(Post(refused=frozenset({"ben@example.com"}))) as picky:
        monkeypatch.setenv("SMTP_PORT", str(picky.port))
        said = check(mailing)
        assert said.code == 1
        assert "refused ben@example.com: 550 no such mailbox" in said.err
        assert [to for to, _ in picky.taken] == [["ada@example.com"]]
    monkeypatch.setenv("SMTP_PORT", str(mailing.post.port))
    check(mailing)
    assert [to for to, _ in mailing.post.taken] == [["ben@example.com"]]


def test_a_mail_that_one_server_refuses_does_not_hold_up_the_next(mailing: Mailing) -> None:
    added(mailing)
    added(mailing)
    mailing.post.answers["DATA"] = b"554 looks like spam"
    assert check(mailing).code == 1
    assert sum(line.startswith("mail") for line in mailing.post.heard) == 2


def test_snoozing_and_waking(mailing: Mailing) -> None:
    number = added(mailing)
    day = today(mailing.view.release) + timedelta(days=7)
    said = mailing("alerts", "snooze", number, "--until", str(day))
    assert said.out == f"Alert {number} says nothing before {day}.\n"
    check(mailing)
    assert subjects(mailing) == []
    assert mailing("alerts", "wake", number).out == f"Alert {number} is awake.\n"
    check(mailing)
    assert subjects(mailing) == ["Still firing: Weak week - week 13-19 Jul 2026 - Tiny Shop"]


def test_an_alert_is_switched_off_and_removed(mailing: Mailing) -> None:
    number = added(mailing)
    assert mailing("alerts", "disable", number).code == 0
    assert check(mailing).out == "No alert is on.\n"
    assert mailing("alerts", "enable", number).code == 0
    assert mailing("alerts", "remove", number).out == f"Alert {number} is gone.\n"
    assert mailing("alerts", "list", "--json").rows == []


def test_what_cannot_be_told_is_listed_and_not_mailed(mailing: Mailing) -> None:
    added(mailing, "--kind", "band", "--side", "either", "--window", "month", "--value", "95")
    added(mailing, "--kind", "change", "--metric", "shipping", "--filters", "category=Kitchen")
    assert check(mailing).code == 0
    assert subjects(mailing) == []
    rows = mailing("alerts", "list", "--json").rows
    assert [row["state"] for row in rows] == ["no-data", "no-data"]
    assert rows[0]["condition"] == "Net sales of a month leaves the 95% range of its forecast"
    assert "need at least 8" in rows[0]["detail"]
    assert "not available with a product or category filter" in rows[1]["detail"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--to", "ben"), "“ben” is not a mail address"),
        (("--to", "b@x.com\nBcc: eve@x.com"), "is not a mail address"),
        (("--metric", "profit"), "There is no metric 'profit'"),
        (("--value", "much"), "Value: write digits"),
        (("--filters", "period=last-28"), "Only these can be kept"),
        (("--side", "either"), "Side: a value is either passed"),
        (("--kind", "band"), "choose month"),
        (("--name", ""), "write a name"),
        (("--window", "year"), "'year'"),
    ],
)
def test_what_is_no_alert_is_refused(mailing: Mailing, words: tuple[str, ...], told: str) -> None:
    said = mailing(*WEAK, *words)
    assert said.code == 2
    assert told in said.err
    assert mailing("alerts", "list", "--json").rows == []


@pytest.mark.parametrize(
    "words",
    [
        ("remove", "77"),
        ("wake", "77"),
        ("enable", "77"),
        ("disable", "99999999999999999999"),
        ("snooze", "77", "--until", "2200-01-01"),
    ],
)
def test_an_alert_that_is_not_there_is_told(mailing: Mailing, words: tuple[str, ...]) -> None:
    said = mailing("alerts", *words)
    assert said.code == 2
    assert "any more" in said.err
    past = mailing("alerts", "snooze", "1", "--until", "2026-01-01")
    assert (past.code, "2026-01-01 is not to come" in past.err) == (2, True)


# The engine of ClickHouse that the tests have lives in one process.
@pytest.mark.parametrize("kept_in", ["files", "postgresql"], indirect=True)
def test_two_processes_that_check_at_once_send_one_mail(mailing: Mailing) -> None:
    added(mailing)
    mailing.post.waits = 0.5
    url = mailing.settings.database_url
    here = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(mailing.settings.data_dir),
        "DATABASE_URL": url.get_secret_value() if url else "",
        "QUERY_THREADS": "1",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mailing.post.port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "shop@example.com",
    }
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "dashapp", "alerts", "check"], cwd=PROJECT, env=here
        )
        for _ in range(2)
    ]
    assert [one.wait(120) for one in both] == [0, 0]
    assert subjects(mailing) == [SUBJECT]
    assert not AlertBook(mailing.notes.place).alerts()[0].owed
