"""What a statement is asked, and what follows from it for the tables that can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.dimensions import Dimension
from data.filters import Filters
from data.queries.groups import ByDimension, Group
from data.schema import Format


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: filters, and what the answer is broken down by."""

    filters: Filters
    group: Group | None
    last_day: date
    built: Format

    @property
    def by_line(self) -> bool:
        """Whether it is about products or categories."""
        return self.filters.touches_products or (self.group is not None and self.group.by_line)

    @property
    def dimension(self) -> Dimension | None:
        """What it is broken down by, if that is a dimension."""
        return self.group.dimension if isinstance(self.group, ByDimension) else None

    @property
    def rolled_up(self) -> bool:
        """Whether there are roll-ups."""
        return self.built >= Format.ROLLED_UP

    @property
    def by_mask(self) -> bool:
        """Whether it is about categories, and whole orders can tell them."""
        if self.built < Format.MASKED or self.filters.products:
            return False
        return self.by_line and not (self.group is not None and self.group.by_line)
