"""A release is published whole or not at all, whatever is killed when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.releases import NoRelease, ReleaseStore
from tests.data import shop
from tests.data.stores import drafts, note_of, publish

NewStore = Callable[..., ReleaseStore]


@pytest.fixture
def store(new_store: NewStore, tmp_path: Path) -> ReleaseStore:
    """Each promise is kept by files and by PostgreSQL."""
    return new_store(tmp_path / "releases")


# --- publishing ------------------------------------------------------------------------------


def test_before_the_first_release_a_sentence_says_what_to_run(store: ReleaseStore) -> None:
    assert store.current_id() is None
    assert list(store.list()) == []
    with pytest.raises(NoRelease, match=r"python -m dashapp demo.*python -m dashapp load"):
        store.current_or_fail()


def test_a_published_release_says_the_same_about_itself_everywhere(store: ReleaseStore) -> None:
    shop.publish(store)
    current = store.current_or_fail()
    (info,) = store.list()
    assert info == store.info(current)
    assert (info.shop, info.currency, info.timezone) == ("Tiny Shop", "GBP", "Europe/London")
    assert (info.first_day, info.last_day) == (shop.FIRST_DAY, shop.LAST_DAY)
    assert (info.lines, info.orders, info.simulated) == (13, 11, False)
    assert datetime.now(UTC) - info.created_at < timedelta(minutes=5)
    engine = store.reader(current)
    with engine.connect() as connection:
        rows = {row.key: row.value for row in connection.execute(sa.select(schema.release_info))}
    engine.dispose()
    assert rows["id"] == info.id
    assert rows["last_day"] == "2026-07-20"
    assert rows["simulated"] == "no"
    assert rows["lines"] == "13"


def test_files_of_models_are_published_with_the_data(store: ReleaseStore) -> None:
    with store.begin() as draft:
        (draft.artefacts / "forecast").mkdir()
        (draft.artefacts / "forecast" / "card.json").write_text("{}")
        draft.publish(shop.info_of(draft))
    assert (store.artefacts(draft.id) / "forecast" / "card.json").read_text() == "{}"


def test_a_draft_is_served_by_nobody_and_leaves_nothing_when_it_is_not_published(
    store: ReleaseStore, tmp_path: Path
) -> None:
    first = publish(store)
    with store.begin() as draft:
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
        assert store.current_id() == first
        assert [info.id for info in store.list()] == [first]
        assert draft.path.exists()
    assert drafts(tmp_path / "releases") == []
    assert store.current_id() == first


def test_a_draft_that_fails_leaves_nothing_and_frees_the_store(
    store: ReleaseStore, tmp_path: Path
) -> None:
    with pytest.raises(ZeroDivisionError), store.begin():
        raise ZeroDivisionError
    assert drafts(tmp_path / "releases") == []
    assert publish(store) == store.current_id()


def test_a_draft_on_a_base_starts_with_its_rows_and_does_not_change_it(store: ReleaseStore) -> None:
    old = publish(store, "old")
    with store.begin(base=old) as draft:
        with draft.engine.begin() as connection:
            assert connection.execute(sa.select(schema.customers.c.customer_id)).all() == [("old",)]
            connection.execute(sa.update(schema.customers).values(customer_id="new"))
        draft.publish(shop.info_of(draft))
    assert note_of(store, old) == "old"
    assert note_of(store, draft.id) == "new"
    assert store.info(draft.id).id == draft.id


def test_a_base_that_does_not_exist_is_refused(store: ReleaseStore, tmp_path: Path) -> None:
    with (
        pytest.raises(NoRelease, match="There is no release 'x'"),
        store.begin(base="x"),
    ):
        pass
    assert drafts(tmp_path / "releases") == []


def test_paths_are_never_used_twice_and_sort_by_time(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store(tmp_path, keep=2)
    ids = [publish(store) for _ in range(8)]
    assert len(set(ids)) == 8
    assert ids == sorted(ids)


# --- going back, keeping a few ------------------------------------------------------------------


def test_one_can_go_back_and_forth_and_the_served_release_is_never_pruned(
    new_store: NewStore, tmp_path: Path
) -> None:
    store = new_store(tmp_path, keep=2)
    old, new = publish(store, "old"), publish(store, "new")
    store.rollback(old)
    assert store.current_id() == old
    assert note_of(store, store.current_or_fail()) == "old"
    store.rollback(new)
    assert store.current_id() == new
    store.rollback(old)
    newest = publish(store, "newest")
    assert store.current_id() == newest
    assert [info.id for info in store.list()] == [newest, new]


def test_going_back_to_what_is_not_there_is_refused_with_what_is(store: ReleaseStore) -> None:
    only = publish(store)
    for unknown in ("20200101T000000Z-0000", "../secret", ""):
        with pytest.raises(NoRelease, match=f"There are: {only}"):
            store.rollback(unknown)
    assert store.current_id() == only


def test_one_can_go_back_while_a_release_is_being_built(store: ReleaseStore) -> None:
    old, _ = publish(store), publish(store)
    with store.begin():
        store.rollback(old)
    assert store.current_id() == old


def test_only_the_newest_are_kept(new_store: NewStore, tmp_path: Path) -> None:
    store = new_store(tmp_path, keep=3)
    ids = [publish(store) for _ in range(5)]
    assert [info.id for info in store.list()] == ids[:1:-1]
