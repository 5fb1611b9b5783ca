"""Numbers as text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal

from data.metrics import Format
from layouts import formatting


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_370_241.5, "£1,370,241.50"),
        (86.4, "£86.40"),
        (Decimal("0.1") + Decimal("0.2"), "£0.30"),
        (-8100, "−£8,100.00"),
        (0, "£0.00"),
        (-0.001, "£0.00"),
        (2.675, "£2.68"),
        (1e15, "£1,000,000,000,000,000.00"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_money_in_full_keeps_every_penny(value: formatting.Number, expected: str) -> None:
    assert formatting.money(value, "GBP") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_370_241, "£1.37M"),
        (142_700, "£142.7K"),
        (8_100, "£8,100"),
        (9_999.4, "£9,999"),
        (9_999.6, "£10.0K"),
        (999_949, "£999.9K"),
        (999_950, "£1.00M"),
        (999_995_000, "£1.00B"),
        (999.4, "£999.40"),
        (999.5, "£1,000"),
        (-1_370_241, "−£1.37M"),
    ],
)
def test_compact_money_never_shows_a_thousand_of_a_letter(value: float, expected: str) -> None:
    assert formatting.money(value, "GBP", compact=True) == expected


def test_currencies_keep_their_sign_and_their_decimals() -> None:
    assert formatting.money(12.5, "EUR") == "€12.50"
    assert formatting.money(1250, "JPY") == "JP¥1,250"
    assert formatting.money(10, "BRL") == "R$10.00"
    assert formatting.money(1.5, "KWD") == "KWD1.500"


def test_counts_are_grouped_and_shortened_only_from_a_million() -> None:
    assert formatting.count(15822) == "15,822"
    assert formatting.count(15822, compact=True) == "15,822"
    assert formatting.count(1_370_000, compact=True) == "1.37M"
    assert formatting.count(None) == "–"


def test_shares_points_and_quotients() -> None:
    assert formatting.percent(0.041) == "4.1%"
    assert formatting.percent(-0.041) == "−4.1%"
    assert formatting.points(-0.023) == "2.3 pt"
    assert formatting.ratio(1.534) == "1.53"
    assert formatting.ratio(None) == "–"


def test_each_format_is_written_its_own_way() -> None:
    written = {fmt: formatting.number(0.5, fmt, currency="GBP") for fmt in Format}
    assert written == {
        Format.MONEY: "£0.50",
        Format.COUNT: "1",
        Format.PERCENT: "50.0%",
        Format.RATIO: "0.50",
    }


def test_differences_carry_their_sign() -> None:
    assert formatting.signed(142_700, Format.MONEY, compact=True) == "+£142.7K"
    assert formatting.signed(-8100, Format.MONEY, compact=True) == "−£8,100"
    assert formatting.signed(0, Format.COUNT) == "0"
    assert formatting.signed(None, Format.COUNT) == "–"


@pytest.mark.parametrize("value", ["0", "7", "999.994", "1234.5", "-1234567.891", "1e9"])
def test_digits_are_grouped_as_the_locale_groups_them(value: str) -> None:
    found = formatting.number(Decimal(value), Format.RATIO).replace(formatting.MINUS, "-")
    assert found == format_decimal(Decimal(value), format="#,##0.00", locale=formatting.LOCALE)
