"""What a model refuses, said in sentences."""

from __future__ import annotations


class TooLittleData(ValueError):
    """Fewer observations than a model needs; its text says the need and the count."""

    def __init__(self, what: str, need: int, count: int) -> None:
        super().__init__(f"{what} need at least {need}; there are {count}.")
        self.need = need
        self.count = count


class NoFormerModel(LookupError):
    """There is no model to go back to, or none to unpin; its text says why."""


class WrongInput(ValueError):
    """A frame or series that breaks the contract; its text says where."""
