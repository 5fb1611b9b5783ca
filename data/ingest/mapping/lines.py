"""What each line is worth, whether it takes something back, and which lines are set aside.

- `net` is what a line costs after its own discount: its line total, or else quantity times unit
  price less the discount. `gross` is what it costs before: quantity times unit price, or else the
  total with the discount put back. A total that its pieces do not divide is kept exactly, by two
  prices (see shares.items).
- A credited line gives `back_quantity` and `back_amount` back.
"""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa

from data import schema
from data.ingest import typed
from data.ingest.mapping.shape import CreditNotes, Mapping, Reversals
from data.ingest.sieve import Rule
from data.ingest.staging import Bench
from data.ingest.star_files import StarFile
from data.schema import Money

Value = sa.ColumnElement[Any]


def have(rows: sa.FromClause, name: str, type_: Any = sa.String) -> Value:
    """A column, or null where the source has no such thing."""
    return rows.c[name] if name in rows.c else sa.cast(sa.null(), type_)


def money(value: Any) -> Value:
    """An amount; null beyond what the database can hold."""
    return sa.try_cast(value, Money)


def counted(bench: Bench, mapping: Mapping, star_file: StarFile, rows: sa.Table) -> sa.Table:
    """A temporary table of the rows with their worth, and `good`: whether no rule fails."""
    sized = _sized(rows).subquery()
    measured = sa.select(sized, *_measures(sized, mapping.reversals)).subquery()
    valued = sa.select(measured, *_values(measured, mapping.reversals)).subquery()
    faults = [
        sa.func.coalesce(rule.fails, sa.false()) for rule in rules(mapping, star_file, valued)
    ]
    query = sa.select(valued, sa.not_(sa.or_(*faults)).label("good"))
    made = bench.make(f"counted_{star_file.name}", query)
    bench.drop(rows)
    return made


def _sized(rows: sa.Table) -> sa.Select[Any]:
    """The rows with their quantity: 1 where none is given, null where it is no number."""
    quantity: Value = sa.cast(sa.literal(1), sa.BigInteger)
    if "quantity" in rows.c:
        quantity = sa.case((rows.c.quantity_text.is_(None), 1), else_=rows.c.quantity)
    # Nineteen digits hold the size of every whole number the database knows.
    size = sa.try_cast(sa.func.abs(sa.cast(quantity, sa.Numeric(19, 0))), sa.BigInteger)
    return sa.select(rows, quantity.label("signed_quantity"), size.label("size"))


def _measures(rows: sa.FromClause, told: Reversals) -> list[sa.Label[Any]]:
    """Gross and net without sign, the sign, and whether the order's number marks a credit note."""
    c = rows.c
    price, total = have(rows, "unit_price", Money), have(rows, "line_total", Money)
    discount = sa.func.coalesce(have(rows, "discount", Money), 0)
    gross = sa.func.coalesce(
        typed.product(c["size"], sa.func.abs(price)), typed.total(sa.func.abs(total), discount)
    )
    net = sa.func.coalesce(sa.func.abs(total), typed.total(gross, -discount))
    minus = [sa.func.coalesce(v < 0, sa.false()) for v in (c.signed_quantity, price, total)]
    number = sa.func.upper(c.order_id)
    prefixed = sa.or_(sa.false(), *(number.startswith(prefix) for prefix in told.prefixes))
    return [
        gross.label("gross"),
        net.label("net"),
        sa.case((sa.or_(*minus), -1), else_=1).label("sign"),
        sa.func.coalesce(prefixed, sa.false()).label("prefixed"),
        sa.func.coalesce(price, money(total / sa.func.nullif(c["size"], 0))).label("price"),
    ]


