"""The table of all metrics on the page of definitions, from the registry alone."""

from __future__ import annotations

from collections.abc import Iterable

from data.filters import DIMENSION_FIELDS
from data.formulas import LINE_FILTERS
from data.metrics import METRICS
from data.value_metrics import VALUE, Definition

COLUMNS = (
    "name",
    "label",
    "sentence",
    "formula",
    "grain",
    "dated",
    "filters",
    "adds up",
    "blank rule",
    "version",
)
EVERY_FILTER = "all"


def as_markdown() -> str:
    """The head and one line per metric."""
    return _table(METRICS.values())


def value_as_markdown() -> str:
    """The same of the metrics of customer value."""
    return _table(VALUE)


def _table(metrics: Iterable[Definition]) -> str:
    head = [COLUMNS, ["---"] * len(COLUMNS)]
    return "\n".join(_line(cells) for cells in [*head, *map(cells_of, metrics)])


def cells_of(metric: Definition) -> list[str]:
    """What the table says of a metric, column by column."""
    return [
        f"`{metric.name}`",
        metric.label,
        metric.description,
        metric.formula_text,
        metric.grain,
        metric.dated,
        filters_of(metric),
        "yes" if metric.additive else "no",
        metric.null_rule,
        str(metric.version),
    ]


def filters_of(metric: Definition) -> str:
    """The filters that leave it an answer: "all", or all but some."""
    missing = [DIMENSION_FIELDS[name].lower() for name in LINE_FILTERS if name not in metric.obeys]
    return f"{EVERY_FILTER} but {' and '.join(missing)}" if missing else EVERY_FILTER


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
