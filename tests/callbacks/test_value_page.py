"""The page of customer value on the tiny shop: every card by hand, and what has no numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bench.page import Page
from callbacks import value as page_of_value
from callbacks.asked import Asked, read
from callbacks.decks import DECKS
from callbacks.drawer import card_sheet
from callbacks.exports import file_of
from callbacks.services import Services
from callbacks.value_facts import held_out
from callbacks.value_model import model_card
from data import schema
from data.answers import value as answers
from data.stores import FileStore
from data.warehouse import View, Warehouse
from layouts import value
from layouts.components import CardIds
from layouts.tabs import Tab
from models import registry
from models.card import ModelCard
from models.names import VALUE as ARTEFACT
from models.registry import ModelRefused
from models.value.gamma_gamma import GammaGamma
from models.value.gates import Facts, gates
from models.value.model import ValueModel
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing
from tests.callbacks.conftest import Open
from tests.data import shop
from tests.data.answers.made import NoCache
from tests.data.shop import LAST_DAY

ALL = "?tab=value"


def rows(page: Page, ids: CardIds) -> list[dict[str, Any]]:
    """The rows of a card's table; that of a drawing is opened first."""
    if ids in (value.FACTS, value.MODEL):
        listed: list[dict[str, Any]] = page.value(ids.table, "rowData")
        return listed
    page.change(ids.toggle, "n_clicks", 1)
    grid = page.value(ids.behind, "children")["props"]["children"]
    found: list[dict[str, Any]] = grid["props"]["rowData"]
    return found


def test_the_page_says_what_is_expected_and_how_true_that_was(opened: Open) -> None:
    page = opened(ALL)
    assert page.value(value.Id.LEDE, "children") == (
        "5 customers are expected to bring £104.50 from 4 orders in the 90 days after 20 Jul 2026, "
        "and £333.50 from 13 orders in 365 days (80% range £185.97 to £481.03). On the days held "
        "out, 10.0% more was expected than came."
    )
    facts = {row["fact"]: row["value"] for row in rows(page, value.FACTS)}
    assert facts["Likely still customers"] == "3"
    assert facts["Expected value, 365 days"] == "£333.50"
    assert facts["80% range of it"] == "£185.97 to £481.03"
    assert (facts["Value so far"], facts["Average value so far"]) == ("£142.00", "£28.40")
    assert (facts["Share of the best 10%"], facts["Share of the best 20%"]) == ("–", "60.0%")


def test_the_cards_hold_everybody_once(opened: Open) -> None:
    page = opened(ALL)
    assert [row["customers"] for row in rows(page, value.CHANCE)] == [0, 0, 1, 1, 0, 1, 0, 0, 0, 2]
    clusters = rows(page, value.CLUSTERS)
    assert [(row["key"], row["value_365"]) for row in clusters] == [
        ("Loyal regulars", pytest.approx(323.0)),
        ("One-time buyers", pytest.approx(10.5)),
    ]
    assert [row["key"] for row in rows(page, value.RFM)][:2] == ["Champions", "At risk"]
    tenths = rows(page, value.TENTHS)
    assert sum(row["historic_clv"] for row in tenths) == 142.0
    assert rows(page, value.BEST)[0]["value_share"] == pytest.approx(200 / 333.5)


def test_the_held_out_days_are_seen_by_value_and_by_orders(opened: Open) -> None:
    page = opened(ALL)
    figure = page.value(value.CALIBRATION.graph, "figure")
    assert [trace["y"] for trace in figure["data"]] == [[20, 80], [10, 100]]
    assert page.value(value.CALIBRATION.note, "children") == (
        "In all 6 orders were expected and 6 came (0.0%), worth £110.00 and £100.00 (+10.0%)."
    )
    page.change(value.Id.HELD_OUT, "value", "orders")
    assert page.value("location", "search") == f"{ALL}&value.held-out=orders"
    figure = page.value(value.CALIBRATION.graph, "figure")
    assert [trace["y"] for trace in figure["data"]] == [[2, 4], [1, 5]]


def test_a_click_on_a_bar_keeps_its_customers(opened: Open) -> None:
    page = opened(ALL)
    click = {"points": [{"customdata": ["Champions", "Champions", "£200.00"]}]}
    page.change(value.RFM.graph, "clickData", click)
    assert page.value("location", "search") == f"{ALL}&rfm-segment=Champions"
    facts = {row["fact"]: row["value"] for row in rows(page, value.FACTS)}
    assert (facts["Customers"], facts["Expected value, 365 days"]) == ("1", "£200.00")
    assert page.value(value.FACTS.subtitle, "children").startswith("Customers with a matching")


def test_without_customers_the_cards_say_which_filter_did_it(opened: Open) -> None:
    page = opened(f"{ALL}&country=Nowhere")
    assert page.value(value.Id.LEDE, "children") == (
        "No customer whom these filters keep has an order."
    )
    assert page.value(value.FACTS.state_text, "children") == (
        "There are no orders with Country: Nowhere."
    )


def test_files_and_drawers_define_what_they_hold(services: Services) -> None:
    asked = read(services, "period=all")
    drawn = DECKS[Tab.VALUE][0]
    text = file_of(asked, drawn, "csv").decode("utf-8-sig")
    assert "# Likely still customers: How many of them are expected to order ever again" in text
    assert "Formula: sum of P(alive). Dated by the last day of the data" in text
    _, sheet = card_sheet(asked, drawn)
    assert "customers with an order, as of the last day of the data" in str(sheet)
    assert "customer_value" in str(sheet)


