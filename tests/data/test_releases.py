"""A release is published whole or not at all, whatever is killed when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.engines import reader_engine
from data.releases import NoRelease
from data.stores import FileStore
from tests.data import shop
from tests.data.stores import drafts, note_of, publish

# --- publishing ------------------------------------------------------------------------------


def test_before_the_first_release_a_sentence_says_what_to_run(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "never made")
    assert store.current_id() is None
    assert list(store.list()) == []
    with pytest.raises(NoRelease, match=r"python -m dashapp demo.*python -m dashapp load"):
        store.current_or_fail()


@pytest.mark.parametrize(
    "damage", [b"", b"nonsense", b"../../etc/passwd", b"\x8b\xff\x00", b"a" * 5000]
)
def test_a_damaged_pointer_names_nothing_and_the_sentence_says_how_to_mend_it(
    tmp_path: Path, damage: bytes
) -> None:
    store = FileStore(tmp_path)
    published = publish(store)
    (tmp_path / "CURRENT").write_bytes(damage)
    assert store.current_id() is None
    with pytest.raises(NoRelease, match=f"rollback ID' with one of these: {published}"):
        store.current_or_fail()
    store.rollback(published)
    assert store.current_or_fail() == published


def test_a_published_release_says_the_same_about_itself_everywhere(tmp_path: Path) -> None:
    store = shop.build_shop(tmp_path)
    current = store.current_or_fail()
    (info,) = store.list()
    assert info == store.info(current)
    assert (info.shop, info.currency, info.timezone) == ("Tiny Shop", "GBP", "Europe/London")
    assert (info.first_day, info.last_day) == (shop.FIRST_DAY, shop.LAST_DAY)
    assert (info.lines, info.orders, info.simulated) == (13, 11, False)
    assert datetime.now(UTC) - info.created_at < timedelta(minutes=5)
    engine = reader_engine(store.path(current))
    with engine.connect() as connection:
        rows = {row.key: row.value for row in connection.execute(sa.select(schema.release_info))}
    engine.dispose()
    assert rows["id"] == info.id
    assert rows["last_day"] == "2026-07-20"
    assert rows["simulated"] == "no"
    assert rows["lines"] == "13"


def test_files_of_models_are_published_with_the_data(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.begin() as draft:
        (draft.artefacts / "forecast").mkdir()
        (draft.artefacts / "forecast" / "card.json").write_text("{}")
        draft.publish(shop.info_of(draft))
    assert (store.artefacts(draft.id) / "forecast" / "card.json").read_text() == "{}"


def test_a_draft_is_served_by_nobody_and_leaves_nothing_when_it_is_not_published(
    tmp_path: Path,
) -> None:
    store = FileStore(tmp_path)
    first = publish(store)
    with store.begin() as draft:
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
        assert store.current_id() == first
        assert [info.id for info in store.list()] == [first]
        assert draft.path.exists()
    assert drafts(tmp_path) == []
    assert store.current_id() == first


def test_a_draft_that_fails_leaves_nothing_and_frees_the_store(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with pytest.raises(ZeroDivisionError), store.begin():
        raise ZeroDivisionError
    assert drafts(tmp_path) == []
    assert publish(store) == store.current_id()


def test_a_draft_on_a_base_starts_with_its_rows_and_does_not_change_it(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    old = publish(store, "old")
    with store.begin(base=old) as draft:
        with draft.engine.begin() as connection:
            assert connection.execute(sa.select(schema.customers.c.customer_id)).all() == [("old",)]
            connection.execute(sa.update(schema.customers).values(customer_id="new"))
        draft.publish(shop.info_of(draft))
    assert note_of(store.path(old)) == "old"
    assert note_of(store.path(draft.id)) == "new"
    assert store.info(draft.id).id == draft.id


def test_a_base_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(NoRelease, match="There is no release 'x'"),
        FileStore(tmp_path).begin(base="x"),
    ):
        pass
    assert drafts(tmp_path) == []


def test_paths_are_never_used_twice_and_sort_by_time(tmp_path: Path) -> None:
    store = FileStore(tmp_path, keep=2)
    ids = [publish(store) for _ in range(8)]
    assert len(set(ids)) == 8
    assert ids == sorted(ids)


# --- going back, keeping a few ------------------------------------------------------------------


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    store = FileStore(tmp_path, keep=3)
    ids = [publish(store) for _ in range(5)]
    assert [info.id for info in store.list()] == ids[:1:-1]
    left = {path.name for path in tmp_path.iterdir() if path.name.startswith("2")}
    assert left == {*ids[2:], *(f"{release}.duckdb" for release in ids[2:])}


def test_one_can_go_back_and_forth_and_the_served_release_is_never_pruned(tmp_path: Path) -> None:
    store = FileStore(tmp_path, keep=2)
    old, new = publish(store, "old"), publish(store, "new")
    store.rollback(old)
    assert store.current_id() == old
    assert note_of(store.path(store.current_or_fail())) == "old"
    store.rollback(new)
    assert store.current_id() == new
    store.rollback(old)
    newest = publish(store, "newest")
    assert store.current_id() == newest
    assert [info.id for info in store.list()] == [newest, new]


def test_going_back_to_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    only = publish(store)
    for unknown in ("20200101T000000Z-0000", "../secret", ""):
        with pytest.raises(NoRelease, match=f"There are: {only}"):
            store.rollback(unknown)
    assert store.current_id() == only


def test_one_can_go_back_while_a_release_is_being_built(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    old, _ = publish(store), publish(store)
    with store.begin():
        store.rollback(old)
    assert store.current_id() == old
