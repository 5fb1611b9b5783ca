"""ClickHouse for the tests: the engine itself, inside the process that asks.

A process has one folder for it, in which there are as many databases as are asked for.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.clickhouse import client_of, engine


@dataclass(frozen=True)
class Engine:
    """The engine of this process and its folder."""

    folder: Path

    def url(self, database: str) -> str:
        """As it would stand in DATABASE_URL, but for how it is reached."""
        return f"clickhousedb:///{database}?interface=chdb&path={self.folder}"

    def new_database(self) -> str:
        """The address of an empty database that nobody else has."""
        name = f"shop_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement; its rows, if it has any."""
        opened = engine(self.url("default"))
        with opened.connect() as connection:
            client = client_of(connection)
            if sql.startswith("SELECT"):
                found = [tuple(row) for row in client.query(sql).result_rows]
            else:
                client.command(sql)
                found = []
        opened.dispose()
        return found
