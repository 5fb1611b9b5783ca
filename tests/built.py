"""Simulated shops that tests share: each is built once for a whole run, whoever asks first.

Learning takes nearly all of the time of a small simulated shop, so tests that do not try the
building itself ask for one of these. They are only to be read; who writes takes a copy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from dashapp.pipeline import publish_demo
from dashapp.settings import Settings
from dashapp.stores import build_notes
from data.progress import silent
from data.stores import FileStore


@dataclass(frozen=True)
class Built:
    """The folders of one run of tests, whatever the number of its processes."""

    root: Path

    @classmethod
    def of(cls, folders: pytest.TempPathFactory) -> Built:
        """Those of this run: its processes have their folders side by side in one of the run."""
        own = folders.getbasetemp()
        return cls(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)

    def once(self, name: str, build: Callable[[Path], None]) -> Path:
        """The folder of that name, which the first that asks has built; others wait for it."""
        folder, built = self.root / f"once-{name}", self.root / f"once-{name}.built"
        with FileLock(self.root / f"once-{name}.lock"):
            if not built.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                build(folder)
                built.touch()
        return folder

    def simulated(self, lines: int, seed: int) -> Settings:
        """A simulated shop with all that is learned of it, its forecasts kept in its notes."""

        def build(folder: Path) -> None:
            settings = Settings(data_dir=folder)
            store, notes = FileStore(settings.releases_dir), build_notes(settings)
            publish_demo(store, lines=lines, seed=seed, progress=silent, notes=notes)

        folder = self.once(f"simulated-{lines}-{seed}", build)
        return Settings(data_dir=folder, query_threads=1)

    def copied(self, lines: int, seed: int, to: Path) -> Settings:
        """A copy of that shop in a folder that is not there yet, to write in; without notes."""
        shared = self.simulated(lines, seed)
        settings = Settings(data_dir=to, query_threads=1)
        shutil.copytree(shared.releases_dir, settings.releases_dir)
        return settings
