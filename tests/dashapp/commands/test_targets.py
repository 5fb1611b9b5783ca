"""`targets` on the command line: kept whole or not at all, listed beside what was sold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from data.notes import open_notes
from data.notes.records import Target
from data.notes.targets_file import month_of
from tests.dashapp.commands.conftest import Command
from tests.data.shop import build_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the tiny shop of its own, in pounds, from 4 May to 20 July 2026."""
    build_shop(tmp_path / "releases")
    return tmp_path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "year.csv"
    made.write_text("month,net_sales\n2026-05,50\n2026-07,138\n2026-08,100.25\n")
    return made


def test_a_file_of_targets_is_kept_and_listed_beside_what_was_sold(
    command: Command, shop: Path, file: Path
) -> None:
    said = command("targets", file)
    assert said.code == 0
    assert said.out == "Kept 3 targets in GBP: 2026-05, 2026-07, 2026-08.\n"
    answer = command("targets", "--list", "--json").json
    assert (answer["currency"], answer["as_of"]) == ("GBP", "2026-07-20")
    assert answer["rows"] == [
        {"month": "2026-05", "target": 50.0, "net_sales": 37.5, "attainment": 0.75, "gap": -12.5},
        {"month": "2026-07", "target": 138.0, "net_sales": 69.0, "attainment": 0.5, "gap": -69.0},
        {
            "month": "2026-08",
            "target": 100.25,
            "net_sales": None,
            "attainment": None,
            "gap": None,
        },
    ]
    table = command("targets", "--list").out
    assert "2026-07" in table
    assert "138.00" in table


def test_a_target_can_be_replaced_and_cleared(command: Command, shop: Path, file: Path) -> None:
    command("targets", file)
    file.write_text("month,net_sales\n2026-05,75\n")
    assert command("targets", file, "--json").json == {
        "kept": 1,
        "currency": "GBP",
        "rows": [{"month": "2026-05", "target": 75.0}],
    }
    assert command("targets", "--clear", "2026-07").out == "2026-07 has no target any more.\n"
    assert command("targets", "--clear", "2026-08", "--json").json == {"cleared": "2026-08"}
    assert open_notes(shop).reported_in("GBP").targets() == {month_of("2026-05"): Decimal(75)}
    said = command("targets", "--clear", "2026-07")
    assert (said.code, said.err) == (2, "Error: There is no target for 2026-07.\n")


def test_one_mistake_keeps_nothing_of_the_file(command: Command, shop: Path, file: Path) -> None:
    file.write_text('month,net_sales\n2026-05,50\n2026-06,"1,000"\n')
    said = command("targets", file)
    assert said.code == 2
    assert said.err.splitlines() == [
        "Error: Row 3, column net_sales: “1,000” is not an amount; write digits with a point "
        "before the pence and no marks between thousands, like 120000.50.",
        "Nothing was kept.",
    ]
    assert "Row 3" in command("targets", file, "--json").json["error"]
    assert open_notes(shop).all_targets() == []


def test_targets_in_another_currency_are_named_and_not_used(command: Command, shop: Path) -> None:
    euros = Target(month_of("2026-05"), Decimal(50), "EUR")
    open_notes(shop).set_targets([euros], "EUR", "")
    said = command("targets", "--list")
    assert "Not used: 2026-05 is in EUR, and figures are in GBP. Set it again" in said.out
    answer = command("targets", "--list", "--json").json
    assert answer["rows"] == []
    assert answer["in_another_currency"] == [
        {"month": "2026-05", "target": 50.0, "currency": "EUR"}
    ]


def test_what_cannot_be_meant_is_refused(command: Command, shop: Path, file: Path) -> None:
    for words in ((), (file, "--list"), ("--list", "--clear", "2026-05")):
        said = command("targets", *words)
        assert (said.code, "or --list, or --clear with a month" in said.err) == (2, True)
    said = command("targets", "--clear", "May")
    assert (said.code, "write it like 2026-11" in said.err) == (2, True)
    said = command("targets", file.with_name("none.csv"))
    assert (said.code, "does not exist" in said.err) == (2, True)


def test_a_target_needs_a_shop_whose_currency_it_is_in(command: Command, file: Path) -> None:
    said = command("targets", file)
    assert (said.code, "python -m dashapp load" in said.err) == (1, True)
    assert command("targets", "--list").code == 1
