"""Every question is asked of DuckDB, of PostgreSQL and of ClickHouse."""

from __future__ import annotations

from typing import cast

import pytest

from data.warehouse import View


@pytest.fixture(scope="session")
def view(kept_in: str, view: View, request: pytest.FixtureRequest) -> View:
    """The tiny shop's release, wherever it is kept."""
    elsewhere = {"postgresql": "server_view"}
    if kept_in == "files":
        return view
    return cast(View, request.getfixturevalue(elsewhere.get(kept_in, f"{kept_in}_view")))
