"""Stores with small releases, and other processes that work on them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.releases import ReleaseStore
from tests.data import shop

PROJECT = Path(__file__).resolve().parents[3]


class Nothing:
    """A cache that keeps nothing."""

    def get_or_compute(self, key: str, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        assert len(key) == 64
        return compute()


def publish(store: ReleaseStore, note: str = "") -> str:
    """A release with nothing in it but one customer called like the note."""
    with store.begin() as draft:
        with draft.engine.begin() as connection:
            schema.customers.create(connection)
            connection.execute(schema.customers.insert(), [{"customer_id": note}])
        draft.publish(shop.info_of(draft))
    return draft.id


def note_of(store: ReleaseStore, release: str) -> str:
    engine = store.reader(release)
    with engine.connect() as connection:
        found: str = connection.execute(sa.select(schema.customers.c.customer_id)).scalar_one()
    engine.dispose()
    return found


@contextmanager
def run(code: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that works on the `store` in the folder; it does not outlive the block."""
    head = (
        "import sys\nfrom pathlib import Path\nfrom data.stores import FileStore\n"
        "store = FileStore(Path(sys.argv[1]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", head + code, str(folder)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("draft-*")]
