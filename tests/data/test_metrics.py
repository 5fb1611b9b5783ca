"""The registry and its page of definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.formulas import Format
from data.measures import MEASURES, Source
from data.metrics import METRICS, UnknownMetric, metric

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"
KINDS = {"money": "money", "count": "count", "percent": "rate", "ratio": "ratio"}


def test_the_page_of_definitions_says_what_the_registry_says() -> None:
    rows = {line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")}
    expected = {
        f"| `{m.name}` | {m.label} | {m.description} | {KINDS[m.format]} | {m.dated} | "
        f"{'yes' if m.additive else 'no'} | {m.null_rule} |"
        for m in METRICS.values()
    }
    assert rows == expected


def test_the_names_that_links_and_scripts_rely_on_are_there() -> None:
    promised = (
        "gross_sales discounts reversals net_sales shipping tax total_sales orders units customers "
        "average_order_value net_average_order_value items_per_order new_customers "
        "returning_customers repeat_rate reversal_rate"
    )
    assert set(promised.split()) <= set(METRICS)


class Recorder(dict[str, int]):
    """Measures that remember which of them were read."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(MEASURES, 1))
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> int:
        self.read.add(name)
        return super().__getitem__(name)


def test_a_metric_uses_every_measure_it_names_and_no_other() -> None:
    for found in METRICS.values():
        measures = Recorder()
        found.formula(measures)  # type: ignore[arg-type]
        assert measures.read == set(found.measures), found.name


def test_only_sums_add_up() -> None:
    assert all(m.format in (Format.MONEY, Format.COUNT) for m in METRICS.values() if m.additive)
    assert not metric("customers").additive
    assert not metric("average_order_value").additive


def test_a_whole_order_number_says_that_products_cannot_have_it() -> None:
    whole = {Source.ORDERS, Source.PAYMENTS}
    for found in METRICS.values():
        if any(MEASURES[name].source in whole for name in found.measures):
            assert "product" in found.null_rule, found.name


def test_an_unknown_metric_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownMetric, match="net_sales"):
        metric("profit")
