"""What the web server is told, and how the start fails."""

from __future__ import annotations

import logging
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def gunicorn(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", *arguments],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def configuration(**environment: str) -> dict[str, str]:
    printed = gunicorn("--print-config", "wsgi:server", **environment).stdout
    return dict(line.split("=", 1) for line in printed.replace(" ", "").splitlines() if "=" in line)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = str(tmp_path_factory.mktemp("data"))
    return configuration(DATA_DIR=folder, HOST="::1", PORT="9001", WORKERS="3", THREADS="7")


def test_the_server_listens_and_works_as_the_settings_say(told: dict[str, str]) -> None:
    assert told["bind"] == "['[::1]:9001']"
    assert (told["workers"], told["threads"]) == ("3", "7")
    assert told["worker_class"] == "gthread"


def test_each_worker_opens_the_release_for_itself(told: dict[str, str]) -> None:
    assert told["preload_app"] == "False"


def test_what_workers_share_is_no_database_that_would_end_them_badly() -> None:
    """Whoever loads DuckDB, forks and opens a file in the child is aborted when the child ends."""
    settings = "import runpy, sys; runpy.run_path('gunicorn.conf.py'); print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", settings], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {"pandas", "dash", "scipy.special"} <= loaded
    assert not {"duckdb", "callbacks", "layouts"} & loaded


def test_nobody_can_command_a_running_server(told: dict[str, str]) -> None:
    assert told["control_socket_disable"] == "True"


def test_the_first_worker_says_where_the_page_is_and_its_successors_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in {"DATA_DIR": str(tmp_path), "HOST": "::1", "PORT": "9001"}.items():
        monkeypatch.setenv(name, value)
    told = runpy.run_path(str(PROJECT / "gunicorn.conf.py"))["post_worker_init"]
    log = logging.getLogger("worker")

    with caplog.at_level(logging.INFO, log.name):
        for age in (1, 2, 3):
            told(SimpleNamespace(age=age, log=log))

    assert caplog.messages == ["Sales analytics is ready: http://[::1]:9001"]


@pytest.mark.parametrize(
    "command",
    [["-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:server"], ["wsgi.py"]],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(command: list[str]) -> None:
    stopped = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env={**os.environ, "PORT": "http"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert stopped.returncode == 1
    assert stopped.stderr == 'Error: PORT is "http": allowed is a whole number from 1 to 65535.\n'


@pytest.mark.parametrize(
    "command",
    [["-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:server"], ["wsgi.py"]],
)
def test_a_folder_that_cannot_be_used_stops_the_start_with_a_sentence(
    tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "file").touch()
    stopped = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env={**os.environ, "DATA_DIR": str(tmp_path / "file")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert stopped.returncode == 1
    assert stopped.stderr == (
        f'Error: DATA_DIR is "{tmp_path / "file"}": no key can be kept there (File exists).\n'
    )


def test_a_worker_loads_nothing_that_only_paper_and_training_need() -> None:
    heavy = "{'matplotlib', 'fpdf', 'seaborn', 'sklearn'}"
    script = (
        f"import sys, dashapp.factory, dashapp.services; print(sorted({heavy} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
