"""The tiny shop and a simulated one, each kept in files and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from data.demo import generate
from data.progress import silent
from data.releases import ReleaseStore
from tests.data.answers import made
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
    """Three years of about 400 orders; nothing is learned, because frames read nothing that is."""
    store = new_store(tmp_path_factory.mktemp("simulated"))
    made.publish(store, _three_years)
    return store


def _three_years(engine: sa.Engine) -> None:
    generate(engine, lines=1_200, seed=11, progress=silent)
