"""Customer value of a release: learnt, held against the last days, and written for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashapp.valuing import HeldOut, examine, learn, scored
from data.learning_value import Buyers, release_buyers, write_calibration, write_values
from data.span import Span
from models import registry
from models.card import ModelCard
from models.names import VALUE
from models.promotion import Contest, decide
from models.value.gates import passed
from models.value.model import ValueModel

if TYPE_CHECKING:
    from data.releases import Draft

# What is written into `customer_value`.
HORIZONS = (90, 365)
MEASURE = "mean log-likelihood of held-out orders"

Former = tuple[ValueModel, ModelCard]


def learn_value(draft: Draft, span: Span, served: Path | None = None) -> None:
    """Value the customers, or keep the sentence on what is missing and leave the tables empty.

    Former and new parameters are compared by how likely they make the numbers of orders that came
    in the held-out days. The new ones are fitted for this without those days; the former may have
    seen some of them, which favours what is in service.
    """
    with release_buyers(draft.engine, span.last_day) as buyers:
        model, tenths, former = learn(buyers), None, _in_service(served)
        if model.refused:
            _keep(draft, buyers, model, None, _card(draft, span, model))
            return
        held = HeldOut(buyers)
        model, tenths = held.tests(model)
        if former is None:
            _keep(draft, buyers, model, tenths, _card(draft, span, model))
            return
        old, old_tenths = held.tests_former(_today(former[0], buyers))
        contest = asdict(_contest(old, model, pinned=former[1].pinned))
        if contest["promoted"]:
            _keep(draft, buyers, model, tenths, _card(draft, span, model, contest))
        else:
            _keep(draft, buyers, old, old_tenths, replace(former[1], contest=contest))


def keep_value(draft: Draft, span: Span, served: Path) -> None:
    """Value the draft's customers by the parameters of another release; ModelRefused without any.

    Where the draft's own data cannot carry a value, nobody is valued.
    """
    state, card = registry.load(served, VALUE)
    former = registry.restored(VALUE, state, ValueModel.restore)
    with release_buyers(draft.engine, span.last_day) as buyers:
        model, tenths = _today(former, buyers), None
        if not model.refused:
            model, tenths = HeldOut(buyers).tests_former(model)
        _keep(draft, buyers, model, tenths, card)


def _in_service(served: Path | None) -> Former | None:
    """The parameters in service; None where there are none that can be read."""
    if served is None:
        return None
    try:
        state, card = registry.load(served, VALUE)
        model = registry.restored(VALUE, state, ValueModel.restore)
    except registry.ModelRefused:
        return None
    return None if model.refused else (model, card)


def _today(former: ValueModel, buyers: Buyers) -> ValueModel:
    """Former parameters, and whether today's buyers can carry them."""
    now = examine(buyers)
    if not passed(now.gates):
        return now
    return replace(
        former,
        as_of=now.as_of,
        buyers=now.buyers,
        gates=now.gates,
        correlation=now.correlation,
        holdout=None,
        holdout_beside=None,
    )


def _contest(old: ValueModel, new: ValueModel, *, pinned: bool) -> Contest:
    scores = [model.holdout.log_score if model.holdout else None for model in (old, new)]
    return decide(*scores, measure=MEASURE, higher_is_better=True, model=VALUE, pinned=pinned)


def _card(
    draft: Draft, span: Span, model: ValueModel, contest: Mapping[str, Any] | None = None
) -> ModelCard:
    return ModelCard(
        name=VALUE,
        kind="value",
        release=draft.id,
        rows=model.buyers,
        first_day=span.first_day,
        last_day=span.last_day,
        parameters=model.parameters,
        scores=model.scores,
        contest=contest,
    )


def _keep(
    draft: Draft,
    buyers: Buyers,
    model: ValueModel,
    tenths: pd.DataFrame | None,
    card: ModelCard,
) -> None:
    """Write what is expected of everybody, if anything is, and save the model with its card."""
    pieces = () if model.refused else scored(model, buyers, HORIZONS)
    write_values(
        buyers.connection, (piece.rename(columns={"customer": "customer_key"}) for piece in pieces)
    )
    write_calibration(buyers.connection, tenths)
    signed = replace(card, scores=model.scores, note=model.sentence())
    registry.save(draft.artefacts, VALUE, model.state(), signed)
