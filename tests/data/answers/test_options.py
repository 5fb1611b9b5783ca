"""What the filter bar offers, on the tiny shop."""

from __future__ import annotations

from datetime import date

import pytest

from data.answers.options import Option, find_products, months, options, product_names
from data.dimensions import Dimension
from data.queries.options import MAX_FOUND
from data.warehouse import View
from tests.data.answers.made import Made

TEA = {"label": "Green tea", "value": "TEA"}
MUG = {"label": "Blue mug", "value": "MUG"}
LAMP = {"label": "Desk lamp", "value": "LAMP"}
POST = {"label": "Postage", "value": "POST"}


def values(found: list[Option]) -> list[str]:
    return [option["value"] for option in found]


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        (Dimension.CATEGORY, ["Kitchen", "Pantry", "Uncategorised"]),
        (Dimension.COUNTRY, ["Germany", "Ireland", "United Kingdom", "Unknown"]),
        (Dimension.SEGMENT, ["Loyal regulars", "One-time buyers"]),
        (Dimension.PAYMENT_METHOD, ["bank transfer", "card", "gift card", "paypal"]),
        (Dimension.CHANNEL, ["Unknown", "app", "web"]),
    ],
)
def test_every_value_of_a_small_dimension_is_offered(
    view: View, dimension: Dimension, expected: list[str]
) -> None:
    assert options(view, dimension) == [{"label": name, "value": name} for name in expected]


def test_every_month_that_the_data_touch_is_offered_newest_first(view: View) -> None:
    assert months(view) == [
        {"label": "July 2026", "value": "2026-07"},
        {"label": "June 2026", "value": "2026-06"},
        {"label": "May 2026", "value": "2026-05"},
    ]


def test_products_are_found_by_name_or_code_in_any_case(view: View) -> None:
    assert find_products(view, "MUG") == find_products(view, "blue") == [MUG]
    assert find_products(view, " tEa ") == [TEA]


def test_names_that_begin_with_the_text_come_first(view: View) -> None:
    # "e" begins no name, is in all of them: by name. "d" begins "Desk lamp" only.
    assert values(find_products(view, "e")) == ["MUG", "LAMP", "TEA"]
    assert values(find_products(view, "g")) == ["TEA", "MUG"]


def test_what_is_no_merchandise_is_not_found(view: View) -> None:
    assert find_products(view, "postage") == []


def test_chosen_products_stay_in_front_and_stand_there_once(view: View) -> None:
    assert find_products(view, "e", ("LAMP",)) == [LAMP, MUG, TEA]
    assert find_products(view, "mug", ("TEA",)) == [TEA, MUG]
    assert find_products(view, "", ("TEA", "LAMP")) == [LAMP, TEA, MUG]


def test_a_chosen_product_that_is_gone_or_no_merchandise_does_not_break_the_list(
    view: View,
) -> None:
    assert find_products(view, "lamp", ("SOFA",)) == [LAMP]
    assert find_products(view, "mug", ("POST",)) == [POST, MUG]


def test_without_a_text_the_first_products_by_name_are_offered(view: View) -> None:
    assert find_products(view, "") == find_products(view, "   ") == [MUG, LAMP, TEA]


def test_percent_underscore_and_slash_are_searched_as_they_are(made: Made) -> None:
    names = ("Mug 100% wool", "Mug 100 wool", "Tray_small", "Tray small", "A/B mug", "It's")
    view = made([("ada", date(2025, 1, 1), 1)], names)

    def found(text: str) -> list[str]:
        return [option["label"] for option in find_products(view, text)]

    assert found("%") == ["Mug 100% wool"]
    assert found("0% w") == ["Mug 100% wool"]
    assert found("_") == ["Tray_small"]
    assert found("/") == ["A/B mug"]
    assert found("t's") == ["It's"]
    assert found("100") == ["Mug 100 wool", "Mug 100% wool"]


def test_no_more_products_are_offered_than_one_can_look_through(made: Made) -> None:
    names = tuple(f"Mug {n:03}" for n in range(80))
    view = made([("ada", date(2025, 1, 1), 1)], names)
    found = find_products(view, "mug", ("P79",))
    assert len(found) == MAX_FOUND + 1
    assert [option["label"] for option in found[:3]] == ["Mug 079", "Mug 000", "Mug 001"]


def test_names_of_products_that_exist(view: View) -> None:
    assert product_names(view, ("TEA", "SOFA", "POST")) == {"TEA": "Green tea", "POST": "Postage"}
    assert product_names(view, ()) == {}
