"""A standalone Spark cluster of the tests' own: a master, two workers, and who speaks SQL for them.

Four Java processes and two more that do the work, on free ports of this machine, in a folder that
is gone afterwards. Together they stay below 6 GB.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil

WORKERS = 2
_HOST = "127.0.0.1"
_START_SECONDS = 240
_STOP_SECONDS = 10
_CLASS = "org.apache.spark.deploy"
_SPEAKER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"

# Small data: two tasks a step are as many as there are cores.
_SETTINGS = {
    "spark.executor.memory": "768m",
    "spark.executor.cores": "1",
    "spark.cores.max": str(WORKERS),
    "spark.sql.shuffle.partitions": str(WORKERS),
    "spark.sql.session.timeZone": "America/New_York",  # nothing may depend on the server's
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.retainedJobs": "100",
    "spark.ui.retainedStages": "100",
    "spark.sql.ui.retainedExecutions": "50",
}

Say = Callable[[str], None]


class NotHere(RuntimeError):
    """What a cluster needs is not on this machine; its text says what to do."""


@dataclass
class Cluster:
    """A running cluster, and the folder that its workers and whoever loads data share."""

    folder: Path
    port: int
    ui_port: int
    processes: Mapping[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """As it would stand in DATABASE_URL."""
        return f"sparksql://shop@{_HOST}:{self.port}/{database}?folder={self.folder / database}"

    def new_database(self) -> str:
        """The address of a shop that nobody else has and where nothing is yet."""
        return self.url(f"shop_{secrets.token_hex(6)}")

    def executors(self) -> Sequence[psutil.Process]:
        """The processes that do the work."""
        found = []
        for name, process in self.processes.items():
            if name.startswith("worker"):
                family = psutil.Process(process.pid).children(recursive=True)
                found += [p for p in family if "CoarseGrainedExecutorBackend" in _words(p)]
        return found

    def says(self, path: str) -> Any:
        """What the server tells of itself under `/api/v1/applications/<its own>/`."""
        base = f"http://{_HOST}:{self.ui_port}/api/v1/applications"
        (application,) = _json(base)
        return _json(f"{base}/{application['id']}/{path}")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Who speaks SQL stops answering, and does not hang up."""
        process = self.processes["Thrift server"]
        os.killpg(process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGCONT)


@contextmanager
def running(say: Say) -> Iterator[Cluster]:
    """A cluster, stopped and removed at the end, whatever happens; `say` hears how it goes."""
    home = _home()
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="spark-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        starting = _Starting(home, folder, stack, say)
        master = f"spark://{_HOST}:{starting.master()}"
        for number in range(1, WORKERS + 1):
            starting.worker(number, master)
        cluster = starting.speaker(master)
        say(f"The cluster answers after {time.monotonic() - began:.0f} s.")
        yield cluster


class _Starting:
    """Starts one process after the other; each is stopped when the stack is left."""

    def __init__(self, home: Path, folder: Path, stack: ExitStack, say: Say) -> None:
        self._home, self._folder, self._stack, self._say = home, folder, stack, say
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        (folder / "shared").mkdir()

    def master(self) -> int:
        """Its port."""
        port = _free_port()
        words = ["--host", _HOST, "--port", str(port), "--webui-port", str(_free_port())]
        self._start("master", "spark-class", f"{_CLASS}.master.Master", *words)
        self._wait_for("master", port)
        return port

    def worker(self, number: int, master: str) -> None:
        """One core and a gigabyte."""
        words = ["--host", _HOST, "--cores", "1", "--memory", "1g", "--webui-port", "0"]
        work = ["--work-dir", str(self._folder / f"work{number}")]
        self._start(
            f"worker {number}", "spark-class", f"{_CLASS}.worker.Worker", *words, *work, master
        )

    def speaker(self, master: str) -> Cluster:
        """The server that takes SQL for the cluster, and has the list of tables to itself."""
        port, ui_port = _free_port(), _free_port()
        settings = {
            **_SETTINGS,
            "spark.driver.host": _HOST,
            "spark.ui.port": str(ui_port),
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
            "spark.hadoop.javax.jdo.option.ConnectionURL": (
                f"jdbc:derby:;databaseName={self._folder / 'metastore'};create=true"
            ),
            # Nothing has to outlive the tests: without waiting for the disk at every step.
            "spark.driver.extraJavaOptions": (
                f"-Dderby.system.durability=test -Dderby.system.home={self._folder}"
            ),
        }
        confs = [word for pair in settings.items() for word in ("--conf", "=".join(pair))]
        words = [
            *("--master", master, "--name", "sales analytics", "--class", _SPEAKER),
            *(*confs, "spark-internal"),
            *("--hiveconf", f"hive.server2.thrift.port={port}"),
            *("--hiveconf", f"hive.server2.thrift.bind.host={_HOST}"),
        ]
        self._start("Thrift server", "spark-submit", *words, memory="2g")
        self._wait_for("Thrift server", port)
        return Cluster(self._folder / "shared", port, ui_port, self._processes)

    def _start(self, name: str, program: str, *words: str, memory: str = "256m") -> None:
        self._say(f"Starting Spark's {name} ...")
        with self._log(name).open("wb") as log:
            process = subprocess.Popen(
                [str(self._home / "bin" / program), *words],
                cwd=self._folder,
                env=_environment(self._home, self._folder, memory),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is ours to hear, and its family ours to stop
            )
        self._processes[name] = process
        self._stack.callback(_stop, process)

    def _wait_for(self, name: str, port: int) -> None:
        end = time.monotonic() + _START_SECONDS
        told = time.monotonic()
        while not _listens(port):
            if self._processes[name].poll() is not None or time.monotonic() > end:
                last = _causes(self._log(name).read_text(errors="replace"))
                raise NotHere(f"Spark's {name} did not start:\n{last}")
            if time.monotonic() - told > 15:
                told = time.monotonic()
                self._say(f"Waiting for Spark's {name} ({end - told:.0f} s left) ...")
            time.sleep(0.3)

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"


def _home() -> Path:
    """Where Spark is installed; NotHere without it, or without Java."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise NotHere("Spark needs Java 17 or newer: install it (openjdk-17-jre-headless).")
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise NotHere("Spark is not installed here: run `make test-cluster`.")
    return Path(found.origin).parent


def _environment(home: Path, folder: Path, memory: str) -> Mapping[str, str]:
    return {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": _HOST,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_CONF_DIR": str(folder),  # nobody's settings but ours
        "SPARK_DAEMON_MEMORY": memory,
    }


def _stop(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _causes(log: str) -> str:
    """The last lines of a log that are not the way to where it failed."""
    return "\n".join([line for line in log.splitlines() if not line.startswith("\tat ")][-12:])


def _words(process: psutil.Process) -> str:
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def _json(url: str) -> Any:
    with urlopen(url, timeout=10) as answer:
        return json.load(answer)


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        asking.settimeout(0.5)
        return asking.connect_ex((_HOST, port)) == 0


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((_HOST, 0))
        port: int = asked.getsockname()[1]
        return port
