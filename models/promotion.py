"""Whether a newly trained model takes the place of the one in service.

The rule. Both are scored by the same measure on the same rows, which neither has learnt from (the
same backtest). The challenger, who knows the newer data, is promoted if it is not worse: if its
score is no more than `margin`, a share of the score of the model in service, on the wrong side of
it. A score moves a little with every row that is added, so a challenger within the margin is not
worse, and the newer of two equals is preferred because it will age later. A challenger that is
worse by more than that is thrown away and the model in service is kept, though it is older: a
training must never make the shop's numbers worse (the champion and the challenger of statistical
practice; Sculley et al., "Hidden technical debt in machine learning systems", 2015).

A model that somebody went back to is *pinned*. They said that they trust it more than the newer
one, so the margin turns round: a challenger has to be better by more than the margin.

Where only one of the two can be scored, that one is in service. Where neither can, the challenger
is: it has at least seen the data that it speaks of. A pinned model stays in both cases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# A share of the score that a few days of new rows move it by.
MARGIN = 0.02


@dataclass(frozen=True, slots=True)
class Contest:
    """The scores of the two on the same backtest, who is in service now, and why in a sentence.

    `served` is None where the model in service could not be scored.
    """

    model: str
    served: float | None
    challenger: float | None
    measure: str
    higher_is_better: bool
    promoted: bool
    why: str


def decide(
    served: float | None,
    challenger: float | None,
    *,
    measure: str,
    higher_is_better: bool,
    margin: float = MARGIN,
    model: str = "",
    pinned: bool = False,
) -> Contest:
    """Who is in service after this training.

    `served` and `challenger` are scores by `measure` (a few words: "mean scaled error") on the same
    rows; a score that is not finite counts as none. `margin` is a share of the score in service.
    """
    old, new = _known(served), _known(challenger)
    promoted, why = _verdict(old, new, higher_is_better, abs(margin), pinned)
    return Contest(model, old, new, measure, higher_is_better, promoted, why.format(measure))


def _known(score: float | None) -> float | None:
    return None if score is None or not math.isfinite(score) else float(score)


def _verdict(
    served: float | None, challenger: float | None, higher: bool, margin: float, pinned: bool
) -> tuple[bool, str]:
    """Whether the challenger is promoted, and the sentence; `{}` stands for the measure."""
    if served is None:
        return _of_unscored(pinned)
    if challenger is None:
        return False, "The former model was kept: the new one has no {} to be judged by."
    gain = (challenger - served) if higher else (served - challenger)
    room = margin * abs(served)
    against = f"{{}} {_short(challenger)} against {_short(served)} on the same backtest"
    if pinned:
        return _of_pinned(gain > room, against)
    if gain >= -room:
        return True, f"Promoted: {against}, which is {_better(gain, room)}."
    return False, f"The former model was kept: {against}, so the new one is worse."


def _of_unscored(pinned: bool) -> tuple[bool, str]:
    if not pinned:
        return True, "Promoted: the model in service could not be judged by {}."
    return False, (
        "The model that was gone back to was kept: it could not be judged by {}, so nothing shows "
        "that the new one is better."
    )


def _of_pinned(better: bool, against: str) -> tuple[bool, str]:
    if better:
        return True, f"Promoted: {against}, so it beats the model that was gone back to."
    return False, (
        f"The model that was gone back to was kept: {against}, so the new one does not beat it."
    )


def _better(gain: float, room: float) -> str:
    return "better" if gain > room else "not worse"


def _short(score: float) -> str:
    """Three figures that tell scores apart, with a minus that reads as one."""
    return (
        f"{score:,.3f}".replace("-", "−")
        if abs(score) < 1000
        else f"{score:,.0f}".replace("-", "−")
    )
