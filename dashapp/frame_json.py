"""Frames as JSON text and back, dtype for dtype. Reading it back can run no code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pandas as pd


class NotKept(TypeError):
    """A frame that JSON could not give back as it is."""


def dump(frame: pd.DataFrame) -> bytes:
    """The frame as JSON; NotKept unless it has a plain index and dtypes of `warehouse.read`."""
    if not frame.index.equals(pd.RangeIndex(len(frame))):
        raise NotKept("The index of the frame is not 0, 1, 2 and so on.")
    columns = [_column(str(name), frame[name]) for name in frame.columns]
    return orjson.dumps({"columns": columns}, option=orjson.OPT_SERIALIZE_NUMPY)


def load(text: bytes) -> pd.DataFrame:
    """The frame that was dumped; ValueError or KeyError for anything else."""
    columns = orjson.loads(text)["columns"]
    return pd.DataFrame({c["name"]: _FROM[c["dtype"]](c["values"]) for c in columns})


def _column(name: str, values: pd.Series) -> dict[str, Any]:
    dtype = str(values.dtype)
    if dtype not in _TO:
        raise NotKept(f"Column {name} is {dtype}.")
    return {"name": name, "dtype": dtype, "values": _TO[dtype](values)}


def _finite(values: pd.Series) -> Any:
    numbers = np.ascontiguousarray(values.to_numpy())
    if np.isinf(numbers).any():
        raise NotKept("JSON has no infinity.")
    return numbers


def _plain(values: pd.Series) -> Any:
    return np.ascontiguousarray(values.to_numpy())


# In JSON a missing number is null, a missing text is null, a missing day is the least integer.
_TO: dict[str, Callable[[pd.Series], Any]] = {
    "int64": _plain,
    "bool": _plain,
    "float64": _finite,
    "datetime64[us]": lambda values: _plain(values).view("int64"),
    "str": lambda values: values.astype("object").where(values.notna(), None).tolist(),
}

_FROM: dict[str, Callable[[list[Any]], Any]] = {
    "int64": lambda values: np.array(values, dtype="int64"),
    "bool": lambda values: np.array(values, dtype="bool"),
    "float64": lambda values: np.array(values, dtype="float64"),
    "datetime64[us]": lambda values: np.array(values, dtype="int64").view("datetime64[us]"),
    "str": lambda values: pd.Series(values, dtype="str"),
}
