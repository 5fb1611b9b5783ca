"""Who and what sold best: rankings, shares and their whole, on the tiny shop."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.answers.breakdown import breakdown
from data.dimensions import GUESTS, NO_PRODUCT, NOT_CLUSTERED, NOT_PAID, Dimension
from data.filters import FilterError, Filters
from data.metrics import METRICS
from data.queries.ranking import ranked
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, kept
from tests.data.answers.made import Made, Order

UK = "United Kingdom"


def rows(
    view: View, name: str, by: Dimension, filters: Filters | None = None, limit: int = 1000
) -> dict[str, float | None]:
    """Key -> value, best first; None where it is missing."""
    frame = breakdown(view, [METRICS[name]], filters or kept(), by, limit)
    values = [None if pd.isna(value) else value for value in frame[name]]
    return dict(zip(frame["key"], values, strict=True))


def test_products_are_ranked_by_the_metric_and_postage_is_none(view: View) -> None:
    frame = breakdown(view, [METRICS["gross_sales"]], kept(), Dimension.PRODUCT)
    assert frame[["key", "label", "category", "gross_sales"]].values.tolist() == [
        ["LAMP", "Desk lamp", "Uncategorised", 120],
        ["MUG", "Blue mug", "Kitchen", 60],
        ["TEA", "Green tea", "Pantry", 45],
    ]


def test_shares_are_of_all_sales_postage_included(view: View) -> None:
    """231.00 hold 6.00 of postage."""
    frame = breakdown(view, [METRICS["gross_sales"]], kept(), Dimension.PRODUCT)
    assert frame["share"].tolist() == pytest.approx([120 / 231, 60 / 231, 45 / 231])


def test_shares_of_net_sales_hold_what_was_taken_back_without_naming_a_product(view: View) -> None:
    """The gesture of 5.00 for O6 lowers all sales and no product's."""
    frame = breakdown(view, [METRICS["net_sales"]], kept(), Dimension.PRODUCT)
    assert frame[["key", "net_sales"]].values.tolist() == [["LAMP", 72], ["MUG", 48], ["TEA", 34.5]]
    assert frame["share"].tolist() == pytest.approx([72 / 155.5, 48 / 155.5, 34.5 / 155.5])


def test_shares_within_a_selection_are_of_the_selection(view: View) -> None:
    frame = breakdown(
        view, [METRICS["gross_sales"]], kept(products=["MUG", "TEA"]), Dimension.PRODUCT
    )
    assert frame["share"].tolist() == pytest.approx([60 / 105, 45 / 105])


def test_categories_and_what_names_no_product(view: View) -> None:
    assert rows(view, "net_sales", Dimension.CATEGORY) == {
        # Lamps and postage: 126 - 12 - 36.
        "Uncategorised": 78,
        "Kitchen": 48,
        "Pantry": 34.5,
        NO_PRODUCT: -5,
    }


def test_countries(view: View) -> None:
    assert rows(view, "net_sales", Dimension.COUNTRY) == {
        "Germany": 76,
        UK: 53,
        "Ireland": 26.5,
        "Unknown": 0,
    }


def test_channels(view: View) -> None:
    assert rows(view, "net_sales", Dimension.CHANNEL) == {"web": 136.5, "Unknown": 10, "app": 9}


def test_clusters_and_guests(view: View) -> None:
    assert rows(view, "net_sales_by_order", Dimension.SEGMENT) == {
        "Loyal regulars": 129,
        GUESTS: 13.5,
        "One-time buyers": 13,
    }
    assert rows(view, "customers", Dimension.SEGMENT) == {
        "Loyal regulars": 3,
        "One-time buyers": 2,
        GUESTS: 0,
    }


def test_customers_outside_the_clusters_are_told_from_guests(made: Made) -> None:
    view = made([("ada", date(2025, 1, 1), 30), (None, date(2025, 1, 2), 20)])
    assert rows(view, "gross_sales", Dimension.SEGMENT) == {NOT_CLUSTERED: 30, GUESTS: 20}


def test_an_order_stands_once_under_each_method_that_paid_it(view: View) -> None:
    """O4 for 40.00 was split between card and gift card; O9 and O10 were not paid."""
    assert rows(view, "gross_sales", Dimension.PAYMENT_METHOD) == {
        "card": 185,
        "gift card": 40,
        "paypal": 31,
        NOT_PAID: 15,
    }
    assert rows(view, "orders", Dimension.PAYMENT_METHOD) == {
        "card": 6,
        "paypal": 3,
        NOT_PAID: 2,
        "gift card": 1,
    }


