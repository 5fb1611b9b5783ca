"""From mapped files into the incoming tables.

- `sale` and `order` both count as orders; the meaning of an `order` says that it is not yet sold.
- `reversal` counts, and its lines are taken back: on the day of the column `reversed_at`, else on
  that of the order, as far as refunds have not taken them back already.
- `ignored` does not count: the rows are stored, and reach no number.
- An order of which the source holds nothing but credited lines is a credit note, which does not
  count and whose lines are refunds of their own day.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import currencies, shares, sieve, staging
from data.ingest.errors import LoadError
from data.ingest.layouts import Staged
from data.ingest.mapping import conclusions, dimensions, lines, order_values, reading, satellites
from data.ingest.mapping.fields import LINES
from data.ingest.mapping.shape import Mapping
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, SourceFile
from data.ingest.star_files import StarFile

Read = tuple[SourceFile, StarFile, sa.Table]


def stage(mapping: Mapping, bench: Bench) -> Staged:
    """Put the source's files into the incoming tables."""
    bench.progress("Reading orders and their lines", 0.1)
    orders, kept = _flat(bench, mapping) if mapping.flat else _separate(bench, mapping)
    bench.progress("Telling orders, products and customers apart", 0.5)
    satellites.products(bench, mapping)
    satellites.customers(bench, mapping)
    dimensions.recognise_customers(bench, mapping, orders)
    _fill_orders(bench, mapping, orders)
    _fill_items(bench, kept)
    _fill_credits(bench, kept)
    bench.progress("Reading refunds and payments", 0.7)
    satellites.refunds(bench, mapping, orders)
    satellites.payments(bench, mapping)
    conclusions.add(bench, mapping, orders)
    dimensions.add_products(bench, mapping, kept)
    dimensions.add_customers(bench, mapping, orders)
    for table in (orders, kept):
        bench.drop(table)
    return _staged(mapping)


def _staged(mapping: Mapping) -> Staged:
    takes_back = conclusions.takes_back(mapping)
    pays = "payments" in mapping.tables or "payment_method" in mapping.orders.columns
    by_row = [schema.order_items, *([] if mapping.flat else [schema.orders])]
    if takes_back:
        by_row.append(schema.refunds)
    if "payments" in mapping.tables:
        by_row.append(schema.payments)
    return Staged(
        provided=(
            schema.orders,
            schema.order_items,
            *([schema.refunds] if takes_back else []),
            *([schema.payments] if pays else []),
        ),
        by_row=tuple(by_row),
        concluded=() if "payments" in mapping.tables else (schema.payments,),
        concluded_rows=conclusions.CONCLUDED,
        derived=not {"products", "customers"} & mapping.tables.keys(),
    )


def _needed(bench: Bench, mapping: Mapping, role: str) -> Read:
    found = reading.read(bench, mapping, role)
    if found is None:  # recognition never gives a source without them
        raise LookupError(role)
    return found


def _flat(bench: Bench, mapping: Mapping) -> tuple[sa.Table, sa.Table]:
    """The orders of one flat file, and its good lines."""
    file, star_file, rows = _needed(bench, mapping, LINES)
    bench.currency = _currency(bench, rows)
    counted = lines.counted(bench, mapping, star_file, rows)
    order_values.note_differences(bench, mapping, counted)
    gathered = order_values.gathered(bench, mapping, counted)
    orders = order_values.valued(bench, mapping, gathered, counted)
    joined = order_values.joined(bench, mapping, counted, orders)

    def rules(t: sa.Table) -> list[Rule]:
        of_order = order_values.rules(mapping, t)
        return [*_line_rules(mapping, star_file, t), *of_order]

    kept = _sift(bench, file, joined, rules)
    without = orders.c.order_id.not_in(sa.select(kept.c.order_id))
    bench.run(orders.delete().where(without))
    return orders, kept


