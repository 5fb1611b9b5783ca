"""The drawer: every number and every card says where it comes from, in SQL that runs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from dash.development.base_component import Component

from callbacks import drawer
from callbacks.address import Address
from callbacks.asked import Asked, read
from callbacks.decks import DECKS
from callbacks.services import Services
from data.answers.explained import explained
from data.filters import Filters
from data.measures import Source
from data.metrics import METRICS, metric
from data.recording import recording
from data.selection import Selection
from data.warehouse import View
from layouts.tabs import Tab

ALL_TIME = "period=all"


def of_kind(node: Any, kind: str) -> Iterator[Any]:
    if isinstance(node, list | tuple):
        for child in node:
            yield from of_kind(child, kind)
    elif isinstance(node, Component):
        if type(node).__name__ == kind:
            yield node
        yield from of_kind(getattr(node, "children", None), kind)


def facts(sheet: Component) -> dict[str, str]:
    first = next(of_kind(sheet, "Dl"))
    return {row.children[0].children: row.children[1].children for row in first.children}


def codes(sheet: Component) -> list[str]:
    return [code.children for code in of_kind(sheet, "Code")]


@pytest.fixture
def asked(services: Services) -> Asked:
    return read(services, ALL_TIME)


def run(view: View, sql: str) -> pd.DataFrame:
    with view.engine.connect() as connection:
        cursor: Any = connection.exec_driver_sql(sql)
        return pd.DataFrame(cursor.fetchall(), columns=list(cursor.keys()))


def test_a_number_says_its_value_its_rows_and_how_far_the_data_reach(asked: Asked) -> None:
    found = facts(drawer.number_sheet(asked, "net_sales"))
    assert found["Value"] == "£155.50"
    assert found["Rows"] == "11 of sales; 4 of reversals"
    # 9 with orders, and one in which something came back that was bought in another month.
    assert found["Read from"] == "10 rows of sales_by_month"
    assert found["Data to"] == "20 Jul 2026"
    assert found["Filters"] == "none"
    assert found["Release"] == asked.view.release.id


def test_its_formula_stands_there_in_words(asked: Asked) -> None:
    sheet = drawer.number_sheet(asked, "average_order_value")
    said = [dd.children for dd in of_kind(sheet, "Dd")]
    assert "(gross sales − discounts) / orders" in said
    assert METRICS["average_order_value"].description in [p.children for p in of_kind(sheet, "P")]


def test_the_period_compared_with_has_its_own_sql(services: Services) -> None:
    asked = read(services, "from=2026-06-04&to=2026-07-03")
    sheet = drawer.number_sheet(asked, "net_sales")
    now, before, _ = codes(sheet)
    assert run(asked.view, now).iloc[0, 0] == 118
    assert run(asked.view, before).iloc[0, 0] == 4.5


def test_the_switch_of_the_day_of_reversals_decides_which_number_is_explained(
    services: Services,
) -> None:
    asked = read(services, "from=2026-06-04&to=2026-07-03&basis=order-day")
    sheet = drawer.number_sheet(asked, "net_sales")
    assert "net_sales_by_order" in [dd.children for dd in of_kind(sheet, "Dd")]


def test_a_number_that_has_no_answer_says_why(services: Services) -> None:
    asked = read(services, "period=all&product=MUG")
    found = facts(drawer.number_sheet(asked, "shipping"))
    assert found["Value"] == "Not available: not available with a product or category filter"
    assert found["Rows"] == "none of orders"
    assert found["Read from"] == "no table"
    assert found["Filters"] == "Product: Blue mug"


@pytest.mark.parametrize("tab", list(DECKS))
def test_every_statement_of_every_card_runs_as_it_stands(asked: Asked, tab: Tab) -> None:
    for drawn in DECKS[tab]:
        view = recording(asked.view)
        drawn.card(Asked(view, asked.selection, asked.filters), "light")
        for seen in view.seen:
            assert len(run(asked.view, seen.sql)) == seen.rows, drawn.ids.prefix


def test_a_card_lists_its_statements_and_the_metrics_in_it(asked: Asked) -> None:
    trend = DECKS[Tab.OVERVIEW][0]
    title, sheet = drawer.card_sheet(asked, trend)
    assert title == "Net sales by day"
    assert codes(sheet)
    assert "Net sales" in [h.children for h in of_kind(sheet, "H4")]
    assert facts(sheet)["Period"] == "4 May – 20 Jul 2026"


def test_the_command_asks_the_same_question() -> None:
    chosen = Selection(kept=Filters(products=("it's",), channels=("web shop",)))
    view: Any = None
    filters = Filters(start=date(2026, 1, 1), end=date(2026, 1, 31))
    said = drawer.command(Asked(view, chosen, filters))
    assert shlex.split(said) == [
        *("python", "-m", "dashapp", "query", "kpis"),
        *("--from", "2026-01-01", "--to", "2026-01-31"),
        *("--product", "it's", "--channel", "web shop"),
    ]


def test_rows_under_a_number_are_those_the_filters_keep(view: View) -> None:
    kept = explained(view, metric("net_sales"), Filters(countries=("Germany",)))
    assert kept.rows == {Source.SALES: 2, Source.REVERSALS: 1}


def test_a_value_with_a_quote_in_it_stays_a_value(view: View) -> None:
    sly = Filters(countries=("x' OR '1'='1",))
    found = explained(view, metric("orders"), sly)
    assert found.value == 0
    assert run(view, found.sql).iloc[0, 0] == 0


def test_a_recording_view_answers_as_the_view_does_and_notes_a_repeat_once(view: View) -> None:
    statement = sa.select(sa.literal(7).label("seven"))
    noted = recording(view)
    for _ in range(2):
        assert noted.frame(statement)["seven"].tolist() == [7]
    assert [seen.rows for seen in noted.seen] == [1]


def test_the_page_opens_the_drawer_for_a_card(services: Services) -> None:
    asked = read(services, Address(Tab.PRODUCTS).question())
    for drawn in DECKS[Tab.PRODUCTS]:
        assert facts(drawer.card_sheet(asked, drawn)[1])["Data to"] == "20 Jul 2026"
