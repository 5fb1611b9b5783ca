"""What the models of a release are called: the names of their files and on their cards."""

from __future__ import annotations

SEGMENTS = "segments"
FORECAST = "forecast"
VALUE = "value"
