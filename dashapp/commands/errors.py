"""How a command fails: a sentence on standard error and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from dashapp.commands.output import write_json
from dashapp.mail import MailFailed
from dashapp.pipeline import NotPublished
from dashapp.settings import SettingsError
from data.answers.complete import NothingComplete
from data.answers.forecasts import NotForecast
from data.build.keys import TooManyMethods
from data.engines import DatabaseFailed, OutOfMemory
from data.filters import FilterError
from data.ingest import LoadError
from data.metrics import UnknownMetric
from data.notes.records import NotKept
from data.orders_file import OrdersRefused
from data.releases import NoRelease, StoreBusy, StoreFailed
from data.span import NothingSold
from models.errors import NoFormerModel, TooLittleData, WrongInput
from models.registry import ModelRefused
from models.value.gates import NotValued

FAILURE, USAGE = 1, 2


class Misused(ValueError):
    """An option that cannot be meant; its text says what to do."""


_MISUSED = (Misused, FilterError, UnknownMetric, SettingsError, WrongInput, NotKept, OrdersRefused)
_FAILED = (
    LoadError,
    NoRelease,
    StoreBusy,
    StoreFailed,
    NotPublished,
    OutOfMemory,
    NothingSold,
    TooManyMethods,
    TooLittleData,
    ModelRefused,
    NotValued,
    NoFormerModel,
    MailFailed,
    NothingComplete,
    NotForecast,
)
# Every failure that has a sentence.
KNOWN: tuple[type[Exception], ...] = (*_MISUSED, *_FAILED, DatabaseFailed, OSError)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn failures that we know into a sentence and exit code 2 (usage) or 1 (anything else)."""
    try:
        yield
    except _MISUSED as error:
        _stop(error, USAGE)
    except (*_FAILED, DatabaseFailed, OSError) as error:
        _stop(error, FAILURE)


@contextmanager
def told_as_json(wanted: bool) -> Iterator[None]:
    """Say a failure that we know on standard output too, for whoever reads only that."""
    try:
        yield
    except KNOWN as error:
        if wanted:
            write_json({"error": sentence_of(error)})
        raise


def sentence_of(error: Exception) -> str:
    """What is said of a failure that we know."""
    if isinstance(error, DatabaseFailed):
        return f"The database failed. {error.orig}"
    if isinstance(error, OSError) and not isinstance(error, _FAILED):
        about = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or error}{about}"
    return str(error)


def _stop(error: Exception, code: int) -> NoReturn:
    typer.echo(f"Error: {sentence_of(error)}", err=True)
    sys.exit(code)
