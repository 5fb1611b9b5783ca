"""What checks have to know of the release they look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """The business time zone, the reporting currency, and the moment of the build (naive UTC)."""

    timezone: str
    currency: str
    built_at: datetime
