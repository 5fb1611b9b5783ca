"""What was expected of coming months, kept when it was said: to be held against what came.

A forecast belongs to its origin, the last complete month that it learned from. The first one that
is published for an origin stays, however often models are trained again. Only where the months it
learned from were loaded anew and are others now, and no month after the origin is complete yet,
does the next one take its place: a forecast from half of the files would be scored as if somebody
had believed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.notes.places import Place
from data.notes.tables import kept_forecasts, kept_origins
from data.release_info import ReleaseInfo

COLUMNS = ("ds", "step", "yhat", "lo80", "hi80", "lo95", "hi95", "model")
_FOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forecast was made from: the last complete month, and what was sold up to its end.

    `learned` is the sum of net sales of the months learned from: it tells data that were loaded
    anew from the same data trained again.
    """

    made_on: date
    learned: Decimal


@dataclass(frozen=True, slots=True)
class Kept:
    """The forecast of one part; `frame` has the columns `COLUMNS` in any order."""

    level: str
    key: str
    frame: pd.DataFrame


def shop_of(release: ReleaseInfo) -> str:
    """Whose forecasts these are: a place keeps one real shop, and every simulated one is its own.

    A real shop's name is no identity: each of its sources may bring another.
    """
    return f"simulated: {release.source}" if release.simulated else "real"


@dataclass(frozen=True, slots=True)
class ForecastLog:
    """The kept forecasts in a place; nothing is opened before it is asked."""

    place: Place

    def record(self, release: ReleaseInfo, origin: Origin, kept: Sequence[Kept]) -> bool:
        """Keep the forecasts of an origin; False where those that are there stay."""
        whose = {"shop": shop_of(release), "currency": release.currency}
        found = {**whose, "made_on": origin.made_on, "learned": origin.learned.quantize(_FOUR)}
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        rows = [{**whose, "made_on": origin.made_on, **row} for row in _rows(kept)]
        with self.place.writing() as connection:
            if _stays(connection, found):
                return False
            for table in (kept_forecasts, kept_origins):
                connection.execute(sa.delete(table).where(*_of(table, found)))
            entry = {**found, "release": release.id, "made_at": now}
            connection.execute(sa.insert(kept_origins), [entry])
            if rows:
                connection.execute(sa.insert(kept_forecasts), rows)
        return True

    def kept(self, release: ReleaseInfo, level: str, key: str) -> pd.DataFrame:
        """Columns `made_on` and `COLUMNS` of one part, the oldest origin first; may be empty."""
        table = kept_forecasts
        names = ("made_on", *COLUMNS)
        statement = (
            sa.select(*(table.c[name] for name in names))
            .where(
                table.c.shop == shop_of(release),
                table.c.currency == release.currency,
                table.c.level == level,
                table.c.key == key,
            )
            .order_by(table.c.made_on, table.c.ds)
        )
        frame = pd.DataFrame(self.place.read(statement), columns=list(names))
        days: dict[str, Any] = dict.fromkeys(("made_on", "ds"), "datetime64[us]")
        amounts: dict[str, Any] = dict.fromkeys(COLUMNS[2:-1], "float64")
        return frame.astype({**days, "step": "int64", **amounts, "model": "str"})


def _rows(kept: Sequence[Kept]) -> list[dict[str, Any]]:
    return [
        {"level": part.level, "key": part.key, **_plain(row)}
        for part in kept
        for row in part.frame[list(COLUMNS)].to_dict("records")
    ]


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    amounts = {name: Decimal(repr(float(row[name]))).quantize(_FOUR) for name in COLUMNS[2:-1]}
    day = pd.Timestamp(row["ds"]).date()
    return {"ds": day, "step": int(row["step"]), **amounts, "model": str(row["model"])}


def _stays(connection: sa.Connection, found: dict[str, Any]) -> bool:
    """Whether what is kept of the origin is to stay as it is."""
    table = kept_origins
    before = connection.execute(sa.select(table.c.learned).where(*_of(table, found))).scalar()
    if before is None or before == found["learned"]:
        return before is not None
    ours = (table.c.shop == found["shop"], table.c.currency == found["currency"])
    latest = connection.execute(sa.select(sa.func.max(table.c.made_on)).where(*ours)).scalar_one()
    return bool(found["made_on"] < latest)


def _of(table: sa.Table, found: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == found[name] for name in ("shop", "currency", "made_on")]
