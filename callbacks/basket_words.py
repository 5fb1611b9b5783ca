"""Sentences about baskets and bundles."""

from __future__ import annotations

import pandas as pd

from callbacks import words
from callbacks.asked import Asked
from data.answers.baskets import CANDIDATES, LEAST_BASKETS, MOST_PRODUCTS, Basket, Baskets
from layouts import dates, formatting
from models.affinity import FALSE_DISCOVERIES
from models.bundles import Offer


def baskets_of(asked: Asked, number: int) -> str:
    """6,576 orders, or 13,550 baskets of 30 days."""
    if Basket(asked.setting("baskets.basket")) is Basket.ORDER:
        return words.counted(number, "order")
    return f"{words.counted(number, 'basket')} of 30 days"


def money(asked: Asked, value: float) -> str:
    """An amount as cards write it."""
    return formatting.money(value, asked.currency, compact=True)


def why_nothing(asked: Asked, found: Baskets) -> str:
    """What was looked at in vain."""
    held = baskets_of(asked, found.baskets)
    if not found.tested:
        return (
            f"A pair has to be in {LEAST_BASKETS} baskets to be judged. Among {held} fewer than "
            "two products are in so many. Choose a longer period."
        )
    return (
        f"{words.counted(found.tested, 'pair')} of products were tested in {held}. None is bought "
        "together more often than chance explains. Choose a longer period or fewer filters."
    )


def offered(asked: Asked, offer: Offer) -> str:
    """What every bundle of the chart is offered at."""
    return (
        f"Second product at {formatting.percent(offer.discount, decimals=0)} off, attach rate "
        f"{formatting.percent(offer.rise, decimals=0)} above today's, {dates.period(asked.period)}"
    )


def of_best(asked: Asked) -> str:
    """How the chart is read and used."""
    of = "orders" if Basket(asked.setting("baskets.basket")) is Basket.ORDER else "baskets"
    return (
        "Extra money of one more such period. The line is the range in which 95 of 100 samples of "
        f"as many {of} lie; whether buyers take the offer, no past order can tell. Click a bar to "
        "see how it adds up."
    )


def of_worth(asked: Asked, row: pd.Series, offer: Offer) -> str:
    """The formula of one bundle, with its numbers."""
    only = formatting.count(row["anchor_only"])
    now, then = (formatting.percent(row[name]) for name in ("attach_now", "attach_then"))
    value = formatting.money(row["value"], asked.currency)
    what = "its margin at that price" if row["by_margin"] else "its price, as its cost is not known"
    low, high = (money(asked, row[name]) for name in ("low", "high"))
    pays = (
        "It would never pay."
        if pd.isna(row["break_even"])
        else f"It pays from an attach rate of {formatting.percent(row['break_even'])}."
    )
    discount = formatting.percent(offer.discount, decimals=0)
    return (
        f"{only} baskets hold only the first. {now} of all with the first also hold the second; "
        f"at {discount} off {then} are to. Each new one brings {value} ({what}). "
        f"Between {low} and {high}, as far as chance in the past goes. {pays}"
    )


def counted(asked: Asked, found: int, shown: int) -> str:
    """How many pairs stand out, and whether the table holds all of them."""
    pairs = words.counted(found, "pair")
    cut = f"The first {shown} of {pairs}" if found > shown else pairs
    return f"{cut}, ranked by extra money, {dates.period(asked.period)}"


def of_table(asked: Asked, found: Baskets) -> str:
    """What was counted, what was tested, and what was left out."""
    sure = formatting.percent(FALSE_DISCOVERIES, decimals=0)
    sentences = [
        f"{baskets_of(asked, found.baskets).capitalize()} with merchandise. "
        f"{words.counted(found.tested, 'pair')} of {words.counted(found.products, 'product')} "
        f"tested against chance, among baskets of the same size; at most {sure} of those shown "
        f"are there by chance. A pair has to be in {LEAST_BASKETS} baskets."
    ]
    if found.products == MOST_PRODUCTS:
        sentences.append(f"Only the {MOST_PRODUCTS:,} products in most baskets are compared.")
    if len(found.pairs) == CANDIDATES:
        sentences.append(f"Only the {CANDIDATES:,} pairs with most money at stake are judged.")
    if found.left_out:
        left = baskets_of(asked, found.left_out)
        sentences.append(f"Left out: {left} with more than {found.largest} different products.")
    return " ".join(sentences)


def lede(asked: Asked, best: pd.Series, pairs: int) -> str:
    """How many pairs belong together, and what the best would bring."""
    stands = "stands" if pairs == 1 else "stand"
    worth = money(asked, best["worth"])
    return (
        f"{words.counted(pairs, 'pair')} {stands} out. {best['offer_label']}, offered to buyers of "
        f"{best['anchor_label']}, would bring {worth} more."
        if best["worth"] > 0
        else f"{words.counted(pairs, 'pair')} {stands} out, but at this discount no bundle pays."
    )
