"""How a command fails: a sentence on standard error and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from dashapp.pipeline import NotPublished
from dashapp.settings import SettingsError
from data.build.keys import TooManyMethods
from data.engines import DatabaseFailed
from data.filters import FilterError
from data.ingest import LoadError
from data.metrics import UnknownMetric
from data.releases import NoRelease, StoreBusy
from data.span import NothingSold
from models.errors import TooLittleData, WrongInput
from models.registry import ModelRefused

FAILURE, USAGE = 1, 2


class Misused(ValueError):
    """An option that cannot be meant; its text says what to do."""


_MISUSED = (Misused, FilterError, UnknownMetric, SettingsError, WrongInput)
_FAILED = (
    LoadError,
    NoRelease,
    StoreBusy,
    NotPublished,
    NothingSold,
    TooManyMethods,
    TooLittleData,
    ModelRefused,
)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn failures that we know into a sentence and exit code 2 (usage) or 1 (anything else)."""
    try:
        yield
    except _MISUSED as error:
        _stop(error, USAGE)
    except _FAILED as error:
        _stop(error, FAILURE)
    except OSError as error:
        about = f": {error.filename}" if error.filename else ""
        _stop(f"{error.strerror or error}{about}", FAILURE)
    except DatabaseFailed as error:
        _stop(f"The database failed. {error.orig}", FAILURE)


def _stop(error: Exception | str, code: int) -> NoReturn:
    typer.echo(f"Error: {error}", err=True)
    sys.exit(code)
