"""What people keep with a shop: events, targets and saved views, as typed questions and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data.notes.places import Place
from data.notes.records import (
    MOST_EVENTS,
    MOST_VIEWS,
    Event,
    EventKind,
    NotKept,
    SavedView,
    Target,
    checked_amount,
    checked_name,
)
from data.notes.tables import events, saved_views, targets
from data.periods import Period

# Views that others share: more than anybody would read through.
_MOST_SHARED = 200


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one shop; nothing is opened before it is asked."""

    place: Place

    def events(self, period: Period | None = None) -> list[Event]:
        """What touches the period, or all there is; the earliest first."""
        statement = sa.select(events).order_by(events.c.start_day, events.c.id)
        if period:
            touching = (events.c.start_day <= period.end, events.c.end_day >= period.start)
            statement = statement.where(*touching)
        return [_event(row) for row in self.place.read(statement)]

    def add_event(self, event: Event, by: str) -> Event:
        """Keep a checked event; returns it with its id. NotKept where there are too many."""
        with self.place.writing() as connection:
            if _count(connection, events) >= MOST_EVENTS:
                raise NotKept(f"There are {MOST_EVENTS:,} events already: remove old ones first.")
            row = {**_of_event(event), "made_by": by, "made_at": _now()}
            found = connection.execute(sa.insert(events).values(row).returning(*events.c)).one()
            return _event(found)

    def change_event(self, event: Event, by: str) -> Event:
        """Replace the event of this id; NotKept where it is gone."""
        row = {**_of_event(event), "made_by": by, "made_at": _now()}
        change = sa.update(events).where(events.c.id == _id(event.id)).values(row)
        with self.place.writing() as connection:
            found = connection.execute(change.returning(*events.c)).one_or_none()
        if found is None:
            raise NotKept(f"There is no event {event.id} any more.")
        return _event(found)

    def remove_event(self, event: int) -> None:
        """Forget an event; NotKept where there is no such one."""
        with self.place.writing() as connection:
            away = sa.delete(events).where(events.c.id == _id(event))
            gone = connection.execute(away).rowcount
        if not gone:
            raise NotKept(f"There is no event {event} any more.")

    def all_targets(self) -> list[Target]:
        """Every target in whatever currency, the earliest month first."""
        found = self.place.read(sa.select(targets).order_by(targets.c.month))
        return [Target(**row._mapping) for row in found]

    def set_targets(self, wanted: Sequence[Target], currency: str, by: str) -> None:
        """Keep them all, in place of those of the same months, or none.

        NotKept for a target that is not in the reporting currency: the two could not be compared.
        """
        for target in wanted:
            _check_target(target, currency)
        months = [target.month for target in wanted]
        rows = [_of_target(target) | {"set_by": by, "set_at": _now()} for target in wanted]
        with self.place.writing() as connection:
            connection.execute(sa.delete(targets).where(targets.c.month.in_(months)))
            if rows:
                connection.execute(sa.insert(targets), rows)

    def remove_target(self, month: date) -> None:
        """Forget a month's target; NotKept where it has none."""
        with self.place.writing() as connection:
            gone = connection.execute(sa.delete(targets).where(targets.c.month == month)).rowcount
        if not gone:
            raise NotKept(f"There is no target for {month:%Y-%m}.")

    def views(self, owner: str) -> list[SavedView]:
        """Those of the owner, then those that others share; by name."""
        own = saved_views.c.owner == owner
        named = sa.func.lower(saved_views.c.name)
        statement = sa.select(saved_views).order_by(named, saved_views.c.id)
        mine = self.place.read(statement.where(own))
        shared = saved_views.c.shared & ~own
        others = self.place.read(statement.where(shared).limit(_MOST_SHARED))
        return [SavedView(**row._mapping) for row in (*mine, *others)]

    def save_view(self, owner: str, name: str, search: str, *, shared: bool) -> SavedView:
        """Keep a checked link under a name; NotKept for a name in use and for too many."""
        new = checked_name(name, "Name")
        row = {"owner": owner, "name": new, "search": search, "shared": shared}
        with self.place.writing() as connection:
            _check_unused(connection, owner, new)
            if _count(connection, saved_views, saved_views.c.owner == owner) >= MOST_VIEWS:
                raise NotKept(f"You have {MOST_VIEWS} saved views: delete one first.")
            add = sa.insert(saved_views).values(row | {"made_at": _now()})
            found = connection.execute(add.returning(*saved_views.c)).one()
        return SavedView(**found._mapping)

    def rename_view(self, owner: str, view: int, name: str) -> None:
        """Give one of the owner's own views another name."""
        new = checked_name(name, "Name")
        with self.place.writing() as connection:
            _check_unused(connection, owner, new, but=view)
            own = (saved_views.c.id == _id(view)) & (saved_views.c.owner == owner)
            done = connection.execute(sa.update(saved_views).where(own).values(name=new)).rowcount
        if not done:
            raise NotKept("This view is not one of yours any more.")

    def remove_view(self, owner: str, view: int) -> None:
        """Forget one of the owner's own views."""
        own = (saved_views.c.id == _id(view)) & (saved_views.c.owner == owner)
        with self.place.writing() as connection:
            gone = connection.execute(sa.delete(saved_views).where(own)).rowcount
        if not gone:
            raise NotKept("This view is not one of yours any more.")

    def reported_in(self, currency: str) -> ShopNotes:
        """The same notes as a shop reads them that reports in this currency."""
        return ShopNotes(self, currency)


