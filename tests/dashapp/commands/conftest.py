"""The command line, run in this process as a terminal would."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import orjson
import pandas as pd
import pytest
from pydantic import SecretStr

from dashapp.__main__ import main
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.stores import build_notes, build_store
from data.notes import Notes
from data.warehouse import View
from tests.data.shop import publish
from tests.mail_server import Post, serving


@dataclass(frozen=True)
class Said:
    """What a command wrote, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        answer: dict[str, Any] = orjson.loads(self.out)
        return answer

    @property
    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.json["rows"]
        return rows


Command = Callable[..., Said]


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    own_logging: None,
    tmp_path: Path,
) -> Command:
    """Run `python -m dashapp` with these words; data lie in an empty folder unless one is named."""

    def run(*words: object, data_dir: Path = tmp_path, database: str = "") -> Said:
        monkeypatch.setenv("DATA_DIR", str(data_dir))
        monkeypatch.setenv("DATABASE_URL", database)
        monkeypatch.setenv("QUERY_THREADS", "1")
        monkeypatch.setattr(sys, "argv", ["dashapp", *(str(word) for word in words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        written = capsys.readouterr()
        return Said(code if isinstance(code, int) else 0, written.out, written.err)

    return run


@pytest.fixture(scope="session")
def view(kept_in: str, view: View, request: pytest.FixtureRequest) -> View:
    """The tiny shop's release, wherever it is kept."""
    elsewhere = {"postgresql": "server_view", "clickhouse": "clickhouse_view"}
    if kept_in == "files":
        return view
    return cast(View, request.getfixturevalue(elsewhere[kept_in]))


@pytest.fixture
def query(command: Command, kept_settings: Settings) -> Command:
    """Run `python -m dashapp query` on the tiny shop, wherever it is kept."""
    settings = kept_settings
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    return lambda *words: command("query", *words, data_dir=settings.data_dir, database=url)


def frame_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame as JSON would have it."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {
            str(name): value.strftime("%Y-%m-%d") if isinstance(value, pd.Timestamp) else value
            for name, value in row.items()
        }
        for row in plain.to_dict("records")
    ]


@dataclass(frozen=True)
class Mailing:
    """A shop with a mail server, and its command line."""

    command: Command
    settings: Settings
    post: Post

    def __call__(self, *words: object) -> Said:
        url = self.settings.database_url
        database = url.get_secret_value() if url else ""
        return self.command(*words, data_dir=self.settings.data_dir, database=database)

    @property
    def notes(self) -> Notes:
        return build_notes(self.settings)

    @property
    def view(self) -> View:
        return build_services(self.settings).warehouse.view()


@pytest.fixture(scope="module")
def own_shop(
    kept_in: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The tiny shop of a module's own, where it can be kept."""
    url = None
    if kept_in != "files":
        server = "postgres" if kept_in == "postgresql" else "clickhouse"
        url = SecretStr(request.getfixturevalue(server).new_database())
    folder = tmp_path_factory.mktemp("mailing")
    settings = Settings(data_dir=folder, database_url=url, query_threads=1)
    publish(build_store(settings))
    return settings


@pytest.fixture
def mailing(
    command: Command, own_shop: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mailing]:
    """That shop, and a mail server that takes everything."""
    with serving(Post()) as post:
        monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("SMTP_PORT", str(post.port))
        monkeypatch.setenv("SMTP_SECURITY", "none")
        monkeypatch.setenv("MAIL_FROM", "shop@example.com")
        yield Mailing(command, own_shop, post)
