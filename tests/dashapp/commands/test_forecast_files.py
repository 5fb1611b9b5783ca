"""`forecast` on files that are not quite as one would wish."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.dashapp.commands.conftest import Command

MONTHS = [day.date() for day in pd.date_range("2024-01-01", periods=24, freq="MS")]
ENDS = [day - timedelta(days=1) for day in MONTHS[1:]]


def written(folder: Path, lines: list[str], header: str = "series,ds,y") -> Path:
    path = folder / "series.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def named(name: str, days: list[object]) -> list[str]:
    return [f"{name},{day},{100 + place}" for place, day in enumerate(days)]


def test_a_series_may_be_called_na(command: Command, tmp_path: Path) -> None:
    path = written(tmp_path, named("NA", list(MONTHS)) + named("EU", list(MONTHS)))
    said = command("forecast", path, "--horizon", 1)
    assert (said.code, said.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["series"] for row in rows] == ["NA", "EU"]


def test_several_series_keep_the_way_in_which_the_file_writes_its_months(
    command: Command, tmp_path: Path
) -> None:
    path = written(tmp_path, named("a", list(ENDS)) + named("b", list(ENDS)))
    rows = list(csv.DictReader(io.StringIO(command("forecast", path, "--horizon", 2).out)))
    assert [row["ds"] for row in rows] == ["2025-12-31", "2026-01-31"] * 2


def test_what_is_left_out_and_what_counts_as_nothing_is_said_beside_the_rows(
    command: Command, tmp_path: Path
) -> None:
    ended, young = named("ended", list(MONTHS[:20])), named("young", list(MONTHS[22:]))
    said = command(
        "forecast", written(tmp_path, named("whole", list(MONTHS)) + ended + young), "--horizon", 1
    )
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["series"] for row in rows] == ["whole", "ended"]
    assert said.err.splitlines() == [
        "ended: no values after 2025-08-01, so the periods to 2025-12-01 count as 0.",
        "young: Forecasts need at least 3; there are 2.",
    ]


def test_a_month_with_two_values_names_its_series(command: Command, tmp_path: Path) -> None:
    lines = [*named("a", list(MONTHS)), *named("b", list(MONTHS)), "b,2024-03-09,1"]
    said = command("forecast", written(tmp_path, lines), "--horizon", 1)
    assert said.code != 0
    assert "Series b: There are two values for the month of 2024-03-01." in said.err


@pytest.mark.parametrize("line", ["9999-12-01,4", "0001-01-01,4", "2026-01-01,1e300"])
def test_days_and_amounts_beyond_all_shops_are_refused_by_their_line(
    command: Command, tmp_path: Path, line: str
) -> None:
    path = written(tmp_path, ["2025-11-01,3", "2025-12-01,4", line], header="ds,y")
    said = command("forecast", path, "--horizon", 3)
    assert said.code == 2
    assert "series.csv, line 4: ds has to be a day (YYYY-MM-DD) of 1700 to 2200" in said.err


def test_values_beyond_the_header_are_not_taken_for_other_columns(
    command: Command, tmp_path: Path
) -> None:
    lines = [f"shop,{day},{100 + place}" for place, day in enumerate(MONTHS)]
    said = command("forecast", written(tmp_path, lines, header="ds,y"), "--horizon", 1)
    assert said.code == 2
    assert "its lines have more values than its header has names" in said.err
