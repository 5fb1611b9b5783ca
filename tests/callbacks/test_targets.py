"""The page of targets on the shop that adds up by hand, and who may set them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from bench.page import Page
from callbacks import target_form, targets
from callbacks.asked import read
from callbacks.desk import NotAllowed
from data.notes.records import NotKept, Target
from data.notes.targets_file import month_of
from layouts.components import CardIds
from layouts.targets import MONTHS, NUMBERS, PACE, TABLE, Id
from tests.callbacks.kept import Kept


@pytest.fixture(scope="module")
def house(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("targets"))


@pytest.fixture(autouse=True)
def kept(house: Kept) -> Iterator[None]:
    yield
    house.forget()


def wanted(house: Kept, currency: str = "GBP", **months: int) -> None:
    found = [
        Target(month_of(f"2026-{name[1:]}"), Decimal(v), currency) for name, v in months.items()
    ]
    house.services.notes.set_targets(found, currency, "ada")


def rows(page: Page, ids: CardIds) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.value(ids.table, "rowData")
    return found


def text(page: Page, component: str) -> str:
    return str(page.value(component, "children"))


def test_without_targets_the_page_says_how_to_set_them(house: Kept) -> None:
    page = house.opened("ben", "?tab=targets")
    assert page.value(Id.GRID, "className") == "grid is-hidden"
    assert page.value(Id.NONE, "className") == "cardx state target-none"
    assert text(page, Id.LEDE) == "What net sales each month is to reach, and how it goes."
    card = targets.months_card(read(house.services, ""), "light")
    assert (card.state.title, card.rows) == ("No targets are set", [])


def test_the_month_in_sight_is_paced(house: Kept) -> None:
    wanted(house, m07=100)
    page = house.opened("ben", "?tab=targets")
    assert page.value(Id.GRID, "className") == "grid"
    assert text(page, PACE.title) == "Jul 2026, day by day"
    assert text(page, PACE.subtitle) == "Net sales added up, so far 20 of 31 days, to 20 Jul 2026"
    assert "13 weeks before the month" in text(page, PACE.note)
    assert text(page, Id.LEDE) == (
        "Jul 2026 has brought £69.00 of £100.00, £3.03 more than what is usual by 20 Jul."
    )
    # 3 Mondays and 3 Wednesdays of 4 and 5: see tests/data/answers/test_targets.py.
    assert [(row["what"], row["amount"]) for row in rows(page, NUMBERS)] == [
        ("Target", 100.0),
        ("Sold so far", 69.0),
        ("Expected so far", 65.97),
        ("Ahead", 3.03),
        ("Leads to", 104.6),
        ("Needed per day", 2.82),
    ]
    assert rows(page, NUMBERS)[2]["meaning"] == "66.0% of a month is usually sold by 20 Jul"
    assert rows(page, NUMBERS)[5]["meaning"] == "To reach the target in the 11 days that are left"


def test_a_month_that_is_over_is_held_against_its_target(house: Kept) -> None:
    wanted(house, m06=60)
    page = house.opened("ben", "?tab=targets&month=2026-06")
    assert text(page, Id.LEDE) == "Jun 2026 brought £49.00, £11.00 less than its target of £60.00."
    assert [(row["what"], row["amount"]) for row in rows(page, NUMBERS)] == [
        ("Target", 60.0),
        ("Sold", 49.0),
        ("Beyond the target", -11.0),
    ]


def test_a_month_without_a_target_shows_what_it_brought(house: Kept) -> None:
    wanted(house, m07=100)
    page = house.opened("ben", "?tab=targets&month=2026-06")
    assert text(page, Id.LEDE) == "Jun 2026 has no target; it has brought £49.00."
    assert text(page, NUMBERS.state_title) == "Jun 2026 has no target"
    drawn = page.value(PACE.graph, "figure")["data"]
    assert [trace["name"] for trace in drawn] == ["Sold"]


def test_months_are_listed_latest_first_with_what_is_known_of_them(house: Kept) -> None:
    wanted(house, m04=10, m05=50, m07=138, m08=100)
    page = house.opened("ben", "?tab=targets")
    shown = [
        [row[name] for name in ("month", "target", "actual", "attainment", "gap", "state")]
        for row in rows(page, TABLE)
    ]
    assert shown == [
        ["Aug 2026", 100.0, None, None, None, "To come"],
        ["Jul 2026", 138.0, 69.0, 0.5, -69.0, "So far, to 20 Jul"],
        ["May 2026", 50.0, 37.5, 0.75, -12.5, "From 4 May, where the data begin"],
        ["Apr 2026", 10.0, None, None, None, "Before the data"],
    ]
    bars = page.value(MONTHS.graph, "figure")["data"][0]
    assert bars["y"] == [None, 37.5, 49.0, 69.0, None]


def test_no_filter_applies_and_the_page_says_so(house: Kept) -> None:
    wanted(house, m07=100)
    page = house.opened("ben", "?tab=targets&country=Germany")
    assert rows(page, NUMBERS)[1]["amount"] == 69.0
    assert text(page, Id.LEDE).endswith(targets.WHOLE_SHOP)


def test_a_shape_that_the_data_do_not_hold_is_replaced_and_named(house: Kept) -> None:
    wanted(house, m07=100)
    page = house.opened("ben", "?tab=targets&targets.shape=last-year")
    assert text(page, PACE.note).startswith("The data do not hold the same days of last year. Each")
    page = house.opened("ben", "?tab=targets&month=2026-05")
    assert "Every day counts the same" in text(page, PACE.note)
    assert "The data begin on 4 May 2026, inside this month." in text(page, PACE.note)


def test_targets_in_another_currency_are_named(house: Kept) -> None:
    wanted(house, m07=100)
    wanted(house, "EUR", m05=7)
    page = house.opened("ben", "?tab=targets")
    assert text(page, TABLE.note).startswith(
        "Not used, because figures are in GBP now and these targets are in EUR: May 2026."
    )
    assert [row["month"] for row in rows(page, TABLE)] == ["Jul 2026"]


# --- setting them ----------------------------------------------------------------------------


def test_an_administrator_sets_changes_and_removes_a_target(house: Kept) -> None:
    page = house.opened("ada", "?tab=targets")
    assert page.value(Id.EDITOR, "className") == "cardx target-editor"
    page.change(Id.MONTH, "value", "2026-07")
    page.change(Id.AMOUNT, "value", "100.50")
    page.change(Id.SAVE, "n_clicks", 1)
    assert text(page, Id.SAY) == "The target for Jul 2026 is £100.50."
    assert page.value(Id.AMOUNT, "value") == ""
    # The cards are drawn again with it.
    assert rows(page, NUMBERS)[0]["amount"] == 100.5
    assert page.value(Id.GRID, "className") == "grid"
    (target,) = house.services.notes.all_targets()
    assert (target.amount, target.set_by) == (Decimal("100.50"), "ada")
    page.change(Id.REMOVE, "n_clicks", 1)
    assert text(page, Id.SAY) == "Jul 2026 has no target any more."
    assert page.value(Id.GRID, "className") == "grid is-hidden"
    page.change(Id.REMOVE, "n_clicks", 2)
    assert text(page, Id.SAY) == "There is no target for 2026-07."
    assert page.value(Id.SAY, "className") == "why is-wrong"


@pytest.mark.parametrize(
    ("month", "amount", "told"),
    [
        ("", "5", "“” is not a month; write it like 2026-11."),
        ("July", "5", "“July” is not a month"),
        ("2026-07", "1,000", "“1,000” is not an amount"),
        ("2026-07", "0", "A target has to be more than 0."),
        ("2026-07", None, "“” is not an amount"),
        (["2026-07"], {"a": 1}, "is not a month"),
    ],
)
def test_what_is_no_target_is_refused_in_words(
    house: Kept, month: Any, amount: Any, told: str
) -> None:
    page = house.opened("ada", "?tab=targets")
    page.change(Id.MONTH, "value", month)
    page.change(Id.AMOUNT, "value", amount)
    page.change(Id.SAVE, "n_clicks", 1)
    assert told in text(page, Id.SAY)
    assert house.services.notes.all_targets() == []


def test_nobody_else_sets_a_target_whatever_they_send(house: Kept) -> None:
    wanted(house, m07=100)
    page = house.opened("ben", "?tab=targets")
    assert page.value(Id.EDITOR, "className") == "cardx target-editor is-hidden"

    def sent(component: str, prop: str) -> Any:
        return {Id.MONTH: "2026-07", Id.AMOUNT: "1", "location": "?tab=targets"}.get(component, 1)

    for user in ("ben", "", "ADA", "ada,ben"):
        assert house.called(user, Id.SAY, sent).status_code == 403
    assert [t.amount for t in house.services.notes.all_targets()] == [Decimal(100)]


def test_the_form_asks_by_itself_who_it_is(house: Kept) -> None:
    with house.app.server.test_request_context(headers={"X-Forwarded-User": "ben"}):
        with pytest.raises(NotAllowed):
            target_form.saved(house.services, "2026-07", "5")
        with pytest.raises(NotAllowed):
            target_form.removed(house.services, "2026-07", None)
    with house.app.server.test_request_context(headers={"X-Forwarded-User": "ada"}):
        with pytest.raises(NotKept):
            target_form.removed(house.services, "2026-07", None)
        assert target_form.saved(house.services, "2026-07", "5") == (
            "The target for Jul 2026 is £5.00."
        )
