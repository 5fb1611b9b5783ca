"""The header says how old the data are, and the banner when they are older than they may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from callbacks.header import HIDDEN, introduced
from dashapp.services import build_services
from dashapp.settings import Settings
from data.warehouse import View


@pytest.mark.parametrize(
    ("today", "allowed", "shown"),
    [
        (date(2026, 7, 20), 3, HIDDEN),
        (date(2026, 7, 23), 3, HIDDEN),
        (date(2026, 7, 24), 3, "banner warn"),
        (date(2026, 7, 24), 4, HIDDEN),
        (date(2026, 7, 22), 1, "banner warn"),
    ],
)
def test_data_older_than_the_set_age_say_so(
    view: View, today: date, allowed: int, shown: str
) -> None:
    assert introduced(view.release, today, allowed)["stale"] == shown


def test_the_banner_says_since_when_and_what_to_do(view: View) -> None:
    said = introduced(view.release, date(2026, 7, 30), 3)
    assert said["as_of"] == "Data to 20 Jul 2026"
    assert said["stale_text"] == (
        "The data stop on 20 Jul 2026, 10 days ago. Load newer files to go on."
    )


def test_a_simulated_shop_never_counts_as_old(view: View) -> None:
    simulated = replace(view.release, simulated=True)
    assert introduced(simulated, date(2030, 1, 1), 3)["stale"] == HIDDEN


def test_the_age_comes_from_the_settings(shop_settings: Settings) -> None:
    assert build_services(shop_settings).stale_after_days == 3
    patient = shop_settings.model_copy(update={"stale_after_days": 30})
    assert build_services(patient).stale_after_days == 30
