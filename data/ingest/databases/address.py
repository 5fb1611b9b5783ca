"""Where a source database is, said without its password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from data.ingest.errors import LoadError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
EXAMPLES = (
    "postgresql://reader@host/shop, mysql://reader@host/shop, sqlite:///shop.db or "
    "duckdb:///shop.duckdb"
)

_UNREADABLE = (
    f"The {{scheme}} URL cannot be read: write it like {EXAMPLES}. Signs such as @ / : # in a "
    "user's name or password are written as %40 %2F %3A %23."
)


class Engine(StrEnum):
    """The database systems that can be read."""

    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"


SCHEMES: Mapping[str, Engine] = MappingProxyType(
    {
        "postgresql": Engine.POSTGRESQL,
        "postgres": Engine.POSTGRESQL,
        "postgresql+psycopg": Engine.POSTGRESQL,
        "mysql": Engine.MYSQL,
        "mysql+pymysql": Engine.MYSQL,
        "mariadb": Engine.MYSQL,
        "mariadb+pymysql": Engine.MYSQL,
        "sqlite": Engine.SQLITE,
        "duckdb": Engine.DUCKDB,
    }
)
_IN_FILES = frozenset({Engine.SQLITE, Engine.DUCKDB})
# Options of drivers that are secrets themselves.
_SECRET_OPTIONS = ("password", "passwd", "sslpassword", "ssl_key_password")


def is_url(text: str) -> bool:
    """Whether a source is meant to be a database: it starts with a scheme, known or not."""
    return _SCHEME.match(text) is not None


@dataclass(frozen=True, slots=True)
class Address:
    """A source database. Only `url` knows the password, and nothing shows it."""

    engine: Engine
    url: sa.URL = field(repr=False)

    @classmethod
    def parse(cls, text: str, password: str | None = None) -> Self:
        """The database behind a URL; LoadError, without the text, where it is none.

        `password` is used where the URL names none. Without both, the driver looks where it always
        does (PostgreSQL: PGPASSWORD and ~/.pgpass).
        """
        found = _SCHEME.match(text)
        scheme = found[1].lower() if found else ""
        if scheme not in SCHEMES:
            raise LoadError(
                f"“{scheme}://” is no database this product reads. Give one such as {EXAMPLES}."
            )
        engine = SCHEMES[scheme]
        url = _parsed(text, scheme)
        if engine not in _IN_FILES and "@" in f"{url.host}{url.database}":
            raise LoadError(_UNREADABLE.format(scheme=scheme))
        if not url.database:
            raise LoadError(f"The {scheme} URL names no database: write it like {EXAMPLES}.")
        if password and url.password is None and engine not in _IN_FILES:
            url = url.set(password=password)
        return cls(engine, url)

    @property
    def in_file(self) -> bool:
        """Whether the database is a file on this machine."""
        return self.engine in _IN_FILES

    @property
    def path(self) -> Path:
        """The file of a database that is one."""
        return Path(self.url.database or "")

    @property
    def name(self) -> str:
        """As people see it: "shop.db", or "shop at db.example.com"."""
        if self.in_file:
            return self.path.name
        return (
            f"{self.url.database} at {self.url.host}" if self.url.host else f"{self.url.database}"
        )

    @property
    def key(self) -> str:
        """What tells it from any other database, whoever reads it."""
        if self.in_file:
            return f"{self.engine}:///{self.path.resolve()}"
        port = f":{self.url.port}" if self.url.port else ""
        return f"{self.engine}://{self.url.host or ''}{port}/{self.url.database}"

    def without_secrets(self, text: str) -> str:
        """A driver's text with every secret of the URL blotted out."""
        options = (self.url.query.get(name) for name in _SECRET_OPTIONS)
        given = (self.url.password, *options)
        for secret in (str(value) for value in given if value):
            text = text.replace(secret, "***")
        return text


def _parsed(text: str, scheme: str) -> sa.URL:
    try:
        return sa.make_url(text)
    except (ArgumentError, ValueError):
        raise LoadError(_UNREADABLE.format(scheme=scheme)) from None
