"""What the filter bar offers."""

from __future__ import annotations

import pandas as pd

from data.dimensions import Dimension
from data.periods import Grain, Period, buckets
from data.prepared import prepared
from data.queries import options as statements
from data.warehouse import View

Option = dict[str, str]


def options(view: View, dimension: Dimension) -> list[Option]:
    """Every value of a small dimension as label and value."""
    values = view.frame(prepared(statements.values_of, dimension))["value"]
    return [{"label": value, "value": value} for value in values]


def months(view: View) -> list[Option]:
    """Every month that the data touch, newest first."""
    release = view.release
    firsts = buckets(Period(release.first_day, release.last_day), Grain.MONTH)
    return [
        {"label": day.strftime("%B %Y"), "value": day.strftime("%Y-%m")} for day in reversed(firsts)
    ]


def find_products(view: View, text: str, chosen: tuple[str, ...] = ()) -> list[Option]:
    """The first products whose name or code holds the text, after those chosen already."""
    kept = _named(view, chosen)
    found = _options(view.frame(statements.products_like(text.strip())))
    return kept + [option for option in found if option not in kept]


def product_names(view: View, ids: tuple[str, ...]) -> dict[str, str]:
    """Product id -> name, for the ids that exist."""
    return {option["value"]: option["label"] for option in _named(view, ids)}


def _named(view: View, ids: tuple[str, ...]) -> list[Option]:
    if not ids:
        return []
    return _options(view.frame(statements.products_named(ids)))


def _options(frame: pd.DataFrame) -> list[Option]:
    pairs = zip(frame["label"], frame["value"], strict=True)
    return [{"label": str(label), "value": str(value)} for label, value in pairs]
