"""A mapped file as a temporary table of typed rows, its columns called by our own names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from data.ingest import identity, notation, reader, staging, typed
from data.ingest.mapping.fields import FIELDS, LINES, Holds, MappedField
from data.ingest.mapping.shape import Column, Mapping, TableMapping
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, SourceFile
from data.ingest.star_files import OF_ORDER, Field, Kind, StarFile, Worth, worth_nothing

Text = sa.ColumnElement[Any]

# The column no two rows of a table share; its rows are counted where the source has none.
KEYS = {
    LINES: "order_item_id",
    "items": "order_item_id",
    "orders": "order_id",
    "products": "product_id",
    "customers": "customer_id",
    "refunds": "refund_id",
    "payments": "payment_id",
}
OWNERS = {
    "products": (staging.PRODUCT, "product_id"),
    "customers": (staging.CUSTOMER, "customer_id"),
}
NEEDED = {
    LINES: ("order_id", "product_id"),
    "items": ("order_id", "product_id"),
    "orders": ("order_id", "ordered_at"),
    "products": ("product_id",),
    "customers": ("customer_id",),
    "refunds": ("order_id", "refunded_at", "amount"),
    "payments": ("order_id", "method", "amount"),
}
WORTHS: dict[str, Worth] = {
    "payments": lambda values: values["amount"],
    "refunds": lambda values: -values["amount"],
}
WHOLE_ORDER = "whole-order"


def read(bench: Bench, mapping: Mapping, role: str) -> tuple[SourceFile, StarFile, sa.Table] | None:
    """A role's file, what its columns hold, and its typed rows; None if the source lacks it."""
    file = bench.source.of(role)
    if file is None:
        return None
    table = mapping.tables[role]
    texts = _mapped(bench, table, file)

    def instant(field: MappedField) -> Callable[[], Kind]:
        text, spelling = texts.c[field.name], table.spelt(field.name)
        return lambda: _instant(
            notation.date_formats(bench, file, text, spelling), mapping.timezone
        )

    fields = [
        Field(field.name, _kind(field, instant(field), role), field.name in NEEDED[role])
        for field in _present(role, texts)
    ]
    owner = OWNERS.get(role, OF_ORDER)
    star_file = StarFile(role, owner, tuple(fields), WORTHS.get(role, worth_nothing))
    rows = bench.make(f"read_{role}", star_file.typed(texts, bench))
    bench.drop(texts)
    return file, star_file, rows


def spelt(table: TableMapping, rules: list[Rule]) -> list[Rule]:
    """Rules that name the columns as the merchant's file does."""
    return [replace(rule, column=table.spelt(rule.column)) for rule in rules]


def _mapped(bench: Bench, table: TableMapping, file: SourceFile) -> sa.Table:
    """A temporary table of the row number and our fields, as text."""
    found = table.found(file)
    aliases = {spelling: f"v{number}" for number, spelling in enumerate(sorted(found))}
    raw = reader.stage(bench, file, {aliases[ours]: theirs for ours, theirs in found.items()})
    texts = {
        name: _text(column, {s: raw.c[alias] for s, alias in aliases.items()})
        for name, column in table.columns.items()
    }
    for field in FIELDS[table.role]:
        if field.holds is Holds.ID and field.name in texts:
            texts[field.name] = _without_decimals(texts[field.name])
    texts = _completed(table.role, texts)
    query: sa.Select[Any] = sa.select(
        raw.c.row_number, *(text.label(name) for name, text in texts.items())
    )
    if table.role == "refunds" and "order_item_id" in table.columns:
        query = _with_order_of_line(raw, texts)
    mapped = bench.make(f"mapped_{table.role}", query)
    bench.drop(raw)
    return mapped


