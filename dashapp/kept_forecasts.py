"""What is expected of the coming months is kept when it is published, to be scored when they came.

It lies outside of the releases, with what people keep: training again or going back changes none
of it. A release is published whether it can be kept or not.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from data.engines import DatabaseFailed
from data.notes import Notes
from data.notes.forecast_log import ForecastLog, Kept, Origin
from data.release_info import ReleaseInfo
from data.releases import StoreFailed

log = structlog.get_logger(__name__)


def keep_forecasts(
    notes: Notes | None, release: ReleaseInfo, expected: tuple[Origin, Sequence[Kept]] | None
) -> None:
    """Keep the forecasts of a release that is published, unless those of its origin are there."""
    if notes is None or expected is None:
        return
    origin, parts = expected
    try:
        new = ForecastLog(notes.place).record(release, origin, parts)
    except (StoreFailed, DatabaseFailed, OSError):
        log.exception("the forecasts could not be kept", release=release.id)
    else:
        log.info("forecasts kept", release=release.id, made_on=str(origin.made_on), new=new)