@dataclass(frozen=True, slots=True)
class ShopNotes:
    """Notes as pages read them: targets only in the currency that figures are in."""

    notes: Notes
    currency: str

    def events(self, period: Period | None = None) -> list[Event]:
        """What touches the period, or all there is; the earliest first."""
        return self.notes.events(period)

    def targets(self) -> dict[date, Decimal]:
        """First day of a month -> net sales it is to reach, the earliest month first."""
        kept = self.notes.all_targets()
        return {target.month: target.amount for target in kept if target.currency == self.currency}

    def unusable_targets(self) -> list[Target]:
        """Targets in another currency, from before the shop changed its own."""
        return [t for t in self.notes.all_targets() if t.currency != self.currency]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _id(number: int) -> int:
    """The number; that of nothing where no database could hold it."""
    return number if 0 < number < 2**31 else 0


def _count(connection: sa.Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    counting = sa.select(sa.func.count()).select_from(table).where(*where)
    return int(connection.execute(counting).scalar_one())


def _event(row: sa.Row[Any]) -> Event:
    kind = EventKind(row.kind)
    return Event(row.id, row.start_day, row.end_day, kind, row.title, row.made_by, row.made_at)


def _of_event(event: Event) -> dict[str, Any]:
    days = {"start_day": event.start, "end_day": event.end}
    return {**days, "kind": event.kind.value, "title": event.title}


def _of_target(target: Target) -> dict[str, Any]:
    return {"month": target.month, "amount": target.amount, "currency": target.currency}


def _check_target(target: Target, currency: str) -> None:
    checked_amount(target.amount)
    if target.month.day != 1:
        raise NotKept(f"A target is for a whole month, not for {target.month}.")
    if target.currency != currency:
        raise NotKept(
            f"The target for {target.month:%Y-%m} is in {target.currency}, but this shop's figures "
            f"are in {currency}: give it in {currency}."
        )


def _check_unused(connection: sa.Connection, owner: str, name: str, but: int | None = None) -> None:
    used = sa.select(saved_views.c.id).where(
        saved_views.c.owner == owner, saved_views.c.name == name
    )
    found = connection.execute(used).scalar_one_or_none()
    if found is not None and found != but:
        raise NotKept(f"You have a view called “{name}” already: choose another name.")
