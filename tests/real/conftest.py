"""The real shops, each loaded and published once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from dashapp.pipeline import Request, publish_load
from dashapp.services import build_services
from dashapp.settings import Settings
from data.progress import silent
from data.stores import FileStore
from data.warehouse import View
from tests.real.retail import Reference, read

ONLINE_RETAIL = "online_retail/online_retail_2009_2010.csv.gz"


@dataclass(frozen=True)
class RealShop:
    """A published real shop: its settings, its store and what is served."""

    settings: Settings
    store: FileStore
    view: View
    source: Path


def published(data_dir: Path, source: Path) -> RealShop:
    """Load a source as the command line does."""
    settings = Settings(data_dir=data_dir)
    store = FileStore(settings.releases_dir)
    publish_load(store, Request([source]), progress=silent)
    return RealShop(settings, store, build_services(settings).warehouse.view(), source)


@pytest.fixture(scope="session")
def retail(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RealShop:
    """The first year of Online Retail."""
    return published(tmp_path_factory.mktemp("online_retail"), shared_data / ONLINE_RETAIL)


@pytest.fixture(scope="session")
def olist(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> RealShop:
    """The sample of Olist."""
    return published(tmp_path_factory.mktemp("olist"), shared_data / "olist_3000")


@pytest.fixture(scope="session")
def by_pandas(shared_data: Path) -> Reference:
    """Online Retail as pandas alone reads it."""
    return read(shared_data / "online_retail")
