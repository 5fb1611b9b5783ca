"""Alerts on the Data page: listed, added, snoozed, woken and removed by administrators alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from bench.page import Page
from callbacks.alert_round import book_of, round_of
from callbacks.data_page import alerts as acts
from data.answers.complete import today
from data.notes.records import NotKept
from layouts import dates
from layouts.data_page import ids
from layouts.data_page.alerts import Id
from tests.callbacks.kept import Kept


@pytest.fixture(scope="module")
def house(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("alerts"))


@pytest.fixture(autouse=True)
def kept(house: Kept) -> Iterator[None]:
    yield
    house.forget()


FORM = {
    "name": "Weak week",
    "value": "100",
    "recipients": "ada@example.com",
    "kind": "threshold",
    "side": "below",
}


def fill(page: Page, **values: Any) -> None:
    for name, value in values.items():
        page.change(Id[name.upper()], "value", value)


def pressed(page: Page, button: Id, times: int = 1) -> str:
    page.change(button, "n_clicks", times)
    return str(page.value(Id.SAY, "children"))


def choose(page: Page) -> None:
    page.change(ids.ALERTS.table, "selectedRows", page.value(ids.ALERTS.table, "rowData"))


def test_an_alert_is_added_judged_snoozed_woken_and_removed(house: Kept) -> None:
    page = house.opened("ada", "?tab=data")
    assert page.value(ids.ALERTS.state_title, "children") == "No alerts are kept"
    fill(page, **FORM)
    assert pressed(page, Id.ADD).startswith("“Weak week” is kept.")
    assert page.value(Id.NAME, "value") == ""
    (row,) = page.value(ids.ALERTS.table, "rowData")
    assert (row["state"], row["name"]) == ("Not checked", "Weak week")
    assert row["condition"] == "Net sales of a week below £100.00"
    round_of(house.services, "", lambda: "<x@example.com>").done()

    page = house.opened("ada", "?tab=data")
    (row,) = page.value(ids.ALERTS.table, "rowData")
    assert (row["state"], row["checked"]) == ("Firing", "13 – 19 Jul 2026")
    assert row["detail"] == "Net sales: −£5.00, below £100.00"
    assert page.value(ids.ALERTS.note, "children") == "“Weak week” has a mail to be sent."
    assert pressed(page, Id.SNOOZE) == "Choose a line of the list first."
    choose(page)
    until = today(house.services.warehouse.view().release) + timedelta(days=7)
    assert pressed(page, Id.SNOOZE, 2) == f"The alert says nothing before {dates.day(until)}."
    assert f"says nothing before {dates.day(until)}" in page.value(ids.ALERTS.note, "children")
    choose(page)
    assert pressed(page, Id.WAKE).startswith("The alert is awake.")
    choose(page)
    assert pressed(page, Id.REMOVE) == "The alert is removed."
    assert book_of(house.services).alerts() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "Name: write a name"),
        ({"value": "lots"}, "Value: write digits"),
        ({"recipients": "ada@example.com\nBcc: eve@example.com"}, "is not a mail address"),
        ({"side": "either"}, "Side: a value is either passed"),
        ({"kind": "band"}, "Window: a forecast is made by months"),
        ({"metric": "profit"}, "Metric: There is no metric"),
        ({"window": ["week"]}, "Window: choose one of"),
        ({"comparison": {"a": 1}}, "Compared with: choose one of"),
    ],
)
def test_what_is_no_alert_is_told_and_the_form_stays(
    house: Kept, change: dict[str, Any], told: str
) -> None:
    page = house.opened("ada", "?tab=data")
    fill(page, **(FORM | change))
    assert told in pressed(page, Id.ADD)
    assert page.value(Id.SAY, "className") == "why is-wrong"
    assert page.value(Id.VALUE, "value") == (FORM | change)["value"]
    assert book_of(house.services).alerts() == []


def test_a_row_that_is_none_of_ours_changes_nothing(house: Kept) -> None:
    none: list[Any] = [None, [], [None], [{}], [{"id": 99}], [{"id": True}], [{"id": "1"}], "x"]
    for rows in none:
        with pytest.raises(PreventUpdate):
            acts.chosen([], rows)
    for which in (99, True, "1", [1], 10**30):
        for act in (acts.snoozed, acts.woken, acts.removed):
            with pytest.raises(NotKept, match="any more"):
                act(house.services, {"which": which}, "ada")


def test_nobody_else_is_answered_whatever_they_send(house: Kept) -> None:
    def sent(component: str, prop: str) -> Any:
        held: dict[str, Any] = {Id[name.upper()]: value for name, value in FORM.items()}
        return held.get(component, 1)

    for output in (f"{Id.SAY}.children", f"{ids.ALERTS.table}.rowData", f"{Id.WHICH}.data"):
        assert house.called("ben", output, sent).status_code == 403
    assert book_of(house.services).alerts() == []
