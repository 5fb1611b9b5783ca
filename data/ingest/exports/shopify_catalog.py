"""Shopify's customers export and products export, in their older and newer headers.

- A customer is known by the e-mail address, without one by the phone number. Totals are not taken
  over: they follow from the orders.
- The products export has one row per variant; title, type and category stand on a product's first
  row only, and rows with nothing but a picture follow. A variant is known by its SKU, or by the
  name orders give it. The category is the shop's own product type, else the last step of Shopify's
  category. `Variant Price` is the list price as the shop writes it, also where that includes tax.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import schema
from data.ingest import concluded, identity, notation, reader, sieve, staging
from data.ingest.layouts import FileSpec
from data.ingest.sieve import Rule
from data.ingest.staging import Bench, SourceFile
from data.schema import Money

Column = sa.ColumnElement[Any]

CUSTOMERS = FileSpec(
    "shopify_customers",
    required={"email": ("Email",), "first": ("First Name",), "last": ("Last Name",)},
    optional={
        "phone": ("Phone", "Default Address Phone"),
        "city": ("City", "Default Address City"),
        "country": ("Country Code", "Default Address Country Code"),
        "country_name": ("Country", "Default Address Country"),
    },
    marks=frozenset({"acceptsemailmarketing", "taxexempt"}),
)
PRODUCTS = FileSpec(
    "shopify_products",
    required={
        "handle": ("Handle", "URL handle"),
        "title": ("Title",),
        "price": ("Variant Price", "Price"),
    },
    optional={
        "sku": ("Variant SKU", "SKU"),
        "kind": ("Type",),
        "category": ("Product Category", "Category"),
        "cost": ("Cost per item",),
        "gift": ("Gift Card",),
        "option1": ("Option1 Value",),
        "option2": ("Option2 Value",),
        "option3": ("Option3 Value",),
    },
    marks=frozenset({"variantsku", "variantprice", "urlhandle"}),
)
OPTIONS = ("option1", "option2", "option3")
NOTHING = sa.cast(sa.literal(0), Money)


def customers(bench: Bench, file: SourceFile) -> None:
    """Customers of the export, with orders or without."""
    columns = CUSTOMERS.columns(file)
    raw = reader.stage(bench, file, columns)
    person = identity.person(raw.c.email, raw.c.phone)
    read = sa.select(raw, person.label("person"), NOTHING.label("worth")).subquery()
    copy = sieve.copy_number(read, read.c.person)
    rows = sieve.sift(
        bench,
        file,
        sa.select(read, copy.label("copy")),
        lambda t: [
            Rule(
                str(columns["email"]),
                t.c.email,
                t.c.person.is_(None),
                "Without e-mail address and phone number nobody can be told from others.",
            ),
            Rule(
                str(columns["email"]), t.c.email, t.c.copy > 1, "An earlier row is the same person."
            ),
        ],
        kind=staging.CUSTOMER,
        key="person",
    )
    bench.drop(raw)
    _fill_customers(bench, rows)
    bench.drop(rows)


def _fill_customers(bench: Bench, rows: sa.Table) -> None:
    c, known = rows.c, schema.customers
    name = sa.func.nullif(sa.func.concat_ws(" ", c.first, c.last), "")
    query = sa.select(
        c.person,
        sa.func.coalesce(name, known.c.name),
        sa.func.coalesce(sa.func.lower(identity.plain(c.email)), known.c.email),
        sa.func.coalesce(c.country, c.country_name, known.c.country),
        sa.func.coalesce(c.city, known.c.city),
        known.c.signed_up_at,
    ).select_from(rows.outerjoin(known, known.c.customer_id == c.person))
    bench.fill(staging.customers, query)


def products(bench: Bench, file: SourceFile) -> None:
    """Variants of the export."""
    columns = PRODUCTS.columns(file)
    raw = reader.stage(bench, file, columns)

    def unread(t: sa.Table, name: str) -> Rule:
        value, text = t.c[name], t.c[f"{name}_text"]
        wrong = sa.and_(text.is_not(None), sa.func.coalesce(value < 0, sa.true()))
        reason = "This is no amount of zero or more with up to four decimals."
        return Rule(str(columns[name]), text, wrong, reason)

    rows = sieve.sift(
        bench,
        file,
        _variants(bench, raw),
        lambda t: [
            Rule(str(columns["handle"]), t.c.handle, t.c.code.is_(None), "It has no name."),
            unread(t, "price"),
            unread(t, "cost"),
            Rule(
                str(columns["sku"] or columns["handle"]),
                t.c.code,
                t.c.copy > 1,
                "An earlier row of the file is the same product.",
            ),
        ],
        kind=staging.PRODUCT,
        key="code",
    )
    bench.drop(raw)
    _fill_products(bench, rows)
    bench.drop(rows)


def _variants(bench: Bench, raw: sa.Table) -> sa.Select[Any]:
    """One row per row of the file; `copy` is 0 for those that only add a picture."""

    def of_product(value: Column) -> Column:
        return sa.func.max(value).over(partition_by=raw.c.handle)

    title = of_product(raw.c.title)
    chosen = [sa.func.nullif(raw.c[name], "Default Title") for name in OPTIONS]
    options = sa.func.nullif(sa.func.concat_ws(" / ", *chosen), "")
    called = sa.func.nullif(sa.func.concat_ws(" - ", title, options), "")
    variant = sa.or_(raw.c.price.is_not(None), raw.c.sku.is_not(None))
    leaf = sa.func.regexp_extract(raw.c.category, r"([^>]*)$", 1)
    kind = sa.func.coalesce(raw.c.kind, sa.func.nullif(sa.func.trim(leaf), ""))
    own = sa.func.coalesce(identity.plain(raw.c.sku), called)
    named = sa.select(
        raw.c.row_number,
        raw.c.handle,
        variant.label("variant"),
        called.label("called"),
        sa.case((variant, own)).label("own_code"),
        of_product(kind).label("category"),
        of_product(sa.func.lower(raw.c.gift)).label("gift"),
        notation.amount(raw.c.price, bench.notation).label("price"),
        notation.amount(raw.c.cost, bench.notation).label("cost"),
        raw.c.price.label("price_text"),
        raw.c.cost.label("cost_text"),
    ).subquery()
    c = named.c
    # A picture belongs to the product's first variant.
    first = sa.func.min(c.own_code).over(partition_by=c.handle)
    copy = sa.case((c.variant, sieve.copy_number(named, c.own_code)), else_=0)
    code = sa.func.coalesce(c.own_code, first, c.handle)
    return sa.select(named, code.label("code"), copy.label("copy"), NOTHING.label("worth"))


def _fill_products(bench: Bench, rows: sa.Table) -> None:
    c, known = rows.c, schema.products
    name = sa.func.coalesce(c.called, known.c.name, c.code)
    gift = sa.func.coalesce(c.gift == "true", sa.false())
    query = (
        sa.select(
            c.code,
            name,
            sa.func.coalesce(c.category, known.c.category),
            sa.func.coalesce(c.price, known.c.unit_price),
            sa.func.coalesce(c.cost, known.c.unit_cost),
            ~sa.or_(gift, sa.func.regexp_matches(name, concluded.NO_MERCHANDISE)),
        )
        .select_from(rows.outerjoin(known, known.c.product_id == c.code))
        .where(c.variant)
    )
    bench.fill(staging.products, query)