def _text(column: Column, texts: dict[str, Text]) -> Text:
    found = [texts[spelling] for spelling in column.columns if spelling in texts]
    if column.join is not None and found:
        # A text that is missing leaves no separator behind.
        found = [sa.func.nullif(sa.func.concat_ws(column.join, *found), "")]
    parts = [*found, *([sa.literal(column.value)] if column.value is not None else [])]
    text: Text = sa.func.coalesce(*parts) if len(parts) > 1 else parts[0]
    if column.case is not None:
        text = sa.func.upper(text) if column.case == "upper" else sa.func.lower(text)
    return sa.cast(text, sa.String)


def _without_decimals(text: Text) -> Text:
    """A number that a spreadsheet took for an amount: 17850.0 is 17850."""
    whole = sa.func.regexp_replace(text, r"\.0+$", "")
    return sa.case((sa.func.regexp_full_match(text, r"\d+\.0+"), whole), else_=text)


def _completed(role: str, texts: dict[str, Text]) -> dict[str, Text]:
    """The texts with what stands for a missing key, customer or product."""
    nothing = sa.cast(sa.null(), sa.String)
    if "email" in texts:
        hashed = identity.person(texts["email"])
        texts["customer_id"] = sa.func.coalesce(texts.get("customer_id", nothing), hashed)
    if role in (LINES, "items"):
        named = [texts[name] for name in ("product_id", "product_name") if name in texts]
        texts["product_id"] = sa.func.coalesce(*named) if named else sa.literal(WHOLE_ORDER)
        if not named:
            texts["product_name"] = sa.literal("Whole order")
    for name in (KEYS[role], *NEEDED[role]):
        texts.setdefault(name, nothing)
    return texts


def _with_order_of_line(raw: sa.Table, texts: dict[str, Text]) -> sa.Select[Any]:
    """Refunds that name a line need not name its order."""
    items = staging.order_items
    order = sa.func.coalesce(texts["order_id"], items.c.order_id)
    return sa.select(
        raw.c.row_number,
        *(text.label(name) for name, text in texts.items() if name != "order_id"),
        order.label("order_id"),
    ).select_from(raw.outerjoin(items, items.c.order_item_id == texts["order_item_id"]))


def _present(role: str, texts: sa.Table) -> list[MappedField]:
    """The fields there is a text for, the key first."""
    present = [field for field in FIELDS[role] if field.name in texts.c]
    return sorted(present, key=lambda field: field.name != KEYS[role])


def _kind(field: MappedField, instant: Callable[[], Kind], role: str) -> Kind:
    """How a field's text becomes its value; what is given back is written with or without minus."""
    if field.holds is Holds.INSTANT:
        return instant()
    if field.holds is Holds.COUNT and role == "refunds":
        return replace(_KINDS[Holds.COUNT], read=_sized(notation.number))
    return _KINDS[field.holds]


def _instant(formats: list[str], timezone: str | None) -> Kind:
    def instant(text: Text, bench: Bench) -> Text:
        # The source's own time zone need not be the one the shop's days are counted in.
        zone = timezone or bench.timezone
        local = typed.to_utc(notation.moment(text, formats), zone)
        return sa.case((typed.has_offset(text), typed.instant(text, zone)), else_=local)

    return Kind(instant, "This is no date and time.")


Read = Callable[[Text, notation.Notation], Text]


def _read(read: Read) -> Callable[[Text, Bench], Text]:
    return lambda text, bench: read(text, bench.notation)


def _sized(read: Read) -> Callable[[Text, Bench], Text]:
    return lambda text, bench: sa.func.abs(read(text, bench.notation))


_NO_AMOUNT = "This is no amount with up to four decimals."
_KINDS = {
    Holds.TEXT: Kind(lambda text, _: text, ""),
    Holds.ID: Kind(lambda text, _: text, ""),
    Holds.COUNT: Kind(_read(notation.number), "This is no whole number."),
    Holds.AMOUNT: Kind(_read(notation.amount), _NO_AMOUNT),
    Holds.SIZE: Kind(_sized(notation.amount), _NO_AMOUNT),
    Holds.PRICE: Kind(
        _read(notation.amount),
        "This is no amount of zero or more with up to four decimals.",
        negative=False,
    ),
}
