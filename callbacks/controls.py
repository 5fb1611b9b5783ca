"""Controls of the filter bar to a selection and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from callbacks.asked import choice
from data.basis import Basis
from data.filters import DIMENSION_FIELDS, FilterError, Filters
from data.periods import Comparison
from data.selection import Selection, select
from layouts.filters import CUSTOM


@dataclass(frozen=True, slots=True)
class Controls:
    """What the controls of the filter bar hold, as the browser says it."""

    preset: Any
    start: Any
    end: Any
    month: Any
    compare: Any
    basis: Any
    kept: Mapping[str, Any]


def selection_of(controls: Controls, *, changed: str) -> Selection:
    """The selection the controls mean after one of them changed; FilterError if they mean none.

    `changed` is preset, days, month or anything else. The three ways to say a period exclude each
    other: the one touched last wins, else the radio tells which one is in force.
    """
    kept = Filters.keeping({name: _texts(values) for name, values in controls.kept.items()})
    compare = Comparison(choice(controls.compare, list(Comparison), "Compare with"))
    basis = Basis(choice(controls.basis, list(Basis), "Reversals count"))
    chosen = select(_period(controls, changed), compare=compare, kept=kept)
    return replace(chosen, basis=basis)


def _period(controls: Controls, changed: str) -> dict[str, Any]:
    custom = controls.preset == CUSTOM
    if changed != "days" and controls.month and (changed == "month" or custom):
        return {"month": str(controls.month)}
    if changed == "days" or custom:
        return {"from": str(controls.start), "to": str(controls.end)}
    return {"period": str(controls.preset)}


def controls_of(selection: Selection, first_day: date, last_day: date) -> Controls:
    """What the controls have to hold to show the selection."""
    period = selection.period(first_day, last_day)
    return Controls(
        preset=selection.preset.value if selection.preset else CUSTOM,
        start=(period.start if period else first_day).isoformat(),
        end=(period.end if period else last_day).isoformat(),
        month=selection.month,
        compare=selection.compare.value,
        basis=selection.basis.value,
        kept={name: list(getattr(selection.kept, name)) for name in DIMENSION_FIELDS},
    )


def _texts(values: Any) -> tuple[str, ...]:
    """The values of a dropdown; a client may send anything."""
    if values is None or values == "":
        return ()
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    raise FilterError("A filter has to be a list of names.")
