"""Which table answers which question, and that the same question is the same statement."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from data.dimensions import Dimension
from data.filters import FilterError, Filters
from data.measures import MEASURES, Source
from data.metrics import METRICS
from data.periods import Grain, Period
from data.prepared import Statement
from data.queries.aggregate import grouped, totals
from data.queries.groups import ByDimension, ByTime
from data.queries.ranking import ranked
from data.warehouse import View

LAST = date(2026, 7, 20)
EVERYTHING = list(METRICS.values())
ALL = Filters()
PRODUCT = Filters(products=("MUG",))
FULL = Filters(
    start=date(2026, 6, 1),
    end=date(2026, 6, 30),
    segments=("Loyal regulars",),
    countries=("Ireland", "Germany"),
    payment_methods=("card",),
    channels=("web",),
)


def plain(view: View, statement: Statement) -> str:
    """The statement without the marks that ClickHouse needs round names and days."""
    text = view.sql(statement).replace("`", "")
    return re.sub(r"CAST\(('[^']+') AS Date32\)", r"\1", text)


def facts(view: View, statement: Statement) -> set[str]:
    """The fact tables a statement reads."""
    return set(re.findall(r"\bfact_\w+", view.sql(statement)))


def total_of(*names: str, filters: Filters = ALL) -> Statement:
    return totals([METRICS[name] for name in names], filters, last_day=LAST)


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("gross_sales", {"fact_orders"}),
        ("orders", {"fact_orders"}),
        ("median_order_value", {"fact_orders"}),
        ("net_sales", {"fact_orders", "fact_reversals"}),
        ("reversals", {"fact_reversals"}),
        ("collected", {"fact_payments"}),
        ("repeat_rate", {"fact_orders"}),
    ],
)
def test_whole_orders_answer_while_no_product_is_asked_for(
    view: View, name: str, tables: set[str]
) -> None:
    """Orders are a third as many as lines, and have shipping, tax and a median."""
    assert facts(view, total_of(name)) == tables


@pytest.mark.parametrize("filters", [PRODUCT, Filters(categories=("Kitchen",))])
def test_lines_answer_once_a_product_or_category_is_asked_for(view: View, filters: Filters) -> None:
    assert facts(view, total_of("gross_sales", filters=filters)) == {"fact_lines"}
    assert facts(view, total_of("net_sales", filters=filters)) == {"fact_lines", "fact_reversals"}


@pytest.mark.parametrize("dimension", list(Dimension))
def test_lines_answer_for_dimensions_of_lines_only(view: View, dimension: Dimension) -> None:
    group = ByDimension(dimension)
    statement = grouped([METRICS["gross_sales"]], ALL, group, last_day=LAST)
    assert facts(view, statement) == {"fact_lines" if dimension.is_of_lines else "fact_orders"}


def test_no_table_is_read_for_a_question_without_an_answer(view: View) -> None:
    statement = total_of("shipping", "tax", filters=PRODUCT)
    assert facts(view, statement) == set()
    assert view.frame(statement).isna().to_numpy().tolist() == [[True, True]]


@pytest.mark.parametrize("name", ["shipping", "tax", "free_orders", "repeat_rate", "collected"])
def test_whole_order_metrics_by_product_are_refused_with_a_sentence(name: str) -> None:
    label = METRICS[name].label
    sentence = f"{label} is known for whole orders only, not by product or category."
    for dimension in (Dimension.PRODUCT, Dimension.CATEGORY):
        with pytest.raises(FilterError, match=f"^{sentence}$"):
            grouped([METRICS[name]], ALL, ByDimension(dimension), last_day=LAST)
    with pytest.raises(FilterError, match=f"^{sentence}$"):
        grouped([METRICS[name]], PRODUCT, ByTime(Grain.DAY), last_day=LAST)


def test_each_fact_is_aggregated_before_it_is_put_beside_another(view: View) -> None:
    """A join of facts would multiply money: every fact stands in one CTE of its own."""
    sql = plain(view, total_of(*METRICS))
    ctes = re.findall(r"(\w+) AS \n\(SELECT", sql)
    assert ctes == [source.value for source in dict.fromkeys(_sources())]
    outside = sql[sql.rindex(")\n SELECT") :]
    assert "fact_" not in outside


def _sources() -> list[Source]:
    return [MEASURES[name].source for metric in EVERYTHING for name in metric.measures]


def test_a_reversal_is_dated_by_the_column_its_question_names(view: View) -> None:
    filters = Filters().within(Period(date(2026, 6, 1), date(2026, 6, 30)))
    asked = [total_of(metric, filters=filters) for metric in ("reversals", "net_sales_by_order")]
    # One engine says of a day that it is one.
    own, by_order = (plain(view, statement).replace("DATE '", "'") for statement in asked)
    assert "fact_reversals.date >= '2026-06-01'" in own
    assert "fact_reversals.order_date >= '2026-06-01'" in by_order
    assert "fact_reversals.date " not in by_order


@pytest.mark.parametrize("grain", list(Grain))
def test_time_is_cut_by_the_days_of_the_fact_and_never_by_instants(
    view: View, grain: Grain
) -> None:
    sql = view.sql(grouped([METRICS["orders"]], ALL, ByTime(grain), last_day=LAST))
    assert "timezone" not in sql
    assert ("date_trunc" in sql) is (grain is not Grain.DAY)


def ranking(by: Dimension) -> Callable[[Filters], Statement]:
    return lambda filters: ranked(EVERYTHING, filters, by, last_day=LAST)


STATEMENTS: dict[str, Callable[[Filters], Statement]] = {
    "totals": lambda filters: totals(EVERYTHING, filters, last_day=LAST),
    "days": lambda filters: grouped(EVERYTHING, filters, ByTime(Grain.DAY), last_day=LAST),
    "months": lambda filters: grouped(EVERYTHING, filters, ByTime(Grain.MONTH), last_day=LAST),
    **{dimension.value: ranking(dimension) for dimension in Dimension},
}


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("filters", [ALL, FULL], ids=["all", "full"])
def test_the_same_question_is_the_same_statement_and_the_same_key(
    view: View, name: str, filters: Filters
) -> None:
    one, other = STATEMENTS[name](filters), STATEMENTS[name](filters)
    assert view.sql(one) == view.sql(other)
    assert view.key(one) == view.key(other)


def test_another_question_has_another_key(view: View) -> None:
    keys = {view.key(build(filters)) for build in STATEMENTS.values() for filters in (ALL, FULL)}
    assert len(keys) == 2 * len(STATEMENTS)
    days = [Filters(start=LAST, end=LAST), Filters(start=date(2026, 7, 19), end=LAST)]
    assert len({view.key(total_of("orders", filters=filters)) for filters in days}) == 2


@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("filters", [ALL, FULL], ids=["all", "full"])
def test_statements_compile_and_run_without_a_warning(
    view: View, name: str, filters: Filters
) -> None:
    """A cartesian product, for one, would be warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", sa.exc.SAWarning)
        statement = STATEMENTS[name](filters)
        frame = view.frame(statement)
    assert set(METRICS) <= set(frame.columns)


def test_keys_of_a_breakdown_are_never_missing(view: View) -> None:
    for dimension in set(Dimension) - {Dimension.PRODUCT}:
        frame = view.frame(ranked(EVERYTHING, ALL, dimension, last_day=LAST))
        assert frame["key"].notna().all()
        assert frame["key"].is_unique
