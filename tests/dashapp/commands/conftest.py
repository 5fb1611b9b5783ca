"""The command line, run in this process as a terminal would."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pandas as pd
import pytest

from dashapp.__main__ import main
from dashapp.settings import Settings
from data.stores import FileStore


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

    def run(*words: object, data_dir: Path = tmp_path) -> Said:
        monkeypatch.setenv("DATA_DIR", str(data_dir))
        monkeypatch.setenv("QUERY_THREADS", "1")
        monkeypatch.setattr(sys, "argv", ["dashapp", *(str(word) for word in words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        written = capsys.readouterr()
        return Said(code if isinstance(code, int) else 0, written.out, written.err)

    return run


@pytest.fixture
def query(command: Command, shop_settings: Settings, shop_store: FileStore) -> Command:
    """Run `python -m dashapp query` on the tiny shop."""
    return lambda *words: command("query", *words, data_dir=shop_settings.data_dir)


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