def test_split_orders_have_no_shares_of_a_whole(view: View) -> None:
    frame = breakdown(view, [METRICS["gross_sales"]], kept(), Dimension.PAYMENT_METHOD)
    assert frame["share"].isna().all()


def test_money_is_collected_once_under_its_own_method(view: View) -> None:
    found = rows(view, "collected", Dimension.PAYMENT_METHOD)
    assert found == pytest.approx(
        {"card": 183.8, "paypal": 34.5, "gift card": 20, "bank transfer": 0}
    )


def test_a_credit_note_without_an_order_was_not_paid_for(view: View) -> None:
    """R3 for 4.00; the others were taken from orders that a card paid, one with a gift card."""
    assert rows(view, "reversals", Dimension.PAYMENT_METHOD) == {
        "card": 50,
        "gift card": 36,
        NOT_PAID: 4,
    }


def test_averages_and_different_customers_have_no_share(view: View) -> None:
    for name in ("average_order_value", "customers", "orders"):
        frame = breakdown(view, [METRICS[name]], kept(), Dimension.COUNTRY)
        assert frame["share"].isna().all()


def test_the_first_metric_ranks_and_has_the_share_the_others_stand_beside(view: View) -> None:
    metrics = [METRICS["gross_sales"], METRICS["orders"], METRICS["average_order_value"]]
    frame = breakdown(view, metrics, kept(JUNE), Dimension.COUNTRY)
    assert list(frame.columns) == [
        "key",
        "label",
        "gross_sales",
        "orders",
        "average_order_value",
        "share",
    ]
    assert frame.drop(columns="share").values.tolist() == [
        [UK, UK, 40, 1, 36],
        ["Ireland", "Ireland", 13, 1, 13],
    ]


def test_equal_values_are_ordered_by_their_key(view: View) -> None:
    """Customers of countries: two at home, one in each of the others."""
    assert list(rows(view, "customers", Dimension.COUNTRY)) == [UK, "Germany", "Ireland", "Unknown"]
    # In June a lamp and a mug were sold once each: one order both.
    assert list(rows(view, "orders", Dimension.PRODUCT, kept(JUNE))) == ["LAMP", "MUG"]


def test_rows_without_an_answer_come_last(view: View) -> None:
    """July: (72 + 3) / 2, (10 + 9) / 2, (20 + 0 - 4) / 2; the gesture has no order to divide by."""
    found = rows(view, "net_average_order_value", Dimension.CATEGORY, kept(JULY))
    expected = {"Uncategorised": 37.5, "Kitchen": 9.5, "Pantry": 8, NO_PRODUCT: None}
    assert list(found.items()) == list(expected.items())


def test_the_limit_keeps_the_best_and_their_shares(view: View) -> None:
    frame = breakdown(view, [METRICS["gross_sales"]], kept(), Dimension.PRODUCT, limit=2)
    assert frame["key"].tolist() == ["LAMP", "MUG"]
    assert frame["share"].tolist() == pytest.approx([120 / 231, 60 / 231])


def test_a_selection_without_rows_has_no_rows(view: View) -> None:
    frame = breakdown(view, [METRICS["gross_sales"]], kept(products=["SOFA"]), Dimension.PRODUCT)
    assert frame.empty
    assert list(frame.columns) == ["key", "label", "category", "gross_sales", "share"]


@pytest.mark.parametrize("by", [Dimension.PRODUCT, Dimension.CATEGORY])
@pytest.mark.parametrize("name", ["shipping", "tax", "median_order_value", "collected"])
def test_what_belongs_to_whole_orders_is_not_told_by_product(
    view: View, name: str, by: Dimension
) -> None:
    with pytest.raises(FilterError, match="known for whole orders only"):
        breakdown(view, [METRICS[name]], kept(), by)


def test_total_sales_by_product_are_blank_though_net_sales_are_known(view: View) -> None:
    found = rows(view, "total_sales", Dimension.PRODUCT)
    assert found == {"LAMP": None, "MUG": None, "TEA": None}


def test_a_thousand_rows_are_the_most_by_default(view: View) -> None:
    statement = ranked([METRICS["orders"]], kept(), Dimension.COUNTRY, last_day=JULY.end)
    assert view.sql(statement).rstrip().endswith("LIMIT 1000")


def test_the_same_question_has_the_same_answer(made: Made) -> None:
    orders: list[Order] = [(f"c{n}", date(2025, 1, 1), 10) for n in range(300)]
    view = made(orders)
    first: Any = None
    for _ in range(3):
        frame = breakdown(view, [METRICS["gross_sales"]], kept(), Dimension.COUNTRY)
        assert first is None or frame.equals(first)
        first = frame
    assert first[["key", "gross_sales", "share"]].values.tolist() == [["UK", 3000, 1]]
