"""The methods that are tried on every series; a new one is a file of its own and a line here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.panel.parts import BoolArray
from models.panel.protocol import PanelMethod
from models.panel.regression import LinearRegression
from models.panel.repeats import Drift, LastSeason, LastValue, LastYearWithGrowth
from models.panel.smoothing import Smoothing
from models.panel.theta import Theta
from models.shortage import QUARTER

# Asked from the third period on; every other method needs three months to speak.
_FROM_THE_START = ("Linear regression", "Naive", "Seasonal naive")


def candidates(country: str | None = None) -> list[PanelMethod]:
    """The regression first: the others are measured by it."""
    return [
        LinearRegression(country),
        Smoothing(country),
        Theta(country),
        LastYearWithGrowth(),
        LastSeason(),
        LastValue(),
        Drift(),
    ]


def asked(names: Sequence[str], lengths: npt.NDArray[np.intp], freq: str) -> BoolArray:
    """Which methods are asked about series of these lengths: shape (methods, series).

    A method that is alone is asked about all of them.
    """
    always = np.array([name in _FROM_THE_START for name in names])
    alone = len(names) == 1
    found: BoolArray = always[:, None] | (lengths >= QUARTER[freq]) | alone
    return found
