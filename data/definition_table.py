"""The table of all metrics on the page of definitions, from the registry alone."""

from __future__ import annotations

from collections.abc import Iterable

from data.filters import DIMENSION_FIELDS
from data.formulas import LINE_FILTERS, Metric
from data.metrics import METRICS

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
    head = [COLUMNS, ["---"] * len(COLUMNS)]
    return "\n".join(_line(cells) for cells in [*head, *map(cells_of, METRICS.values())])


def cells_of(metric: Metric) -> list[str]:
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


def filters_of(metric: Metric) -> str:
    """The filters that leave it an answer: "all", or all but some."""
    missing = [DIMENSION_FIELDS[name].lower() for name in LINE_FILTERS if name not in metric.obeys]
    return f"{EVERY_FILTER} but {' and '.join(missing)}" if missing else EVERY_FILTER


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
