"""What a number can be broken down by."""

from __future__ import annotations

from enum import StrEnum

GUESTS = "Guests"
NOT_CLUSTERED = "Not in a cluster"
NOT_PAID = "Not paid"
NO_PRODUCT = "Not by product"


class Dimension(StrEnum):
    """A breakdown; the value is its name on the command line and in links."""

    PRODUCT = "product"
    CATEGORY = "category"
    COUNTRY = "country"
    SEGMENT = "segment"
    PAYMENT_METHOD = "payment_method"
    CHANNEL = "channel"

    @property
    def label(self) -> str:
        """The dimension in a merchant's words."""
        return _LABELS[self]

    @property
    def is_of_lines(self) -> bool:
        """Whether only lines carry it: whole-order numbers do not exist by it."""
        return self in {Dimension.PRODUCT, Dimension.CATEGORY}


_LABELS = {
    Dimension.PRODUCT: "Product",
    Dimension.CATEGORY: "Category",
    Dimension.COUNTRY: "Country",
    Dimension.SEGMENT: "Customer cluster",
    Dimension.PAYMENT_METHOD: "Payment method",
    Dimension.CHANNEL: "Channel",
}
