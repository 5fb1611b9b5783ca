"""Every shop of these tests is kept in files, on PostgreSQL, on ClickHouse, and answers alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from data.releases import ReleaseStore
from data.stores import FileStore
from data.warehouse import View, Warehouse
from tests.built import Built
from tests.data.answers.made import Made, Remembered, publish_copy, view_of
from tests.data.answers.reference import Reference, read

NewStore = Callable[..., ReleaseStore]


@pytest.fixture(scope="session")
def view(kept_in: str, view: View, request: pytest.FixtureRequest) -> View:
    """The tiny shop's release, wherever it is kept."""
    elsewhere = {"postgresql": "server_view"}
    if kept_in == "files":
        return view
    return cast(View, request.getfixturevalue(elsewhere.get(kept_in, f"{kept_in}_view")))


@pytest.fixture
def made(new_store: NewStore, tmp_path: Path) -> Made:
    """Publishes the orders of one test."""
    return partial(view_of, new_store(tmp_path))


@pytest.fixture(scope="session")
def demo_view(
    kept_in: str,
    new_store: NewStore,
    made_once: dict[tuple[str, str], Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> View:
    """Three years of about 700 orders, with returns, split payments, guests and clusters."""
    key = (kept_in, "simulated")
    if key not in made_once:
        built = Built.of(tmp_path_factory).simulated(2_000, 11)
        store = new_store(tmp_path_factory.mktemp("simulated"))
        publish_copy(FileStore(built.releases_dir), store)
        made_once[key] = Warehouse(store, Remembered(), threads=1, quick_s=0).view()
    return cast(View, made_once[key])


@pytest.fixture(scope="session")
def reference(kept_in: str, demo_view: View, made_once: dict[tuple[str, str], Any]) -> Reference:
    """The same shop as plain Python adds it up from the star."""
    key = (kept_in, "reference")
    if key not in made_once:
        made_once[key] = read(demo_view)
    return cast(Reference, made_once[key])
