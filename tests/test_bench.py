"""The table of the benches: ratios to floors, and aims that are reached or missed."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import bench
from bench.__main__ import BENCHES
from bench.rows import Row, markdown

FOLDER = Path(bench.__file__).parent


def test_every_bench_is_in_the_table() -> None:
    written = {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        for path in FOLDER.rglob("*.py")
        if "\ndef rows(" in path.read_text()
    }
    assert written == set(BENCHES)
    for name in BENCHES:
        assert import_module(f"bench.{name}").rows


@pytest.mark.parametrize(
    ("row", "ratio", "held"),
    [
        (Row("a change", 30, "ms", 20, "the SQL alone", aim=1.5), 1.5, True),
        (Row("a change", 31, "ms", 20, "the SQL alone", aim=1.5), 1.55, False),
        (Row("a change", 31, "ms", 20, "the SQL alone"), 1.55, None),
        (Row("first visit", 833, "kB", aim=900), None, True),
        (Row("first visit", 901, "kB", aim=900), None, False),
    ],
)
def test_an_aim_is_of_the_ratio_or_else_of_the_value(
    row: Row, ratio: float | None, held: bool | None
) -> None:
    assert (row.ratio, row.held) == (ratio, held)


def test_the_table_says_floor_ratio_and_aim() -> None:
    rows = [
        Row("sums", 4, "ms CPU", 76, "on the star", aim=1 / 20),
        Row("first visit", 1833.4, "kB", aim=900),
    ]
    assert list(markdown(rows)) == [
        "| what | measured | floor | ratio | aim |  |",
        "| --- | --- | --- | --- | --- | --- |",
        "| sums | 4 ms CPU | 76 ms CPU: on the star | 1/19 | 1/20 | missed |",
        "| first visit | 1,833 kB |  |  | 900 | missed |",
    ]
