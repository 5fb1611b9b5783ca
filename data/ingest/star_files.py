"""The product's own layout: one file per star table, and what each column may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.ingest import notation, sieve, staging, typed
from data.ingest.layouts import FileSpec
from data.ingest.sieve import Rule
from data.ingest.staging import Bench
from data.schema import Money

Column = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How text becomes a value, and what to say where it does not."""

    read: Callable[[Column, Bench], Column]
    complaint: str
    negative: bool = True


TEXT = Kind(lambda text, _: text, "")
INSTANT = Kind(
    lambda text, bench: typed.instant(text, bench.timezone), "This is no ISO 8601 date and time."
)
PRICE = Kind(
    lambda text, bench: notation.amount(text, bench.notation),
    "This is no amount of zero or more with up to four decimals.",
    negative=False,
)
COUNT = Kind(
    lambda text, _: typed.whole(text),
    "This is no whole number of zero or more.",
    negative=False,
)
FLAG = Kind(lambda text, _: sa.try_cast(text, sa.Boolean), "This is neither true nor false.")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file. Missing text is the default, or another column's, or null."""

    name: str
    kind: Kind = TEXT
    required: bool = False
    default: Column | None = None
    same_as: str | None = None

    def value(self, raw: sa.Table, bench: Bench) -> Column:
        """What the text says; null where it says nothing readable."""
        value = self.kind.read(raw.c[self.name], bench)
        return value if self.kind.negative else sa.case((value >= 0, value))

    def filled(self, raw: sa.Table, bench: Bench) -> Column:
        """The value, or what stands for missing text (never for text that cannot be read)."""
        instead = raw.c[self.same_as] if self.same_as else self.default
        value = self.value(raw, bench)
        return (
            value if instead is None else sa.case((self._text(raw).is_(None), instead), else_=value)
        )

    def unread(self, raw: sa.Table, bench: Bench) -> sa.ColumnElement[bool]:
        """Whether there is text that cannot be read."""
        return sa.and_(self._text(raw).is_not(None), self.value(raw, bench).is_(None))

    def _text(self, raw: sa.Table) -> Column:
        return raw.c[self.name]

    def rules(self, rows: sa.Table) -> list[Rule]:
        """What sets a row aside because of this column."""
        text = rows.c[f"{self.name}_text"]
        rules = [
            Rule(self.name, text, rows.c[f"{self.name}_unread"], self.kind.complaint),
            Rule(self.name, text, text.is_(None), "This is missing."),
        ]
        return rules if self.required else rules[:1]


Worth = Callable[[dict[str, Column]], Column]


def worth_nothing(_values: dict[str, Column]) -> Column:
    """Rows that carry no money."""
    return sa.literal(0)


@dataclass(frozen=True, slots=True)
class StarFile:
    """One file: its columns, what its rows belong to (`owner`: kind and column) and their worth.

    The first column is its key; one that is not required counts the rows of an order.
    """

    name: str
    owner: tuple[str, str]
    fields: tuple[Field, ...]
    worth: Worth = worth_nothing

    @property
    def key(self) -> str:
        """The column no two rows share."""
        return self.fields[0].name

    @property
    def spec(self) -> FileSpec:
        """What the file is called and what its header must hold."""
        return FileSpec(
            self.name,
            required={f.name: (f.name,) for f in self.fields if f.required},
            optional={f.name: (f.name,) for f in self.fields if not f.required},
            stem=self.name,
        )

    def typed(self, raw: sa.Table, bench: Bench) -> sa.Select[Any]:
        """Per row: the values, `<name>_text`, `<name>_unread`, `copy` of its key and `worth`."""
        values = {f.name: f.filled(raw, bench) for f in self.fields}
        if not self.fields[0].required:
            owner = raw.c[self.owner[1]]
            number = sieve.copy_number(raw, owner)
            made = sa.func.concat(owner, f"-{self.name}-", number)
            values[self.key] = sa.func.coalesce(raw.c[self.key], made)
        rows = sa.select(
            raw.c.row_number,
            *(value.label(name) for name, value in values.items()),
            *(raw.c[f.name].label(f"{f.name}_text") for f in self.fields),
            *(f.unread(raw, bench).label(f"{f.name}_unread") for f in self.fields),
            sa.try_cast(self.worth(values), Money).label("worth"),
        ).subquery()
        return sa.select(rows, sieve.copy_number(rows, rows.c[self.key]).label("copy"))

    def rules(self, rows: sa.Table) -> list[Rule]:
        """What sets a row aside, whatever the other files hold."""
        key = rows.c[self.key]
        return [
            *(rule for field in self.fields for rule in field.rules(rows)),
            Rule(self.key, key, rows.c.copy > 1, "An earlier row of the file has the same key."),
            Rule(self.key, key, rows.c.worth.is_(None), "The row's amount is too large."),
        ]


