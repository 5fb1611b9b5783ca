"""Numbers and money as text: British conventions, a real minus sign, nothing invented.

A missing value is "–", never 0. Halves are rounded away from 0, as the tables in the browser do.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision, get_currency_symbol

from data.metrics import Format

LOCALE = "en_GB"
MISSING = "–"
NOT_AVAILABLE = "Not available"
MINUS = "−"

Number = float | int | Decimal | None

# Size from which a letter is used, divisor, letter, decimals. The first is checked first.
_STEPS = (
    (Decimal(999995000), Decimal(10**9), "B", 2),
    (Decimal(999950), Decimal(10**6), "M", 2),
    (Decimal("9999.5"), Decimal(10**3), "K", 1),
)


def _exact(value: Number) -> Decimal | None:
    """The number as a decimal; None for what is not a number."""
    if value is None:
        return None
    found = value if isinstance(value, Decimal) else Decimal(str(float(value)))
    return found if found.is_finite() else None


def _digits(value: Decimal, decimals: int) -> str:
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    # As the locale writes it, and thirty times faster than asking it: charts write every point.
    return f"{rounded:,.{decimals}f}"


def _signed(value: Decimal, body: str) -> str:
    if value >= 0 or not any(c in "123456789" for c in body):
        return body
    return MINUS + body


def _shortened(value: Decimal) -> tuple[str, str] | None:
    """Digits and letter of a number that is long enough to be shortened."""
    for threshold, divisor, letter, decimals in _STEPS:
        if abs(value) >= threshold:
            return _digits(value / divisor, decimals), letter
    return None


@lru_cache(maxsize=32)
def symbol(currency: str) -> str:
    """The sign of a currency: £, €, US$."""
    return str(get_currency_symbol(currency, locale=LOCALE))


@lru_cache(maxsize=32)
def _precision(currency: str) -> int:
    return int(get_currency_precision(currency))


def money(value: Number, currency: str, *, compact: bool = False) -> str:
    """£1,370,241.50, or compact £1.37M, £142.7K, £8,100, £86.40."""
    amount = _exact(value)
    if amount is None:
        return MISSING
    short = _shortened(amount) if compact else None
    if short:
        return _signed(amount, f"{symbol(currency)}{short[0]}{short[1]}")
    whole = compact and abs(amount) >= Decimal("999.5")
    decimals = 0 if whole else _precision(currency)
    return _signed(amount, symbol(currency) + _digits(amount, decimals))


def count(value: Number, *, compact: bool = False) -> str:
    """15,822; compact only from a million: 1.37M."""
    number_ = _exact(value)
    if number_ is None:
        return MISSING
    if compact and abs(number_) >= Decimal(999950):
        short = _shortened(number_)
        if short:
            return _signed(number_, "".join(short))
    return _signed(number_, _digits(number_, 0))


def percent(value: Number, *, decimals: int = 1) -> str:
    """A share between 0 and 1 as 4.1%."""
    share = _exact(value)
    if share is None:
        return MISSING
    return _signed(share, _digits(share * 100, decimals) + "%")


def ratio(value: Number) -> str:
    """A quotient with two decimals: 1.53."""
    quotient = _exact(value)
    return MISSING if quotient is None else _signed(quotient, _digits(quotient, 2))


def points(difference: Number) -> str:
    """A difference between two shares in percentage points, without its sign: 2.3 pt."""
    share = _exact(difference)
    return MISSING if share is None else f"{_digits(share * 100, 1)} pt"


def number(value: Number, fmt: Format, *, currency: str = "GBP", compact: bool = False) -> str:
    """A value written the way its metric is written."""
    if fmt is Format.MONEY:
        return money(value, currency, compact=compact)
    if fmt is Format.COUNT:
        return count(value, compact=compact)
    if fmt is Format.PERCENT:
        return percent(value)
    return ratio(value)


def signed(value: Number, fmt: Format, *, currency: str = "GBP", compact: bool = False) -> str:
    """A difference with its sign, also when it is positive: +£142.7K."""
    exact = _exact(value)
    body = number(value, fmt, currency=currency, compact=compact)
    return f"+{body}" if exact is not None and exact > 0 else body


def is_missing(value: Number) -> bool:
    """Whether there is no number to show."""
    return value is None or not math.isfinite(value)
