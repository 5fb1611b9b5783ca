"""How customers are valued, of a release or of any file: check, fit, hold out, score.

Apart from `dashapp.training`, so that the command `clv` does not wait for what other lessons need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from data.learning_value import Buyers
from models.errors import WrongInput
from models.value.cells import Cells
from models.value.fitting import fit_purchasing
from models.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from models.value.gates import Facts, gates, passed
from models.value.holdout import Holdout, held_against, held_out_days, nearer
from models.value.model import ValueModel
from models.value.purchasing import BG_NBD, MBG_NBD, Purchasing, clearly_likelier
from models.value.scoring import Scorer

Laws = tuple[Mapping[str, Purchasing], GammaGamma]


def examine(buyers: Buyers) -> ValueModel:
    """Whether the buyers can carry a value at all: a model that says what is missing, unfitted."""
    facts = Facts(**buyers.facts())
    return ValueModel(buyers.day, facts.buyers, gates(facts), facts.correlation)


def learn(buyers: Buyers, *, anyway: bool = False, discount: float = 0.0) -> ValueModel:
    """The model of these buyers; refused where a condition is not met, unless `anyway`."""
    found = replace(examine(buyers), discount=discount)
    if not passed(found.gates) and not anyway:
        return found
    try:
        laws, spend = _fitted(buyers)
    except WrongInput as error:
        return replace(found, failure=str(error))
    model = replace(found, law=laws[MBG_NBD], beside=laws[BG_NBD], spend=spend)
    return model.swapped() if clearly_likelier(laws[BG_NBD], laws[MBG_NBD]) else model


class HeldOut:
    """The last days of some buyers, held out: what was known before, and what came.

    `outcomes` is empty where there is too little before the cut to fit anything to.
    """

    def __init__(self, buyers: Buyers, days: int | None = None) -> None:
        self.days = days or held_out_days(int(buyers.facts()["history_days"]))
        self.cut = buyers.day - timedelta(days=self.days)
        self.laws: Laws | None = None
        with buyers.as_of(self.cut) as before:
            self.outcomes = buyers.outcomes(before)
            try:
                self.laws = _fitted(before)
            except WrongInput:
                self.outcomes = self.outcomes.iloc[:0]

    def tests(self, model: ValueModel) -> tuple[ValueModel, pd.DataFrame | None]:
        """A newly learnt model with how its like, fitted before the cut, did; and the tenths.

        Where the data do not speak clearly for one of the two laws, orders are expected by the one
        that came nearer to what was held out.
        """
        if self.laws is None or model.law is None or model.beside is None:
            return model, None
        laws, spend = self.laws
        held, tenths = self._against(laws[model.law.name], spend)
        other, other_tenths = self._against(laws[model.beside.name], spend)
        tested = replace(model, holdout=held, holdout_beside=other)
        if clearly_likelier(model.law, model.beside) or not nearer(other, held):
            return tested, tenths
        return tested.swapped(), other_tenths

    def tests_former(self, model: ValueModel) -> tuple[ValueModel, pd.DataFrame | None]:
        """A model from elsewhere with how it does on these days as it is, and the tenths."""
        if model.refused or self.outcomes.empty:
            return replace(model, holdout=None, holdout_beside=None), None
        law, spend = model.fitted
        held, tenths = self._against(law, spend)
        other = self._against(model.beside, spend)[0] if model.beside else None
        return replace(model, holdout=held, holdout_beside=other), tenths

    def _against(self, law: Purchasing, spend: GammaGamma) -> tuple[Holdout, pd.DataFrame]:
        return held_against(law, spend, self.outcomes, self.cut, self.days)


def scorer(model: ValueModel, buyers: Buyers, days: tuple[int, ...]) -> Scorer:
    """What scores these buyers for horizons of so many days."""
    law, spend = model.fitted
    laws = (law, model.alive or law, spend)
    return Scorer.of(laws, buyers.day, buyers.range(), days, model.discount)


def scored(model: ValueModel, buyers: Buyers, days: tuple[int, ...]) -> Iterator[pd.DataFrame]:
    """Piece by piece `customer`, `overdue` and what `Scorer.score` gives."""
    ready = scorer(model, buyers, days)
    for piece in buyers.pieces():
        yield pd.concat([piece[["customer", "overdue"]], ready.score(piece)], axis="columns")


def _fitted(buyers: Buyers) -> Laws:
    cells, spends = Cells.of(buyers.cells()), buyers.spends()
    repeat_days = spends["repeat_days"].to_numpy("float64")
    laws = {name: fit_purchasing(cells, name) for name in (MBG_NBD, BG_NBD)}
    return laws, fit_gamma_gamma(repeat_days, spends["mean"].to_numpy("float64"))
