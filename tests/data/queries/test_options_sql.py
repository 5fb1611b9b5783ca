"""Statements behind the filter bar and the clusters: searching is not guessing."""

from __future__ import annotations

import pytest

from data.dimensions import Dimension
from data.filters import Filters
from data.queries import customers, options, payments
from data.warehouse import View


def test_a_search_text_means_itself_and_nothing_more(view: View) -> None:
    for text in ("50%_off", "%", "m_g", "'; DROP TABLE products; --"):
        assert view.frame(options.products_like(text)).empty
    for text in ("mug", "MUG", "Blue M"):
        assert view.frame(options.products_like(text))["value"].tolist() == ["MUG"]


@pytest.mark.parametrize("dimension", [d for d in Dimension if d is not Dimension.PRODUCT])
def test_values_come_once_and_in_order(view: View, dimension: Dimension) -> None:
    values = view.frame(options.values_of(dimension))["value"].tolist()
    assert values == sorted(set(values))
    assert values


def test_no_statement_about_customers_shows_who_they_are(view: View) -> None:
    for statement in (
        customers.scatter(Filters(), 10),
        customers.profiles(Filters()),
    ):
        columns = set(statement.selected_columns.keys())
        assert columns.isdisjoint({"customer_id", "name", "email", "city"})


def test_the_sample_of_customers_is_cut_at_its_limit_the_same_way_every_time(view: View) -> None:
    two = view.frame(customers.scatter(Filters(), 2))
    all_five = view.frame(customers.scatter(Filters(), 5))
    assert two.equals(all_five.head(2))
    assert len(all_five) == 5


def test_payments_are_counted_at_their_own_grain(view: View) -> None:
    """No join: an order with two payments is two rows here and one in the order fact."""
    sql = view.sql(payments.attempts(Filters(countries=("Ireland",))))
    assert "JOIN" not in sql
    assert "fact_orders" not in sql
