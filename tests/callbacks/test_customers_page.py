"""The page of customers: the list, one of them, and who sees names."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bench.page import Page
from callbacks import drawer
from callbacks.address import address_of
from callbacks.asked import Asked, read
from callbacks.customers import list_card, people_found
from callbacks.decks import DECKS
from callbacks.exports import file_of
from callbacks.services import Services
from dashapp.factory import create_app
from dashapp.services import build_services
from data.filters import FilterError
from layouts import customers, shell
from layouts.tabs import Tab
from tests.callbacks.conftest import Open
from tests.callbacks.kept import SECRET, Kept

ALL = "?tab=customers&period=all"
ADA = f"{ALL}&customers.customer=ada"
PERSONAL = ("Lane", "ada@example.com", "Leeds")


def rows(page: Page, card: Any = customers.LIST) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.value(card.table, "rowData")
    return found


def facts(page: Page) -> dict[str, str]:
    return {row["fact"]: row["value"] for row in rows(page, customers.FACTS)}


def test_the_list_has_everybody_who_bought(opened: Open) -> None:
    page = opened(ALL)
    assert [row["customer_id"] for row in rows(page)] == ["dan", "ada", "ben", "cleo", "eve"]
    assert page.value(customers.LIST.subtitle, "children") == "5 customers, 4 May – 20 Jul 2026"
    note = page.value(customers.LIST.note, "children")
    assert "In net sales, but of nobody in the list (guests, for example): £13.50." in note
    said = page.value(customers.Id.LEDE, "children")
    assert said == (
        "5 customers bought in this selection; on 20 Jul 2026 0 of them were at risk and 0 had "
        "lapsed."
    )


def test_search_order_and_overdue_stand_in_the_link(opened: Open) -> None:
    page = opened(ALL)
    page.change(customers.Id.FIND, "value", "a")
    page.change(customers.Id.SORT, "value", "orders")
    assert [row["customer_id"] for row in rows(page)] == ["ada", "dan"]
    assert page.value(shell.Id.LOCATION, "search") == (
        f"{ALL}&customers.find=a&customers.sort=orders"
    )
    page.change(customers.Id.OVERDUE, "value", "lapsed")
    assert page.value(customers.LIST.state_text, "children") == (
        "“a” is in no customer's id among those who are lapsed in this selection. Change the "
        "search, the period or the filters."
    )


def test_a_customer_opens_with_facts_history_orders_goods_and_payments(opened: Open) -> None:
    page = opened(ADA)
    assert page.value(customers.Id.REST, "className") == "grid"
    said = facts(page)
    assert (said["Name"], said["E-mail"], said["City"]) == ("Ada Lane", "ada@example.com", "Leeds")
    assert (said["First order"], said["Last order"]) == ("4 May 2026", "2 Jul 2026")
    assert (said["Orders"], said["Net sales"], said["Reversed"]) == ("4", "£32.00", "£45.00")
    assert said["Average order"] == "£19.25"
    assert said["Days between orders"] == "29.5 days in the middle"
    assert (said["RFM scores"], said["RFM segment"]) == ("R 2 F 3 M 4", "At risk")
    assert [row["order_id"] for row in rows(page, customers.ORDERS)] == ["O8", "O7", "O4", "O1"]
    assert sum(row["net"] for row in rows(page, customers.GOODS)) == 32.0
    assert [row["method"] for row in rows(page, customers.PAYMENTS)] == [
        "card", "gift card", "paypal",
    ]  # fmt: skip
    trace = page.value(customers.HISTORY.graph, "figure")["data"][0]
    assert trace["x"] == ["2026-05-31", "2026-06-30"]
    assert trace["line"]["shape"] == "hv"


def test_who_is_no_customer_or_never_ordered_is_told_apart(opened: Open) -> None:
    page = opened(f"{ALL}&customers.customer=nobody")
    assert "no customer “nobody”" in page.value(customers.FACTS.state_text, "children")
    page.change(customers.Id.CUSTOMER, "value", "fay")
    said = page.value(customers.FACTS.state_text, "children")
    assert said == "Customer fay has no order that counts."
    page.change(customers.Id.CUSTOMER, "value", "")
    assert page.value(customers.FACTS.state_title, "children") == "No customer is open"


def test_what_is_typed_to_find_a_person_never_reaches_the_link(opened: Open) -> None:
    page = opened(ALL)
    page.change(customers.Id.PERSON, "value", "LANE")
    assert page.value(customers.Id.PEOPLE, "className") == "field people-field"
    found = json.dumps(page.value(customers.Id.FOUND, "children"))
    assert "Ada Lane, ada@example.com, Leeds, ada" in found
    assert f"{ALL}&customers.customer=ada" in found
    for component in (shell.Id.LOCATION, shell.Id.SELECTION):
        for prop in ("search", "data"):
            assert "lane" not in str(page.value(component, prop)).lower()
    page.change(customers.Id.PERSON, "value", "' OR 1=1 --%")
    assert page.value(customers.Id.FOUND, "children") == (
        "Nobody’s name or e-mail address holds this."
    )


# --- behind a proxy ---------------------------------------------------------------------------


class Guarded(Kept):
    """The tiny shop where ada sees people, and ben loads data and does not."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        named = {"admin_users": ("ben",), "personal_data_users": ("ada",)}
        self.settings = self.settings.model_copy(update=named)
        self.services = build_services(self.settings)
        self.app = create_app(self.services, self.settings)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Guarded:
    return Guarded(tmp_path_factory.mktemp("guarded"))


