"""What one customer is expected to do next, as facts of the customer's page."""

from __future__ import annotations

from datetime import date

from callbacks.asked import Asked
from data.answers import value as answers
from data.answers.next_orders import offer_to
from layouts import dates, formatting

_NEVER = "not within 100 years"


def ahead(asked: Asked, customer: str) -> list[tuple[str, str]]:
    """Label and value: chance, orders, value, the next order and what to offer."""
    found = answers.of_customer(asked.view, customer)
    if found is None:
        return [("Expected", "Not known of this customer"), *_offer(asked, customer)]
    low, high = (_money(asked, found[name]) for name in ("value_365_lo", "value_365_hi"))
    return [
        ("P(alive)", formatting.percent(found["p_alive"])),
        ("Expected orders", _orders(found["orders_90"], found["orders_365"])),
        ("Expected, 90 days", _money(asked, found["value_90"])),
        ("Expected, 365 days", f"{_money(asked, found['value_365'])} (80%: {low} to {high})"),
        ("Value per order", _money(asked, found["value_per_order"])),
        ("Next order", _on(found["next_order_on"])),
        ("80% of the time between", _between(found["next_order_from"], found["next_order_to"])),
        ("Overdue", "Yes, against their own rhythm" if found["overdue"] else "No"),
        *_offer(asked, customer),
    ]


def _money(asked: Asked, amount: float) -> str:
    return formatting.money(amount, asked.currency)


def _orders(soon: float, later: float) -> str:
    return f"{formatting.ratio(soon)} in 90 days, {formatting.ratio(later)} in 365"


def _on(day: date | None) -> str:
    return _NEVER if day is None else dates.day(day)


def _between(first: date | None, last: date | None) -> str:
    if first is None:
        return _NEVER
    return f"{_on(first)} or any day after it" if last is None else f"{_on(first)} to {_on(last)}"


def _offer(asked: Asked, customer: str) -> list[tuple[str, str]]:
    found = offer_to(asked.view, customer)
    if found is None:
        return [("Product to offer", "none: they bought all that the rules would offer")]
    product, why = found
    return [("Product to offer", product), ("Why this one", why)]