# --- what has no numbers --------------------------------------------------------------------------


def view_without(folder: Path, *tables: sa.Table, drop: bool) -> View:
    """The tiny shop as a release with these tables empty, or without them."""
    store = FileStore(folder)
    with store.begin() as draft:
        shop.build(draft.engine)
        with draft.engine.begin() as connection:
            for table in tables:
                connection.execute(sa.schema.DropTable(table) if drop else sa.delete(table))
        draft.publish(shop.info_of(draft))
    return Warehouse(store, NoCache(), threads=1).view()


def asked_of(services: Services, view: View) -> Asked:
    return replace(read(services, "period=all"), view=view)


def save(view: View, model: ValueModel, contest: dict[str, Any] | None = None) -> None:
    card = ModelCard(
        name=ARTEFACT,
        kind="value",
        release=view.release.id,
        rows=model.buyers,
        first_day=view.release.first_day,
        last_day=view.release.last_day,
        parameters=model.parameters,
        scores=model.scores,
        contest=contest,
    )
    registry.save(view.artefacts, ARTEFACT, model.state(), card)


def test_a_release_of_a_former_version_asks_to_train_again(
    services: Services, tmp_path: Path
) -> None:
    asked = asked_of(services, view_without(tmp_path, schema.customer_value, drop=True))
    assert not answers.was_learned(asked.view)
    for drawn in DECKS[Tab.VALUE] + DECKS[Tab.NEXT_ORDERS]:
        card = drawn.card(asked, "light")
        assert card.state.text == value.NOT_LEARNED, drawn.title
    assert page_of_value.lede(asked) == value.NOT_LEARNED


def test_where_a_gate_is_not_passed_the_page_says_what_is_missing(
    services: Services, tmp_path: Path
) -> None:
    view = view_without(tmp_path, schema.customer_value, schema.value_calibration, drop=False)
    few = Facts(5, 2, 3, 77, 0, None)
    save(view, ValueModel(LAST_DAY, 5, gates(few)))
    asked = asked_of(services, view)
    said = page_of_value.lede(asked)
    assert said.startswith("Customers are not valued. It takes 500 buyers, and there are 5 so far.")
    assert "It takes 180 days of orders, and there are 77 so far." in said
    card = DECKS[Tab.VALUE][0].card(asked, "light")
    assert (card.state.title, card.state.text) == ("Not available", said)
    facts = {row["fact"]: row["value"] for row in model_card(asked, "light").rows}
    assert facts["Model"] == "none: the data cannot carry one"
    assert facts["Needs at least 500 buyers"] == "It takes 500 buyers, and there are 5 so far."
    assert facts["Needs an order within the last 30 days"] == "met"


def test_the_model_says_what_it_is_and_why_it_is_in_service(
    services: Services, tmp_path: Path
) -> None:
    view = view_without(tmp_path, drop=False)
    law = Purchasing(MBG_NBD, 0.525, 6.183, 0.891, 1.614, -9584.75, 2357)
    beside = Purchasing(BG_NBD, 0.243, 4.414, 0.793, 2.426, -9582.43, 2357)
    enough = gates(Facts(2357, 600, 946, 273, 1, 0.06))
    model = ValueModel(LAST_DAY, 2357, enough, 0.06, law, beside, GammaGamma(6.25, 3.74, 15.44))
    save(view, model, {"why": "The new model is not worse."})
    card = model_card(asked_of(services, view), "light")
    facts = {row["fact"]: row["value"] for row in card.rows}
    assert facts["Orders, MBG/NBD"] == (
        "r 0.525, alpha 6.18, a 0.891, b 1.61; log-likelihood −9,584.8"
    )
    assert facts["Money per order, Gamma-Gamma"] == "p 6.25, q 3.74, gamma 15.4"
    assert facts["Compared with BG/NBD"] == (
        "r 0.243, alpha 4.41, a 0.793, b 2.43; log-likelihood −9,582.4"
    )
    assert facts["Frequency against value"] == "correlation 0.06"
    assert facts["In service"] == "The new model is not worse."
    assert card.note.endswith("Nothing could be held out to test it.")


def test_a_model_that_is_not_there_leaves_the_other_cards_alone(services: Services) -> None:
    asked = read(services, "period=all")
    with pytest.raises(ModelRefused, match="train again"):
        model_card(asked, "light")
    states = {drawn.title: drawn.card(asked, "dark").state for drawn in DECKS[Tab.VALUE]}
    ready = [title for title, state in states.items() if "is-ready" in state.class_name]
    assert ready == [drawn.title for drawn in DECKS[Tab.VALUE][:-1]]


def test_an_error_of_the_held_out_days_is_said_with_its_direction() -> None:
    assert held_out(0.1234) == "On the days held out, 12.3% more was expected than came."
    assert held_out(-0.05) == "On the days held out, 5.0% less was expected than came."
    assert held_out(0.0001) == "On the days held out, as much came as was expected."
    assert held_out(None).startswith("There were no days to hold out")


def test_figures_say_the_numbers_in_words_when_pointed_at(opened: Open) -> None:
    figure = opened(ALL).value(value.CHANCE.graph, "figure")
    assert figure["data"][0]["customdata"][9] == ["90%–100%", "2", "40.0%", "£308.00"]
    assert "90%–100%" in json.dumps(figure, ensure_ascii=False)
