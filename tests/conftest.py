"""What tests share: the real data sets, a tiny shop that adds up by hand, and the app on it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient
from pydantic import SecretStr
from selenium.webdriver.chrome.options import Options

from callbacks.services import Services
from dashapp.factory import App, create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.stores import build_store
from data.quick import Quick
from data.releases import ReleaseStore
from data.stores import FileStore, Limits, open_store
from data.warehouse import View, Warehouse
from tests import clickhouse as clickhouse_engine
from tests import postgres as postgres_server
from tests import spark as spark_cluster
from tests.data.answers.made import NoCache
from tests.data.shop import build_shop, publish

# Where tests keep releases; `make test-cluster` names another place.
PLACES = os.environ.get("TEST_PLACES", "files postgresql clickhouse").split()
# A cluster on the machine of the tests is slow, and not what they are about.
LIMITS = Limits(seconds=300 if "spark" in PLACES else 30)
PROJECT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test PYTEST_ARGS=--thorough`: the whole number of random cases, for a quiet hour."""
    parser.addoption("--thorough", action="store_true", help="try all random cases, not a sixth")


# What waits longest begins first, so that no core is without work at the end.
_FIRST = ("browser", "dashapp", "real", "callbacks")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow folders first; lines are counted where releases are files, not again on the servers."""
    items.sort(key=lambda item: _place(item.path))
    for item in items:
        where = getattr(item, "callspec", None)
        if where and where.params.get("kept_in", "files") != "files":
            item.add_marker(pytest.mark.no_cover)


def _place(path: Path) -> int:
    """How early a file of tests begins."""
    folder = path.relative_to(PROJECT / "tests").parts[0]
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether the whole number of random cases is to be tried."""
    return bool(request.config.getoption("--thorough"))


def pytest_setup_options() -> Options:
    """How the browser of `dash_duo` starts."""
    options = Options()
    # Containers and CI run as root, where Chromium refuses its sandbox.
    options.add_argument("--no-sandbox")
    options.add_argument("--window-size=1440,1000")
    # Without this Chromium calls home while tests wait for the network to be idle.
    options.add_argument("--disable-background-networking")
    return options


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> Iterator[None]:
    """Tests see the defaults, whatever the shell or `make` exports."""
    names = {name.upper() for name in Settings.model_fields}
    with pytest.MonkeyPatch.context() as patch:
        for name in names & set(os.environ):
            patch.delenv(name)
        yield


@pytest.fixture
def own_logging() -> Iterator[None]:
    """For tests that set up logging: pytest's own handlers are put aside, then put back."""
    root = logging.getLogger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(root, "handlers", [])
        patch.setattr(root, "level", root.level)
        # dictConfig closes every handler that it finds here, whoever it belongs to.
        patch.setattr(logging, "_handlerList", [])
        yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.Server]:
    """A PostgreSQL server for all tests; each asks it for a database of its own."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> clickhouse_engine.Engine:
    """ClickHouse inside this process for all tests; each asks it for a database of its own."""
    return clickhouse_engine.Engine(tmp_path_factory.mktemp("clickhouse"))


@pytest.fixture(scope="session")
def spark(request: pytest.FixtureRequest) -> Iterator[spark_cluster.Cluster]:
    """A Spark cluster for all tests; each asks it for a shop of its own."""
    reporter: Any = request.config.pluginmanager.getplugin("terminalreporter")
    try:
        with spark_cluster.running(reporter.write_line) as cluster:
            yield cluster
    except spark_cluster.NotHere as error:
        pytest.exit(str(error), returncode=1)


@pytest.fixture(scope="session", params=PLACES)
def kept_in(request: pytest.FixtureRequest) -> str:
    """Where releases are kept; whoever asks for it is run once for each."""
    found: str = request.param
    return found


@pytest.fixture(scope="session")
def made_once() -> dict[tuple[str, str], Any]:
    """What tests share in each place where releases are kept, by the place and a name.

    pytest drops whatever hangs on the place as soon as the place changes: without this, every file
    of tests would make its shops again, once for each place.
    """
    return {}


@pytest.fixture(scope="session")
def new_store(kept_in: str, request: pytest.FixtureRequest) -> Callable[..., ReleaseStore]:
    """Makes an empty store of that place, which may use a folder for itself."""

    def made(folder: Path, keep: int = 3) -> ReleaseStore:
        if kept_in == "files":
            return FileStore(folder, keep)
        servers = {"postgresql": "postgres"}
        server = request.getfixturevalue(servers.get(kept_in, kept_in))
        return open_store(folder, url=server.new_database(), keep=keep, limits=LIMITS)

    return made


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets, beside the project."""
    folder = PROJECT.parent / "shared" / "data"
    if not (folder / "README.md").is_file():
        pytest.fail(
            "The real data sets are missing: tests read them from the folder shared/data beside "
            "the project (../shared/data seen from its root).",
            pytrace=False,
        )
    return folder


