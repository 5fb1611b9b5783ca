"""Notes have another version after every change, and the same one as long as nothing changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from data.notes import Notes
from data.notes.records import Event, EventKind, Target

DAY = date(2026, 6, 10)


def test_every_change_makes_another_version(notes: Notes) -> None:
    seen = [notes.place.version()]
    event = notes.add_event(Event(0, DAY, DAY, EventKind.CAMPAIGN, "Fair"), "ada")
    seen.append(notes.place.version())
    notes.change_event(Event(event.id, DAY, DAY, EventKind.CAMPAIGN, "Sale"), "ada")
    seen.append(notes.place.version())
    notes.remove_event(event.id)
    seen.append(notes.place.version())
    for amount in (100, 200):
        notes.set_targets([Target(DAY.replace(day=1), Decimal(amount), "GBP")], "GBP", "ada")
        seen.append(notes.place.version())
    assert len(set(seen)) == len(seen)
    assert notes.place.version() == seen[-1]
