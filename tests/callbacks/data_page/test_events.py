"""Events on the Data page: listed, added, changed and removed by administrators alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from bench.page import Page
from callbacks.data_page import events as acts
from data.notes.records import NotKept, checked_event
from layouts.data_page import ids
from layouts.data_page.events import Id
from tests.callbacks.kept import Kept


@pytest.fixture(scope="module")
def house(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("events"))


@pytest.fixture(autouse=True)
def kept(house: Kept) -> Iterator[None]:
    yield
    house.forget()


def fill(page: Page, **values: Any) -> None:
    for name, value in values.items():
        page.change(Id[name.upper()], "value", value)


def listed(page: Page) -> list[list[Any]]:
    names = ("start", "end", "kind", "title", "made_by")
    return [[row[name] for name in names] for row in page.value(ids.EVENTS.table, "rowData")]


def test_an_event_is_added_chosen_changed_and_removed(house: Kept) -> None:
    page = house.opened("ada", "?tab=data")
    assert page.value(ids.EVENTS.state_title, "children") == "No events are kept"
    fill(page, start="2026-06-10", end="2026-06-12", kind="campaign", title=" Lamp week ")
    page.change(Id.SAVE, "n_clicks", 1)
    assert page.value(Id.SAY, "children") == "“Lamp week” is kept."
    assert page.value(Id.TITLE, "value") == ""
    assert listed(page) == [["2026-06-10", "2026-06-12", "Campaign", "Lamp week", "ada"]]
    page.change(ids.EVENTS.table, "selectedRows", page.value(ids.EVENTS.table, "rowData"))
    assert page.value(Id.SAVE, "children") == "Save the change"
    assert page.value(Id.START, "value") == "2026-06-10"
    fill(page, kind="price-change", title="Lamps cheaper")
    page.change(Id.SAVE, "n_clicks", 2)
    assert page.value(Id.SAY, "children") == "“Lamps cheaper” is changed."
    assert listed(page) == [["2026-06-10", "2026-06-12", "Price change", "Lamps cheaper", "ada"]]
    page.change(Id.REMOVE, "n_clicks", 1)
    assert page.value(Id.SAY, "children") == "Choose a line of the list first."
    page.change(ids.EVENTS.table, "selectedRows", page.value(ids.EVENTS.table, "rowData"))
    page.change(Id.REMOVE, "n_clicks", 2)
    assert page.value(Id.SAY, "children") == "The event is removed."
    assert house.services.notes.events() == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"start": "", "title": "x"}, "First day: write a day as YYYY-MM-DD"),
        ({"start": "2026-06-10", "end": "2026-06-01", "title": "x"}, "before the first day"),
        ({"start": "2026-06-10", "title": " "}, "What happened: write a name"),
        ({"start": "2026-06-10", "title": "x", "kind": "sale"}, "Kind: choose one of"),
    ],
)
def test_what_is_no_event_is_told_and_the_form_stays(
    house: Kept, form: dict[str, str], told: str
) -> None:
    page = house.opened("ada", "?tab=data")
    fill(page, **form)
    page.change(Id.SAVE, "n_clicks", 1)
    assert told in page.value(Id.SAY, "children")
    assert page.value(Id.SAY, "className") == "why is-wrong"
    assert page.value(Id.TITLE, "value") == form["title"]
    assert house.services.notes.events() == []


def test_a_row_that_is_none_of_ours_changes_nothing(house: Kept) -> None:
    event = house.services.notes.add_event(checked_event("2026-06-10", "", "other", "x"), "ada")
    none: list[Any] = [None, [], [None], [{}], [{"id": 99}], [{"id": True}], [{"id": "1"}], "x"]
    for rows in none:
        with pytest.raises(PreventUpdate):
            acts.chosen([event], rows)
    for which in (99, True, "1", [1], 10**30):
        with pytest.raises(NotKept, match="any more"):
            acts.removed(house.services.notes, {"which": which}, "ada")
    assert len(house.services.notes.events()) == 1


def test_nobody_else_is_answered_whatever_they_send(house: Kept) -> None:
    house.services.notes.add_event(checked_event("2026-06-10", "", "other", "x"), "ada")

    def sent(component: str, prop: str) -> Any:
        held: dict[str, Any] = {
            Id.WHICH: 1,
            Id.START: "2026-06-10",
            Id.TITLE: "y",
            Id.KIND: "other",
        }
        return held.get(component, 1)

    for output in (f"{Id.SAY}.children", f"{ids.EVENTS.table}.rowData", f"{Id.START}.value"):
        assert house.called("ben", output, sent).status_code == 403
    assert [event.title for event in house.services.notes.events()] == ["x"]
