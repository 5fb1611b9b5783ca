"""What a page's one request brings: the values of all that is on it, as one piece.

Named outputs would be followed by Dash in every browser, some hundreds for each page, whenever any
callback waits for another; the browser spreads an answer over the page by itself, and leaves what
has not changed (`spread` in `assets/clientside.js`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pandas as pd
from dash import Output, no_update

from callbacks import errors
from callbacks.asked import Asked

# Id of a component (as text) -> property -> value.
Answer = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a page beside its cards: what it sets, and the values for a question.

    `outputs` is one output, or a dict or list of them; `values` gives the same shape.
    """

    outputs: Any
    values: Callable[[Asked, str], Any]


def put(answer: Answer, outputs: Any, values: Any) -> None:
    """Add the values of outputs to an answer."""
    if isinstance(outputs, Output):
        if values is not no_update:
            component = answer.setdefault(outputs.component_id_str(), {})
            component[outputs.component_property] = values
    elif isinstance(outputs, dict):
        for name, output in outputs.items():
            put(answer, output, values[name])
    else:
        for output, value in zip(outputs, values, strict=True):
            put(answer, output, value)


def put_parts(answer: Answer, parts: Sequence[Part], asked: Asked, mode: str) -> None:
    """Add the parts; one that fails says so and leaves the others."""
    for part in parts:
        try:
            put(answer, part.outputs, part.values(asked, mode))
        except Exception as error:  # noqa: BLE001 - said as any callback's failure is
            errors.on_error(error)


def written(answer: Answer) -> orjson.Fragment:
    """The answer as JSON, which Dash sends as it stands.

    Dash's own way walks through every number of every drawing, and copies it, before it writes.
    """
    return orjson.Fragment(orjson.dumps(answer, default=_plain, option=_OPTIONS))


_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_PASSTHROUGH_DATACLASS


def _plain(value: Any) -> Any:
    """What a component or a drawing consists of; TypeError for what no page may hold."""
    if hasattr(value, "to_plotly_json"):
        return value.to_plotly_json()
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, pd.Series):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be sent to a page.")
