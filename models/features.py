"""The frame that segmentation learns from: one row per customer.

Columns: ``customer_key``; ``recency_days``, days since the last order; ``frequency``, distinct
order days; ``monetary``, net sales in the shop's currency. Customers without an order in the
look-back have no recency and are left out by the caller.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.errors import WrongInput

KEY = "customer_key"
MEASURES = ("recency_days", "frequency", "monetary")

FloatArray = npt.NDArray[np.float64]


def rfm_values(rfm: pd.DataFrame) -> FloatArray:
    """The three measures, shape (customers, 3), ready for the log: money is floored at 0.

    Somebody who took back more than was bought is worth nothing, not less than nothing.
    WrongInput names a missing column, a blank or negative value, or a customer given twice.
    """
    missing = [name for name in (KEY, *MEASURES) if name not in rfm.columns]
    if missing:
        raise WrongInput(f"The customer frame lacks {', '.join(missing)}.")
    if rfm[KEY].duplicated().any():
        twice = rfm.loc[rfm[KEY].duplicated(), KEY].iloc[0]
        raise WrongInput(f"Customer {twice} stands in the frame twice.")
    values = rfm.loc[:, list(MEASURES)].to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    for column, name in enumerate(MEASURES):
        _check(values[:, column], name)
    values[:, 2] = np.maximum(values[:, 2], 0.0)
    return values


def _check(values: FloatArray, name: str) -> None:
    if not np.isfinite(values).all():
        raise WrongInput(f"{name} is blank or not a number for some customers.")
    least = {"recency_days": 0.0, "frequency": 1.0}.get(name, -np.inf)
    if values.size and values.min() < least:
        raise WrongInput(f"{name} is below {least:g} for some customers.")


def steady_order(values: FloatArray, keys: npt.NDArray[np.generic]) -> npt.NDArray[np.intp]:
    """Positions that sort customers by their values, so that the order of rows cannot matter."""
    return np.lexsort((keys, *values.T[::-1]))
