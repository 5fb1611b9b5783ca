"""The registry and its page of definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.definition_table import COLUMNS, as_markdown, cells_of, filters_of
from data.filters import DIMENSION_FIELDS
from data.formula_text import formula_text
from data.formulas import CUSTOMERS, FINANCE, Format, Measures
from data.measure_words import ALONE, GRAINS, WORDS
from data.measures import MEASURES, Source, Value
from data.metrics import METRICS, UnknownMetric, metric

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_of_definitions_holds_the_table_of_the_registry() -> None:
    """Written anew by: python -c "from data.definition_table import *; print(as_markdown())"."""
    section = DOCUMENT.read_text("utf-8").partition("## The metrics\n\n")[2]
    assert section.partition("\n\n")[0] == as_markdown()


def test_the_table_says_everything_of_every_metric() -> None:
    lines = as_markdown().splitlines()
    assert lines[0] == f"| {' | '.join(COLUMNS)} |"
    assert len(lines) == len(METRICS) + 2
    for found in METRICS.values():
        cells = cells_of(found)
        assert len(cells) == len(COLUMNS)
        assert all(cells)
        assert not any("|" in cell or "\n" in cell for cell in cells), found.name


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("gross_sales", "sum of list price × quantity"),
        ("average_order_value", "(gross sales − discounts) / orders"),
        (
            "total_sales_by_order",
            "gross sales − discounts − reversals of these orders + shipping + tax",
        ),
        ("reversal_rate", "reversals / gross sales"),
        ("came_back_customers", "new customers + returning customers − customers"),
        ("items_per_order", "(units − units reversed) / orders"),
    ],
)
def test_formulas_are_written_as_a_merchant_would(name: str, formula: str) -> None:
    assert metric(name).formula_text == formula


def test_brackets_are_put_where_leaving_them_out_would_mean_something_else() -> None:
    def profit(m: Measures) -> Value:
        return m["gross"] - (m["discount"] + m["tax"])

    def share(m: Measures) -> Value:
        return m["gross"] / (m["discount"] / m["orders"])

    assert formula_text(profit, ("gross", "discount", "tax")) == ("gross sales − (discounts + tax)")
    assert formula_text(share, ("gross", "discount", "orders")) == (
        "gross sales / (discounts / orders)"
    )


def test_every_measure_has_a_name_and_every_source_a_grain() -> None:
    assert set(WORDS) == set(MEASURES)
    assert set(ALONE) <= set(MEASURES)
    assert set(GRAINS) == set(Source)


def test_a_metric_says_which_filters_it_obeys() -> None:
    assert metric("net_sales").obeys == tuple(DIMENSION_FIELDS)
    assert filters_of(metric("net_sales")) == "all"
    whole = [name for name in DIMENSION_FIELDS if name not in ("products", "categories")]
    assert metric("shipping").obeys == tuple(whole)
    assert filters_of(metric("shipping")) == "all but product and category"
    assert metric("net_sales").grain == (
        "orders (their lines with a product or category filter); reversals"
    )


def test_every_metric_has_an_owner() -> None:
    assert {m.owner for m in METRICS.values()} == {FINANCE, CUSTOMERS}
    assert metric("repeat_rate").owner == CUSTOMERS


def test_what_is_reversed_on_its_own_day_is_dated_so() -> None:
    for found in METRICS.values():
        own = {"reversed", "reversed_quantity"} & set(found.measures)
        of_orders = {"order_reversed", "order_reversed_quantity"} & set(found.measures)
        assert ("own day" in found.dated or found.dated == "reversal day") == bool(own), found.name
        assert (found.dated == "order day, reversals too") == bool(of_orders), found.name


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
    whole = {Source.ORDERS, Source.PAYMENTS, Source.TRIED}
    for found in METRICS.values():
        if any(MEASURES[name].source in whole for name in found.measures):
            assert "product" in found.null_rule, found.name


def test_an_unknown_metric_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownMetric, match="net_sales"):
        metric("profit")
