"""Links to selections and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.basis import Basis
from data.filters import FilterError, Filters
from data.periods import Comparison, Period, Preset, Unit
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
        ("basis=payday", "not one of: refund-day, order-day"),
        ("country=" + "x" * 201, "longer than 200"),
        ("&".join(f"product={n}" for n in range(201)), "at most 200"),
        ("product=" + "1" * 8000, "too long"),
    ],
)
def test_a_link_that_cannot_be_meant_says_why(query: str, sentence: str) -> None:
    with pytest.raises(FilterError, match=sentence):
        parse(query)


# Text that a database can hold: neither half of a surrogate pair nor the NUL character.
READABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)
NAMES = st.lists(READABLE, max_size=4, unique=True).map(tuple)
PERIODS = st.one_of(
    st.builds(lambda p: {"preset": p}, st.sampled_from(list(Preset))),
    st.just({"preset": None, "month": "2026-02"}),
    st.just({"preset": None, "days": Period(date(2026, 1, 2), date(2026, 3, 4))}),
)


@given(PERIODS, st.sampled_from(list(Comparison)), st.sampled_from(list(Basis)), NAMES, NAMES)
def test_every_selection_survives_its_own_link(
    period: dict[str, object],
    compare: Comparison,
    basis: Basis,
    products: tuple[str, ...],
    methods: tuple[str, ...],
) -> None:
    kept = Filters(products=products, payment_methods=methods)
    selection = Selection(**period, compare=compare, kept=kept, basis=basis)  # type: ignore[arg-type]
    assert parse(selection.query()) == selection


def test_the_day_of_reversals_stands_in_the_link_where_it_is_not_the_usual_one() -> None:
    assert parse("basis=order-day").basis is Basis.ORDER_DAY
    assert parse("basis=refund-day").query() == ""
    assert Selection(basis=Basis.ORDER_DAY).query() == "basis=order-day"


def test_links_from_before_still_mean_their_period() -> None:
    selection = parse("period=last-90&compare=last-year")
    assert selection.period(FIRST, LAST) == Period(date(2026, 8, 24), LAST)
    assert selection.compare is Comparison.LAST_YEAR


def test_a_quarter_to_date_is_still_known_as_one_by_the_filter() -> None:
    filters = parse("period=quarter-to-date").filters(FIRST, LAST)
    assert filters.period == Period(date(2026, 10, 1), LAST)
    assert filters.part_of is Unit.QUARTER
    assert filters.within(Period(FIRST, LAST)).part_of is None


def test_letting_go_of_one_value_keeps_the_others() -> None:
    selection = parse("country=France&country=Spain&product=7")
    assert selection.without("country", "France").query() == "product=7&country=Spain"
    with pytest.raises(FilterError, match="no filter called"):
        selection.without("colour", "red")
