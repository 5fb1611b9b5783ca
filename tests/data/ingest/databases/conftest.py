from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import mariadb as mariadb_server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[mariadb_server.Server]:
    """A MariaDB server for all tests; each asks it for a database of its own."""
    with mariadb_server.running() as server:
        yield server
