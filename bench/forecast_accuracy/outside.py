"""Outside libraries on the same tasks; run by the Python of an environment of their own.

`PYTHON outside.py FOLDER [CONTENDER ...]`: reads FOLDER/tasks.parquet and writes one file per
contender, data set and origin to FOLDER/forecasts: key, step, yhat; beside it, as JSON, processor
seconds and the version. What is there already is not computed again. Imports nothing of ours.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from prophet import Prophet
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoETS, AutoTheta, Naive, SeasonalNaive

SEED = 20261123
# Contenders that are run on the sample only.
SLOW = {"AutoARIMA"}
Predict = Callable[[pd.DataFrame, pd.Series], pd.DataFrame]


def _statistical(model: type) -> Predict:
    def predict(known: pd.DataFrame, about: pd.Series) -> pd.DataFrame:
        season = int(about["season"])
        safe = SeasonalNaive(season_length=season) if season > 1 else Naive()
        runner = StatsForecast(
            models=[model(season_length=season, alias="yhat")],
            freq=about["freq"],
            n_jobs=1,
            fallback_model=safe,
        )
        frame = known.rename(columns={"key": "unique_id"})[["unique_id", "ds", "y"]]
        found = runner.forecast(df=frame, h=int(about["horizon"]))
        return found.rename(columns={"unique_id": "key"})

    return predict


def _prophet(mode: str) -> Predict:
    def predict(known: pd.DataFrame, about: pd.Series) -> pd.DataFrame:
        parts = [_one(rows, about, mode).assign(key=key) for key, rows in known.groupby("key")]
        return pd.concat(parts, ignore_index=True)

    return predict


def _one(rows: pd.DataFrame, about: pd.Series, mode: str) -> pd.DataFrame:
    model = Prophet(seasonality_mode=mode)
    if about["freq"] == "D":
        model.add_country_holidays(country_name=about["country"])
    model.fit(rows[["ds", "y"]], seed=SEED)
    ahead = model.make_future_dataframe(
        int(about["horizon"]), freq=about["freq"], include_history=False
    )
    return model.predict(ahead)[["ds", "yhat"]]


CONTENDERS: dict[str, Predict] = {
    "AutoTheta": _statistical(AutoTheta),
    "AutoETS": _statistical(AutoETS),
    "Prophet": _prophet("additive"),
    "AutoARIMA": _statistical(AutoARIMA),
    "Prophet, multiplicative": _prophet("multiplicative"),
}


def main(folder: Path, wanted: list[str]) -> None:
    """Run what is wanted, or all, on every data set and origin."""
    tasks = pd.read_parquet(folder / "tasks.parquet")
    tasks = tasks[tasks["known"]]
    (folder / "forecasts").mkdir(exist_ok=True)
    for name in wanted or CONTENDERS:
        # Short ones first: slow contenders spend most of their time on the others.
        groups = sorted(tasks.groupby(["data", "origin"]), key=lambda group: len(group[1]))
        for (data, origin), rows in groups:
            target = folder / "forecasts" / f"{name}.{data}.{origin}.csv"
            if not target.exists():
                kept = rows[rows["sample"]] if name in SLOW else rows
                _run(name, kept, target)


def _run(name: str, rows: pd.DataFrame, target: Path) -> None:
    started = _spent()
    found = CONTENDERS[name](rows[["key", "ds", "y"]], rows.iloc[0])
    spent = _spent() - started
    found = found.sort_values(["key", "ds"])
    found["step"] = found.groupby("key").cumcount() + 1
    about = {"seconds": round(spent, 2), "version": _version(name)}
    target.with_suffix(".json").write_text(json.dumps(about))
    found[["key", "step", "yhat"]].to_csv(target, index=False)
    print(f"{target.stem}: {rows['key'].nunique()} series, {spent:.1f} s", flush=True)


def _spent() -> float:
    """Processor seconds of this process and of what it has run: Prophet runs another program."""
    return sum(os.times()[:4])


def _version(name: str) -> str:
    package = "prophet" if name.startswith("Prophet") else "statsforecast"
    return f"{package} {version(package)}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.getLogger("cmdstanpy").disabled = True
    logging.getLogger("prophet").setLevel(logging.ERROR)
    main(Path(sys.argv[1]), sys.argv[2:])
