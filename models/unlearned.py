"""What a training left out for want of data, kept beside the models that it did learn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "unlearned.json"


@dataclass(frozen=True, slots=True)
class Unlearned:
    """One thing that was not learned: what it is called, and why in a sentence."""

    name: str
    why: str


def write(folder: Path, left_out: Sequence[Unlearned]) -> None:
    """Keep what was left out; nothing left out is worth knowing, too."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps([asdict(one) for one in left_out]), encoding="utf-8")


def read(folder: Path) -> list[Unlearned]:
    """What was left out; none where that was not written down, or cannot be read."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return [Unlearned(str(one["name"]), str(one["why"])) for one in found]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
