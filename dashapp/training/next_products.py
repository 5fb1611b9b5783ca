"""Which product a customer may be offered next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from data.learning_next import read_baskets, write_next_products, write_partners
from data.span import Span
from models.affinity import FALSE_DISCOVERIES, associations, expected_by_size

if TYPE_CHECKING:
    from data.releases import Draft


def learn_next_products(draft: Draft, span: Span, _served: Path | None) -> None:
    """Find what is bought together more often than chance explains, then choose for everybody.

    A rule, not a model: there is nothing to score, and nothing that a former release could keep.
    """
    scope = read_baskets(draft.engine)
    by_size = expected_by_size(scope.pairs, scope.of_products, scope.sizes)
    tested = associations(scope.pairs, baskets=scope.baskets, tested=scope.tested, by_size=by_size)
    write_partners(draft.engine, tested[tested["q"] <= FALSE_DISCOVERIES])
    write_next_products(draft.engine, span.last_day)
