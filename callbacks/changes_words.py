"""The sentence that says why net sales changed; every number in it is a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from callbacks import words
from callbacks.address import Address
from callbacks.asked import Asked
from data.answers.bridge import Bridge, Ends, Step
from data.answers.drivers import drivers
from data.answers.kpis import is_unfinished
from data.answers.price_volume_mix import contributions
from data.changes import Kind, change
from data.dimensions import Dimension
from data.formulas import Format
from data.periods import Comparison
from layouts import changes_page, dates, formatting
from layouts.changes_page import Said
from layouts.tabs import Tab

# Bars of a chart of things that moved.
SHOWN = 10

# Step -> what happened, where it rose and where it fell.
_HAPPENED = {
    "new_customers": ("more new customers", "fewer new customers"),
    "new_order_value": ("new customers spent more per order", "new customers spent less per order"),
    "returning_customers": ("more customers came back", "fewer customers came back"),
    "returning_frequency": (
        "returning customers ordered more often",
        "returning customers ordered less often",
    ),
    "returning_order_value": (
        "returning customers spent more per order",
        "returning customers spent less per order",
    ),
    "guest_orders": ("more guest orders", "fewer guest orders"),
    "guest_order_value": ("guests spent more per order", "guests spent less per order"),
    "reversals": ("more was taken back", "less was taken back"),
    "reversals_without_order": (
        "more was taken back without an order",
        "less was taken back without an order",
    ),
}


def sentence(asked: Asked) -> list[Said]:
    """What changed by how much, because of what, and which product moved most."""
    reason = missing(asked)
    if reason:
        return [Said(reason)]
    found = drivers(asked.view, asked.filters, asked.selection.compare, asked.selection.basis)
    if found is None or not found.steps:
        return [Said("There are no orders in either period.")]
    said = [*_headline(asked, found.ends), *_because(asked, found), Said(".")]
    return [*said, *_product(asked)]


def missing(asked: Asked) -> str:
    """Why there is nothing to compare with; empty where there is."""
    if words.outside(asked):
        return "The data know no day of this period."
    if asked.selection.compare is Comparison.NONE:
        return (
            "Nothing is compared. Choose a comparison in the period menu to see why sales changed."
        )
    if asked.filters.start is None:
        return "Before the whole history there is nothing. Choose a shorter period."
    if drivers(asked.view, asked.filters, asked.selection.compare, asked.selection.basis):
        return ""
    first = dates.day(asked.view.release.first_day)
    return (
        f"The data begin on {first}, after the period to compare with. "
        "Choose a later period or another comparison."
    )


def _headline(asked: Asked, ends: Ends) -> Iterable[Said]:
    moved, bridge = float(ends.change), f"#{changes_page.DRIVERS.title}"
    over_time = Address(Tab.TRENDS, asked.selection).search()
    so_far = " so far" if is_unfinished(asked.view, asked.filters) else ""
    before = dates.period(ends.compared_with)
    yield Said(f"{ends.metric.label}{so_far} ")
    if not moved:
        yield Said("stayed at ")
    else:
        yield Said("rose by " if moved > 0 else "fell by ")
        yield Said(_money(asked, abs(moved)), bridge)
        yield from _share(asked, ends, bridge)
        yield Said(" to ")
    yield Said(_money(asked, float(ends.end)), over_time or "#")
    yield Said(f" against {before}")


def _share(asked: Asked, ends: Ends, href: str) -> Iterable[Said]:
    """The change in percent, where it can honestly be said."""
    unfinished = is_unfinished(asked.view, asked.filters)
    found = change(ends.metric, float(ends.end), float(ends.start), unfinished=unfinished)
    if found.kind is Kind.PERCENT:
        text = formatting.signed(found.value, Format.PERCENT)
        yield from (Said(" ("), Said(text, href), Said(")"))


def _because(asked: Asked, bridge: Bridge) -> Iterable[Said]:
    """The two steps that did most of it, and the one that did most against it."""
    up = bridge.ends.change >= 0
    steps = sorted((s for s in bridge.steps if s.amount), key=lambda s: -abs(s.amount))
    along = [step for step in steps if (step.amount > 0) == up][:2]
    against = [step for step in steps if (step.amount > 0) != up][:1]
    if along:
        yield Said(": ")
        yield from _listed(asked, along)
    if against:
        yield Said(", while " if along else "; ")
        yield from _listed(asked, against)


def _listed(asked: Asked, steps: Sequence[Step]) -> Iterable[Said]:
    for place, step in enumerate(steps):
        yield Said(f"{' and ' if place else ''}{happened(step)} (")
        yield Said(_signed(asked, step.amount), f"#{changes_page.DRIVERS.title}")
        yield Said(")")


def happened(step: Step) -> str:
    """A step in words: by what it was before and after, whatever that did to the money."""
    if step.name not in _HAPPENED:
        return step.label[0].lower() + step.label[1:]
    rose, fell = _HAPPENED[step.name]
    return rose if (step.after or 0.0) >= (step.before or 0.0) else fell


def _product(asked: Asked) -> Iterable[Said]:
    """The product that moved most, as a link that keeps it alone."""
    if len(asked.filters.products) == 1:
        return
    chosen = asked.selection
    found = contributions(
        asked.view, asked.filters, chosen.compare, chosen.basis, by=Dimension.PRODUCT, limit=SHOWN
    )
    if found is None or not found.shown or not found.frame["change"].iloc[0]:
        return
    key, label, amount = found.frame[["key", "label", "change"]].iloc[0]
    kept = chosen.kept.changed("products", (str(key),))
    here = Address(Tab.CHANGES, replace(chosen, kept=kept), tuple(asked.settings.items()))
    yield Said(f" The product that moved most was {label} (")
    yield Said(_signed(asked, float(amount)), here.search())
    yield Said(").")


def _money(asked: Asked, value: float) -> str:
    return formatting.money(value, asked.currency, compact=True)


def _signed(asked: Asked, value: float) -> str:
    return formatting.signed(value, Format.MONEY, currency=asked.currency, compact=True)
