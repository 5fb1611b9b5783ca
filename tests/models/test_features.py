from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from models.errors import WrongInput
from models.features import rfm_values, steady_order


def _frame(**columns: list[float | None]) -> pd.DataFrame:
    base: dict[str, list[float | None]] = {
        "customer_key": [1, 2],
        "recency_days": [0, 30],
        "frequency": [1, 4],
        "monetary": [-20.0, 99.5],
    }
    return pd.DataFrame(base | columns)


def test_money_taken_back_beyond_what_was_bought_counts_as_nothing() -> None:
    assert rfm_values(_frame()).tolist() == [[0.0, 1.0, 0.0], [30.0, 4.0, 99.5]]


def test_the_callers_frame_is_left_alone() -> None:
    frame = _frame()
    rfm_values(frame)
    assert frame["monetary"].tolist() == [-20.0, 99.5]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"customer_key": [7, 7]}, "Customer 7 stands in the frame twice."),
        ({"recency_days": [None, 3]}, "recency_days is blank or not a number for some customers."),
        ({"recency_days": [-1, 3]}, "recency_days is below 0 for some customers."),
        ({"frequency": [0, 3]}, "frequency is below 1 for some customers."),
    ],
)
def test_what_breaks_the_contract_is_named(
    columns: dict[str, list[float | None]], sentence: str
) -> None:
    with pytest.raises(WrongInput, match=sentence):
        rfm_values(_frame(**columns))


def test_missing_columns_are_listed() -> None:
    with pytest.raises(WrongInput, match="lacks recency_days, monetary"):
        rfm_values(pd.DataFrame({"customer_key": [1], "frequency": [1]}))


def test_equal_customers_are_ordered_by_their_key() -> None:
    values = np.array([[2.0, 1.0, 5.0], [1.0, 9.0, 9.0], [2.0, 1.0, 5.0]])
    assert steady_order(values, np.array([8, 9, 3])).tolist() == [1, 2, 0]
