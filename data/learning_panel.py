"""What forecasts learn from in an unpublished release, and what they write back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.dimensions import NO_PRODUCT
from data.frames import insert_frame
from data.levels import LEAST_PERIODS, Level
from data.notes.forecast_log import Kept, Origin
from data.periods import Grain, Period, buckets
from data.queries.panel import panel
from data.reading import read


@dataclass(frozen=True, slots=True)
class Panel:
    """The parts of a level over time: they add up to the whole shop in every period.

    `wide`: one row for each period (its first day), one column for each part, blank before the part
    first sold something and 0 where it sold nothing later; the whole shop is nowhere blank.
    `labels`: what each column is called.
    """

    level: Level
    wide: pd.DataFrame
    labels: Mapping[str, str]

    @property
    def taken_back(self) -> frozenset[str]:
        """What more is given back of than sold: reversals that name no product, and their like."""
        sums = self.wide.sum()
        nameless = {NO_PRODUCT, self.level.rest} & set(self.wide.columns)
        return frozenset(key for key in nameless if sums[key] < 0)


def read_panel(engine: sa.Engine, level: Level, grain: Grain, days: Period) -> Panel:
    """Every part of a level in the complete periods that the days consist of."""
    found = read(engine, panel(level, grain, days))
    labels = dict(zip(found["key"], found["label"], strict=True))
    wide = found.pivot(index="period", columns="key", values="net_sales")
    index = pd.DatetimeIndex(buckets(days, grain))
    # Young parts are added to the rest exactly as the database would have done it.
    wide = _without_young(wide.reindex(index), level)
    wide.columns.name = None
    filled = wide.fillna(0.0)
    if level is not Level.TOTAL:
        filled = filled.where(wide.notna().cummax())
    return Panel(level, filled, {level.rest: level.rest, **labels})


def _without_young(wide: pd.DataFrame, level: Level) -> pd.DataFrame:
    """The parts, those that began too late to be forecast in one column with the rest."""
    if level is Level.TOTAL:
        return wide
    known = wide.notna().cummax().sum()
    young = [key for key in wide.columns if known[key] < LEAST_PERIODS]
    if not young:
        return wide
    together = [*young, *([level.rest] if level.rest in wide.columns else [])]
    rest = wide[together].sum(axis=1, min_count=1).round(4)
    if rest.notna().cummax().sum() < LEAST_PERIODS:
        # The rest is young too: it is a series from the first period on, in which it sold nothing.
        rest = rest.fillna(0.0)
    return pd.concat([wide.drop(columns=together), rest.rename(level.rest)], axis=1)


def write_forecasts(engine: sa.Engine, forecasts: pd.DataFrame, scores: pd.DataFrame) -> None:
    """Replace what the release expects; columns as in the tables of `data/schema/predicted.py`."""
    with engine.begin() as connection:
        # A copy of a release that an older version built has no such tables.
        schema.bring_up_to_date(connection, schema.PREDICTED)
        for table, frame in ((schema.forecasts, forecasts), (schema.forecast_scores, scores)):
            connection.execute(sa.delete(table))
            insert_frame(connection, table, frame)


def read_expected(engine: sa.Engine) -> tuple[Origin, list[Kept]] | None:
    """What a draft expects of the coming months of the whole shop and its categories, to be kept.

    None where it forecasts nothing. Products, countries and clusters are not kept: who belongs to
    a cluster changes with every training, and nobody asks of each product how well it was forecast.
    """
    table, sold = schema.forecasts, schema.monthly_sales
    found = read(engine, sa.select(table).where(*_kept(table)).order_by(table.c.key, table.c.ds))
    if found.empty:
        return None
    first = pd.Timestamp(found["ds"].min())
    learned = sa.select(sa.func.sum(sold.c.net_sales)).where(sold.c.month < first.date())
    with engine.connect() as connection:
        origin = Origin(
            (first - pd.DateOffset(months=1)).date(),
            connection.execute(learned).scalar_one() or Decimal(0),
        )
    return origin, [
        Kept(str(level), str(key), rows.assign(step=range(1, len(rows) + 1)))
        for (level, key), rows in found.groupby(["level", "key"], sort=False)
    ]


def _kept(table: sa.Table) -> list[sa.ColumnElement[bool]]:
    levels = [Level.TOTAL.value, Level.CATEGORY.value]
    return [table.c.grain == Grain.MONTH.value, table.c.level.in_(levels)]
