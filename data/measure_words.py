"""What measures are called in a formula, and what one row of their source is."""

from __future__ import annotations

from data.measures import REPEAT_DAYS, Source

# Name of a measure -> how a formula calls it.
WORDS = {
    "gross": "gross sales",
    "discount": "discounts",
    "quantity": "units",
    "orders": "orders",
    "customers": "customers",
    "new_customers": "new customers",
    "returning_customers": "returning customers",
    "new_orders": "first orders",
    "customer_orders": "orders of known customers",
    "shipping": "shipping",
    "tax": "tax",
    "free_orders": "free orders",
    "median_order": "median order",
    "reversed_orders": "orders reversed",
    "reversed": "reversals",
    "reversed_quantity": "units reversed",
    "order_reversed": "reversals of these orders",
    "order_reversed_quantity": "units reversed of these orders",
    "cohort": f"new customers observed for {REPEAT_DAYS} days",
    "cohort_repeated": f"new customers who ordered again within {REPEAT_DAYS} days",
    "collected": "collected",
    "attempts": "attempts",
    "succeeded": "successful attempts",
    "orders_tried": "orders tried to pay",
    "orders_paid": "orders paid",
    "lost": "value lost",
    "recovered": "value recovered",
}

# The same where a formula is nothing but the measure: how it is added up or counted.
ALONE = {
    "gross": "sum of list price × quantity",
    "discount": "sum of line discounts and shares of order discounts",
    "quantity": "sum of quantity",
    "orders": "count of different orders",
    "customers": "count of different known customers",
    "new_customers": "count of customers with their order no. 1",
    "returning_customers": "count of customers with an order no. 2 or later",
    "new_orders": "count of orders no. 1 of known customers",
    "shipping": "sum of shipping charged",
    "tax": "sum of tax charged",
    "free_orders": "count of orders with gross sales − discounts = 0",
    "median_order": "median over orders of gross sales − discounts",
    "reversed": "sum of amounts taken back",
    "order_reversed": "sum of amounts ever taken back of these orders",
    "collected": "sum of successful payments",
    "attempts": "count of payment attempts",
    "lost": "sum of gross sales − discounts + shipping + tax of orders never paid",
    "recovered": "sum of gross sales − discounts + shipping + tax of orders paid after a failure",
}

GRAINS = {
    Source.SALES: "orders (their lines with a product or category filter)",
    Source.ORDERS: "whole orders",
    Source.REVERSALS: "reversals",
    Source.ORDER_REVERSALS: "reversals",
    Source.COHORT: "first orders of customers",
    Source.PAYMENTS: "payment attempts",
    Source.TRIED: "orders somebody tried to pay",
}

# Sources of whole orders, which a product or category filter leaves without an answer.
OF_WHOLE_ORDERS = (Source.ORDERS, Source.COHORT, Source.PAYMENTS, Source.TRIED)
