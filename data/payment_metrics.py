"""Metrics of payments: how often they succeed, and what was lost or won back."""

from __future__ import annotations

from data import formulas as f
from data.formulas import Format, Metric

PAYMENTS = (
    Metric(
        "payment_attempts",
        "Payment attempts",
        "Attempts to pay, whether they succeeded, failed or are still on their way.",
        ("attempts",),
        f.one("attempts"),
        Format.COUNT,
        additive=True,
        dated="payment day",
        up_is_good=None,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
    Metric(
        "payment_success_rate",
        "Payment success rate",
        "Successful payment attempts as a share of all attempts; every retry counts again.",
        ("succeeded", "attempts"),
        f.ratio(f.one("succeeded"), f.one("attempts")),
        Format.PERCENT,
        dated="payment day",
        null_rule=f.ATTEMPTS_TO_DIVIDE,
    ),
    Metric(
        "orders_paid_rate",
        "Orders paid in the end",
        "Orders of which a payment succeeded in the end, as a share of the orders that somebody "
        "tried to pay; retries do not count again.",
        ("orders_paid", "orders_tried"),
        f.ratio(f.one("orders_paid"), f.one("orders_tried")),
        Format.PERCENT,
        null_rule=f.ATTEMPTS_TO_DIVIDE,
    ),
    Metric(
        "lost_to_failure",
        "Lost to failure",
        "Value with shipping and tax of orders that somebody tried to pay, of which every attempt "
        "failed. An upper bound: some of these customers order again.",
        ("lost",),
        f.one("lost"),
        additive=True,
        up_is_good=False,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
    Metric(
        "recovered_after_failure",
        "Recovered after a failure",
        "Value with shipping and tax of orders that were paid after an attempt had failed.",
        ("recovered",),
        f.one("recovered"),
        additive=True,
        up_is_good=None,
        null_rule=f.WHOLE_ORDERS_ONLY,
    ),
)
