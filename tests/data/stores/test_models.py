"""Models that lie in the database are on every machine as they were trained, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.postgres import engine
from data.releases import StoreFailed
from data.stores import ServerStore
from data.stores.server import schema_of
from tests.data import shop
from tests.postgres import Server

MODEL = bytes(range(256)) * 1000


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.new_database()


@pytest.fixture
def release(url: str, tmp_path: Path) -> str:
    with ServerStore(url, tmp_path / "loader").begin() as draft:
        (draft.artefacts / "forecast").mkdir()
        (draft.artefacts / "forecast" / "state.bin").write_bytes(MODEL)
        draft.publish(shop.info_of(draft))
    return draft.id


@pytest.fixture
def web(url: str, tmp_path: Path) -> ServerStore:
    """A machine that has none of them yet."""
    return ServerStore(url, tmp_path / "web")


@pytest.fixture
def writer(url: str) -> Iterator[sa.Engine]:
    found = engine(url)
    yield found
    found.dispose()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_models_are_fetched_once_and_nothing_else_lies_beside_them(
    web: ServerStore, release: str
) -> None:
    folder = web.artefacts(release)
    assert (folder / "forecast" / "state.bin").read_bytes() == MODEL
    assert names(folder) == {"forecast", "release.json"}
    inode = folder.stat().st_ino
    assert web.artefacts(release).stat().st_ino == inode
    assert names(folder.parent) == {release}


@pytest.mark.parametrize("damage", ["changed", "missing", "added"])
def test_models_that_are_not_what_was_trained_are_fetched_again(
    web: ServerStore, release: str, damage: str
) -> None:
    state = web.artefacts(release) / "forecast" / "state.bin"
    if damage == "changed":
        state.write_bytes(MODEL[:-1])
    elif damage == "missing":
        state.unlink()
    else:
        state.with_name("other.bin").write_bytes(b"x")
    folder = web.artefacts(release)
    assert state.read_bytes() == MODEL
    assert names(folder / "forecast") == {"state.bin"}
    assert names(folder.parent) == {release}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("bytes = '\\x00'", "are damaged: run 'train'"),
        ("path = '../../stolen' ", "has no place here"),
        ("path = '/tmp/stolen'", "has no place here"),
    ],
)
def test_models_that_were_changed_in_the_database_are_refused(
    web: ServerStore, writer: sa.Engine, release: str, change: str, reason: str
) -> None:
    where = "WHERE starts_with(path, 'forecast')"
    table = f"{schema_of(release)}.artefacts"
    with writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {change} {where}")
    with pytest.raises(StoreFailed, match=reason):
        web.artefacts(release)
    assert names(web.folder / "fetched") == set()
