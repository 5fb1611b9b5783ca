"""The table of products, and the short ones of those that are new or dying."""

from __future__ import annotations

import pandas as pd

from callbacks import cards, words
from callbacks.asked import Asked
from callbacks.cards import Card
from data.answers import products as answers
from data.answers.kpis import baseline_period, count_orders
from data.filters import FilterError
from data.metrics import metric
from layouts import dates, products, states
from layouts.tables import rows

SHOWN = 50

_FLAGS = {"new": "New", "dying": "Dying"}
_METRICS = (
    "net_sales_by_order",
    "gross_sales",
    "discounts",
    "reversals_by_order",
    "units",
    "net_units_by_order",
    "orders",
    "reversal_rate_by_order",
    "reversed_unit_rate_by_order",
)


def table_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001 - a table has no colours
    """Products that are searched for, of a class, in an order; sold or not."""
    title, wanted = "All products", _wanted(asked)
    if not count_orders(asked.view, asked.filters):
        return cards.nothing(title, asked)
    found = answers.products(asked.view, asked.filters, asked.selection.compare, wanted)
    if found.rows.empty:
        return _not_found(title, wanted)
    known = answers.costs(asked.view, asked.filters)
    compared = baseline_period(asked.view, asked.filters, asked.selection.compare) is not None
    return Card(
        rows=rows(_shown(found.rows), asked.currency),
        title=title,
        subtitle=f"{_counted(found, wanted)} {words.periods(asked, asked.selection.compare)}",
        note=_note(asked, known),
        columns=products.table_columns(compared=compared, costed=known.products > 0),
        whole=lambda: _whole(asked, wanted),
        metrics=_METRICS,
    )


def _wanted(asked: Asked) -> answers.Wanted:
    chosen = asked.setting("products.class")
    return answers.Wanted(
        search=asked.setting("products.search").strip(),
        abc="" if chosen == products.ALL_CLASSES else chosen,
        sort=asked.setting("products.sort"),
    )


def _not_found(title: str, wanted: answers.Wanted) -> Card:
    what = f"“{wanted.search}” is in no name and no code" if wanted.search else "There are none"
    where = f" of class {wanted.abc}" if wanted.abc else ""
    text = f"{what}{where}. Change the search or the class above the table."
    return Card(title=title, state=states.too_little("No such product", text))


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    flags = pd.Series("", index=frame.index)
    for name, label in _FLAGS.items():
        flags = flags.mask(frame[name].fillna(value=False).astype(bool), label)
    return frame.rename(columns={"label": "product"}).assign(flag=flags)


def _whole(asked: Asked, wanted: answers.Wanted) -> pd.DataFrame:
    """Every row of the table; of the whole catalogue also what belongs to no product."""
    compare = asked.selection.compare
    if wanted.search or wanted.abc:
        found = answers.products(asked.view, asked.filters, compare, wanted, limit=None)
        return _shown(found.rows)
    return _shown(answers.everything(asked.view, asked.filters, compare, wanted))


def _counted(found: answers.Products, wanted: answers.Wanted) -> str:
    sort = products.SORTS[wanted.sort].lower()
    if found.found > len(found.rows):
        first, every = len(found.rows), words.counted(found.found, "product")
        return f"The first {first} of {every} by {sort}; exports hold all of them."
    return f"{words.counted(found.found, 'product')}, sorted by {sort}."


def _note(asked: Asked, known: answers.Costs) -> str:
    sentences = (_beside(asked), _costs(asked, known), _delay(asked), _RULES)
    return " ".join(sentence for sentence in sentences if sentence)


_RULES = (
    "Classes: A makes the first 80% of product sales, B up to 95%, C the rest; unsold is U. "
    "Reversals stand on the day of their order."
)


def _beside(asked: Asked) -> str:
    """What is part of net sales and of no row, so that both can be added up."""
    rest = answers.beside(asked.view, asked.filters)
    if rest.empty:
        return ""
    net = metric("net_sales_by_order")
    said = [
        f"{label[0].lower()}{label[1:]} ({words.amount(asked, net, value)})"
        for label, value in zip(rest["label"], rest["net_sales_by_order"], strict=True)
    ]
    return f"In net sales, but in no row: {' and '.join(said)}."


def _costs(asked: Asked, known: answers.Costs) -> str:
    if not known.products:
        return "No margin: none of the products that sold has a unit cost."
    net = metric("net_sales_by_order")
    share = "" if known.share is None else f" of {words.share(known.share)} of product sales"
    return (
        f"Margin is net sales less unit cost times net units, known{share}: "
        f"{words.amount(asked, net, known.margin)}."
    )


def _delay(asked: Asked) -> str:
    """Young orders have not had the time to come back."""
    days = answers.refund_delay(asked.view)
    until = asked.filters.end or asked.view.release.last_day
    if not days or (asked.view.release.last_day - until).days >= days:
        return ""
    return f"9 of 10 reversals come within {words.counted(days, 'day')}: more may follow."


def new_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """Products whose first sale ever is in the period, best first."""
    title = "New products"
    if not answers.tells_new(asked.view, asked.filters):
        first = dates.day(asked.view.release.first_day)
        text = (
            f"The data begin on {first}, and everything looks new at their beginning. Choose a "
            f"period that starts at least {answers.HISTORY_DAYS} days later."
        )
        return Card(title=title, state=states.too_little("Too early to tell what is new", text))
    found = answers.products(
        asked.view, asked.filters, asked.selection.compare, answers.Wanted(only="new"), SHOWN
    )
    if found.rows.empty:
        text = "Every product that sold in this period had been sold before."
        state = states.too_little("Nothing new", text)
        return Card(title=title, subtitle=dates.period(asked.period), state=state)
    return Card(
        rows=rows(_shown(found.rows), asked.currency),
        title=title,
        subtitle=f"First sold ever in {dates.period(asked.period)}",
        note=_cut(found, "brought most"),
        columns=products.NEW_COLUMNS,
        metrics=("net_sales_by_order", "orders"),
    )


def dying_card(asked: Asked, mode: str) -> Card:  # noqa: ARG001
    """Products that went well in the period compared with, and hardly sell now."""
    title = "Dying products"
    before = baseline_period(asked.view, asked.filters, asked.selection.compare)
    if before is None:
        raise FilterError(
            "What is dying shows against an earlier period. Choose one to compare with that the "
            "data reach back to."
        )
    days = f"{dates.period(asked.period)} against {dates.period(before)}"
    wanted = answers.Wanted(only="dying", sort="fell")
    found = answers.products(asked.view, asked.filters, asked.selection.compare, wanted, SHOWN)
    if found.rows.empty:
        text = f"No product that went well in {dates.period(before)} has collapsed. {_RULE}"
        state = states.too_little("Nothing is dying", text)
        return Card(title=title, subtitle=days, state=state)
    return Card(
        rows=rows(_shown(found.rows), asked.currency),
        title=title,
        subtitle=days,
        note=f"{_RULE} {_cut(found, 'lost most')}".strip(),
        columns=products.DYING_COLUMNS,
        metrics=("net_sales_by_order",),
    )


_RULE = (
    f"Dying: in class A or B then, with {answers.DYING_ORDERS} orders or more, and less than a "
    "quarter of those net sales now."
)


def _cut(found: answers.Products, what: str) -> str:
    if found.found <= len(found.rows):
        return ""
    return f"The {len(found.rows)} of {found.found} that {what}."
