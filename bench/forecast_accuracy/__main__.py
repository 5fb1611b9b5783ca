"""`make accuracy`: measure our forecasts and hold them against the kept scores of others.

`python -m bench.forecast_accuracy [ours | keep | tasks FOLDER | collect FOLDER | tables]`

ours: measure and print, against the table that is kept (nothing is written). keep: the same, and
put our scores into the table. tasks: write all series for the outside libraries. collect: put what
they answered into the table. tables: print what docs/models.md shows.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from bench.forecast_accuracy import scores, tables
from bench.forecast_accuracy.contenders import CONTENDERS, contenders_of, predicted
from bench.forecast_accuracy.tasks import Panel, long, panels
from bench.server import ROOT

SHARED = ROOT.parent / "shared" / "data"
VERSION = "0.1.0"


def measured() -> pd.DataFrame:
    """Our scores and those of the simple methods, on every panel."""
    rows = []
    for panel in panels(SHARED):
        for name in contenders_of(panel.data):
            started = time.process_time()
            forecasts = predicted(name, panel)
            spent = time.process_time() - started
            rows.append(
                scores.scored(name, panel, forecasts, seconds=spent, version=f"product {VERSION}")
            )
        print(f"{panel.data.title}, {panel.origin}: {panel.history.shape[1]} series", flush=True)
    return pd.concat(rows, ignore_index=True)


def against_kept(rows: pd.DataFrame) -> pd.DataFrame:
    """New scores with the kept ones of the others; refuses to mix scores of different series."""
    others = scores.kept()
    others = others[~others["contender"].isin(CONTENDERS)]
    place = ["data", "origin"]
    digests = rows.drop_duplicates(place).set_index(place)["digest"]
    for found in others.itertuples():
        if digests.get((found.data, found.origin)) != found.digest:
            raise SystemExit(f"The kept score of {found.contender} on {found.data} is of others.")
    return pd.concat([rows, others], ignore_index=True)


def say(table: pd.DataFrame) -> None:
    """All tables and aims."""
    for series, words in ((scores.EVERY, "every series"), (scores.SAMPLE, "the sample")):
        print(f"\nMean MASE, {words} (tasks)\n\n{tables.mase_table(table, series)}")
    print(f"\nCoverage\n\n{tables.coverage_table(table)}")
    print(f"\nBy origin\n\n{tables.origin_table(table)}")
    print(f"\nAims\n\n{tables.aims_table(table)}")


# --- outside libraries ---------------------------------------------------------------------------


def write_tasks(folder: Path) -> None:
    """All series at all origins as one table, for libraries that live elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        _described(panel, wide, known=known)
        for panel in panels(SHARED)
        for known, wide in ((True, panel.history), (False, panel.actual))
    ]
    pd.concat(rows, ignore_index=True).to_parquet(folder / "tasks.parquet")


def _described(panel: Panel, wide: pd.DataFrame, *, known: bool) -> pd.DataFrame:
    rows = long(wide.rename_axis(index="ds"), "y")
    about = {name: getattr(panel.data, name) for name in ("freq", "season", "horizon", "country")}
    sample = rows["key"].isin(panel.sample)
    return rows.assign(
        data=panel.data.name, origin=panel.origin, known=known, sample=sample, **about
    )


def collect(folder: Path) -> None:
    """Score what the outside libraries wrote, and keep the scores."""
    for panel in panels(SHARED):
        for answer, about in _answers(folder, panel):
            name = answer.name.partition(".")[0]
            forecasts = pd.read_csv(answer, dtype={"key": str})
            scores.keep(scores.scored(name, panel, forecasts, **about))


def _answers(folder: Path, panel: Panel) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((folder / "forecasts").glob(f"*.{panel.data.name}.{panel.origin}.csv")):
        yield path, json.loads(path.with_suffix(".json").read_text())


def main(what: str, folder: Path | None = None) -> None:
    """Do one of the things that this module can do."""
    match what, folder:
        case "tasks", Path():
            write_tasks(folder)
        case "collect", Path():
            collect(folder)
        case "tables", None:
            say(scores.kept())
        case "ours", None:
            say(against_kept(measured()))
        case "keep", None:
            found = measured()
            scores.keep(found)
            say(against_kept(found))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    words = sys.argv[1:] or ["ours"]
    main(words[0], *map(Path, words[1:]))
