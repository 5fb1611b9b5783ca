"""The two lock files stand for the same product."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# dash[testing] holds selenium back, and that holds urllib3 back: development only.
HELD_BACK = {"urllib3"}


def pins(name: str) -> dict[str, str]:
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if re.match(r"^[a-z0-9]", line))


def wanted() -> dict[str, str]:
    lines = (PROJECT / "requirements.in").read_text(encoding="utf-8").splitlines()
    named = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {name.lower().partition("[")[0]: version for name, version in named}


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = pins("requirements.txt"), pins("requirements-dev.txt")

    assert len(served) > 50
    different = {name for name, version in served.items() if tested.get(name) != version}
    assert different == HELD_BACK


def test_the_lock_holds_what_was_asked_for() -> None:
    served = pins("requirements.txt")

    assert {name: served.get(name) for name in wanted()} == wanted()
