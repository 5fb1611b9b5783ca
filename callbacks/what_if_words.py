"""What the what-if page says in sentences."""

from __future__ import annotations

from callbacks import words
from callbacks.asked import Asked
from callbacks.what_if_answer import Answer
from data.formulas import Format
from layouts import dates, formatting, what_if
from models.what_if import Levers


def headline(asked: Asked, answer: Answer) -> str:
    """What the levers make of all months, in one sentence."""
    result, months = answer.result, len(answer.result.months)
    span = "the next month" if months == 1 else f"the next {months} months"
    before = formatting.money(result.baseline, asked.currency, compact=True)
    if not answer.levers.moved:
        return f"Nothing is moved: net sales of {span} are expected at {before}, as forecast."
    after = formatting.money(result.total, asked.currency, compact=True)
    difference = round(result.total - result.baseline, 2)
    change = formatting.signed(difference, Format.MONEY, currency=asked.currency, compact=True)
    share = difference / result.baseline if result.baseline else None
    size = f", {formatting.signed(share, Format.PERCENT)}" if share is not None else ""
    moved = moved_in_words(answer.levers)
    return f"{moved}: net sales of {span} would be {after} instead of {before} ({change}{size})."


def moved_in_words(levers: Levers) -> str:
    """Price +5%, volume −2%."""
    said = [
        f"{lever.label.lower()} {lever.said(getattr(levers, lever.key))}"
        for lever in what_if.LEVERS
        if getattr(levers, lever.key)
    ]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def assumed(answer: Answer) -> str:
    """The shares that the levers work on, and where a lever came to its end."""
    made = answer.made
    when = words.counted(made.months, "complete month")
    shares = (
        f"Of the {when} to {dates.day(made.period.end)}: discounts took "
        f"{formatting.percent(float(made.discounts))} of gross sales, reversals "
        f"{formatting.percent(float(made.reversals))} of the rest, and customers who had bought "
        f"before brought {formatting.percent(float(made.returning))} of what was ordered."
    )
    return " ".join(part for part in (shares, _price(answer.levers), _ends(answer)) if part)


def _price(levers: Levers) -> str:
    if not levers.price:
        return ""
    if not levers.lost:
        return "A price changes no volume here unless you say how much."
    return f"Each 1% of price costs {float(levers.lost):g}% of volume; each 1% off brings as much."


def _ends(answer: Answer) -> str:
    """A lever that was pulled further than there is something to take away."""
    discounts, _ = answer.shares.under(answer.levers)
    wanted = answer.shares.discounts * 100 + answer.levers.discount
    if not answer.levers.discount or discounts * 100 == wanted:
        return ""
    return "Discounts cannot fall below none." if not discounts else "Discounts cannot exceed all."
