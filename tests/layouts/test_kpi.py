"""What a key figure's card says."""

from __future__ import annotations

from data.metrics import METRICS
from data.periods import Comparison
from layouts import kpi, tables
from layouts.kpi import CardData, KpiIds, card_content

NET = METRICS["net_sales"]


def test_a_card_says_value_change_comparison_and_last_year() -> None:
    content = card_content(CardData(NET, 1_370_241.0, previous=1_226_541.0, beside=1_200_000.0))
    assert content.value == "£1.37M"
    assert content.value_class == "kpi-value"
    assert (content.delta_prev_text, content.delta_prev_class) == ("11.7%", "delta up better")
    assert content.previous_text == "vs £1.23M"
    assert (content.delta_year_text, content.delta_year_class) == (
        "14.2% on last year",
        "year up better",
    )
    assert content.aria_label == (
        "Net sales £1.37M, up 11.7%, better than £1.23M in the period before, "
        "up 14.2%, better on last year. Show in the chart."
    )


def test_a_card_held_against_last_year_shows_the_period_before_beside_it() -> None:
    content = card_content(
        CardData(NET, 110.0, previous=100.0, beside=200.0, compare=Comparison.LAST_YEAR_WEEKDAYS)
    )
    assert (content.delta_prev_text, content.previous_text) == ("10.0%", "vs £100.00")
    assert content.delta_year_text == "45.0% on the period before"
    assert content.aria_label == (
        "Net sales £110.00, up 10.0%, better than £100.00 on the same weekdays last year, "
        "down 45.0%, worse on the period before. Show in the chart."
    )


def test_a_remark_stands_under_the_number_and_is_no_unfinished_period() -> None:
    content = card_content(
        CardData(METRICS["new_customers"], 5.0, previous=4.0, remark="Everybody looks new")
    )
    assert (content.note, content.value_class) == ("Everybody looks new", "kpi-value")
    assert content.delta_prev_text == "25.0%"


def test_a_missing_number_is_not_available_and_never_0() -> None:
    content = card_content(CardData(METRICS["shipping"], None, previous=5.0))
    assert content.value == "Not available"
    assert content.value_class == "kpi-value kpi-na"
    assert content.delta_prev_class == "delta none neutral"
    assert content.delta_year_class == "year none neutral"


def test_more_reversals_are_worse() -> None:
    content = card_content(CardData(METRICS["reversal_rate"], 0.041, previous=0.036))
    assert (content.value, content.previous_text) == ("4.1%", "vs 3.6%")
    assert (content.delta_prev_text, content.delta_prev_class) == ("0.5 pt", "delta up worse")


def test_an_unfinished_period_says_so_and_currencies_are_the_shops() -> None:
    content = card_content(
        CardData(NET, 86.4, incomplete_note="Data to 21 Nov 2026", currency="EUR")
    )
    assert content.value == "€86.40"
    assert content.note == "Data to 21 Nov 2026"
    assert "Data to 21 Nov 2026" in content.aria_label
    assert content.previous_text == ""


def test_an_unfinished_period_carries_no_percentage() -> None:
    content = card_content(CardData(NET, 50.0, previous=100.0, incomplete_note="So far, 9 of 31"))
    assert content.delta_prev_class == "delta none neutral"
    assert content.previous_text == "vs £100.00"
    assert content.value_class == "kpi-value is-so-far"


def test_the_small_line_wears_the_colours_of_the_page() -> None:
    card = CardData(NET, 3.0, series=(1.0, 2.0, 3.0))
    assert "%232F5BEA" in card_content(card, mode="light").spark_src
    assert "%237391FF" in card_content(card, mode="dark").spark_src


def test_twelve_numbers_of_the_registry_stand_on_the_overview() -> None:
    assert len(kpi.KPIS) == len(set(kpi.KPIS)) == 12
    assert set(kpi.KPIS) <= set(METRICS)
    assert KpiIds("orders").button == {"type": "kpi", "metric": "orders"}


def test_the_chosen_card_is_marked() -> None:
    assert kpi.button_class(chosen=True) == "kpi-btn is-on"
    assert kpi.button_class(chosen=False) == "kpi-btn"


def test_the_trend_table_takes_the_metrics_own_format() -> None:
    columns = tables.definitions(kpi.trend_columns(METRICS["repeat_rate"]))
    assert [c["field"] for c in columns] == [
        "period",
        "value",
        "comparison_period",
        "comparison",
    ]
    assert columns[1]["headerName"] == "Repeat rate"
    assert columns[1]["valueFormatter"] == {"function": "shopFormat(params, 'percent')"}
