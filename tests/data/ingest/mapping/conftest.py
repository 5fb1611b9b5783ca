from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.ingest.store import Store

EXAMPLES = Path(__file__).resolve().parents[4] / "docs" / "examples"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A draft store of its own for each test."""
    made = Store(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def examples() -> Path:
    """The mappings the documentation shows."""
    return EXAMPLES
