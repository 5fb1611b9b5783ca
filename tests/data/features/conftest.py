"""The tiny shop and a simulated one, each kept in files and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dashapp.pipeline import publish_demo
from data.progress import silent
from data.releases import ReleaseStore
from tests.data.shop import publish

NewStore = Callable[..., ReleaseStore]


@pytest.fixture(scope="session")
def tiny(new_store: NewStore, tmp_path_factory: pytest.TempPathFactory) -> ReleaseStore:
    """The tiny shop."""
    store = new_store(tmp_path_factory.mktemp("tiny"))
    publish(store)
    return store


@pytest.fixture(scope="session")
def simulated(new_store: NewStore, tmp_path_factory: pytest.TempPathFactory) -> ReleaseStore:
    """Three years of about 400 orders."""
    store = new_store(tmp_path_factory.mktemp("simulated"))
    publish_demo(store, lines=1_200, seed=11, progress=silent)
    return store
