"""`events` on the command line: kept with the shop, listed by days, changed and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.notes import open_notes
from tests.dashapp.commands.conftest import Command


def test_events_are_kept_and_listed_by_the_days_they_touch(command: Command) -> None:
    said = command(
        *("events", "add", "--from", "2026-11-27", "--to", "2026-11-30"),
        *("--kind", "campaign", "--title", "Black Friday"),
    )
    assert said.out == "Kept: 1, Campaign “Black Friday”, 2026-11-27 to 2026-11-30.\n"
    made = command(
        *("events", "add", "--from", "2026-11-03", "--kind", "stock-out", "--title", "No mugs"),
        "--json",
    )
    assert made.json == {
        "id": 2,
        "from": "2026-11-03",
        "to": "2026-11-03",
        "kind": "stock-out",
        "title": "No mugs",
        "made_by": "command line",
    }
    rows = command("events", "list", "--json").rows
    assert [row["title"] for row in rows] == ["No mugs", "Black Friday"]
    late = command("events", "list", "--from", "2026-11-30", "--format", "csv").out.splitlines()
    assert late == [
        "id,from,to,kind,title,made_by",
        "1,2026-11-27,2026-11-30,campaign,Black Friday,command line",
    ]
    assert command("events", "list", "--to", "2026-11-02", "--json").rows == []


def test_what_is_not_named_stays_when_an_event_is_changed(command: Command, tmp_path: Path) -> None:
    command("events", "add", "--from", "2026-11-27", "--title", "Black Friday")
    said = command("events", "change", "1", "--to", "2026-12-01", "--title", "Cyber week")
    assert said.out == "Changed: 1, Campaign “Cyber week”, 2026-11-27 to 2026-12-01.\n"
    command("events", "change", "1", "--kind", "price-change")
    (event,) = open_notes(tmp_path).events()
    assert (event.title, event.kind.value, str(event.end)) == (
        "Cyber week",
        "price-change",
        "2026-12-01",
    )
    assert command("events", "remove", "1").out == "Event 1 is gone.\n"
    assert open_notes(tmp_path).events() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "--from", "soon", "--title", "x"), "First day: write a day as YYYY-MM-DD"),
        (("add", "--from", "2026-11-27", "--title", " "), "write a name of 1 to 80 characters"),
        (
            ("add", "--from", "2026-11-27", "--to", "2026-11-01", "--title", "x"),
            "2026-11-01 comes before the first day",
        ),
        (("add", "--from", "2026-11-27", "--kind", "sale", "--title", "x"), "'campaign'"),
        (("add", "--from", "2026-11-27"), "--title"),
        (("change", "7", "--title", "x"), "There is no event 7"),
        (("remove", "7"), "There is no event 7 any more"),
        (("remove", "99999999999999999999"), "any more"),
        (("list", "--from", "2026-11-02", "--to", "2026-11-01"), "comes before --from"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(
    command: Command, words: tuple[str, ...], told: str
) -> None:
    said = command("events", *words)
    assert said.code == 2
    assert told in said.err
    assert "Traceback" not in said.err
