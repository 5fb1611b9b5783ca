"""Alerts of one shop: the rules, how each stands, and the mails that are owed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.notes.alert_records import MOST_ALERTS, AlertKind, Rule, Side, State
from data.notes.alert_steps import Finding, News, Standing, Told, step
from data.notes.places import Place
from data.notes.records import NotKept
from data.notes.tables import alert_mails, alert_rules, alert_states
from data.period_choices import Comparison
from data.periods import Period
from data.windows import Window

# Longer than a server is waited for; whoever was killed while sending is not waited for longer.
CLAIM = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule, how it stands, and why its mail was not sent yet (`owed`: there is one)."""

    rule: Rule
    standing: Standing
    owed: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that is owed; `id` and `rule` are numbers of the store."""

    subject: str
    text: str
    html: str
    recipients: tuple[str, ...]
    message_id: str
    news: News = News.BEGAN
    rule: int = 0
    id: int = 0


Compose = Callable[[Rule, Standing, News], Mail]


@dataclass(frozen=True, slots=True)
class AlertBook:
    """The alerts that are kept in a place; nothing is opened before it is asked."""

    place: Place

    def alerts(self) -> list[Alert]:
        """Every alert, the oldest first."""
        rules = self.place.read(sa.select(alert_rules).order_by(alert_rules.c.id))
        states = {row.rule: row for row in self.place.read(sa.select(alert_states))}
        owed = {row.rule: row.problem for row in self.place.read(sa.select(alert_mails))}
        return [
            Alert(_rule(row), _standing(states.get(row.id)), row.id in owed, owed.get(row.id) or "")
            for row in rules
        ]

    def add(self, rule: Rule, by: str) -> Rule:
        """Keep a checked rule; returns it with its id. NotKept where there are too many."""
        row = {**_of_rule(rule), "made_by": by, "made_at": _now()}
        counting = sa.select(sa.func.count()).select_from(alert_rules)
        with self.place.writing() as connection:
            if connection.execute(counting).scalar_one() >= MOST_ALERTS:
                raise NotKept(f"There are {MOST_ALERTS} alerts already: remove old ones first.")
            add = sa.insert(alert_rules).values(row).returning(*alert_rules.c)
            return _rule(connection.execute(add).one())

    def remove(self, rule: int) -> None:
        """Forget a rule, how it stands, and what it owes; NotKept where there is no such one."""
        with self.place.writing() as connection:
            _check_found(connection.execute(sa.delete(alert_rules).where(_is(rule))).rowcount, rule)
            connection.execute(sa.delete(alert_states).where(alert_states.c.rule == rule))
            connection.execute(sa.delete(alert_mails).where(alert_mails.c.rule == rule))

    def snooze(self, rule: int, until: date | None) -> None:
        """Say nothing of a rule before that day; without one, speak again."""
        self._set(rule, snoozed_until=until)

    def switch(self, rule: int, *, on: bool) -> None:
        """Check a rule, or leave it alone and forget how it stood."""
        self._set(rule, enabled=on)
        if not on:
            with self.place.writing() as connection:
                connection.execute(sa.delete(alert_states).where(alert_states.c.rule == rule))
                _drop_owed(connection, rule)

    def _set(self, rule: int, **values: Any) -> None:
        with self.place.writing() as connection:
            change = sa.update(alert_rules).where(_is(rule)).values(values)
            _check_found(connection.execute(change).rowcount, rule)

    def record(self, rule: int, found: Finding, today: date, compose: Compose) -> Standing | None:
        """Keep what a check found, with the mail it owes; None where the rule is gone or off.

        Both are written at once, and one process at a time writes: however many check at once, a
        period is judged and a mail is written once.
        """
        with self.place.writing() as connection:
            row = connection.execute(sa.select(alert_rules).where(_is(rule))).one_or_none()
            if row is None or not row.enabled:
                return None
            kept, asked = _rule(row), alert_states.c.rule == rule
            state = connection.execute(sa.select(alert_states).where(asked)).one_or_none()
            before, asleep = _standing(state), kept.sleeps(today)
            if asleep and _drop_owed(connection, rule):
                before = replace(before, mailed_for=None)
            now, news = step(before, found, asleep=asleep)
            if now != _standing(state):
                connection.execute(sa.delete(alert_states).where(asked))
                connection.execute(sa.insert(alert_states).values(_of_standing(rule, now)))
            if news is not None:
                mail = compose(kept, now, news)
                connection.execute(sa.insert(alert_mails).values(_of_mail(rule, news, mail)))
        return now

    def claim(self, but: Collection[int] = ()) -> Mail | None:
        """A mail that nobody else is sending, for the caller to send; None where none is owed."""
        now, mails = _now(), alert_mails
        free = sa.or_(mails.c.claimed_until.is_(None), mails.c.claimed_until < now)
        owed = sa.select(mails).where(free, mails.c.id.not_in(list(but))).order_by(mails.c.id)
        if not self.place.read(owed.limit(1)):
            return None
        with self.place.writing() as connection:
            row = connection.execute(owed.limit(1)).first()
            if row is None:
                return None
            taken = sa.update(mails).where(mails.c.id == row.id).values(claimed_until=now + CLAIM)
            connection.execute(taken)
        return _mail(row)

    def sent(self, mail: Mail) -> None:
        """A claimed mail has reached everybody."""
        with self.place.writing() as connection:
            connection.execute(sa.delete(alert_mails).where(alert_mails.c.id == mail.id))
            mine = alert_states.c.rule == mail.rule
            connection.execute(sa.update(alert_states).where(mine).values(sent_at=_now()))

    def failed(self, mail: Mail, problem: str, left: Sequence[str]) -> None:
        """A claimed mail has not reached those who are left; it stays to be sent to them."""
        values = {"claimed_until": None, "problem": problem, "recipients": ",".join(left)}
        change = sa.update(alert_mails).where(alert_mails.c.id == mail.id).values(values)
        with self.place.writing() as connection:
            connection.execute(change)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _is(rule: int) -> sa.ColumnElement[bool]:
    """The rule of this number; none for one that no database could hold."""
    return alert_rules.c.id == (rule if 0 < rule < 2**31 else 0)


def _check_found(found: int, rule: int) -> None:
    if not found:
        raise NotKept(f"There is no alert {rule} any more.")


def _drop_owed(connection: sa.Connection, rule: int) -> bool:
    """Forget what is owed of a rule and not just being sent; whether there was any."""
    claimed = alert_mails.c.claimed_until
    free = sa.or_(claimed.is_(None), claimed < _now())
    away = sa.delete(alert_mails).where(alert_mails.c.rule == rule, free)
    return bool(connection.execute(away).rowcount)


def _rule(row: sa.Row[Any]) -> Rule:
    return Rule(
        id=row.id,
        name=row.name,
        metric=row.metric,
        filters=row.filters,
        window=Window(row.every),
        kind=AlertKind(row.kind),
        side=Side(row.side),
        value=_shortest(row.value),
        comparison=Comparison(row.comparison),
        recipients=tuple(row.recipients.split(",")),
        snoozed_until=row.snoozed_until,
        enabled=row.enabled,
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _shortest(value: Decimal) -> Decimal:
    """The number without the zeros that PostgreSQL writes behind it: 95, not 95.0000."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _of_rule(rule: Rule) -> dict[str, Any]:
    words = ("name", "metric", "filters", "value", "snoozed_until", "enabled")
    return {
        **{name: getattr(rule, name) for name in words},
        "every": rule.window.value,
        "kind": rule.kind.value,
        "side": rule.side.value,
        "comparison": rule.comparison.value,
        "recipients": ",".join(rule.recipients),
    }


