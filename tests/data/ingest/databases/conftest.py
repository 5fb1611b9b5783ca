from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import mariadb as mariadb_server
from tests.data.ingest.databases.shops import Shop


@pytest.fixture(scope="session")
def mariadb() -> Iterator[mariadb_server.Server]:
    """A MariaDB server for all tests; each asks it for a database of its own."""
    with mariadb_server.running() as server:
        yield server


@pytest.fixture(params=["postgresql", "mysql", "sqlite", "duckdb"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    """The same shop in a database of every kind."""
    made = _empty(request, tmp_path)
    made.fill()
    return made


def _empty(request: pytest.FixtureRequest, folder: Path) -> Shop:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
        return Shop(url.replace("+psycopg", ""), sa.make_url(url))
    if request.param == "mysql":
        url = request.getfixturevalue("mariadb").new_database()
        return Shop(url, sa.make_url(url).set(drivername="mysql+pymysql"))
    url = f"{request.param}:///{folder / 'shop.db'}"
    return Shop(url, sa.make_url(url))
