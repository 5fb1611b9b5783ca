"""Shops of many products at any price for tests that plant why sales changed, asked quickly."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pandas as pd

from data.prepared import Prepared, Statement
from data.reading import read
from data.warehouse import View
from tests.data.build.money import NOTHING, Star, noon

# Product, pieces, price of one piece, and what was taken off the line.
Line = tuple[str, int, str] | tuple[str, int, str, str]


class Priced(Star):
    """A star whose orders name who bought (None: a guest) and how much of what."""

    def product(self, name: str, category: str | None = None, *, is_product: bool = True) -> Priced:
        """Something that can be sold."""
        self._add("products", name, name, category, None, None, is_product)
        return self

    def sold(self, day: date, who: str | None, *lines: Line) -> Priced:
        """An order; customers are made when they first buy."""
        orders = self.rows.setdefault("orders", [])
        name = f"O{len(orders):05}"
        known = {row[0] for row in self.rows.get("customers", [])}
        if who is not None and who not in known:
            self._add("customers", who, None, None, "UK", None, None)
        self._add("orders", name, who, noon(day), "paid", "UK", "web", "EUR", NOTHING, NOTHING)
        for number, (product, pieces, price, *off) in enumerate(lines, 1):
            money = Decimal(price), Decimal(off[0]) if off else NOTHING
            self._add("order_items", f"{name}-{number}", name, product, pieces, *money)
        return self

    def taken_back(self, order: int, day: date, amount: str, product: str | None = None) -> Priced:
        """A reversal of (part of) the nth order."""
        refunds = self.rows.setdefault("refunds", [])
        self._add(
            "refunds", f"R{len(refunds)}", f"O{order:05}", None, product, noon(day), 0,
            Decimal(amount), None,
        )  # fmt: skip
        return self


class Direct(View):
    """A view without a cache, so that no key is made for it: half the time of a small question."""

    @classmethod
    def of(cls, view: View) -> Direct:
        """The same release."""
        return cls(**{each.name: getattr(view, each.name) for each in fields(view)})

    def frame(self, asked: Statement | Prepared) -> pd.DataFrame:
        sent, *_ = self._written(asked)
        return read(self.engine, sent)
