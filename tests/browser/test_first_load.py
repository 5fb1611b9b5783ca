"""What opening the page weighs, as a browser counts it. Bytes are the same on every machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from bench.first_load import OVERVIEW_DRAWN, Opened, open_often

FIRST_KB, AGAIN_KB = 900, 60


@pytest.fixture(scope="module")
def opened(address: str) -> Iterator[Opened]:
    """The Overview, opened by somebody new and then once more by the same."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield open_often(browser, address, OVERVIEW_DRAWN, times=1)
        browser.close()


def test_somebody_new_gets_a_small_page(opened: Opened) -> None:
    assert 300 < opened.first[0].transferred / 1000 <= FIRST_KB


def test_somebody_who_comes_back_gets_next_to_nothing(opened: Opened) -> None:
    assert 5 < opened.again[0].transferred / 1000 <= AGAIN_KB


def test_the_first_page_does_without_the_code_of_tables(opened: Opened) -> None:
    named = [answer.name for answer in opened.first[0].answers]

    assert "/assets/plotly-shop.min.js" in named
    assert not [name for name in named if "dash_ag_grid" in name]


def test_every_answer_came(opened: Opened) -> None:
    assert {answer.status for answer in opened.first[0].answers} <= {200, 204}
    assert {answer.status for answer in opened.again[0].answers} <= {200, 204, 304}
