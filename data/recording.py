"""A view that remembers what was asked of it, so that a card can say where its numbers are from."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from data.prepared import Prepared, Statement
from data.warehouse import View


@dataclass(frozen=True, slots=True)
class Seen:
    """A statement as one could type it, and how many rows it gave."""

    sql: str
    rows: int


@dataclass(frozen=True, slots=True)
class Recording(View):
    """A view of the same release; `seen` are its statements, each once, in the order asked.

    It holds on to the view it was made of: that one's connections close with its last holder.
    """

    of: View | None = None
    seen: list[Seen] = field(default_factory=list)

    def frame(self, asked: Statement | Prepared) -> pd.DataFrame:
        """The statement's rows, as any view gives them."""
        found = View.frame(self, asked)
        seen = Seen(self.sql(asked), len(found))
        if seen not in self.seen:
            self.seen.append(seen)
        return found


def recording(view: View) -> Recording:
    """A view of the same release that remembers."""
    return Recording(
        view.release, view.artefacts, view.engine, view.cache, view.scope, view.roomy, of=view
    )
