"""A simulated shop of some size, for what has to hold for any shop and any filter."""

from __future__ import annotations

import pytest

from dashapp.pipeline import publish_demo
from data.progress import silent
from data.stores import FileStore
from data.warehouse import View, Warehouse
from tests.data.answers.made import NoCache
from tests.data.answers.reference import Reference, read


@pytest.fixture(scope="session")
def demo_view(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Three years of about 700 orders, with returns, split payments, guests and clusters."""
    store = FileStore(tmp_path_factory.mktemp("simulated"))
    publish_demo(store, lines=2_000, seed=11, progress=silent)
    return Warehouse(store, NoCache(), threads=1).view()


@pytest.fixture(scope="session")
def reference(demo_view: View) -> Reference:
    """The same shop as plain Python adds it up from the star."""
    return read(demo_view)
