"""Where administrators hand data in: what the Data page may ask for, and of whom.

The composition root provides the doing; here stands what the page knows of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Protocol

from data.releases import ReleaseStore


class NotAllowed(PermissionError):
    """Somebody asks for what only administrators may do."""


class Refused(ValueError):
    """What was asked for cannot be done now, or not with this; its text is for the page."""


class TooLarge(ValueError):
    """More than an upload may hold; its text says how much that is."""


class Kind(StrEnum):
    """What a job does: with an upload, or with the models."""

    PREVIEW = "preview"
    DESCRIBE = "describe"
    PUBLISH = "publish"
    TRAIN = "train"
    FORMER = "former"
    UNPIN = "unpin"


LOADS = frozenset((Kind.PREVIEW, Kind.DESCRIBE, Kind.PUBLISH))
MODELS = frozenset((Kind.TRAIN, Kind.FORMER, Kind.UNPIN))


class Status(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be done: with which upload, read through which mapping, dates in which order.

    Or with which model; a training is about all of them.
    """

    kind: Kind
    upload: str = ""
    mapping: str = ""
    dates: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its files tell it. `error` is a sentence; instants are ISO 8601 in UTC."""

    id: str
    ask: Ask
    by: str
    begun_at: str
    status: Status
    step: str = ""
    fraction: float = 0.0
    error: str = ""
    ended_at: str = ""

    @property
    def is_running(self) -> bool:
        """Whether its process is at work."""
        return self.status is Status.RUNNING


class Roles(Protocol):
    """Who asks."""

    def user(self) -> str:
        """The name of whoever asks; empty where nobody is asked for one."""

    def is_admin(self) -> bool:
        """Whether whoever asks may load data and serve releases."""

    def sees_people(self) -> bool:
        """Whether whoever asks sees names, e-mail addresses and cities of customers."""

    def rights(self, named: str) -> tuple[bool, bool]:
        """The two answers for a user's name."""


class Jobs(Protocol):
    """Loads and trainings in processes of their own; any worker may ask about any of them."""

    def start(self, ask: Ask, by: str) -> Job:
        """Begin; Refused where another one is at work or the upload is gone."""

    def find(self, job: object) -> Job | None:
        """The job of this id; None for whatever is not the id of one."""

    def latest(self, kinds: Collection[Kind] = tuple(Kind)) -> Job | None:
        """The newest job of these kinds that was not put away."""

    def answer(self, job: Job) -> dict[str, Any]:
        """What a finished job answered; empty where that cannot be read."""

    def rejects(self, job: Job) -> Path | None:
        """The rows a job set aside, as a CSV file, if it got that far."""

    def cancel(self, job: Job) -> None:
        """Stop its process; what it was building is thrown away."""

    def put_away(self, job: Job) -> None:
        """Show it no more."""


class Uploads(Protocol):
    """Files that were sent and wait to be read."""

    @property
    def max_mb(self) -> int:
        """How much one upload may hold."""

    def begin(self) -> str:
        """A new upload's id."""

    def add(self, upload: str, name: str, stream: IO[bytes]) -> str:
        """Write one file; returns the name it got. TooLarge leaves nothing of the file.

        LookupError where there is no such upload.
        """

    def names(self, upload: object) -> Sequence[str]:
        """The names of an upload's files; none for whatever is not the id of one."""

    def remove(self, upload: str) -> None:
        """Throw the files away."""


class Mappings(Protocol):
    """Mappings that were made by menus."""

    def save(self, name: str, text: str) -> str:
        """Keep a mapping under a name made of the one given; returns that name."""


@dataclass(frozen=True, slots=True)
class KeptReport:
    """What the latest exploratory report is of; `as_of` is a day as YYYY-MM-DD."""

    release: str
    as_of: str


class Reports(Protocol):
    """The exploratory report of the served release."""

    def latest(self) -> KeptReport | None:
        """What the latest one is of; None before the first."""

    def path(self) -> Path | None:
        """Its file, where there is one."""

    def make(self) -> KeptReport:
        """Make it anew; Refused while somebody else does, or where that fails."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the Data page works with."""

    roles: Roles
    jobs: Jobs
    uploads: Uploads
    mappings: Mappings
    store: ReleaseStore
    reports: Reports

    def admin(self) -> str:
        """The name of the administrator who asks; NotAllowed for anybody else."""
        if not self.roles.is_admin():
            raise NotAllowed("Only administrators may do this.")
        return self.roles.user()