def _separate(bench: Bench, mapping: Mapping) -> tuple[sa.Table, sa.Table]:
    """The orders of a file of orders, and the good lines of a file of lines."""
    order_file, order_star, order_rows = _needed(bench, mapping, "orders")
    bench.currency = _currency(bench, order_rows)
    file, star_file, rows = _needed(bench, mapping, "items")
    counted = lines.counted(bench, mapping, star_file, rows)
    valued = order_values.valued(bench, mapping, order_rows, counted)
    charged = sa.cast(valued.c.shipping, sa.Numeric(20, 4)) + valued.c.tax
    worthy = bench.make(
        "worthy_orders",
        sa.select(*(c for c in valued.c if c.name != "worth"), lines.money(charged).label("worth")),
    )
    bench.drop(valued)

    def order_rules(t: sa.Table) -> list[Rule]:
        own = reading.spelt(mapping.orders, order_star.rules(t))
        return [*own, *order_values.rules(mapping, t)]

    orders = _sift(bench, order_file, worthy, order_rules)
    joined = order_values.joined(bench, mapping, counted, orders)
    kept = _sift(bench, file, joined, lambda t: _line_rules(mapping, star_file, t))
    return orders, kept


def _line_rules(mapping: Mapping, star_file: StarFile, t: sa.Table) -> list[Rule]:
    own = [*lines.rules(mapping, star_file, t), *order_values.line_rules(mapping, t)]
    return reading.spelt(mapping.items, own)


def _sift(bench: Bench, file: SourceFile, rows: sa.Table, rules: Any) -> sa.Table:
    kept = sieve.sift(bench, file, sa.select(rows), rules, kind=staging.ORDER, key="order_id")
    bench.drop(rows)
    return kept


def _currency(bench: Bench, rows: sa.Table) -> str:
    """The currency of orders that name none: the one the load was told, else that of most rows."""
    if bench.currency:
        return bench.currency
    currency = currencies.most_named(bench, lines.have(rows, "currency"))
    if not currency:
        raise LoadError(
            'Say which currency the amounts are in, for example with currency = "EUR" at the top '
            "of the mapping: the files do not tell."
        )
    return currency


def _fill_orders(bench: Bench, mapping: Mapping, orders: sa.Table) -> None:
    values = {
        **{c.name: orders.c[c.name] for c in staging.orders.c if c.name in orders.c},
        "status": conclusions.status(orders),
        "currency": sa.func.coalesce(sa.func.upper(orders.c.currency), bench.currency),
    }
    bench.fill(staging.orders, _shaped(staging.orders, values))
    conclusions.describe_statuses(bench, mapping, orders)


def _fill_items(bench: Bench, kept: sa.Table) -> None:
    """Lines that were sold; a total that its pieces do not divide gives two parts."""
    c = kept.c
    sold = sa.select(
        c.order_item_id.label("line_id"),
        c.order_id,
        c.product_id,
        c["size"].label("quantity"),
        c.gross,
        lines.money(sa.cast(c.gross, sa.Numeric(20, 4)) - c.net + c.share).label("discount"),
    ).where(~c.credited)
    bench.run(
        staging.order_items.insert().from_select(
            [column.name for column in staging.order_items.c], shares.items(sold.subquery())
        )
    )


def _fill_credits(bench: Bench, kept: sa.Table) -> None:
    """Lines that take something back, on their own day."""
    c = kept.c
    values = {
        "refund_id": c.order_item_id,
        "order_id": c.order_id,
        "product_id": c.product_id,
        "refunded_at": sa.func.coalesce(c.own_at, c.ordered_at),
        "quantity": c.back_quantity,
        "amount": c.back_amount,
        "reason": sa.case((c.back_amount < 0, "Credit note taken back"), else_="Credited line"),
    }
    bench.fill(staging.refunds, _shaped(staging.refunds, values).where(c.credited))


def _shaped(target: sa.Table, values: dict[str, Any]) -> sa.Select[Any]:
    """A query in the target's order; columns without a value are null."""
    return sa.select(*(values.get(c.name, sa.cast(sa.null(), c.type)) for c in target.c))
