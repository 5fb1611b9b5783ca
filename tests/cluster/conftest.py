"""A cluster takes minutes to start and gigabytes to run: `make test-cluster` asks for it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from callbacks.services import Services
from dashapp.pipeline import publish_demo
from dashapp.services import build_services
from dashapp.settings import Settings
from data.progress import silent
from data.stores import FileStore, open_store
from data.warehouse import View, Warehouse
from tests.conftest import LIMITS, PLACES
from tests.data.answers.made import NoCache, publish_copy
from tests.spark import Cluster

LINES = 1_000_000

# `make test` does not collect what is here.
collect_ignore_glob = [] if "spark" in PLACES else ["test_*.py"]


@dataclass(frozen=True)
class Both:
    """One release in a file and on the cluster."""

    settings: Settings
    services: Services
    cluster: View

    @property
    def file(self) -> View:
        """That in the file."""
        return self.services.warehouse.view()


@pytest.fixture(scope="session")
def million(
    spark: Cluster, no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory
) -> Both:
    """A simulated shop of a million order lines."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("million"))
    built = FileStore(settings.releases_dir)
    publish_demo(built, lines=LINES, seed=5, progress=silent)
    kept = open_store(tmp_path_factory.mktemp("sent"), url=spark.new_database(), limits=LIMITS)
    publish_copy(built, kept)
    return Both(settings, build_services(settings), Warehouse(kept, NoCache()).view())
