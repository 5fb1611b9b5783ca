"""What the report is made of, as far as drawing it has to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import pandas as pd


class Release(Protocol):
    """Whose data, how far they reach."""

    @property
    def id(self) -> str:
        """Its name."""
        ...

    @property
    def shop(self) -> str:
        """The shop."""
        ...

    @property
    def currency(self) -> str:
        """The code of the currency of all amounts."""
        ...

    @property
    def timezone(self) -> str:
        """Where its days begin."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether nothing of it is real."""
        ...

    @property
    def first_day(self) -> date:
        """The first day with data."""
        ...

    @property
    def last_day(self) -> date:
        """The last day with data."""
        ...

    @property
    def lines(self) -> int:
        """Order lines that count."""
        ...

    @property
    def orders(self) -> int:
        """Orders that count."""
        ...


class Found(Protocol):
    """The frames of one release, as `data/answers/exploring.py` describes them."""

    @property
    def release(self) -> Release:
        """Which release."""
        ...

    @property
    def left_out(self) -> str:
        """What no figure includes; empty where that is nothing."""
        ...

    @property
    def whole(self) -> Mapping[str, float | None]:
        """Metrics of the whole history."""
        ...

    @property
    def order_values(self) -> pd.DataFrame:
        """Binned values of orders."""
        ...

    @property
    def unit_prices(self) -> pd.DataFrame:
        """Binned prices of pieces."""
        ...

    @property
    def items(self) -> pd.DataFrame:
        """Orders by pieces."""
        ...

    @property
    def frequency(self) -> pd.DataFrame:
        """Customers by orders."""
        ...

    @property
    def months(self) -> pd.DataFrame:
        """Net sales and growth by month."""
        ...

    @property
    def days(self) -> pd.DataFrame:
        """Net sales by day."""
        ...

    @property
    def contributions(self) -> pd.DataFrame:
        """Running share of sales by part of the products."""
        ...

    @property
    def correlations(self) -> pd.DataFrame:
        """Rank correlations of features of customers."""
        ...

    @property
    def sampled(self) -> int:
        """How many customers these are of."""
        ...

    @property
    def buyers(self) -> int:
        """How many customers there are to take them from."""
        ...

    @property
    def gaps(self) -> pd.DataFrame:
        """Rows and missing values by column."""
        ...
