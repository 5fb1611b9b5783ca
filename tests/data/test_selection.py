"""Links to selections and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.filters import FilterError, Filters
from data.periods import Comparison, Period, Preset
from data.selection import Selection, parse

FIRST, LAST = date(2023, 11, 1), date(2026, 11, 21)


def test_an_empty_link_means_the_last_four_weeks_against_the_four_before() -> None:
    selection = parse("")
    assert selection == Selection()
    assert selection.period(FIRST, LAST) == Period(date(2026, 10, 25), LAST)
    assert selection.query() == ""


def test_all_time_puts_no_bound_on_any_day() -> None:
    filters = parse("period=all").filters(FIRST, LAST)
    assert (filters.start, filters.end) == (None, None)


def test_a_month_means_all_its_days_even_those_without_data_yet() -> None:
    assert parse("month=2026-11").period(FIRST, LAST) == Period(
        date(2026, 11, 1), date(2026, 11, 30)
    )


def test_repeated_keys_are_kept_together_and_other_keys_passed_over() -> None:
    selection = parse("?tab=trends&country=France&country=Spain&segment=Loyal%20%26%20rich")
    assert selection.kept == Filters(countries=("France", "Spain"), segments=("Loyal & rich",))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=2026-02-01", "both a first and a last day"),
        ("from=2026-02-01&to=2026-01-01", "before it begins"),
        ("from=yesterday&to=2026-01-01", "YYYY-MM-DD"),
        ("from=0001-01-01&to=2026-01-01", "too far away"),
        ("month=2026-13", "YYYY-MM"),
        ("month=0001-01", "too far away"),
        ("period=fortnight", "not one of"),
        ("compare=tomorrow", "not one of"),
        ("country=" + "x" * 201, "longer than 200"),
        ("&".join(f"product={n}" for n in range(201)), "at most 200"),
        ("product=" + "1" * 8000, "too long"),
    ],
)
def test_a_link_that_cannot_be_meant_says_why(query: str, sentence: str) -> None:
    with pytest.raises(FilterError, match=sentence):
        parse(query)


NAMES = st.lists(st.text(min_size=1, max_size=20), max_size=4, unique=True).map(tuple)
PERIODS = st.one_of(
    st.builds(lambda p: {"preset": p}, st.sampled_from(list(Preset))),
    st.just({"preset": None, "month": "2026-02"}),
    st.just({"preset": None, "days": Period(date(2026, 1, 2), date(2026, 3, 4))}),
)


@given(PERIODS, st.sampled_from(list(Comparison)), NAMES, NAMES)
def test_every_selection_survives_its_own_link(
    period: dict[str, object],
    compare: Comparison,
    products: tuple[str, ...],
    methods: tuple[str, ...],
) -> None:
    kept = Filters(products=products, payment_methods=methods)
    selection = Selection(**period, compare=compare, kept=kept)  # type: ignore[arg-type]
    assert parse(selection.query()) == selection


def test_letting_go_of_one_value_keeps_the_others() -> None:
    selection = parse("country=France&country=Spain&product=7")
    assert selection.without("country", "France").query() == "product=7&country=Spain"
    with pytest.raises(FilterError, match="no filter called"):
        selection.without("colour", "red")
