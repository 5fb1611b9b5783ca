"""Every wait for PostgreSQL has an end, also where it freezes and hangs up on nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import postgres as opening
from data import warehouse
from data.postgres import patience
from data.releases import StoreFailed
from data.stores import Limits, ServerStore
from data.warehouse import Warehouse
from tests import postgres as servers
from tests.data import shop
from tests.data.stores import Nothing
from tests.data.stores.test_server import GROSS


@pytest.fixture(scope="module")
def freezable() -> Iterator[servers.Server]:
    """A server that nobody else waits for while it is frozen."""
    with servers.running() as server:
        yield server


def seconds_of(begun: float) -> float:
    return time.monotonic() - begun


def test_a_frozen_server_holds_up_a_question_for_so_long_and_no_longer(
    freezable: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_GRACE", 0.2)
    monkeypatch.setattr(opening, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(warehouse, "LOOK_EVERY", 3600.0)
    store = ServerStore(freezable.new_database(), tmp_path, limits=Limits(seconds=1))
    shop.publish(store)
    view = Warehouse(store, Nothing()).view()
    assert view.frame(GROSS)["gross"].tolist() == [231.0]
    with view.engine.connect() as connection, freezable.frozen():
        begun = time.monotonic()
        with pytest.raises(sa.exc.OperationalError, match=r"gave no answer within 1\.2 seconds"):
            connection.execute(GROSS)
        assert 1 <= seconds_of(begun) < 4
    with freezable.frozen():
        begun = time.monotonic()
        with pytest.raises(sa.exc.OperationalError, match="connection timeout expired"):
            view.frame(GROSS)
        assert seconds_of(begun) < 8
    assert view.frame(GROSS)["gross"].tolist() == [231.0]


def test_a_frozen_server_leaves_the_release_that_is_open_served(
    freezable: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_GRACE", 0.2)
    monkeypatch.setattr(opening, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(warehouse, "LOOK_EVERY", 0.0)
    store = ServerStore(freezable.new_database(), tmp_path)
    shop.publish(store)
    house = Warehouse(store, Nothing())
    opened = house.view()
    with freezable.frozen():
        begun = time.monotonic()
        assert house.view() is opened
        with pytest.raises(StoreFailed, match=r"cannot be reached: .*Check DATABASE_URL"):
            store.current_id()
        assert seconds_of(begun) < 10
    assert house.view() is opened


def test_patience_is_as_short_as_who_asks_wants_it(freezable: servers.Server) -> None:
    engine = opening.engine(freezable.new_database(), seconds=30, autocommit=True)
    with engine.connect() as connection:
        begun = time.monotonic()
        with patience(0.3), pytest.raises(sa.exc.OperationalError, match=r"within 0\.3 seconds"):
            connection.exec_driver_sql("SELECT pg_sleep(20)")
        assert seconds_of(begun) < 3
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    engine.dispose()


def test_settings_of_a_session_hold_on_every_connection_and_the_address_may_add_its_own(
    freezable: servers.Server,
) -> None:
    url = f"{freezable.new_database()}?options=-c%20lock_timeout%3D7s&application_name=shop"
    engine = opening.engine(url, seconds=9, session={"work_mem": "5MB"}, connections=2)
    names = ("statement_timeout", "work_mem", "lock_timeout", "application_name", "timezone")
    show = " || ' ' || ".join(f"current_setting('{name}')" for name in names)
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql(f"SELECT {show}").scalar_one() == (
                "9s 5MB 7s shop UTC"
            )
        with pytest.raises(StoreFailed, match="every connection is busy"), opening.sentences(url):
            engine.connect()
    engine.dispose()
