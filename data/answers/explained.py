"""Where a number comes from: its value, the rows under it, and the SQL that gives it."""

from __future__ import annotations

from dataclasses import dataclass

from data.answers.known import known_of
from data.answers.kpis import number
from data.filters import Filters
from data.formulas import Metric
from data.measures import Source
from data.queries.aggregate import totals
from data.queries.explained import rows_read, rows_under
from data.warehouse import View


@dataclass(frozen=True, slots=True)
class Explained:
    """A number of one selection.

    `sql` runs on the release as it stands and returns one row with one column, the value. `rows`
    says how many rows of each source the filters keep; None where the source cannot answer them.
    `read` says of each table that answered how many of its rows were added up, at most.
    """

    metric: Metric
    value: float | None
    sql: str
    rows: dict[Source, int | None]
    read: dict[str, int]


def explained(view: View, metric: Metric, filters: Filters) -> Explained:
    """The metric's value in a selection, and how it comes about."""
    last_day = view.release.last_day
    statement = totals([metric], filters, **known_of(view))
    counted = view.frame(rows_under(metric, filters, last_day=last_day)).iloc[0]
    counts = {source: number(counted[source.value]) for source in metric.sources}
    return Explained(
        metric=metric,
        value=number(view.frame(statement).iloc[0][metric.name]),
        sql=view.sql(statement),
        rows={source: None if n is None else int(n) for source, n in counts.items()},
        read=_read(view, metric, filters),
    )


def _read(view: View, metric: Metric, filters: Filters) -> dict[str, int]:
    tables, statement = rows_read(metric, filters, **known_of(view))
    if not tables:
        return {}
    found: dict[str, int] = {}
    for table, rows in zip(tables, view.frame(statement).iloc[0], strict=True):
        found[table] = max(found.get(table, 0), int(rows))
    return found
