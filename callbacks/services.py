"""What callbacks need from outside; built once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from data.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Services:
    """The one way to the numbers."""

    warehouse: Warehouse
