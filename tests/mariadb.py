"""A MariaDB server of the tests' own: Debian's programs, in a folder that is gone afterwards."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path

import pymysql
import pytest

OWNER, PASSWORD = "shopkeeper", "correct:horse@battery"  # lives for minutes
_SETTINGS = {
    # Nothing may depend on the server's clock or its idea of text.
    "default-time-zone": "-05:00",
    "character-set-server": "latin1",
    "innodb-flush-log-at-trx-commit": "0",
    "innodb-buffer-pool-size": "64M",
    "innodb-log-file-size": "16M",
    "bind-address": "127.0.0.1",
}


@dataclass(frozen=True)
class Server:
    """A running server and what is needed to talk to it."""

    port: int
    place: Path

    def url(self, database: str, user: str = OWNER, password: str = PASSWORD) -> str:
        """As one would give it to a load."""
        quoted = password.replace(":", "%3A").replace("@", "%40")
        return f"mysql://{user}:{quoted}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of an empty database that nobody else has."""
        name = f"shop_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return self.url(name)

    def run(self, sql: str) -> None:
        """Run a statement as the server's administrator."""
        with (
            pymysql.connect(unix_socket=str(self.place), user="root") as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


@contextmanager
def running() -> Iterator[Server]:
    """A server, stopped and removed at the end."""
    server, install = _program("mariadbd"), _program("mariadb-install-db")
    folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
    places = [f"--datadir={folder / 'data'}", f"--user={getuser()}"]
    try:
        subprocess.run(
            [install, "--no-defaults", *places, "--auth-root-authentication-method=normal"],
            check=True,
            capture_output=True,
        )
        yield from _started([server, "--no-defaults", *places], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if found is None:
        pytest.fail(f"The tests need {name}: run '.ci/servers' to install it.", pytrace=False)
    return found


def _started(command: list[str], folder: Path) -> Iterator[Server]:
    place, log = folder / "socket", folder / "log"
    options = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    port = _free_port()
    words = [*command, *options, f"--port={port}", f"--socket={place}", f"--log-error={log}"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        made = Server(port, place)
        try:
            _wait_for(made, process, log)
            yield made
        finally:
            process.kill()
            process.wait(timeout=20)


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    grant = f"CREATE USER {OWNER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'"
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        # The socket appears when the server listens.
        if server.place.exists():
            server.run(grant)
            server.run(f"GRANT ALL ON *.* TO {OWNER}@'127.0.0.1'")
            return
        time.sleep(0.05)
    raise AssertionError("MariaDB did not start: " + log.read_text(errors="replace"))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
