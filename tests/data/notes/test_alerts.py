"""Alerts are kept, judged once for each period, told once, and never lost; in both stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.notes import Notes, alert_book, open_notes
from data.notes.alert_book import AlertBook, Mail
from data.notes.alert_records import (
    MOST_ALERTS,
    Rule,
    State,
    checked_rule,
)
from data.notes.alert_steps import Finding, News, Standing
from data.notes.records import NotKept
from data.notes.tables import alert_mails
from data.periods import Period
from tests.data.notes.test_alert_records import FORM, TODAY


def week(n: int) -> Period:
    start = date(2026, 6, 1) + timedelta(weeks=n)
    return Period(start, start + timedelta(days=6))


def found(n: int, state: State = State.FIRING, value: float | None = 9.0) -> Finding:
    return Finding(week(n), state, value, f"week {n}")


def composed(rule: Rule, now: Standing, news: News) -> Mail:
    return Mail(f"{news.value} {now.detail}", "text", "<p>", rule.recipients, f"<{news.value}@x>")


@pytest.fixture
def book(notes: Notes) -> AlertBook:
    return AlertBook(notes.place)


@pytest.fixture
def rule(book: AlertBook) -> Rule:
    return book.add(checked_rule(FORM), "ada")


def owed(book: AlertBook) -> list[str]:
    return [row.subject for row in book.place.read(sa.select(alert_mails).order_by("id"))]


def post(book: AlertBook) -> list[str]:
    """Send everything that is owed; the subjects."""
    subjects = []
    while mail := book.claim():
        book.sent(mail)
        subjects.append(mail.subject)
    return subjects


Check = Callable[..., Standing]


@pytest.fixture
def check(book: AlertBook, rule: Rule) -> Check:
    def once(finding: Finding, today: date = TODAY) -> Standing:
        now = book.record(rule.id, finding, today, composed)
        assert now is not None
        return now

    return once


# --- rules -----------------------------------------------------------------------------------


def test_a_rule_is_found_again_as_it_was_kept(book: AlertBook, rule: Rule) -> None:
    (alert,) = book.alerts()
    assert alert.rule == rule
    assert (rule.id, rule.name, str(rule.value)) == (1, "Weak week", "1000.5")
    level = {"kind": "band", "side": "either", "window": "month", "value": "80"}
    assert str(book.add(checked_rule(FORM | level), "ada").value) == "80"
    book.remove(2)
    assert rule.filters == "category=Kitchen&country=Ireland"
    assert rule.recipients == ("ada@example.com", "ben@example.com")
    assert (rule.enabled, rule.snoozed_until, rule.made_by) == (True, None, "ada")
    assert alert.standing == Standing()
    assert (alert.owed, alert.problem) == (False, "")


def test_nothing_is_made_by_looking(book: AlertBook, tmp_path: Path) -> None:
    assert book.alerts() == []
    assert book.claim() is None
    assert list(tmp_path.iterdir()) == []


def test_there_are_not_endlessly_many(
    book: AlertBook, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_ALERTS == 100
    monkeypatch.setattr(alert_book, "MOST_ALERTS", 2)
    book.add(checked_rule(FORM), "ada")
    with pytest.raises(NotKept, match="There are 2 alerts already"):
        book.add(checked_rule(FORM), "ada")
    assert len(book.alerts()) == 2


def test_a_rule_that_is_gone_is_told_and_its_number_is_not_given_again(
    book: AlertBook, rule: Rule, check: Check
) -> None:
    check(found(0))
    book.remove(rule.id)
    assert (book.alerts(), owed(book)) == ([], [])
    assert book.record(rule.id, found(1), TODAY, composed) is None
    gone: list[Callable[[int], Any]] = [
        book.remove,
        lambda n: book.snooze(n, TODAY),
        lambda n: book.switch(n, on=False),
    ]
    for act in gone:
        for number in (rule.id, 0, -1, 10**30):
            with pytest.raises(NotKept, match="any more"):
                act(number)
    assert book.add(checked_rule(FORM), "ada").id == 2


# --- from check to check -------------------------------------------------------------------------


def test_a_period_is_judged_and_told_once(book: AlertBook, check: Check) -> None:
    assert check(found(0)).state is State.FIRING
    assert check(found(0)).since == week(0).start
    assert check(found(0, State.OK)).state is State.FIRING  # it was judged already
    assert post(book) == ["began week 0"]
    assert post(book) == []
    assert check(found(1)).since == week(0).start
    assert post(book) == []
    assert check(found(2, State.OK)).since == week(2).start
    assert post(book) == ["recovered week 2"]
    (alert,) = book.alerts()
    assert (alert.standing.checked, alert.standing.value) == (week(2), 9.0)
    assert alert.standing.sent_at is not None


def test_a_release_that_is_older_changes_nothing(book: AlertBook, check: Check) -> None:
    after = check(found(5))
    assert check(found(4, State.OK)) == after
    assert post(book) == ["began week 5"]


def test_what_cannot_be_told_is_said_by_nobody_and_tried_again(
    book: AlertBook, check: Check
) -> None:
    nothing = Finding(None, State.NO_DATA, None, "There is no complete week yet.")
    assert check(nothing).state is State.NO_DATA
    check(found(0, State.NO_DATA, None))
    assert post(book) == []
    assert check(found(0)).state is State.FIRING
    assert post(book) == ["began week 0"]
    check(found(1, State.NO_DATA, None))
    assert post(book) == []
    check(found(2, State.OK))
    assert post(book) == ["recovered week 2"]


def test_a_snoozed_alert_says_nothing_and_speaks_when_it_wakes(
    book: AlertBook, rule: Rule, check: Check
) -> None:
    book.snooze(rule.id, TODAY + timedelta(days=7))
    assert check(found(0)).state is State.FIRING
    check(found(1), TODAY + timedelta(days=6))
    assert post(book) == []
    check(found(1), TODAY + timedelta(days=7))
    assert post(book) == ["woke week 1"]
    check(found(1), TODAY + timedelta(days=7))
    check(found(2), TODAY + timedelta(days=9))
    assert post(book) == []


def test_one_that_was_told_is_told_again_after_its_sleep_but_not_in_the_same_period(
    book: AlertBook, rule: Rule, check: Check
) -> None:
    check(found(0))
    assert post(book) == ["began week 0"]
    book.snooze(rule.id, TODAY + timedelta(days=30))
    check(found(0))
    book.snooze(rule.id, None)
    check(found(0))
    assert post(book) == []
    check(found(1))
    assert post(book) == ["woke week 1"]


def test_who_slept_through_all_of_it_never_hears_of_it(
    book: AlertBook, rule: Rule, check: Check
) -> None:
    book.snooze(rule.id, TODAY + timedelta(days=7))
    check(found(0))
    check(found(1, State.OK))
    book.snooze(rule.id, None)
    check(found(1, State.OK))
    check(found(2, State.OK))
    assert post(book) == []
    check(found(3))
    assert post(book) == ["began week 3"]


def test_what_was_owed_when_it_fell_asleep_is_told_when_it_wakes(
    book: AlertBook, rule: Rule, check: Check
) -> None:
    check(found(0))
    assert owed(book) == ["began week 0"]
    book.snooze(rule.id, TODAY + timedelta(days=7))
    check(found(0))
    assert owed(book) == []
    book.snooze(rule.id, None)
    check(found(0))
    assert post(book) == ["woke week 0"]


def test_an_alert_that_is_off_is_left_alone_and_begins_anew(
    book: AlertBook, rule: Rule, check: Check
) -> None:
    check(found(0))
    book.switch(rule.id, on=False)
    assert book.record(rule.id, found(1), TODAY, composed) is None
    (alert,) = book.alerts()
    assert (alert.rule.enabled, alert.standing, alert.owed) == (False, Standing(), False)
    book.switch(rule.id, on=True)
    check(found(1))
    assert post(book) == ["began week 1"]


# --- mails ---------------------------------------------------------------------------------------


def test_a_mail_that_failed_stays_to_be_sent_to_those_who_lack_it(
    book: AlertBook, check: Check
) -> None:
    check(found(0))
    mail = book.claim()
    assert mail is not None
    assert (mail.text, mail.html, mail.message_id) == ("text", "<p>", "<began@x>")
    book.failed(mail, "The mail server is away.", ["ben@example.com"])
    (alert,) = book.alerts()
    assert (alert.owed, alert.problem) == (True, "The mail server is away.")
    check(found(1, State.OK))  # nothing of what happened since takes its place
    again = book.claim()
    assert again is not None
    assert (again.id, again.recipients, again.message_id) == (
        mail.id,
        ("ben@example.com",),
        "<began@x>",
    )
    book.sent(again)
    assert post(book) == ["recovered week 1"]
    assert not book.alerts()[0].owed


def test_a_mail_is_claimed_by_one_and_by_the_next_where_that_one_died(
    book: AlertBook, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(found(0))
    first = book.claim()
    assert first is not None
    assert book.claim() is None
    assert book.claim([first.id]) is None
    later = alert_book._now() + alert_book.CLAIM + timedelta(seconds=1)
    monkeypatch.setattr(alert_book, "_now", lambda: later)
    assert book.claim([first.id]) is None
    assert book.claim() == first


def test_words_of_any_kind_are_kept_word_for_word(book: AlertBook) -> None:
    name = "Größe'); DROP TABLE alert_rules;-- 🎁"
    kept = book.add(replace(checked_rule(FORM | {"name": name}), id=7), "ada")
    assert book.alerts()[0].rule.name == kept.name == name


def test_two_who_open_the_same_store_see_one_alert(
    book: AlertBook, rule: Rule, check: Check, address: str | None, tmp_path: Path
) -> None:
    check(found(0))
    other = AlertBook(open_notes(tmp_path, address).place)
    assert other.alerts() == book.alerts()
    assert other.record(rule.id, found(0), TODAY, composed) == book.alerts()[0].standing
    assert owed(other) == ["began week 0"]
