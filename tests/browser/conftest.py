"""A simulated shop with its models, served to a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from dashapp.factory import create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from tests.browser.visitor import Visitor
from tests.built import Built


@pytest.fixture(scope="session")
def demo_settings(
    no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The settings of the simulated shop, published."""
    # Views are saved beside it, so each process has a copy.
    folder = tmp_path_factory.mktemp("demo") / "shop"
    return Built.of(tmp_path_factory).copied(20_000, 7, folder)


@pytest.fixture(scope="session")
def address(demo_settings: Settings) -> Iterator[str]:
    """Where the shop is served; on the way out requests under way are answered, not cut off."""
    app = create_app(build_services(demo_settings), demo_settings)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(dash_br: Any, address: str) -> Iterator[Visitor]:
    """Somebody in front of the first page; afterwards the console has to be without an error."""
    dash_br.server_url = address
    found = Visitor(dash_br)
    found.waits_for_numbers()
    yield found
    assert found.console_errors() == []
