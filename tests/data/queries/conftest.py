"""Every question is asked of DuckDB and of PostgreSQL."""

from __future__ import annotations

from typing import cast

import pytest

from data.warehouse import View


@pytest.fixture(scope="session")
def view(kept_in: str, view: View, request: pytest.FixtureRequest) -> View:
    """The tiny shop's release, wherever it is kept."""
    return view if kept_in == "files" else cast(View, request.getfixturevalue("server_view"))