def _worth_of_order(values: dict[str, Column]) -> Column:
    return typed.total(values["shipping"], values["tax"])


def _worth_of_item(values: dict[str, Column]) -> Column:
    gross = typed.product(values["quantity"], values["unit_price"])
    return typed.total(gross, -values["discount"])


NO_MONEY = sa.cast(sa.literal(0), Money)
OF_ORDER = (staging.ORDER, "order_id")

STATUSES = StarFile(
    "order_statuses",
    (staging.STATUS, "status"),
    (
        Field("status", required=True),
        Field("counts_as_order", FLAG, required=True),
        Field("meaning", same_as="status"),
    ),
)
CUSTOMERS = StarFile(
    "customers",
    (staging.CUSTOMER, "customer_id"),
    (
        Field("customer_id", required=True),
        *(Field(name) for name in ("name", "email", "country", "city")),
        Field("signed_up_at", INSTANT),
    ),
)
PRODUCTS = StarFile(
    "products",
    (staging.PRODUCT, "product_id"),
    (
        Field("product_id", required=True),
        Field("name", same_as="product_id"),
        Field("category"),
        Field("unit_price", PRICE),
        Field("unit_cost", PRICE),
        Field("is_product", FLAG, default=sa.true()),
    ),
)
ORDERS = StarFile(
    "orders",
    OF_ORDER,
    (
        Field("order_id", required=True),
        Field("customer_id"),
        Field("ordered_at", INSTANT, required=True),
        Field("status", default=sa.literal("completed")),
        Field("country"),
        Field("channel"),
        Field("currency"),
        Field("shipping", PRICE, default=NO_MONEY),
        Field("tax", PRICE, default=NO_MONEY),
        Field("total", PRICE),
    ),
    _worth_of_order,
)
ITEMS = StarFile(
    "order_items",
    OF_ORDER,
    (
        Field("order_item_id"),
        Field("order_id", required=True),
        Field("product_id", required=True),
        Field("quantity", COUNT, required=True),
        Field("unit_price", PRICE, required=True),
        Field("discount", PRICE, default=NO_MONEY),
    ),
    _worth_of_item,
)
REFUNDS = StarFile(
    "refunds",
    OF_ORDER,
    (
        Field("refund_id"),
        Field("order_id", required=True),
        Field("order_item_id"),
        Field("product_id"),
        Field("refunded_at", INSTANT, required=True),
        Field("quantity", COUNT, default=sa.cast(sa.literal(0), sa.BigInteger)),
        Field("amount", PRICE, required=True),
        Field("reason"),
    ),
    lambda values: -values["amount"],
)
PAYMENTS = StarFile(
    "payments",
    OF_ORDER,
    (
        Field("payment_id"),
        Field("order_id", required=True),
        Field("method", required=True),
        Field("amount", PRICE, required=True),
        Field("status", default=sa.literal("succeeded")),
        Field("paid_at", INSTANT),
    ),
    lambda values: values["amount"],
)
