"""The registry of customer value and its page of definitions."""

from __future__ import annotations

from pathlib import Path

from data.definition_table import COLUMNS, value_as_markdown
from data.filters import DIMENSION_FIELDS
from data.formulas import CUSTOMERS, Format
from data.metrics import METRICS
from data.value_metrics import DEFINITIONS, VALUE, VALUE_METRICS

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_of_definitions_holds_the_table_of_customer_value() -> None:
    """Printed by `data.definition_table.value_as_markdown`."""
    section = DOCUMENT.read_text("utf-8").partition("## Metrics of customer value\n\n")[2]
    assert section.partition("\n\n")[0] == value_as_markdown()


def test_every_metric_of_value_says_what_it_is_and_who_decides() -> None:
    lines = value_as_markdown().splitlines()
    assert len(lines) == len(VALUE) + 2
    assert all(line.count(" | ") == len(COLUMNS) - 1 for line in lines)
    for metric in VALUE:
        assert metric.description.endswith(".")
        assert (metric.owner, metric.version) == (CUSTOMERS, 1)
        assert metric.obeys == tuple(DIMENSION_FIELDS)
        assert metric.additive == (
            metric.format in (Format.MONEY, Format.COUNT) and not metric.name.startswith("average")
        )


def test_no_name_means_two_things() -> None:
    assert len(VALUE_METRICS) == len(VALUE)
    assert not set(VALUE_METRICS) & set(METRICS)
    assert set(DEFINITIONS) == set(VALUE_METRICS) | set(METRICS)
