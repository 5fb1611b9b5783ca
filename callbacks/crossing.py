"""Cross-filter: what a click on a mark does to the link."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from callbacks.address import address_of
from data.dimensions import GUESTS, NO_PRODUCT, NOT_CLUSTERED, NOT_PAID
from data.filters import DIMENSION_FIELDS, FilterError
from data.selection import DEFAULT_PRESET, Selection, select

DAYS = "days"

# Rows of breakdowns that stand for the lack of a value: no filter can keep them.
_NO_VALUES = {
    "segments": (GUESTS, NOT_CLUSTERED),
    "payment_methods": (NOT_PAID,),
    "products": (NO_PRODUCT,),
    "categories": (NO_PRODUCT,),
}


def crossed(search: Any, field: str, value: Any) -> str:
    """The link after a mark of a chart was clicked: filtered by it, or no longer.

    FilterError for what cannot be filtered by.
    """
    address = address_of(search)
    if not isinstance(value, str) or not value:
        raise FilterError("This mark stands for no single value; nothing can be filtered by it.")
    chosen = address.selection
    after = _with_days(chosen, value) if field == DAYS else _with_value(chosen, field, value)
    return address.selecting(after).search()


def _with_value(chosen: Selection, field: str, value: str) -> Selection:
    if field not in DIMENSION_FIELDS:
        raise FilterError(f"There is no filter called {field!r}.")
    if value in _NO_VALUES.get(field, ()):
        raise FilterError(f"“{value}” is what has no {DIMENSION_FIELDS[field].lower()}.")
    alone = getattr(chosen.kept, field) == (value,)
    return replace(chosen, kept=chosen.kept.changed(field, () if alone else (value,)))


def _with_days(chosen: Selection, value: str) -> Selection:
    start, _, end = value.partition("/")
    days = select({"from": start, "to": end or start}, kept=chosen.kept).days
    if days == chosen.days:
        return replace(chosen, preset=DEFAULT_PRESET, month=None, days=None)
    return replace(chosen, preset=None, month=None, days=days)
