"""The job the page is about: the server knows it, the page only names it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from dash.exceptions import PreventUpdate

from callbacks import errors
from callbacks.desk import LOADS, Ask, Desk, Job, Kind, Refused, Status
from layouts.data_page.stages import Stage

# What ended longer ago is not what somebody comes back for.
SHOWN_FOR = timedelta(days=1)

# What the store on the page holds: which job, and what it was seen to be.
Record = dict[str, str]


def record(job: Job | None) -> Record:
    """What the page remembers of a job; of none, that there is none."""
    return {"job": job.id, "status": job.status.value} if job else {"job": "", "status": ""}


def present(desk: Desk, kinds: Collection[Kind] = LOADS) -> Job | None:
    """The job of these kinds that is under way, or whose outcome still waits to be looked at."""
    job = desk.jobs.latest(kinds)
    if job is None or job.is_running:
        return job
    is_new = not job.ended_at or _age(job.ended_at) < SHOWN_FOR
    return job if is_new and job.status is not Status.CANCELLED else None


def named(desk: Desk, told: Any, kinds: Collection[Kind] = LOADS) -> Job | None:
    """The job of these kinds that a record from the page names; None for anything else."""
    job = desk.jobs.find(told.get("job")) if isinstance(told, dict) else None
    return job if job and job.ask.kind in kinds else None


def named_or_nothing(desk: Desk, told: Any, kinds: Collection[Kind] = LOADS) -> Job:
    """The job that a record names; nothing happens where it names none."""
    job = named(desk, told, kinds)
    if job is None:
        raise PreventUpdate
    return job


def begun(desk: Desk, ask: Ask) -> Record:
    """Start what is asked for; where that is refused, say why and leave the page as it is."""
    by = desk.admin()
    try:
        return record(desk.jobs.start(ask, by))
    except Refused as error:
        errors.say("This cannot be done now", str(error))
        raise PreventUpdate from None


def stage_of(job: Job | None) -> Stage:
    """The part of the card that shows a job."""
    if job is None or job.status is Status.CANCELLED:
        return Stage.CHOOSE
    if job.is_running:
        return Stage.RUNNING
    if job.status is Status.FAILED:
        return Stage.FAILED
    return {
        Kind.PREVIEW: Stage.PREVIEW,
        Kind.DESCRIBE: Stage.MAPPING,
        Kind.PUBLISH: Stage.RESULT,
    }[job.ask.kind]


def step_of(job: Job | None) -> int | None:
    """Publishing is the third step, also while it is at work or when it fails."""
    if job is None or job.status is Status.CANCELLED:
        return None
    return 3 if job.ask.kind is Kind.PUBLISH else None


def clicked(clicks: Any) -> None:
    """Go on only where a button was pressed."""
    if not clicks:
        raise PreventUpdate


def _age(instant: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(instant)
