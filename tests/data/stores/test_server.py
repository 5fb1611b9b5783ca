"""Releases on PostgreSQL: one transaction each, one writer anywhere, readers undisturbed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema, warehouse
from data.releases import StoreBusy, StoreFailed
from data.stores import Limits, ServerStore, catalogue
from data.stores.server import schema_of
from data.warehouse import Warehouse
from tests.data import shop
from tests.data.stores import Nothing, note_of, publish
from tests.postgres import PASSWORD, Server

GROSS = sa.select(sa.func.sum(schema.fact_lines.c.gross).label("gross"))


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.new_database()


@pytest.fixture
def store(url: str, tmp_path: Path) -> ServerStore:
    return ServerStore(url, tmp_path / "here")


def database(url: str) -> str:
    return url.rpartition("/")[2]


def schemas(server: Server, url: str) -> set[str]:
    found = server.run(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release_%'", database(url)
    )
    return {str(row[0]) for row in found}


# --- one writer, any machine -----------------------------------------------------------------


def test_a_writer_on_another_machine_is_told_to_wait(
    store: ServerStore, url: str, tmp_path: Path
) -> None:
    elsewhere = ServerStore(url, tmp_path / "there")
    with store.begin():
        with pytest.raises(StoreBusy, match="Try again when it has finished"), elsewhere.begin():
            pass
        assert elsewhere.current_id() is None
    assert publish(elsewhere) == store.current_id()


def test_another_machine_goes_on_with_what_the_first_one_published(
    store: ServerStore, url: str, tmp_path: Path
) -> None:
    first = shop.publish(store)
    elsewhere = ServerStore(url, tmp_path / "there")
    with elsewhere.begin(base=first.id) as draft:
        with draft.engine.begin() as connection:
            assert connection.execute(GROSS).scalar_one() == 231
            assert connection.execute(sa.select(schema.refunds.c.amount)).scalars().all()
            connection.execute(sa.update(schema.customers).values(name="x"))
        draft.publish(shop.info_of(draft))
    assert store.current_id() == draft.id
    assert [info.id for info in store.list()] == [draft.id, first.id]


def test_who_is_done_leaves_no_lock_and_no_connection(
    store: ServerStore, postgres: Server, url: str
) -> None:
    publish(store)
    held = postgres.run("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", database(url))
    assert held == [(0,)]


# --- all or nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("failing", ["add", "point_to"])
def test_a_release_that_fails_at_its_last_step_was_never_there(
    store: ServerStore,
    postgres: Server,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
) -> None:
    old = publish(store, "old")

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, failing, fails)
        with pytest.raises(ZeroDivisionError):
            publish(store, "new")
    assert store.current_id() == old
    assert schemas(postgres, url) == {schema_of(old)}
    assert note_of(store, old) == "old"
    assert note_of(store, publish(store, "newer")) == "newer"


def test_nobody_sees_a_release_before_it_is_whole(
    store: ServerStore, postgres: Server, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = publish(store, "old")
    seen: list[object] = []
    point_to = catalogue.point_to

    def looking(connection: sa.Connection, release: str) -> None:
        point_to(connection, release)
        seen.append((store.current_id(), [info.id for info in store.list()]))
        seen.append(schemas(postgres, url))

    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "point_to", looking)
        publish(store, "new")
    assert seen == [(old, [old]), {schema_of(old)}]


# --- pruning ---------------------------------------------------------------------------------


def test_a_release_that_is_being_read_is_pruned_by_a_later_load(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    store = ServerStore(url, tmp_path, keep=2)
    first = publish(store, "first")
    engine = store.reader(first).execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as reading:
        reading.execute(sa.select(schema.customers)).all()
        second, third = publish(store, "second"), publish(store, "third")
        assert [info.id for info in store.list()] == [third, second, first]
        assert note_of(store, third) == "third"
    engine.dispose()
    fourth = publish(store, "fourth")
    assert [info.id for info in store.list()] == [fourth, third]
    assert schemas(postgres, url) == {schema_of(fourth), schema_of(third)}


def test_the_newest_real_shop_is_never_pruned(url: str, tmp_path: Path) -> None:
    store = ServerStore(url, tmp_path, keep=2)
    real = publish(store, "real")
    for _ in range(3):
        with store.begin() as draft:
            draft.publish(replace(shop.info_of(draft), simulated=True))
    kept = store.list()
    assert [info.simulated for info in kept] == [True, True, False]
    assert (kept[-1].id, store.newest_real()) == (real, real)


# --- readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forbidden", "reason"),
    [
        ("DELETE FROM customers", "read-only transaction"),
        ("CREATE TABLE x (y int)", "read-only transaction"),
        ("SELECT pg_sleep(5)", "statement timeout"),
    ],
)
def test_a_reader_can_neither_write_nor_ask_for_ever(
    url: str, tmp_path: Path, forbidden: str, reason: str
) -> None:
    store = ServerStore(url, tmp_path, limits=Limits(connections=1, seconds=1))
    engine = store.reader(publish(store), memory_mb=64, threads=1)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=reason):
        connection.exec_driver_sql(forbidden)
    engine.dispose()


def test_a_user_who_may_only_look_can_serve_the_pages(
    store: ServerStore, postgres: Server, url: str, tmp_path: Path
) -> None:
    viewer = f"viewer_{database(url)}"
    for statement in (
        f"CREATE ROLE {viewer} LOGIN PASSWORD 'only looking'",
        f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {viewer}",
        f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {viewer}",
    ):
        postgres.run(statement, database(url))
    shop.publish(store)
    looking = ServerStore(postgres.url(database(url), viewer, "only looking"), tmp_path / "web")
    view = Warehouse(looking, Nothing()).view()
    assert view.frame(GROSS)["gross"].tolist() == [231.0]
    assert (view.artefacts / "release.json").is_file()
    with pytest.raises(StoreFailed, match=f'GRANT CREATE ON DATABASE "{database(url)}" TO'):
        publish(looking)


def test_workers_see_a_new_release_and_a_rollback(
    store: ServerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warehouse, "LOOK_EVERY", 0.0)
    first = shop.publish(store)
    house = Warehouse(store, Nothing())
    old = house.view()
    second = shop.publish(store)
    new = house.view()
    assert (old.release, new.release) == (first, second)
    assert old.frame(GROSS).equals(new.frame(GROSS))
    store.rollback(first.id)
    assert house.view().release == first


def test_a_connection_that_was_cut_is_made_anew(
    store: ServerStore, postgres: Server, url: str
) -> None:
    shop.publish(store)
    view = Warehouse(store, Nothing()).view()
    assert view.frame(GROSS)["gross"].tolist() == [231.0]
    postgres.run(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database(url)}'"
    )
    assert view.frame(GROSS)["gross"].tolist() == [231.0]
    assert store.current_id() == view.release.id


# --- what cannot be had ----------------------------------------------------------------------


def test_whoever_cannot_get_in_is_told_why_and_the_password_stays_secret(
    postgres: Server, url: str, tmp_path: Path
) -> None:
    wrong = {
        postgres.url(database(url), password="sesame"): "password authentication failed",
        postgres.url("nowhere"): 'database "nowhere" does not exist',
        url.replace(f":{postgres.port}/", ":1/"): "Connection refused",
    }
    for address, reason in wrong.items():
        store = ServerStore(address, tmp_path)
        for ask in (store.current_id, store.list, lambda s=store: publish(s)):
            with pytest.raises(StoreFailed) as caught:
                ask()
            told = str(caught.value)
            assert reason in told
            assert "Check DATABASE_URL" in told
            assert "PostgreSQL on 127.0.0.1:" in told
            assert "sesame" not in told
            assert PASSWORD not in told
            assert "\n" not in told
