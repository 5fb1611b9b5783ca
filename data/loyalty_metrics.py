"""Metrics of loyalty: who came for the first time, and who came back."""

from __future__ import annotations

from data import formulas as f
from data.formulas import Format, Metric
from data.measures import REPEAT_DAYS

LOYALTY = (
    Metric(
        "new_customers",
        "New customers",
        "Customers whose first order ever falls into the period.",
        ("new_customers",),
        f.one("new_customers"),
        Format.COUNT,
        owner=f.CUSTOMERS,
    ),
    Metric(
        "returning_customers",
        "Returning customers",
        "Customers with a second or later order in the period. "
        "Somebody who came and came back counts as new and as returning.",
        ("returning_customers",),
        f.one("returning_customers"),
        Format.COUNT,
        owner=f.CUSTOMERS,
    ),
    Metric(
        "came_back_customers",
        "Came and came back",
        "Customers whose first order ever and a later one both fall into the period; "
        "they are counted as new and as returning.",
        ("new_customers", "returning_customers", "customers"),
        lambda m: m["new_customers"] + m["returning_customers"] - m["customers"],
        Format.COUNT,
        owner=f.CUSTOMERS,
    ),
    Metric(
        "new_orders",
        "New orders",
        "First orders ever of known customers.",
        ("new_orders",),
        f.one("new_orders"),
        Format.COUNT,
        owner=f.CUSTOMERS,
    ),
    Metric(
        "returning_orders",
        "Returning orders",
        "Second and later orders of known customers.",
        ("customer_orders", "new_orders"),
        lambda m: m["customer_orders"] - m["new_orders"],
        Format.COUNT,
        owner=f.CUSTOMERS,
    ),
    Metric(
        "purchase_frequency",
        "Purchase frequency",
        "Orders of known customers per customer.",
        ("customer_orders", "customers"),
        f.ratio(f.one("customer_orders"), f.one("customers")),
        Format.RATIO,
        null_rule=f.NOTHING_TO_DIVIDE,
        owner=f.CUSTOMERS,
    ),
    Metric(
        "repeat_rate",
        "Repeat rate",
        f"Share of customers first seen in the period who ordered again within "
        f"{REPEAT_DAYS} days; only customers observed for {REPEAT_DAYS} days.",
        ("cohort_repeated", "cohort"),
        f.ratio(f.one("cohort_repeated"), f.one("cohort")),
        Format.PERCENT,
        dated="day of the first order",
        null_rule="blank until somebody was observed long enough, "
        "and with a product or category filter",
        owner=f.CUSTOMERS,
    ),
)