def everything(page: Page) -> str:
    """All that the page holds."""
    return json.dumps(list(page._values.values()), default=str)


@pytest.mark.parametrize("user", ["ben", "mallory", ""])
@pytest.mark.parametrize(
    "link", [ADA, "?tab=orders&period=all&orders.order=O1", f"{ALL}&customers.find=ada"]
)
def test_who_is_not_named_gets_no_personal_data(guarded: Guarded, user: str, link: str) -> None:
    # After somebody who is named, so that every answer is in the cache.
    assert any(word in everything(guarded.opened("ada", link)) for word in PERSONAL)
    page = guarded.opened(user, link)
    assert not [word for word in PERSONAL if word in everything(page)]
    assert "PERSONAL_DATA_USERS" in everything(page)


def test_who_is_not_named_finds_nobody_by_name(guarded: Guarded) -> None:
    page = guarded.opened("ben", ALL)
    page.change(customers.Id.PERSON, "value", "Lane")
    assert page.value(customers.Id.FOUND, "children") is None
    assert page.value(customers.Id.PEOPLE, "className") == "is-hidden"
    page = guarded.opened("ada", ALL)
    page.change(customers.Id.PERSON, "value", "Lane")
    assert "Ada Lane" in json.dumps(page.value(customers.Id.FOUND, "children"))


@pytest.fixture
def hidden(services: Services) -> Asked:
    return replace(
        read(services, "period=all&customers.customer=ada&orders.order=O1"), sees_people=False
    )


def test_looking_for_a_name_is_refused_to_whoever_may_not(hidden: Asked) -> None:
    with pytest.raises(FilterError, match="may see personal data"):
        people_found(hidden, "Lane", address_of(ALL))


@pytest.mark.parametrize("tab", [Tab.CUSTOMERS, Tab.ORDERS])
def test_neither_files_nor_the_sql_of_the_drawer_know_what_is_hidden(
    hidden: Asked, tab: Tab
) -> None:
    for drawn in DECKS[tab]:
        text = file_of(hidden, drawn, "csv").decode("utf-8-sig")
        assert not [word for word in PERSONAL if word in text]
        sheet = str(drawer.card_sheet(hidden, drawn))
        assert not [
            word for word in (*PERSONAL, "customers.email", "customers.name") if word in sheet
        ]


def test_whoever_may_see_people_has_them_in_files(services: Services) -> None:
    asked = read(services, "period=all")
    assert asked.sees_people
    text = file_of(asked, DECKS[Tab.CUSTOMERS][0], "csv").decode("utf-8-sig")
    assert "Ada Lane,ada@example.com,Leeds" in text
    hidden = replace(asked, sees_people=False)
    assert "Ada Lane" not in str(list_card(hidden, "light").rows)
    assert SecretStr(SECRET).get_secret_value() not in text
