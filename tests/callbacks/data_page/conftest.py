"""A desk whose jobs are written down by hand, on a store with two releases of the tiny shop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import pytest

from callbacks.desk import Ask, Desk, Job, Kind, Refused, Status
from dashapp.mappings import MappingFolder
from dashapp.report_folder import ReportFolder
from data.releases import ReleaseStore

UPLOAD = "a" * 32


@dataclass
class Admin:
    """Somebody who may do everything, or nothing."""

    allowed: bool = True

    def user(self) -> str:
        return "ada"

    def is_admin(self) -> bool:
        return self.allowed

    def sees_people(self) -> bool:
        return self.allowed

    def rights(self, named: str) -> tuple[bool, bool]:
        return self.allowed, self.allowed


@dataclass
class Jobs:
    """Jobs that stand where a test puts them."""

    jobs: list[Job] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    busy: bool = False

    def start(self, ask: Ask, by: str) -> Job:
        if self.busy:
            raise Refused("Another upload has been at work since 10:42 UTC.")
        return self.put(ask, Status.RUNNING, by=by)

    def put(self, ask: Ask, status: Status, answer: Any = None, **more: Any) -> Job:
        name = f"20261123T104200Z-{len(self.jobs):08x}"
        job = Job(name, ask, more.pop("by", ""), "2026-11-23T10:42:00+00:00", status, **more)
        self.jobs.append(job)
        self.answers[name] = answer or {}
        return job

    def find(self, job: object) -> Job | None:
        return next((one for one in self.jobs if one.id == job), None)

    def latest(self, kinds: Collection[Kind] = tuple(Kind)) -> Job | None:
        return next((job for job in reversed(self.jobs) if job.ask.kind in kinds), None)

    def answer(self, job: Job) -> dict[str, Any]:
        return self.answers[job.id]

    def rejects(self, job: Job) -> Path | None:
        return None

    def cancel(self, job: Job) -> None:
        self.jobs[self.jobs.index(job)] = replace(job, status=Status.CANCELLED)

    def put_away(self, job: Job) -> None:
        self.jobs.remove(job)


@dataclass
class Uploads:
    """One upload with one file."""

    held: dict[str, list[str]] = field(default_factory=lambda: {UPLOAD: ["orders.csv"]})
    max_mb: int = 1

    def begin(self) -> str:
        return UPLOAD

    def add(self, upload: str, name: str, stream: IO[bytes]) -> str:
        raise AssertionError((upload, name, stream))

    def names(self, upload: object) -> Sequence[str]:
        return self.held.get(upload, []) if isinstance(upload, str) else []

    def remove(self, upload: str) -> None:
        self.held.pop(upload, None)


@dataclass(frozen=True)
class Written:
    """A desk and what lies on it."""

    desk: Desk
    jobs: Jobs
    uploads: Uploads
    admin: Admin
    mappings: Path


@pytest.fixture
def written(shop_store: ReleaseStore, tmp_path: Path) -> Written:
    jobs, uploads, admin = Jobs(), Uploads(), Admin()
    reports = ReportFolder(tmp_path / "reports", tmp_path, 60)
    mappings = MappingFolder(tmp_path / "mappings")
    desk = Desk(admin, jobs, uploads, mappings, shop_store, reports)
    return Written(desk, jobs, uploads, admin, tmp_path / "mappings")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What a toast would say."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr("callbacks.errors.say", lambda title, text: found.append((title, text)))
    return found


Told = Callable[[Job], dict[str, str]]


@pytest.fixture
def told() -> Told:
    """What the page remembers of a job."""
    return lambda job: {"job": job.id, "status": job.status.value}


PREVIEW = Ask(Kind.PREVIEW, UPLOAD)