def _standing(row: sa.Row[Any] | None) -> Standing:
    if row is None:
        return Standing()
    known = row.checked_from is not None
    return Standing(
        state=State(row.state),
        since=row.since,
        value=row.value,
        detail=row.detail,
        checked=Period(row.checked_from, row.checked_to) if known else None,
        told=Told(row.told),
        mailed_for=row.mailed_for,
        sent_at=row.sent_at,
    )


def _of_standing(rule: int, now: Standing) -> dict[str, Any]:
    same = ("since", "value", "detail", "mailed_for", "sent_at")
    return {
        **{name: getattr(now, name) for name in same},
        "rule": rule,
        "state": now.state.value,
        "checked_from": now.checked.start if now.checked else None,
        "checked_to": now.checked.end if now.checked else None,
        "told": now.told.value,
    }


def _mail(row: sa.Row[Any]) -> Mail:
    recipients = tuple(row.recipients.split(","))
    return Mail(
        row.subject,
        row.plain,
        row.html,
        recipients,
        row.message_id,
        News(row.news),
        row.rule,
        row.id,
    )


def _of_mail(rule: int, news: News, mail: Mail) -> dict[str, Any]:
    return {
        "rule": rule,
        "news": news.value,
        "subject": mail.subject,
        "plain": mail.text,
        "html": mail.html,
        "recipients": ",".join(mail.recipients),
        "message_id": mail.message_id,
        "made_at": _now(),
        "claimed_until": None,
        "problem": "",
    }
