"""How gunicorn serves the dashboard. What an operator decides comes from dashapp/settings.py."""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from dashapp.logs import logging_config
from dashapp.settings import Settings, SettingsError

try:
    _settings = Settings.from_env()
    _settings.signing_key()  # here, because gunicorn would start a failing worker again and again
except SettingsError as error:
    sys.exit(f"Error: {error}")

bind = _settings.bind
worker_class = "gthread"
workers = _settings.workers
threads = _settings.threads

# Each worker opens the release for itself: a database opened before the fork would be shared.
preload_app = False

# Libraries are loaded once, before the fork: workers have most of their memory in common. Our own
# code is not, so that a reload reads it anew; nor is DuckDB, which ends a process badly that forked
# after loading it.
for _library in (
    "dash",
    "dash_ag_grid",
    "dash_bootstrap_components",
    "flask_caching",
    "flask_compress",
    "openpyxl",
    "pandas",
    "plotly.graph_objects",
    "psycopg",
    "pyarrow.parquet",
    "scipy.interpolate",
    "scipy.optimize",
    "scipy.special",
):
    import_module(_library)

# A worker is replaced now and then, not all at once, so that memory cannot creep up for weeks.
max_requests = 20_000
max_requests_jitter = 4_000

timeout = 60
graceful_timeout = 30
# Longer than nginx keeps an idle connection (60 s), so that nginx is the one who closes it.
keepalive = 65

# The selection travels in the address; this is gunicorn's upper limit for the line.
limit_request_line = 8190

# No channel through which a running server could be commanded.
control_socket_disable = True

# Heartbeats belong in memory: on a slow disk they would look like a hung worker.
_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes private files there
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None

# Requests are written by dashapp/logs.py, without query strings.
accesslog = None
loglevel = _settings.log_level.lower()
logconfig_dict = logging_config(_settings)


def when_ready(_server: Any) -> None:
    """Have the collector leave alone what workers share: looking at it would make a copy."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Say where the page is once it can be opened, and not before; later workers say nothing."""
    if worker.age == 1:
        place = bind if bind.startswith("unix:") else f"http://{bind}"
        worker.log.info("Sales analytics is ready: %s", place)
