"""What in a mapping cannot be meant, although every single key of it is allowed."""

from __future__ import annotations

from collections.abc import Iterator

from data.ingest.errors import LoadError
from data.ingest.mapping.fields import FIELDS, LINES
from data.ingest.mapping.shape import Mapping, TableMapping
from data.ingest.mapping.toml_values import spoken


def refuse_contradictions(mapping: Mapping, called: str) -> None:
    """LoadError with the first sentence that applies, if any does."""
    for complaint in _complaints(mapping):
        raise LoadError(f"{called}: {complaint}")


def _complaints(mapping: Mapping) -> Iterator[str]:
    yield from _of_tables(mapping)
    for table in mapping.tables.values():
        yield from _of_table(mapping, table)
    yield from _of_lines(mapping.items)
    yield from _of_orders(mapping)


def _of_tables(mapping: Mapping) -> Iterator[str]:
    separate = [role for role in ("orders", "items") if role in mapping.tables]
    if mapping.flat and separate:
        yield f"[lines] and [{separate[0]}] exclude each other: use [lines] for one flat file."
    if not mapping.flat and len(separate) < 2:
        yield "Use [lines] for one flat file, or [orders] and [items] for several that go together."


def _of_table(mapping: Mapping, table: TableMapping) -> Iterator[str]:
    for field in FIELDS[table.role]:
        if field.required and field.name not in table.columns:
            yield f'[{table.role}] {field.name} is missing; write it like {field.name} = "Column".'
    if table.changed_with is not None and table.changed_with not in mapping.tables:
        others = spoken([role for role in mapping.tables if role != table.role] or ["orders"])
        wrong = f'[{table.role}] changed_with = "{table.changed_with}"'
        yield f"{wrong} is no table here; use {others}."
    if not any(column.columns for column in table.columns.values()):
        yield f"[{table.role}] names no column of the file."
    if table.role == "customers" and not {"customer_id", "email"} & table.columns.keys():
        yield "[customers] needs customer_id or email."
    if table.role == "refunds" and not {"order_id", "order_item_id"} & table.columns.keys():
        yield "[refunds] needs order_id or order_item_id."


def _of_lines(items: TableMapping) -> Iterator[str]:
    has = items.columns.keys()
    if not {"unit_price", "line_total"} & has:
        yield f"[{items.role}] needs unit_price or line_total: what a line costs."
    if {"unit_price", "line_total", "discount"} <= has:
        yield (
            f"[{items.role}] unit_price, line_total and discount say the same twice; leave one out."
        )
    if items.role != LINES and not {"product_id", "product_name"} & has:
        yield "[items] needs product_id or product_name."


def _of_orders(mapping: Mapping) -> Iterator[str]:
    orders = mapping.orders
    if "payments" in mapping.tables and "payment_method" in orders.columns:
        yield f"[{orders.role}] payment_method and [payments] say the same twice; leave one out."
    if "refunds" in mapping.tables and "refunded" in orders.columns:
        yield f"[{orders.role}] refunded and [refunds] say the same twice; leave one out."
    if mapping.statuses and "status" not in orders.columns:
        yield f"[statuses] needs to know the column: add status to [{orders.role}]."
    dated = {"refunded_at", "refund_reason"} & orders.columns.keys()
    if dated and "refunded" not in orders.columns:
        yield f"[{orders.role}] {min(dated)} needs refunded: the column of the money."
