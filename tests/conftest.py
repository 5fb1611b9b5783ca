"""What tests share: the real data sets, a tiny shop that adds up by hand, and the app on it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from selenium.webdriver.chrome.options import Options

from dashapp.settings import Settings

PROJECT = Path(__file__).resolve().parents[1]


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
