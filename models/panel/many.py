"""Many series continued at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.errors import TooLittleData, WrongInput
from models.features import FloatArray
from models.panel import marks, report
from models.panel.answer import FRAME, SCORES, PanelForecast, Progress
from models.panel.candidates import candidates
from models.panel.engine import Outcome, Step, run
from models.panel.origins import LONGEST
from models.panel.protocol import PanelMethod
from models.series import MINIMUM, SEASON, following, frequency, period_starts
from models.shortage import fallback, shortage

# So many series are calculated together: their past at all origins stays under some 200 MB.
CHUNK = 1_000
_STEP = "Forecasting"


def forecast_panel(
    wide: pd.DataFrame,
    horizon: int,
    freq: str,
    *,
    country: str | None = None,
    extra: Sequence[PanelMethod] = (),
    progress: Progress | None = None,
) -> PanelForecast:
    """Continue every column of a frame, indexed by period starts, `horizon` periods beyond its end.

    Values are blank before a series began; a blank after that counts as 0. The latest ten years of
    months (six of weeks, four of days) are learnt from. `country`: ISO code whose public holidays
    count. `extra`: further methods to try; each answers for up to 1,000 series at a time and may
    learn from all of them. A series of under three periods has no rows in the frame, and its note
    says why. WrongInput for an index that is no dates or has them twice.
    """
    freq = frequency(freq)
    regular = _regular(wide, freq).iloc[-LONGEST[freq] :]
    index = pd.DatetimeIndex(regular.index)
    values = _begun(regular.to_numpy(dtype=np.float64, na_value=np.nan).T)
    lengths = (~np.isnan(values)).sum(axis=1)
    enough = np.flatnonzero(lengths >= MINIMUM)
    methods = [*candidates(country), *extra]
    frames, scores = [], [_refused(wide, lengths)]
    for begin in range(0, len(enough), CHUNK):
        rows = enough[begin : begin + CHUNK]
        keys = [wide.columns[row] for row in rows]
        step = _part(progress, begin / len(enough), (begin + len(rows)) / len(enough))
        outcome = run(methods, values[rows], index, horizon, step)
        frames.append(report.future_frame(outcome, keys, following(index, horizon)))
        scores.append(_scored(outcome, values[rows], freq).assign(key=keys, row=rows))
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=FRAME)
    marked = pd.concat([part for part in scores if len(part)] or scores, ignore_index=True)
    marked = marked.sort_values("row", ignore_index=True)[SCORES]
    return PanelForecast(frame, marked, freq)


def _regular(wide: pd.DataFrame, freq: str) -> pd.DataFrame:
    """The frame by period starts without gaps."""
    if not isinstance(wide.index, pd.DatetimeIndex):
        raise WrongInput("The panel is not indexed by dates.")
    starts = period_starts(wide.index.normalize(), freq)
    if starts.has_duplicates:
        twice = starts[starts.duplicated()][0]
        raise WrongInput(f"There are two rows for the period of {twice.date()}.")
    found = wide.set_axis(starts, axis="index").sort_index()
    return found.asfreq(freq) if len(found) else found


def _begun(values: FloatArray) -> FloatArray:
    """Blank before the first value of a series, and 0 wherever it is blank after that."""
    before = np.cumsum(~np.isnan(values), axis=1) == 0
    return np.where(before, np.nan, np.nan_to_num(values))


def _part(progress: Progress | None, start: float, end: float) -> Step:
    if progress is None:
        return lambda _done: None
    return lambda done: progress(_STEP, start + (end - start) * done)


def _refused(wide: pd.DataFrame, lengths: FloatArray) -> pd.DataFrame:
    """The scores of series that are too short to be forecast at all."""
    short = [int(row) for row in np.flatnonzero(lengths < MINIMUM)]
    rows = [
        {
            **dict.fromkeys(SCORES),
            "key": wide.columns[row],
            "model": "",
            "note": str(TooLittleData("Forecasts", MINIMUM, int(lengths[row]))),
            "row": row,
        }
        for row in short
    ]
    return pd.DataFrame(rows, columns=[*SCORES, "row"])


def _scored(outcome: Outcome, values: FloatArray, freq: str) -> pd.DataFrame:
    lengths = np.asarray((~np.isnan(values)).sum(axis=1))
    test = marks.test_of(outcome, values)
    ours = marks.marks(outcome, test, outcome.mixed)
    said, _ = report.baseline_of(outcome, lengths, SEASON[freq])
    beats = marks.beats(outcome, test)
    theirs = marks.marks(outcome, test, said)
    columns = {name: ours[name] for name in ("mase", "wape", "bias", "coverage80", "coverage95")}
    frame = pd.DataFrame({"model": report.model_names(outcome), **columns})
    leads = ours["wape"] < theirs["wape"]
    told = zip(lengths, beats, leads, strict=True)
    notes = [_note(int(n), freq, better, bool(lead)) for n, better, lead in told]
    return frame.assign(
        naive_mase=theirs["mase"], beats_naive=pd.Series(beats, dtype=object), note=notes
    )


def _note(count: int, freq: str, better: bool | None, leads: bool) -> str:
    # A lead that chance can explain is none, but to deny it would contradict the scores beside it.
    verdict = "Not clearly better than naive." if leads else "No better than naive."
    plain = verdict if better is False else ""
    return " ".join(part for part in (plain, shortage(count, freq), fallback(count, freq)) if part)
