"""Which product is offered to whom: each rule by hand, and all of them against plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import learning_next, schema
from data.frames import insert_frame
from data.learning_next import write_next_products, write_partners
from data.queries.next_products import (
    AGAIN,
    BEST_SELLERS,
    CLUSTER,
    PARTNER,
    POPULAR_DAYS,
    SHOP,
    STILL_SOLD_DAYS,
    next_products,
)
from data.releases import ReleaseStore
from data.warehouse import View
from tests.data.answers.carts import Cart, random_carts, shop_of

NewStore = Callable[..., ReleaseStore]
Pairs = Mapping[tuple[int, int], float]
LAST = date(2026, 12, 31)
PRICES = ["1"] * 14
POSTAGE = 13


def code(product: int) -> str:
    return f"P{product:04}"


def learned(pairs: Pairs, clusters: Mapping[str, int]) -> Callable[[sa.Engine], None]:
    """Write pairs and clusters into a release, and choose what to offer."""
    rows = [(code(a), code(b), 9, lift, 0.01) for (a, b), lift in pairs.items()]

    def learn(engine: sa.Engine) -> None:
        customer, member = schema.dim_customer, schema.customer_segments
        with engine.begin() as connection:
            known = connection.execute(sa.select(customer.c.customer_id, customer.c.customer_key))
            members = [
                (key, clusters[who], f"K{clusters[who]}") for who, key in known if who in clusters
            ]
            names = [column.name for column in member.columns]
            if members:
                insert_frame(connection, member, pd.DataFrame(members, columns=names))
        names = ["key_a", "key_b", "both", "lift", "q"]
        write_partners(engine, pd.DataFrame(rows, columns=names))
        write_next_products(engine, LAST)

    return learn


def offers(view: View) -> dict[str, tuple[str, str]]:
    """Customer -> product and rule, as they stand in the release."""
    offer, customer, product = (
        schema.customer_next_product,
        schema.dim_customer,
        schema.dim_product,
    )
    joined = offer.join(customer, customer.c.customer_key == offer.c.customer_key).join(
        product, product.c.product_key == offer.c.product_key
    )
    columns = (customer.c.customer_id, product.c.product_id, offer.c.rule)
    frame = view.frame(sa.select(*columns).select_from(joined))
    assert frame["customer_id"].is_unique
    return {who: (item, rule) for who, item, rule in frame.itertuples(index=False)}


# Somebody without a name buys everything on the last day, so that all of it is still sold.
EVERYTHING = Cart(list(range(14)), LAST)


def test_the_first_rule_is_the_partner_of_the_last_order_with_the_highest_lift(
    new_store: NewStore, tmp_path: Path
) -> None:
    carts = [
        EVERYTHING,
        Cart([1, 2], date(2026, 5, 1), "ann"),
        Cart([0, POSTAGE], date(2026, 6, 1), "ann"),
        Cart([0], date(2026, 6, 1), "bob"),
    ]
    # 2 has the highest lift, but ann has it; what goes with 1 is no matter: she bought that before.
    pairs = {(0, 2): 9.0, (0, 3): 4.0, (0, 4): 5.0, (1, 5): 8.0}
    view = shop_of(new_store(tmp_path), carts, PRICES, codes=[POSTAGE], learn=learned(pairs, {}))
    assert offers(view) == {"ann": (code(4), PARTNER), "bob": (code(2), PARTNER)}
    frame = view.frame(next_products(LAST))
    assert frame["lift"].tolist() == [5.0, 9.0]
    assert frame["because_key"].notna().all()


def test_the_second_rule_is_what_they_bought_in_most_orders(
    new_store: NewStore, tmp_path: Path
) -> None:
    months = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    bought = [[1, 2, POSTAGE], [2, POSTAGE], [3, POSTAGE], [3, POSTAGE]]
    carts = [EVERYTHING, *(Cart(b, d, "ann") for b, d in zip(bought, months, strict=True))]
    view = shop_of(new_store(tmp_path), carts, PRICES, codes=[POSTAGE], learn=learned({}, {}))
    # 2 and 3 twice each: the one bought last. Postage was in all four, and is no product.
    assert offers(view) == {"ann": (code(3), AGAIN)}


def test_then_come_best_sellers_of_the_cluster_and_without_one_of_the_shop(
    new_store: NewStore, tmp_path: Path
) -> None:
    days = [date(2026, 11, day) for day in range(1, 8)]
    who = ["ann", "bob", "cat", "dan", "eve", "fay", "gus"]
    bought = [[5], [5], [6], [5], [7], [7], [7]]
    carts = [EVERYTHING, *(Cart(b, d, w) for b, d, w in zip(bought, days, who, strict=True))]
    clusters = {"ann": 0, "bob": 0, "cat": 0, "dan": 0, "eve": 1, "fay": 1}
    view = shop_of(new_store(tmp_path), carts, PRICES, learn=learned({}, clusters))
    found = offers(view)
    # 5 is bought most in the first cluster, then 6. Nothing but 7 is bought in the second.
    assert found["cat"] == (code(5), CLUSTER)
    assert found["ann"] == (code(6), CLUSTER)
    assert "eve" not in found
    assert found["gus"] == (code(5), SHOP)


def test_what_is_no_longer_sold_is_offered_to_nobody(new_store: NewStore, tmp_path: Path) -> None:
    gone = LAST - timedelta(days=STILL_SOLD_DAYS)
    carts = [
        Cart([1], gone, "ann"),
        Cart([1], gone - timedelta(days=1), "ann"),
        Cart([2], gone + timedelta(days=1), "bob"),
        Cart([3], LAST),
    ]
    pairs = {(1, 4): 9.0}
    view = shop_of(new_store(tmp_path), carts, PRICES, learn=learned(pairs, {}))
    assert offers(view) == {"ann": (code(2), SHOP)}


# --- all rules at once, against plain Python ------------------------------------------------------


def reference(
    carts: Sequence[Cart], pairs: Pairs, clusters: Mapping[str, int]
) -> dict[str, tuple[str, str]]:
    """The rules once more, customer by customer."""
    carts = sorted(carts, key=lambda cart: cart.day)
    sold = {p for c in carts if c.day > LAST - timedelta(days=STILL_SOLD_DAYS) for p in c.products}
    sold -= {POSTAGE}
    found = {}
    for who in sorted({cart.who for cart in carts if cart.who}):
        own = [set(cart.products) - {POSTAGE} for cart in carts if cart.who == who]
        had = set().union(*own)
        last = next((goods for goods in reversed(own) if goods), set())
        chosen = (
            _partner(last, had, sold, pairs)
            or _again(own, sold)
            or _seller(who, had, sold, carts, clusters)
        )
        if chosen:
            found[who] = chosen
    return found


def _partner(last: set[int], had: set[int], sold: set[int], pairs: Pairs) -> tuple[str, str] | None:
    both = {**pairs, **{(b, a): lift for (a, b), lift in pairs.items()}}
    fit = [(-lift, b) for (a, b), lift in both.items() if a in last and b in sold - had]
    return (code(min(fit)[1]), PARTNER) if fit else None


def _again(own: list[set[int]], sold: set[int]) -> tuple[str, str] | None:
    times = Counter(product for goods in own for product in goods if product in sold)
    latest = {product: n for n, goods in enumerate(own) for product in goods}
    fit = [(-count, -latest[p], p) for p, count in times.items() if count >= 2]
    return (code(min(fit)[2]), AGAIN) if fit else None


def _seller(
    who: str, had: set[int], sold: set[int], carts: Sequence[Cart], clusters: Mapping[str, int]
) -> tuple[str, str] | None:
    lately = LAST - timedelta(days=POPULAR_DAYS)
    buyers: dict[int, set[str]] = {}
    for cart in carts:
        if (
            cart.who
            and cart.day > lately
            and (who not in clusters or clusters.get(cart.who) == clusters[who])
        ):
            for product in set(cart.products) & sold:
                buyers.setdefault(product, set()).add(cart.who)
    best = sorted(buyers, key=lambda p: (-len(buyers[p]), p))[:BEST_SELLERS]
    fit = [product for product in best if product not in had]
    return (code(fit[0]), CLUSTER if who in clusters else SHOP) if fit else None


@pytest.mark.parametrize("seed", [1, 2])
def test_all_rules_give_what_plain_python_gives(
    new_store: NewStore, tmp_path: Path, seed: int
) -> None:
    made = np.random.default_rng(seed)
    people = [f"c{n:03}" for n in range(80)]
    carts = [
        replace(
            cart,
            day=LAST - timedelta(days=int(made.integers(0, 500))),
            who=people[made.integers(0, 80)] if made.random() < 0.9 else None,
        )
        for cart in random_carts(seed, 260, 14, mean_size=1.6)
    ]
    carts.sort(key=lambda cart: cart.day)
    pairs = {(0, 3): 4.0, (1, 5): 3.5, (2, 9): 7.25, (3, 9): 7.0, (4, 12): 2.0}
    clusters = {who: int(made.integers(0, 3)) for who in people[:60]}
    view = shop_of(
        new_store(tmp_path), carts, PRICES, codes=[POSTAGE], learn=learned(pairs, clusters)
    )
    found = offers(view)
    assert found == reference(carts, pairs, clusters)
    assert {rule for _, rule in found.values()} == {PARTNER, AGAIN, CLUSTER, SHOP}


def test_customers_are_offered_the_same_however_many_are_looked_at_at_a_time(
    new_store: NewStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_next, "PIECE", 2)
    carts = [
        Cart(sorted({n % 13, n * 5 % 13}), LAST - timedelta(days=n * 9), f"buyer {n % 9}")
        for n in range(40)
    ]
    learn = learned({(0, 2): 9.0, (3, 4): 2.0}, {"buyer 1": 1})
    view = shop_of(new_store(tmp_path), [EVERYTHING, *carts], PRICES, learn=learn)
    offer = schema.customer_next_product
    stored = view.frame(sa.select(*offer.c).order_by(offer.c.customer_key))
    assert len(stored) == 9
    assert stored["rule"].nunique() > 1
    at_once = view.frame(next_products(LAST))[list(stored.columns)]
    pd.testing.assert_frame_equal(stored, at_once, check_dtype=False)


def test_every_training_finds_partners_that_chance_does_not_explain(demo_view: View) -> None:
    pair = schema.product_partners
    frame = demo_view.frame(sa.select(*pair.c))
    assert (frame["q"] <= 0.05).all()
    assert (frame["lift"] > 1).all()
    mirrored = frame.rename(columns={"product_key": "partner_key", "partner_key": "product_key"})
    assert len(frame.merge(mirrored[frame.columns])) == len(frame)
    last_day = demo_view.release.last_day
    names = [column.name for column in schema.customer_next_product.c]
    stored = demo_view.frame(
        sa.select(*schema.customer_next_product.c).order_by(
            schema.customer_next_product.c.customer_key
        )
    )
    assert len(stored) > 100
    anew = demo_view.frame(next_products(last_day))[names]
    pd.testing.assert_frame_equal(stored, anew, check_dtype=False)