@pytest.fixture(scope="session")
def shop_settings(
    no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The settings of the tiny shop."""
    return Settings(data_dir=tmp_path_factory.mktemp("shop"), query_threads=1)


@pytest.fixture(scope="session")
def shop_store(shop_settings: Settings) -> FileStore:
    """One published release of the tiny shop in tests/data/shop.py."""
    return build_shop(shop_settings.releases_dir)


@pytest.fixture(scope="session")
def services(shop_settings: Settings, shop_store: FileStore) -> Services:
    """What the callbacks work with, on the tiny shop."""
    return build_services(shop_settings)


@pytest.fixture(scope="session")
def warehouse(services: Services) -> Warehouse:
    """The way to the tiny shop's numbers."""
    return services.warehouse


@pytest.fixture(scope="session")
def view(warehouse: Warehouse) -> View:
    """The tiny shop's release; every answer goes through the cache, however quick it is."""
    return replace(warehouse.view(), quick_s=0, quick=Quick())


@pytest.fixture(scope="session")
def server_settings(
    no_settings_from_outside: None,
    postgres: postgres_server.Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """The settings of the tiny shop where its releases are kept on PostgreSQL."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("shop"),
        database_url=SecretStr(postgres.new_database()),
        query_threads=1,
    )
    publish(build_store(settings))
    return settings


@pytest.fixture(scope="session")
def server_view(server_settings: Settings) -> View:
    """The tiny shop's release on PostgreSQL."""
    return build_services(server_settings).warehouse.view()


@pytest.fixture(scope="session")
def clickhouse_settings(
    clickhouse: clickhouse_engine.Engine, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The settings of the tiny shop where its releases are kept on ClickHouse."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("shop"),
        database_url=SecretStr(clickhouse.new_database()),
        query_threads=1,
    )
    publish(build_store(settings))
    return settings


@pytest.fixture(scope="session")
def clickhouse_view(clickhouse_settings: Settings) -> View:
    """The tiny shop's release on ClickHouse."""
    return build_services(clickhouse_settings).warehouse.view()


@pytest.fixture(scope="session")
def spark_view(spark: spark_cluster.Cluster, tmp_path_factory: pytest.TempPathFactory) -> View:
    """The tiny shop's release on Spark."""
    folder = tmp_path_factory.mktemp("shop")
    store = open_store(folder, url=spark.new_database(), limits=LIMITS)
    publish(store)
    return Warehouse(store, NoCache(), quick_s=0).view()


@pytest.fixture(scope="session")
def kept_settings(kept_in: str, request: pytest.FixtureRequest) -> Settings:
    """The settings of the tiny shop, wherever its releases are kept."""
    if kept_in == "files":
        request.getfixturevalue("shop_store")
    names = {"postgresql": "server_settings", "clickhouse": "clickhouse_settings"}
    found: Settings = request.getfixturevalue(names.get(kept_in, "shop_settings"))
    return found


@pytest.fixture(scope="session")
def app(services: Services, shop_settings: Settings) -> App:
    """The whole app on the tiny shop."""
    return create_app(services, shop_settings)


@pytest.fixture
def client(app: App) -> FlaskClient:
    """A visitor of that app."""
    client: FlaskClient = app.server.test_client()
    return client
