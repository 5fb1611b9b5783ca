"""What is kept is found again, word for word and to the last digit, in a file and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.notes import Notes, book, nothing_kept, open_notes
from data.notes.places import FilePlace
from data.notes.records import (
    Event,
    EventKind,
    NotKept,
    Target,
    checked_event,
)
from data.notes.tables import METADATA
from data.periods import Period
from data.releases import ReleaseStore, StoreFailed
from tests.data import shop

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
FRIDAY = checked_event("2026-11-27", "2026-11-30", "campaign", "Black Friday")


def target(month: date, amount: str, currency: str = "GBP") -> Target:
    return Target(month, Decimal(amount), currency)


def test_nothing_was_kept_yet_and_asking_makes_nothing(notes: Notes, tmp_path: Path) -> None:
    assert (notes.events(), notes.all_targets(), notes.views("ada")) == ([], [], [])
    assert list(tmp_path.iterdir()) == []


# --- events ----------------------------------------------------------------------------------


def test_an_event_is_found_in_every_period_it_touches(notes: Notes) -> None:
    kept = notes.add_event(FRIDAY, "ada")
    out = notes.add_event(checked_event("2026-11-03", "", "stock-out", "No mugs"), "ben")
    assert (kept.title, kept.made_by) == ("Black Friday", "ada")
    assert kept.made_at is not None
    assert abs(kept.made_at - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=1)
    assert notes.events() == [out, kept]

    def titles(start: date, end: date) -> list[str]:
        return [event.title for event in notes.events(Period(start, end))]

    assert titles(date(2026, 11, 30), date(2026, 12, 24)) == ["Black Friday"]
    assert titles(date(2026, 11, 4), date(2026, 11, 27)) == ["Black Friday"]
    assert titles(date(2026, 11, 28), date(2026, 11, 28)) == ["Black Friday"]
    assert titles(date(2026, 11, 1), date(2026, 11, 3)) == ["No mugs"]
    assert titles(date(2026, 11, 4), date(2026, 11, 26)) == []


def test_an_event_can_be_changed_and_removed(notes: Notes) -> None:
    kept = notes.add_event(FRIDAY, "ada")
    new = Event(kept.id, kept.start, DECEMBER, EventKind.HOLIDAY, "Long weekend")
    changed = notes.change_event(new, "ben")
    assert notes.events() == [changed]
    assert (changed.id, changed.end, changed.kind) == (kept.id, DECEMBER, EventKind.HOLIDAY)
    assert (changed.title, changed.made_by) == ("Long weekend", "ben")
    notes.remove_event(kept.id)
    assert notes.events() == []
    with pytest.raises(NotKept, match=f"There is no event {kept.id} any more"):
        notes.remove_event(kept.id)
    with pytest.raises(NotKept, match="any more"):
        notes.change_event(new, "ben")


def test_the_id_of_what_is_gone_is_never_given_again(notes: Notes) -> None:
    first = notes.add_event(FRIDAY, "")
    notes.remove_event(first.id)
    assert notes.add_event(FRIDAY, "").id > first.id


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
def test_a_number_that_is_no_id_hits_nothing(notes: Notes, number: int) -> None:
    notes.add_event(FRIDAY, "")
    notes.save_view("ada", "Mine", "?tab=trends", shared=False)
    for remove in (notes.remove_event, lambda n: notes.remove_view("ada", n)):
        with pytest.raises(NotKept):
            remove(number)
    with pytest.raises(NotKept):
        notes.rename_view("ada", number, "Other")
    assert (len(notes.events()), len(notes.views("ada"))) == (1, 1)


def test_too_many_events_are_refused(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_EVENTS", 2)
    notes.add_event(FRIDAY, "")
    notes.add_event(FRIDAY, "")
    with pytest.raises(NotKept, match="There are 2 events already: remove old ones first"):
        notes.add_event(FRIDAY, "")


# --- targets ---------------------------------------------------------------------------------


def test_targets_keep_every_digit_and_replace_those_of_their_month(notes: Notes) -> None:
    notes.set_targets([target(DECEMBER, "99999999999.9999"), target(NOVEMBER, "0.10")], "GBP", "a")
    notes.set_targets([target(NOVEMBER, "120000.05")], "GBP", "ben")
    found = notes.all_targets()
    assert [(t.month, t.amount, t.set_by) for t in found] == [
        (NOVEMBER, Decimal("120000.05"), "ben"),
        (DECEMBER, Decimal("99999999999.9999"), "a"),
    ]
    assert notes.reported_in("GBP").targets() == {
        NOVEMBER: Decimal("120000.05"),
        DECEMBER: Decimal("99999999999.9999"),
    }


def test_a_target_in_another_currency_is_refused_with_all_that_came_with_it(notes: Notes) -> None:
    with pytest.raises(NotKept, match="2026-12 is in EUR, but this shop's figures are in GBP"):
        notes.set_targets([target(NOVEMBER, "1"), target(DECEMBER, "2", "EUR")], "GBP", "")
    assert notes.all_targets() == []


def test_targets_from_before_the_currency_changed_are_not_used(notes: Notes) -> None:
    notes.set_targets([target(NOVEMBER, "5", "EUR")], "EUR", "")
    now = notes.reported_in("GBP")
    assert now.targets() == {}
    assert [(t.month, t.currency) for t in now.unusable_targets()] == [(NOVEMBER, "EUR")]
    notes.set_targets([target(NOVEMBER, "4")], "GBP", "")
    assert (now.targets(), now.unusable_targets()) == ({NOVEMBER: Decimal(4)}, [])


def test_a_target_can_be_removed_once(notes: Notes) -> None:
    notes.set_targets([target(NOVEMBER, "5")], "GBP", "")
    notes.remove_target(NOVEMBER)
    assert notes.all_targets() == []
    with pytest.raises(NotKept, match="There is no target for 2026-11"):
        notes.remove_target(NOVEMBER)


def test_a_target_is_for_a_whole_month(notes: Notes) -> None:
    with pytest.raises(NotKept, match="for a whole month, not for 2026-11-02"):
        notes.set_targets([target(date(2026, 11, 2), "5")], "GBP", "")


# --- saved views -----------------------------------------------------------------------------


def test_everybody_sees_their_own_views_then_those_that_others_share(notes: Notes) -> None:
    notes.save_view("ada", "zebra", "?tab=trends", shared=False)
    notes.save_view("ada", "Apples", "?tab=products", shared=True)
    notes.save_view("ben", "bens own", "?x", shared=False)
    notes.save_view("ben", "Bens shared", "?y", shared=True)
    seen = [(v.owner, v.name, v.search, v.shared) for v in notes.views("ada")]
    assert seen == [
        ("ada", "Apples", "?tab=products", True),
        ("ada", "zebra", "?tab=trends", False),
        ("ben", "Bens shared", "?y", True),
    ]
    assert [v.name for v in notes.views("")] == ["Apples", "Bens shared"]


def test_nobody_renames_or_deletes_what_somebody_else_saved(notes: Notes) -> None:
    shared = notes.save_view("ada", "Apples", "?x", shared=True)
    for owner in ("ben", "", "ADA", "ada "):
        with pytest.raises(NotKept, match="not one of yours"):
            notes.rename_view(owner, shared.id, "Mine now")
        with pytest.raises(NotKept, match="not one of yours"):
            notes.remove_view(owner, shared.id)
    assert [v.name for v in notes.views("ada")] == ["Apples"]
    notes.rename_view("ada", shared.id, "Pears")
    assert [v.name for v in notes.views("ben")] == ["Pears"]
    notes.remove_view("ada", shared.id)
    assert notes.views("ben") == []


def test_a_name_is_used_once_by_each(notes: Notes) -> None:
    first = notes.save_view("ada", "Apples", "?x", shared=False)
    other = notes.save_view("ada", "Pears", "?x", shared=False)
    notes.save_view("ben", "Apples", "?x", shared=False)
    for refused in (
        lambda: notes.save_view("ada", " Apples ", "?y", shared=False),
        lambda: notes.rename_view("ada", other.id, "Apples"),
    ):
        with pytest.raises(NotKept, match="You have a view called “Apples” already"):
            refused()
    notes.rename_view("ada", first.id, "Apples")
    assert [v.search for v in notes.views("ada")] == ["?x", "?x"]


def test_each_has_room_for_so_many_views(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST_VIEWS", 2)
    for name in ("a", "b"):
        notes.save_view("ada", name, "?x", shared=False)
    with pytest.raises(NotKept, match="You have 2 saved views: delete one first"):
        notes.save_view("ada", "c", "?x", shared=False)
    assert notes.save_view("ben", "c", "?x", shared=False).owner == "ben"


# --- where they lie --------------------------------------------------------------------------


def test_another_folder_or_database_is_another_shop(
    notes: Notes, kept_in: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    notes.add_event(FRIDAY, "")
    url = None if kept_in == "files" else request.getfixturevalue("postgres").new_database()
    assert open_notes(tmp_path / "other", url).events() == []


def test_publishing_and_going_back_leave_notes_as_they_are(
    new_store: Callable[..., ReleaseStore], notes: Notes, tmp_path: Path
) -> None:
    store = new_store(tmp_path / "releases", keep=2)
    first = shop.publish(store)
    notes.set_targets([target(NOVEMBER, "5")], "GBP", "")
    notes.save_view("ada", "Apples", "?x", shared=False)
    shop.publish(store)
    store.rollback(first.id)
    assert [t.amount for t in notes.all_targets()] == [Decimal(5)]
    assert [v.name for v in notes.views("ada")] == ["Apples"]


def test_a_table_that_came_later_is_made_by_the_next_write(
    notes: Notes, address: str | None, tmp_path: Path
) -> None:
    notes.add_event(FRIDAY, "")
    later = sa.Table("later", METADATA, sa.Column("id", sa.Integer, primary_key=True))
    try:
        again = open_notes(tmp_path, address)
        assert again.place.read(sa.select(later)) == []
        again.add_event(FRIDAY, "")
        with again.place.writing() as connection:
            connection.execute(sa.insert(later), [{"id": 7}])
        assert [row.id for row in again.place.read(sa.select(later))] == [7]
    finally:
        METADATA.remove(later)


def test_the_file_is_for_its_owner_alone_and_readers_do_not_wait(tmp_path: Path) -> None:
    place = FilePlace(tmp_path)
    notes = Notes(place)
    notes.add_event(FRIDAY, "")
    assert place.path.stat().st_mode & 0o077 == 0
    with place.writing():
        assert [event.title for event in notes.events()] == ["Black Friday"]


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    place = FilePlace(tmp_path)
    place.path.write_text("x" * 4096)
    with pytest.raises(StoreFailed, match=r"notes\.sqlite cannot be used: file is not a database"):
        Notes(place).events()
    with pytest.raises(StoreFailed, match="cannot be used"):
        Notes(place).add_event(FRIDAY, "")


def test_a_shop_without_a_place_for_notes_has_none() -> None:
    empty = nothing_kept()
    assert (empty.events(), empty.targets(), empty.unusable_targets()) == ([], {}, [])
    with pytest.raises(StoreFailed, match="Nothing can be kept here"):
        empty.notes.add_event(FRIDAY, "")
