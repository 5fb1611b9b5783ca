"""A real server of this product for a while: gunicorn with its own folder of data."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from data.schema import Format
from data.stores import FileStore

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time of all its processes since they began."""
        processes = [self.process, *self.process.children(recursive=True)]
        times = [process.cpu_times() for process in processes]
        return sum(spent.user + spent.system for spent in times)

    def worker_mb(self) -> float:
        """Megabytes of its largest worker: its own, and its share of what they have in common."""
        workers = self.process.children(recursive=True)
        return max(worker.memory_full_info().pss for worker in workers) / 1e6


@contextmanager
def serving(
    data_dir: Path, application: str = "wsgi:server", probe: str = "/readyz"
) -> Iterator[Server]:
    """Serve with two workers until the block ends."""
    port = _free_port()
    environment = {
        "DATA_DIR": str(data_dir),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": "2",
        "LOG_LEVEL": "WARNING",
        # What a bench asks has to be asked by it first.
        "WARM_UP": "false",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application]
    with subprocess.Popen(command, cwd=ROOT, env={**_inherited(), **environment}) as process:
        try:
            _wait(port, probe, process)
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()


def ensure_shop(data_dir: Path, lines: int | None = None) -> None:
    """Simulate and publish a shop, unless the folder has one that this version built.

    An older one is served all the same, but by slower statements: that is not what is measured.
    """
    store = FileStore(data_dir / "releases")
    current = store.current_id()
    if current is not None and store.info(current).format is max(Format):
        return
    size = [] if lines is None else ["--lines", str(lines)]
    print(f"Building a simulated shop in {data_dir} (once) ...", flush=True)
    subprocess.run(
        [sys.executable, "-m", "dashapp", "demo", *size],
        cwd=ROOT,
        env={**_inherited(), "DATA_DIR": str(data_dir)},
        check=True,
    )


def _inherited() -> dict[str, str]:
    """The environment without whatever `make` or the shell say about another server."""
    return {name: value for name, value in os.environ.items() if name in _KEPT}


_KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "TERM"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, probe: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit("The server stopped while it started; its last lines say why.")
        if _status(port, probe) == 200:
            return
        time.sleep(0.1)
    sys.exit(f"The server did not answer {probe} within {START_SECONDS:.0f} seconds.")


def _status(port: int, path: str) -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()
