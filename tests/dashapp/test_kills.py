"""A load that is killed at any moment leaves a whole release, and the next load works."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import kills
from tests.postgres import Server


@pytest.mark.parametrize("kept_in", kills.PLACES)
def test_nothing_half_published_is_left_by_kills_at_random_moments(
    kept_in: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kills, "ORDERS", 300)
    url = None
    if kept_in == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        url = server.new_database()
    tally = kills.run(kept_in, 3, 7, url, tmp_path)
    assert tally.kills == 3
    assert tally.old + tally.new == 3 + tally.too_late
    assert (tally.broken, tally.stuck) == ([], [])
