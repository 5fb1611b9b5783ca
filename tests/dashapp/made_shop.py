"""A made-up shop as rows of the star layout's files, to be written whole or in parts."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]

START, DAYS = datetime(2026, 1, 5, 0, 30, tzinfo=UTC), 75
PRODUCTS = ("mug", "tea", "lamp", "post")
OF_ORDER = ("orders", "order_items", "refunds", "payments")


@dataclass
class Order:
    """One order with all that belongs to it, by the name of the file."""

    head: Row
    order_items: list[Row]
    refunds: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)


@dataclass
class Shop:
    """Orders by id, and what they name."""

    orders: dict[str, Order]
    customers: dict[str, Row]
    products: dict[str, Row]
    rates: list[Row]

    def with_(self, more: Shop) -> Shop:
        """Both in one: what the other says replaces what this one says of the same thing."""
        return deepcopy(
            Shop(
                self.orders | more.orders,
                self.customers | more.customers,
                self.products | more.products,
                more.rates,
            )
        )

    def part(self, ids: Iterable[str]) -> Shop:
        """Some of the orders, with all products, rates and customers that they need."""
        orders = {id_: self.orders[id_] for id_ in ids}
        named = {order.head["customer_id"] for order in orders.values()}
        people = {id_: row for id_, row in self.customers.items() if id_ in named}
        return deepcopy(Shop(orders, people, self.products, self.rates))

    def write(self, folder: Path) -> Path:
        """A folder in the star layout, and the rates beside it."""
        folder.mkdir()
        orders = list(self.orders.values())
        _write(folder, "orders", [order.head for order in orders])
        _write(folder, "customers", self.customers.values())
        _write(folder, "products", self.products.values())
        _write(folder, "currency_rates", self.rates)
        for name in OF_ORDER[1:]:
            _write(folder, name, [row for order in orders for row in getattr(order, name)])
        statuses = [
            {"status": "completed", "counts_as_order": True},
            {"status": "cancelled", "counts_as_order": False},
        ]
        _write(folder, "order_statuses", statuses)
        return folder


def _write(folder: Path, name: str, rows: Iterable[Row]) -> None:
    rows = list(rows)
    with (folder / f"{name}.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def made_shop(seed: int, orders: int = 120) -> Shop:
    """Seventy-five days of orders in two currencies, with guests, refunds and failed payments."""
    chance = random.Random(seed)
    customers = {
        f"c{n}": {"customer_id": f"c{n}", "name": f"N{n}", "country": chance.choice(["DE", "FR"])}
        for n in range(30)
    }
    products = {
        name: {
            "product_id": name,
            "name": name.title(),
            "category": "" if name == "lamp" else name[0].upper(),
            "is_product": name != "post",
        }
        for name in PRODUCTS
    }
    found = [made_order(chance, f"o{n}", chance.random() * DAYS) for n in range(orders)]
    days = [START.date() + timedelta(days=n) for n in range(DAYS + 30)]
    rates = [{"currency": "USD", "date": day, "rate": f"0.{8000 + day.day}"} for day in days]
    return Shop({order.head["order_id"]: order for order in found}, customers, products, rates)


def made_order(chance: random.Random, name: str, day: float, person: str | None = None) -> Order:
    """An order that many days after the start; of anybody, or of a person (empty: a guest)."""
    at = (START + timedelta(days=day)).replace(microsecond=0)
    anybody = chance.choice(["", *(f"c{n}" for n in range(28))])
    head = {
        "order_id": name,
        "customer_id": anybody if person is None else person,
        "ordered_at": at.isoformat(),
        "status": chance.choices(["completed", "cancelled"], [9, 1])[0],
        "country": chance.choice(["DE", "FR", ""]),
        "channel": chance.choice(["web", "app"]),
        "currency": chance.choice(["EUR", "EUR", "USD"]),
        "shipping": chance.choice(["0", "3.95"]),
        "tax": "1.10",
    }
    order = Order(head, [_item(chance, name, n) for n in range(chance.randint(1, 3))])
    if chance.random() < 0.2:
        order.refunds.append(refund_of(order, at + timedelta(days=chance.randint(0, 20))))
    for n in range(chance.randint(0, 2)):
        order.payments.append(
            {
                "payment_id": f"{name}-p{n}",
                "order_id": name,
                "method": chance.choice(["card", "paypal"]),
                "amount": "7.00",
                "status": chance.choice(["succeeded", "failed"]),
                "paid_at": (at + timedelta(hours=n)).isoformat(),
            }
        )
    return order


def refund_of(order: Order, at: datetime) -> Row:
    """The first line of an order taken back in part."""
    line = order.order_items[0]
    return {
        "refund_id": f"{line['order_item_id']}-r{len(order.refunds)}",
        "order_id": line["order_id"],
        "order_item_id": line["order_item_id"],
        "product_id": line["product_id"],
        "refunded_at": at.isoformat(),
        "quantity": 1,
        "amount": "1.37",
        "reason": "",
    }


def _item(chance: random.Random, order: str, number: int) -> Row:
    price = chance.randint(300, 4000)
    return {
        "order_item_id": f"{order}-{number}",
        "order_id": order,
        "product_id": chance.choice(PRODUCTS),
        "quantity": chance.randint(1, 4),
        "unit_price": f"{price / 100:.2f}",
        "discount": chance.choice(["0", "0.55"]),
    }
