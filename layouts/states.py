"""What a card shows instead of a drawing: always the same few states, always in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardState:
    """Class of the card's body, and the words and the button of its message.

    `undo_value` travels back when the button is pressed and says what to undo.
    """

    class_name: str
    title: str = ""
    text: str = ""
    undo_label: str = ""
    undo_value: str = ""

    @property
    def undo_class(self) -> str:
        """Classes of the button; without a label it is not there."""
        return "btn btn-primary undo" + ("" if self.undo_label else " is-hidden")


LOADING = CardState("card-body-x is-loading")
READY = CardState("card-body-x is-ready")


def empty(because: str, undo_label: str = "", undo_value: str = "") -> CardState:
    """Nothing matches; `because` names the filter that did it."""
    return CardState(
        "card-body-x is-empty", "No orders match these filters", because, undo_label, undo_value
    )


def too_little(title: str, text: str, undo_label: str = "", undo_value: str = "") -> CardState:
    """Too few rows for an honest answer; the text says how many are needed and how many are."""
    return CardState("card-body-x is-few", title, text, undo_label, undo_value)


def not_available(title: str, text: str) -> CardState:
    """An input is missing: say so, never 0."""
    return CardState("card-body-x is-missing", title, text)


def failed(what: str, reference: str) -> CardState:
    """Only this one card could not be drawn; the text says how to go on."""
    return CardState(
        "card-body-x is-error",
        f"{what} could not be drawn",
        f"The other cards are fine. Try again; if it keeps failing, send reference {reference}.",
        "Try again",
        "retry",
    )
