"""The page of movement between segments, on the shop that adds up by hand."""

from __future__ import annotations

from layouts import movement
from tests.callbacks.conftest import Open
from tests.callbacks.test_page import rows, state, text

JULY = "?tab=movement&period=all&movement.from=2026-06&movement.to=2026-07"


def test_the_usual_month_ends_are_as_far_apart_as_the_data_reach(opened: Open) -> None:
    page = opened("?tab=movement&period=all")
    subtitle = "31 May 2026 on the left, 30 Jun 2026 on the right"
    assert text(page, movement.FLOWS.subtitle) == subtitle


def test_two_month_ends_can_be_chosen_and_stand_in_the_link(opened: Open) -> None:
    page = opened("?tab=movement&period=all")
    page.change(movement.Id.TO, "value", "2026-07")
    page.change(movement.Id.FROM, "value", "2026-06")
    assert set(page.value("location", "search")[1:].split("&")) == set(JULY[1:].split("&"))
    assert text(page, movement.MOVES.subtitle) == "30 Jun 2026 to 20 Jul 2026"
    offered = page.value(movement.Id.TO, "options")
    assert [option["value"] for option in offered] == ["usual", "2026-07", "2026-06", "2026-05"]
    assert offered[1]["label"] == "20 Jul 2026"


def test_the_sentence_says_who_slid_and_who_came_back_with_their_money(opened: Open) -> None:
    assert text(opened(JULY), movement.Id.LEDE) == (
        "1 customer worth £45.00 slid from Champions or Loyal to Can't lose, At risk, Hibernating "
        "or Lapsed between 30 Jun 2026 and 20 Jul 2026; 1 customer worth £21.00 came back from "
        "there."
    )


def test_moves_are_ranked_by_the_money_at_stake(opened: Open) -> None:
    page = opened(JULY)
    found = [(r["source"], r["target"], r["at_stake"]) for r in rows(page, movement.MOVES)]
    assert found == [
        ("Loyal", "At risk", 45),
        ("Hibernating", "Need attention", 21),
        ("New", "Hibernating", 13),
    ]


def test_the_table_behind_the_ribbons_adds_up_both_ways(opened: Open) -> None:
    page = opened(JULY)
    found = {row["source"]: row for row in rows(page, movement.FLOWS)}
    assert found["New since then"]["Champions"] == 1
    assert found["New since then"]["total"] == 2
    assert found["Total"]["total"] == 5
    money = opened(f"{JULY}&movement.by=worth")
    assert rows(money, movement.FLOWS)[-1]["total"] == 45 + 13 + 21 + 76


def test_segments_then_and_now_stand_beside_each_other(opened: Open) -> None:
    found = {row["segment"]: row for row in rows(opened(JULY), movement.SIZES)}
    then_and_now = ("customers_before", "customers_after", "customers_change", "worth_change")
    assert [found["Hibernating"][name] for name in then_and_now] == [1, 1, 0, -2]
    assert [found["Loyal"][name] for name in then_and_now] == [1, 0, -1, -45]


def test_ends_that_cannot_be_say_why(opened: Open) -> None:
    page = opened("?tab=movement&period=all&movement.from=2026-07&movement.to=2026-06")
    assert {state(page, ids) for ids in movement.CARDS} == {"is-missing"}
    assert "The earlier month has to come first" in text(page, movement.FLOWS.state_text)
    assert "The earlier month has to come first" in text(page, movement.Id.LEDE)
    strange = opened("?tab=movement&movement.from=%3Cscript%3E")
    assert "is not a month" in text(strange, movement.FLOWS.state_text)


def test_nobody_to_move_is_a_state_and_not_an_empty_chart(opened: Open) -> None:
    page = opened(f"{JULY}&product=SOFA")
    assert {state(page, ids) for ids in movement.CARDS} == {"is-few"}
    assert text(page, movement.Id.LEDE) == "Nobody whom these filters keep had ordered by then."
