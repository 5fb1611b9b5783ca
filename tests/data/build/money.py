"""Shops in several currencies, one row each, for tests to add up by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from data import schema
from data.build import build_release
from data.progress import silent

PAID = ("paid", True, "Paid."), ("credit note", False, "Names no order."), ("test", False, "Staff.")
NOTHING = Decimal(0)


def noon(day: date) -> datetime:
    """The middle of a day, in UTC."""
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001


@dataclass
class Star:
    """Rows of a star; what a test does not say has a plain default."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def _add(self, table: str, *row: Any) -> Star:
        self.rows.setdefault(table, []).append(row)
        return self

    def order(
        self,
        name: str,
        day: date,
        currency: str = "EUR",
        *lines: tuple[str, str],
        status: str = "paid",
        shipping: str = "0",
    ) -> Star:
        """An order of lines (price of the one piece, discount)."""
        at = noon(day)
        self._add(
            "orders", name, None, at, status, "UK", "web", currency, Decimal(shipping), NOTHING
        )
        for number, (price, discount) in enumerate(lines, 1):
            self._add(
                "order_items", f"{name}-{number}", name, "P", 1, Decimal(price), Decimal(discount)
            )
        return self

    def refund(
        self, name: str, order: str, day: date, amount: str, line: str | None = None
    ) -> Star:
        """Money taken back, of a line or of the whole order."""
        return self._add(
            "refunds", name, order, line, "P" if line else None, noon(day), 0, Decimal(amount), None
        )

    def payment(self, order: str, day: date, amount: str) -> Star:
        """Money that came in."""
        return self._add(
            "payments", f"P-{order}", order, "card", Decimal(amount), "succeeded", noon(day)
        )

    def rate(self, currency: str, day: date, rate: str, into: str = "EUR") -> Star:
        """What one unit was worth from a day on."""
        return self._add("currency_rates", currency, day, Decimal(rate), into)

    def write(self, engine: sa.Engine) -> None:
        """Replace the star that is there."""
        given: dict[str, list[tuple[Any, ...]]] = {
            "products": [("P", "Thing", None, None, None, True)],
            "order_statuses": list(PAID),
            **self.rows,
        }
        with engine.begin() as connection:
            schema.bring_up_to_date(connection, [*schema.STAR, *schema.BOOKS])
            for table in schema.STAR:
                connection.execute(table.delete())
                values = _named(table, given.get(table.name, ()))
                if values:
                    connection.execute(table.insert(), values)

    def build(self, engine: sa.Engine, currency: str = "EUR") -> sa.Engine:
        """Write the star and derive everything."""
        self.write(engine)
        build_release(engine, timezone="UTC", currency=currency, progress=silent)
        return engine


def _named(table: sa.Table, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    padded = (row + (None,) * (len(names) - len(row)) for row in rows)
    return [dict(zip(names, row, strict=True)) for row in padded]
