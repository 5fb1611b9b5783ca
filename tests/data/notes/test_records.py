"""What can be kept at all, and the sentence for whatever cannot."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.notes.records import NotKept, checked_amount, checked_event, checked_name


@pytest.mark.parametrize(
    ("start", "end", "kind", "title", "told"),
    [
        ("27 Nov", "", "campaign", "x", "First day: write a day as YYYY-MM-DD"),
        (None, "", "campaign", "x", "First day: write a day as YYYY-MM-DD"),
        ("2026-11-27", "2026-11-26", "campaign", "x", "2026-11-26 comes before the first day"),
        ("0001-01-01", "", "campaign", "x", "First day: choose a day between 1900 and 2200"),
        ("2026-11-27", "", "sale", "x", "Kind: choose one of campaign, stock-out, price-change"),
        ("2026-11-27", "", ["campaign"], "x", "Kind: choose one of"),
        ("2026-11-27", "", "campaign", "  ", "write a name of 1 to 80 characters"),
        ("2026-11-27", "", "campaign", "x" * 81, "81 characters are too many; 80 fit"),
        ("2026-11-27", "", "campaign", "a\nb", "in one line"),
        ("2026-11-27", "", "campaign", "\ud800", "plain letters"),
    ],
)
def test_what_is_no_event_is_refused_in_words(
    start: object, end: object, kind: object, title: object, told: str
) -> None:
    with pytest.raises(NotKept, match=told):
        checked_event(start, end, kind, title)


def test_an_empty_last_day_means_the_first() -> None:
    event = checked_event("2026-11-27", None, "other", "  Flood  ")
    assert (event.start, event.end, event.title) == (event.end, date(2026, 11, 27), "Flood")


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0", "more than 0"),
        ("-5", "more than 0"),
        ("NaN", "more than 0"),
        ("Infinity", "more than 0"),
        ("1e12", "less than 1,000,000,000,000"),
        ("1.00001", "At most four decimals"),
    ],
)
def test_amounts_that_no_month_can_be_held_against_are_refused(amount: str, told: str) -> None:
    with pytest.raises(NotKept, match=told):
        checked_amount(Decimal(amount))


def test_a_name_is_text_of_one_line() -> None:
    assert checked_name(" Ümläut – “ok” 日本 ", "Name") == "Ümläut – “ok” 日本"
    for wrong in (
        None,
        5,
        ["x"],
        "",
        " ",
        "x" * 81,
        "a\tb",
        "\x00",
        "\udfff",
        "a\u202eb",
        "a\u2066b",
        "a\u2028b",
    ):
        with pytest.raises(NotKept, match=r"^Name: "):
            checked_name(wrong, "Name")
