"""Names that hold markup are shown as they are written, in every drawing and every table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from callbacks.asked import read
from callbacks.decks import all_cards
from callbacks.services import Services
from dashapp.services import build_services
from dashapp.settings import Settings
from data.notes.records import checked_event
from data.release_info import ReleaseInfo
from data.releases import Draft
from tests.data import shop

MARKUP = "<a href='//evil.example'>x</a>"
# Table -> the places of names in its rows.
_NAMES = {
    "products": (1, 2),
    "orders": (4, 5),
    "payments": (2,),
    "customers": (1, 2, 3, 4),
    "refunds": (7,),
}
LINKS = [
    "period=all",
    "period=all&trends.by=country",
    "period=all&trends.by=payment_method&changes.by=category&rfm.by=worth",
    "from=2026-06-10&to=2026-07-20&trends.by=segment&payments.orders=unpaid",
]


def marked(row: tuple[Any, ...], places: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(
        f"{MARKUP}{value}" if place in places and value is not None else value
        for place, value in enumerate(row)
    )


def named(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(segment=MARKUP + frame["segment"])


@pytest.fixture(scope="module")
def services(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The tiny shop, every name of which is markup too."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("markup"), query_threads=1)
    with pytest.MonkeyPatch.context() as patch:
        for table, places in _NAMES.items():
            rows = [marked(row, places) for row in shop._ROWS[table]]
            patch.setitem(shop._ROWS, table, rows)
        members, profiles, info = named(shop._members()), named(shop._profiles()), shop.info_of
        patch.setattr(shop, "_members", lambda: members)
        patch.setattr(shop, "_profiles", lambda: profiles)

        def info_of(draft: Draft) -> ReleaseInfo:
            return replace(info(draft), shop=f"{MARKUP} shop")

        patch.setattr(shop, "info_of", info_of)
        shop.build_shop(settings.releases_dir)
    found = build_services(settings)
    event = checked_event("2026-07-02", "", "campaign", f"{MARKUP} sale")
    found.notes.add_event(event, f"{MARKUP} ada")
    return found


def read_out(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text of a figure, with its place; what no eye sees is left out."""
    if isinstance(node, dict):
        hover = str(node.get("hovertemplate", "")) + str(node.get("texttemplate", ""))
        for key, value in node.items():
            if key == "customdata":
                yield from _of_customdata(value, hover)
            elif key != "template":
                yield from read_out(value, (*path, key))
    elif isinstance(node, str):
        yield ".".join(path), node
    elif isinstance(node, list | tuple):
        for value in node:
            yield from read_out(value, path)


def _of_customdata(values: Any, hover: str) -> Iterator[tuple[str, str]]:
    """The parts of it that the hover text names."""
    for value in values or ():
        if isinstance(value, str):
            yield from [("customdata", value)] if "%{customdata}" in hover else []
        elif isinstance(value, list | tuple):
            for place, part in enumerate(value):
                if f"customdata[{place}]" in hover:
                    yield f"customdata[{place}]", str(part)


@pytest.mark.parametrize("link", LINKS)
def test_no_name_is_markup_in_a_drawing(services: Services, link: str) -> None:
    asked = read(services, link)
    escaped = 0
    for drawn in all_cards():
        card = drawn.card(asked, "light")
        assert "send reference" not in card.state.text, drawn.ids.prefix
        if card.figure is None:
            continue
        texts = list(read_out(card.figure.to_plotly_json()))
        raw = [place for place, text in texts if "<a " in text]
        assert raw == [], drawn.ids.prefix
        escaped += sum("&lt;a " in text or "&lt;a…" in text for _, text in texts)
    assert escaped > 20
