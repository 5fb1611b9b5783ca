"""Notes in a file and on PostgreSQL: both have to keep the same promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.notes import Notes, open_notes

NewPlace = Callable[[], str | None]


@pytest.fixture
def address(kept_in: str, request: pytest.FixtureRequest) -> str | None:
    """The database's address; None for a file."""
    if kept_in == "files":
        return None
    server = "postgres" if kept_in == "postgresql" else "clickhouse"
    found: str = request.getfixturevalue(server).new_database()
    return found


@pytest.fixture
def notes(address: str | None, tmp_path: Path) -> Notes:
    """Notes that nobody has written yet."""
    return open_notes(tmp_path, address)
