"""Saved views: whose they are, what link is kept, and what nobody can do to another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from callbacks import saved_views
from data.notes.records import NotKept
from layouts.saved_views import DELETE, RENAME, Id
from tests.callbacks.kept import Kept

TRENDS = "?tab=trends&month=2026-06"


@pytest.fixture(scope="module")
def house(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("views"))


@pytest.fixture(autouse=True)
def kept(house: Kept) -> Iterator[None]:
    yield
    house.forget()


def names(house: Kept, user: str) -> list[str]:
    return [view.name for view in house.services.notes.views(user)]


def words(part: Any) -> list[str]:
    """Every text in a part of the page."""
    if isinstance(part, str):
        return [part] if part else []
    if isinstance(part, list):
        return [word for one in part for word in words(one)]
    return words(part["props"].get("children")) if isinstance(part, dict) else []


def test_a_view_is_saved_listed_and_cleared_away(house: Kept) -> None:
    page = house.opened("ben", TRENDS)
    page.change(Id.NAME, "value", " June trends ")
    page.change(Id.SAVE, "n_clicks", 1)
    assert page.value(Id.SAY, "children") == "“June trends” is saved."
    assert page.value(Id.NAME, "value") == ""
    assert words(page.value(Id.LIST, "children")) == ["Mine", "June trends"]
    (view,) = house.services.notes.views("ben")
    assert (view.owner, view.search, view.shared) == ("ben", TRENDS, False)
    again = house.opened("ben", "")
    again.change(Id.TOGGLE, "n_clicks", 1)
    assert "June trends" in words(again.value(Id.LIST, "children"))
    other = house.opened("ada", "")
    other.change(Id.TOGGLE, "n_clicks", 1)
    assert words(other.value(Id.LIST, "children")) == ["Nothing is saved yet."]


def test_a_shared_view_is_seen_by_others_who_cannot_change_it(house: Kept) -> None:
    page = house.opened("ben", TRENDS)
    page.change(Id.NAME, "value", "June")
    page.change(Id.SHARED, "value", ["share"])
    page.change(Id.SAVE, "n_clicks", 1)
    assert words(page.value(Id.LIST, "children")) == ["Mine", "June", "Shared"]
    # The next one is one's own again unless that is said again.
    assert page.value(Id.SHARED, "value") == []
    other = house.opened("ada", "")
    other.change(Id.TOGGLE, "n_clicks", 1)
    listed = other.value(Id.LIST, "children")
    assert words(listed) == ["Shared by others", "June", "ben"]
    assert RENAME not in str(listed)
    assert DELETE not in str(listed)


def test_an_owner_that_the_browser_claims_is_not_believed(house: Kept) -> None:
    sent = {Id.NAME: "Mine", "location": TRENDS, Id.SHARED: [], "owner": "ada"}

    def values(component: str, prop: str) -> Any:
        return None if component == Id.RENAMED else sent.get(component, 1)

    assert house.called("ben", f"{Id.SAY}.children", values).status_code == 200
    assert (names(house, "ben"), names(house, "ada")) == (["Mine"], [])


def test_nobody_renames_or_deletes_the_view_of_another(house: Kept) -> None:
    view = house.services.notes.save_view("ada", "Apples", TRENDS, shared=True)
    with house.app.server.test_request_context(headers={"X-Forwarded-User": "ben"}):
        for number in (view.id, True, None, "1", [view.id], -1, 10**30):
            for act in (
                lambda n=number: saved_views.removed(house.services, n),
                lambda n=number: saved_views.given_name(house.services, n, "Mine"),
            ):
                with pytest.raises(NotKept, match="not one of yours"):
                    act()
            told = saved_views.renaming(house.services, number)
            assert told["say"] == "This view is not one of yours any more."
    assert names(house, "ada") == ["Apples"]


def test_the_owner_renames_and_deletes(house: Kept) -> None:
    view = house.services.notes.save_view("ada", "Apples", TRENDS, shared=False)
    with house.app.server.test_request_context(headers={"X-Forwarded-User": "ada"}):
        begun = saved_views.renaming(house.services, view.id)
        assert (begun["name"], begun["renamed"]) == ("Apples", view.id)
        assert begun["heading"] == "Rename “Apples”"
        assert saved_views.given_name(house.services, view.id, "Pears") == (
            "The view has its new name."
        )
        assert names(house, "ada") == ["Pears"]
        assert saved_views.removed(house.services, view.id) == "“Pears” is deleted."
    assert names(house, "ada") == []


@pytest.mark.parametrize(
    ("search", "link"),
    [
        (TRENDS, TRENDS),
        ("", ""),
        (None, ""),
        ("?tab=nothing&x=<script>&country=Germany", "?country=Germany"),
        ("?tab=targets&targets.shape=last-year", "?tab=targets&targets.shape=last-year"),
    ],
)
def test_only_what_a_link_can_mean_is_kept_of_it(house: Kept, search: Any, link: str) -> None:
    with house.app.server.test_request_context(headers={"X-Forwarded-User": "ben"}):
        saved_views.saved(house.services, "A", search, shared=False)
    assert [view.search for view in house.services.notes.views("ben")] == [link]


@pytest.mark.parametrize(
    ("name", "search", "told"),
    [
        ("", TRENDS, "Name: write a name of 1 to 80 characters."),
        ("x" * 81, TRENDS, "Name: 81 characters are too many; 80 fit."),
        ({"a": 1}, TRENDS, "Name: write a name"),
        ("A", "?from=soon&to=later", "'soon' is not a day"),
        ("A", "?x=" + "y" * 9000, "too long to be one of ours"),
        ("A", "?targets.shape=wrong", "choose one of"),
    ],
)
def test_what_cannot_be_saved_is_told_in_words(
    house: Kept, name: Any, search: str, told: str
) -> None:
    with house.app.server.test_request_context(headers={"X-Forwarded-User": "ben"}):
        found = saved_views.after(
            house.services, lambda: saved_views.saved(house.services, name, search, shared=True)
        )
    assert told in found["say"]
    assert found["look"] == "why is-wrong"
    assert names(house, "ben") == []


def test_on_this_machine_alone_everybody_has_the_same_views(house: Kept) -> None:
    page = house.opened("", TRENDS)
    page.change(Id.NAME, "value", "Ours")
    page.change(Id.NAME, "n_submit", 1)
    (view,) = house.services.notes.views("")
    assert (view.name, view.owner) == ("Ours", "")


def test_a_store_that_fails_tells_no_places_to_who_saves(house: Kept) -> None:
    house.settings.data_dir.joinpath("notes.sqlite").write_text("this is no database")
    page = house.opened("ben", TRENDS)
    page.change(Id.NAME, "value", "June")
    page.change(Id.SAVE, "n_clicks", 1)
    said = page.value(Id.SAY, "children")
    assert "send reference" in said
    assert "notes.sqlite" not in said
    house.forget()
    page = house.opened("ben", TRENDS)
    page.change(Id.NAME, "value", "June")
    page.change(Id.SAVE, "n_clicks", 1)
    assert page.value(Id.SAY, "children") == "“June” is saved."