def _values(rows: sa.FromClause, told: Reversals) -> list[sa.Label[Any]]:
    c = rows.c
    by_sign = []
    if told.negative_quantity:
        by_sign.append(c.signed_quantity < 0)
    if told.negative_amount:
        by_sign += [have(rows, name, Money) < 0 for name in ("unit_price", "line_total")]
    credited = sa.func.coalesce(sa.or_(c.prefixed, *by_sign), sa.false())
    # A credit note written with a minus takes an earlier one back where it has a plus.
    turned = sa.and_(c.prefixed, sa.literal(told.credit_notes is CreditNotes.NEGATIVE))
    direction = sa.case((turned, -c.sign), else_=1)
    back = money(direction * c.net)
    return [
        credited.label("credited"),
        sa.cast(direction * c["size"], sa.BigInteger).label("back_quantity"),
        back.label("back_amount"),
        sa.case((credited, -back), else_=money(c.sign * c.net)).label("own"),
    ]


def cost_field(mapping: Mapping) -> str:
    """The field that says what a line costs."""
    return "unit_price" if "unit_price" in mapping.items.columns else "line_total"


def rules(mapping: Mapping, star_file: StarFile, t: sa.FromClause) -> list[Rule]:
    """What sets a line aside, whatever its order says; columns are called by our names."""
    c, cost = t.c, cost_field(mapping)
    text = have(t, f"{cost}_text")
    discounted = "discount" in mapping.items.columns
    # A worth that is missing is told below, with the column it follows from.
    *of_columns, _worth = star_file.rules(cast(sa.Table, t))
    found = [
        *of_columns,
        Rule(cost, text, c.gross.is_(None) & _empty(t), "This is missing."),
        *_patterns(mapping, t),
        Rule("quantity", have(t, "quantity_text"), c["size"] == 0, "Nothing was sold: quantity 0."),
        Rule(cost, text, c.own.is_(None) | c.gross.is_(None), "The amount is too large."),
        *_minus_rules(t, cost),
        Rule(
            "discount" if discounted else "line_total",
            have(t, "discount_text" if discounted else "line_total_text"),
            sa.or_(c.net < 0, c.net > c.gross),
            "The discount is larger than the line's price."
            if discounted
            else "The line total is larger than quantity times unit price.",
        ),
    ]
    if mapping.set_aside.free:
        free = sa.and_(~c.credited, c.net == 0)
        found.append(Rule(cost, text, free, "Nothing was charged, which the mapping sets aside."))
    if "order_item_id" in mapping.items.columns:
        found.append(_taken(t))
    return found


def _empty(t: sa.FromClause) -> Value:
    both = [have(t, f"{name}_text").is_(None) for name in ("unit_price", "line_total")]
    return sa.and_(*both)


def _minus_rules(t: sa.FromClause, cost: str) -> list[Rule]:
    c = t.c
    minus = sa.and_(c.sign < 0, ~c.credited)
    reason = "A negative {}, and the mapping does not say that it tells a reversal."
    return [
        Rule(
            "quantity",
            have(t, "quantity_text"),
            sa.and_(minus, c.signed_quantity < 0),
            reason.format("quantity"),
        ),
        Rule(cost, have(t, f"{cost}_text"), minus, reason.format("amount")),
    ]


def _patterns(mapping: Mapping, t: sa.FromClause) -> list[Rule]:
    texts = {name: have(t, f"{name}_text") for name in mapping.set_aside.patterns}
    return [
        Rule(name, text, is_like(text, patterns), "The mapping sets it aside.")
        for (name, text), patterns in zip(
            texts.items(), mapping.set_aside.patterns.values(), strict=True
        )
    ]


def is_like(text: Value, patterns: tuple[str, ...]) -> Value:
    """Whether a text follows one of some patterns such as SHIP*, in any case."""
    upper = sa.func.upper(text)
    alike = [upper.op("GLOB", return_type=sa.Boolean())(p.upper()) for p in patterns]
    return sa.func.coalesce(sa.or_(sa.false(), *alike), sa.false())


def _taken(t: sa.FromClause) -> Rule:
    """The store has the key already, for a line of another order."""
    items = schema.order_items
    other = sa.select(items.c.order_item_id).where(
        items.c.order_item_id == t.c.order_item_id, items.c.order_id != t.c.order_id
    )
    reason = "Another order was loaded with the same key."
    return Rule("order_item_id", t.c.order_item_id, other.exists(), reason)
