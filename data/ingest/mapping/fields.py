"""The fields a mapping may fill, table by table, in the words of a merchant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

LINES = "lines"


class Holds(StrEnum):
    """What a field's text is read as."""

    TEXT = "text"
    ID = "id"
    INSTANT = "instant"
    COUNT = "count"
    AMOUNT = "amount"  # with its sign
    PRICE = "price"  # zero or more
    SIZE = "size"  # without its sign: a discount may be written with a minus


@dataclass(frozen=True, slots=True)
class MappedField:
    """One field of a table: what menus call it, and what it holds."""

    name: str
    label: str
    help: str
    holds: Holds = Holds.TEXT
    required: bool = False


ORDER_ID = MappedField(
    "order_id", "Order number", "The same on every row of an order.", Holds.ID, required=True
)
_CUSTOMER_ID = MappedField("customer_id", "Customer number", "Empty for guests.", holds=Holds.ID)
_EMAIL = MappedField("email", "E-mail", "Without a customer number it tells customers apart.")
_COUNTRY = MappedField("country", "Country", "Where the order went.")
_CITY = MappedField("city", "City", "Where the customer lives.")
_PRODUCT_ID = MappedField(
    "product_id",
    "Product number",
    "SKU or article number; empty: the product's name. Without either every row is a whole order.",
)
_CATEGORY = MappedField("category", "Category", "The product's group.")
_COST = MappedField("unit_cost", "Unit cost", "What one piece costs the shop.", Holds.PRICE)

_ORDER = (
    ORDER_ID,
    MappedField("ordered_at", "Date", "When the order was placed.", Holds.INSTANT, required=True),
    MappedField("status", "Status", "Says whether an order counts; see the statuses below."),
    _CUSTOMER_ID,
    _EMAIL,
    MappedField("customer_name", "Customer name", "What the customer is called."),
    _CITY,
    _COUNTRY,
    MappedField("channel", "Channel", "Where it was sold: web, shop, marketplace."),
    MappedField("currency", "Currency", "A code such as EUR, where rows name it."),
    MappedField("shipping", "Shipping", "Charged for the order.", Holds.PRICE),
    MappedField("tax", "Tax", "Of the order, where prices do not include it.", Holds.PRICE),
    MappedField("order_discount", "Order discount", "Taken off the whole order.", Holds.SIZE),
    MappedField("total", "Order total", "What had to be paid for the order.", Holds.AMOUNT),
    MappedField("refunded", "Refunded", "Money given back for the order.", Holds.SIZE),
    MappedField("refunded_at", "Refund date", "When it was given back.", Holds.INSTANT),
    MappedField("refund_reason", "Refund reason", "Why it was given back."),
    MappedField(
        "reversed_at", "Cancellation date", "When a cancelled order was taken back.", Holds.INSTANT
    ),
    MappedField("payment_method", "Payment method", "How the order was paid."),
)
_LINE = (
    MappedField("order_item_id", "Line number", "No two rows share it.", holds=Holds.ID),
    _PRODUCT_ID,
    MappedField("product_name", "Product name", "What the product is called."),
    _CATEGORY,
    MappedField("list_price", "List price", "Before any discount, for one piece.", Holds.PRICE),
    _COST,
    MappedField("quantity", "Quantity", "Pieces; without it every row is one.", Holds.COUNT),
    MappedField("unit_price", "Unit price", "For one piece, before discounts.", Holds.AMOUNT),
    MappedField(
        "line_total", "Line total", "For all pieces, after the line's discount.", Holds.AMOUNT
    ),
    MappedField("discount", "Line discount", "Taken off the line, all pieces.", Holds.SIZE),
)

FIELDS: dict[str, tuple[MappedField, ...]] = {
    LINES: (*_ORDER, *_LINE),
    "orders": _ORDER,
    "items": (ORDER_ID, *_LINE),
    "products": (
        replace(_PRODUCT_ID, required=True, help="SKU or article number."),
        MappedField("name", "Product name", "What the product is called."),
        _CATEGORY,
        MappedField("unit_price", "List price", "For one piece.", Holds.PRICE),
        _COST,
    ),
    "customers": (
        _CUSTOMER_ID,
        _EMAIL,
        MappedField("name", "Customer name", "What the customer is called."),
        replace(_COUNTRY, help="Where the customer lives."),
        _CITY,
        MappedField("signed_up_at", "Signed up", "When the account was made.", Holds.INSTANT),
    ),
    "refunds": (
        MappedField("refund_id", "Refund number", "No two rows share it.", holds=Holds.ID),
        replace(ORDER_ID, required=False, help="Not needed where the line number is there."),
        MappedField("order_item_id", "Line number", "The line given back.", holds=Holds.ID),
        MappedField("product_id", "Product number", "The product given back."),
        MappedField("refunded_at", "Date", "When it was given back.", Holds.INSTANT, required=True),
        MappedField("quantity", "Quantity", "Pieces given back.", Holds.COUNT),
        MappedField("amount", "Amount", "Money given back.", Holds.SIZE, required=True),
        MappedField("reason", "Reason", "Why it was given back."),
    ),
    "payments": (
        MappedField("payment_id", "Payment number", "No two rows share it.", holds=Holds.ID),
        ORDER_ID,
        MappedField("method", "Method", "Card, invoice and so on.", required=True),
        MappedField("amount", "Amount", "Money paid.", Holds.PRICE, required=True),
        MappedField("status", "Status", "Whether it succeeded."),
        MappedField("paid_at", "Date", "When it was paid.", Holds.INSTANT),
    ),
}
