"""`forecast`: any series of sales in a file, continued."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from models.forecasting import forecast
from tests.dashapp.commands.conftest import Command

MONTHS = pd.date_range("2022-01-01", periods=36, freq="MS")
SALES = [100 + n + 30 * (n % 12 == 11) for n in range(36)]


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """Three years of months, with a December each."""
    return write(tmp_path, [f"{day:%Y-%m-%d},{y}" for day, y in zip(MONTHS, SALES, strict=True)])


def write(folder: Path, lines: list[str], header: str = "ds,y") -> Path:
    path = folder / "series.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def test_csv_holds_a_line_per_period_with_both_intervals(command: Command, series: Path) -> None:
    said = command("forecast", series, "--horizon", 3)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("ds,yhat,lo80,hi80,lo95,hi95,model\r\n")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["ds"] for row in rows] == ["2025-01-01", "2025-02-01", "2025-03-01"]
    for row in rows:
        lo95, lo80, yhat, hi80, hi95 = (
            float(row[name]) for name in ("lo95", "lo80", "yhat", "hi80", "hi95")
        )
        assert lo95 <= lo80 <= yhat <= hi80 <= hi95


def test_the_numbers_are_those_of_the_model(command: Command, series: Path) -> None:
    said = command("forecast", series, "--horizon", 6, "--format", "json")
    expected = forecast(pd.Series(SALES, index=MONTHS, dtype="float64"), 6, "M")
    assert [row["yhat"] for row in said.rows] == expected.frame["yhat"].tolist()
    assert said.json["note"] == expected.note
    assert said.json["trust"] == expected.sentence()


def test_lines_may_stand_in_any_order_and_columns_may_be_more(
    command: Command, series: Path, tmp_path: Path
) -> None:
    straight = command("forecast", series, "--horizon", 2).out
    lines = [f"x,{y},{day:%Y-%m-%d}" for day, y in zip(MONTHS, SALES, strict=True)]
    mixed = write(tmp_path, lines[::-1], header="note,y,ds")
    assert command("forecast", mixed, "--horizon", 2).out == straight


def test_days_and_weeks_are_continued_in_their_own_steps(command: Command, tmp_path: Path) -> None:
    for freq, step, expected in (("D", "D", "2026-02-10"), ("W", "W-MON", "2026-10-12")):
        days = pd.date_range("2026-01-01" if freq == "D" else "2026-01-05", periods=40, freq=step)
        path = write(tmp_path, [f"{day:%Y-%m-%d},{n % 7 + 5}" for n, day in enumerate(days)])
        said = command("forecast", path, "--horizon", 1, "--freq", freq, "--format", "json")
        assert [row["ds"] for row in said.rows] == [expected]


def test_times_and_offsets_do_not_move_a_day(
    command: Command, series: Path, tmp_path: Path
) -> None:
    straight = command("forecast", series, "--horizon", 2).out
    zones = ("T00:00:00+01:00", " 00:30:00+02:00", "T23:30:00Z", "")
    lines = [
        f"{day:%Y-%m-%d}{zones[n % 4]},{y}"
        for n, (day, y) in enumerate(zip(MONTHS, SALES, strict=True))
    ]
    assert command("forecast", write(tmp_path, lines), "--horizon", 2).out == straight


@pytest.mark.parametrize(
    ("lines", "header", "sentence"),
    [
        (["2026-01-01,1"], "day,y", "series.csv needs the columns ds and y; it lacks ds."),
        (["a,b"], "date,sales", "series.csv needs the columns ds and y; it lacks ds and y."),
        (["2026-01-01,1", "2026-02-30,2"], "ds,y", "series.csv, line 3: ds has to be a day"),
        (["2026-01-01,1", "2026-02-01,two"], "ds,y", "series.csv, line 3: ds has to be a day"),
        (["2026-01-01,1", ",2"], "ds,y", "series.csv, line 3: ds has to be a day"),
        (["2026-01-01,"], "ds,y", "series.csv, line 2: ds has to be a day"),
        (["2026-01-01,1", "2026-01-15,1"], "ds,y", "There are two values for the month of 2026-01"),
        (["2026-01-01,1", "2026-02-01,inf"], "ds,y", "series.csv, line 3: ds has to be a day"),
        (["1 January 2026,1"], "ds,y", "series.csv, line 2: ds has to be a day"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    command: Command, tmp_path: Path, lines: list[str], header: str, sentence: str
) -> None:
    said = command("forecast", write(tmp_path, lines, header), "--horizon", 2)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Error: ")
    assert sentence in said.err
    assert said.err.count("\n") == 1


def test_blank_lines_do_not_shift_the_line_that_is_named(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path, ["2026-01-01,1", "", "2026-02-01,two"])
    said = command("forecast", path, "--horizon", 2)
    assert "series.csv, line 4: " in said.err


def test_blank_lines_are_passed_over(command: Command, series: Path) -> None:
    straight = command("forecast", series, "--horizon", 2).out
    series.write_text(series.read_text().replace("\n", "\n\n") + "\n\n")
    assert command("forecast", series, "--horizon", 2).out == straight


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff\xfe\x00\x01", b"ds,y\n2026-01-01,1,2,3\n2026-02-01,1\n"],
)
def test_a_file_that_is_no_csv_is_a_usage_error(
    command: Command, tmp_path: Path, text: bytes
) -> None:
    path = tmp_path / "series.csv"
    path.write_bytes(text)
    said = command("forecast", path, "--horizon", 2)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Error: series.csv")
    assert "Traceback" not in said.err


def test_too_few_values_are_told_with_the_number_needed(command: Command, tmp_path: Path) -> None:
    said = command("forecast", write(tmp_path, ["2026-01-01,1", "2026-02-01,2"]), "--horizon", 2)
    assert (said.code, said.err) == (1, "Error: Forecasts need at least 3; there are 2.\n")


def test_an_unknown_frequency_is_told_with_those_there_are(command: Command, series: Path) -> None:
    said = command("forecast", series, "--horizon", 2, "--freq", "Q")
    assert said.code == 2
    assert said.err == (
        "Error: Frequency 'Q' is unknown; choose M (months), W (weeks) or D (days).\n"
    )


@pytest.mark.parametrize("horizon", ["0", "367", "soon"])
def test_a_horizon_out_of_reach_is_a_usage_error(
    command: Command, series: Path, horizon: str
) -> None:
    said = command("forecast", series, "--horizon", horizon)
    assert (said.code, said.out) == (2, "")


def test_several_series_in_a_file_are_forecast_together(command: Command, tmp_path: Path) -> None:
    lines = [
        f"{name},{day:%Y-%m-%d},{y * times}"
        for name, times in (("tea", 1), ("mugs", 3))
        for day, y in zip(MONTHS, SALES, strict=True)
    ]
    path = write(tmp_path, lines, header="unique_id,ds,y")
    said = command("forecast", path, "--horizon", 2)
    assert said.out.startswith("series,ds,yhat,lo80,hi80,lo95,hi95,model\r\n")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [(row["series"], row["ds"]) for row in rows] == [
        ("tea", "2025-01-01"),
        ("tea", "2025-02-01"),
        ("mugs", "2025-01-01"),
        ("mugs", "2025-02-01"),
    ]
    assert float(rows[2]["yhat"]) == pytest.approx(3 * float(rows[0]["yhat"]))
    scores = command("forecast", path, "--horizon", 2, "--format", "json").json["scores"]
    assert [score["series"] for score in scores] == ["tea", "mugs"]
    assert scores[0]["mase"] == pytest.approx(scores[1]["mase"])


def test_trees_join_where_there_are_days_of_many_series(command: Command, tmp_path: Path) -> None:
    days = pd.date_range("2026-01-01", periods=170, freq="D")
    lines = [
        f"s{n},{day:%Y-%m-%d},{100 + 10 * n + 20 * (day.day_of_week == 5) + (day.day * n) % 7}"
        for n in range(5)
        for day in days
    ]
    path = write(tmp_path, lines, header="series,ds,y")
    said = command("forecast", path, "--horizon", 2, "--freq", "D", "--country", "GB")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["ds"] for row in rows] == ["2026-06-20", "2026-06-21"] * 5
    # The twentieth of June is a Saturday.
    assert all(float(rows[n]["yhat"]) > float(rows[n + 1]["yhat"]) + 10 for n in range(0, 10, 2))


def test_a_line_without_its_series_is_named(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path, ["a,2026-01-01,1", ",2026-02-01,2"], header="series,ds,y")
    said = command("forecast", path, "--horizon", 2)
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: series.csv, line 3: series is blank.\n"
