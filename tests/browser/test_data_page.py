"""An administrator loads files in a real browser: look, publish, save the rejects, go back."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from werkzeug.serving import make_server

from dashapp.factory import create_app
from dashapp.services import build_services
from dashapp.settings import Settings
from tests.browser.visitor import Visitor
from tests.data.shop import build_shop

# Reading a file starts a Python of its own, twice in each journey.
PATIENCE_S = 120
EVERY = 97


@pytest.fixture(scope="module")
def thin(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every 97th line of a year of sales."""
    source = shared_data / "online_retail" / "online_retail_2009_2010.csv.gz"
    path = tmp_path_factory.mktemp("files") / "year.csv"
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[:1] + rows[1::EVERY])
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A shop of its own for each journey: the tiny one."""
    found = Settings(data_dir=tmp_path / "shop")
    build_shop(found.releases_dir)
    return found


@pytest.fixture
def admin(dash_br: Any, settings: Settings) -> Iterator[Visitor]:
    """Somebody in front of the Data page; afterwards the console has to be without an error."""
    app = create_app(build_services(settings), settings)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    dash_br.server_url = f"http://127.0.0.1:{server.server_port}/?tab=data"
    found = Visitor(dash_br)
    found.waits_for_card("data-releases")
    yield found
    errors = found.console_errors()
    server.shutdown()
    thread.join()
    server.server_close()
    assert errors == []


def _stage(admin: Visitor, *names: str) -> str:
    """Wait for one of the stages; which one it is."""

    def found() -> str:
        classes = admin.duo.find_element("#data-intake").get_attribute("class").split()
        return next((name for name in names if f"is-{name}" in classes), "")

    admin.waits(found, f"none of {names}", PATIENCE_S)
    return found()


def _sends(admin: Visitor, *paths: Path) -> None:
    """Choose files as the dialog would: the page makes its field when the button is pressed."""
    _stage(admin, "choose")
    admin.driver.execute_script(
        "const made = document.createElement.bind(document);"
        "document.createElement = (tag) => { const el = made(tag);"
        " if (tag === 'input') { el.id = 'chosen'; el.click = () => {};"
        " el.style.position = 'fixed'; document.body.append(el);"
        " document.createElement = made; } return el; };"
    )
    admin.presses("#data-choose")
    admin.duo.find_element("#chosen").send_keys("\n".join(map(str, paths)))


def test_files_are_looked_at_published_and_taken_back(admin: Visitor, thin: Path) -> None:
    assert not admin.duo.find_element(".filterbar").is_displayed()
    assert admin.text("#data-lede").startswith("Tiny Shop: 11 orders up to 20 Jul 2026.")
    _sends(admin, thin)
    assert _stage(admin, "preview", "failed") == "preview"
    assert admin.text("#data-preview-title").startswith("Recognised: Online Retail")
    admin.waits(lambda: "year.csv" in admin.text("#data-files-table"), "the file never came")
    admin.waits(lambda: "United Kingdom" in admin.text("#data-sample-table"), "no sample came")
    assert admin.text("#shop-name") == "Tiny Shop"
    served = admin.text("#footer")

    admin.presses("#data-publish")
    assert _stage(admin, "result", "failed") == "result"
    assert admin.text("#data-result-title") == "Published"
    rejects = admin.duo.find_element("#data-result-rejects").get_attribute("href")
    assert rejects.endswith("/rejects.csv")
    admin.waits(lambda: admin.text("#footer") != served, "the page never followed")
    rows = "#data-releases-table .ag-center-cols-container .ag-row"
    admin.waits(
        lambda: len(admin.driver.find_elements(By.CSS_SELECTOR, rows)) == 2, "no new release"
    )

    # As from a keyboard: arrows reach the cell, Enter presses the button in it.
    admin.duo.find_element("#data-releases-table .ag-cell:has(button)").send_keys(Keys.ENTER)
    admin.waits(lambda: "figures of Tiny Shop" in admin.text("#data-serve-text"), "not asked")
    admin.presses("#data-serve-yes")
    admin.waits(lambda: admin.text("#footer") == served, "it was never taken back")
    admin.presses("#data-again-result")
    assert _stage(admin, "choose") == "choose"


def test_columns_of_an_unknown_file_are_matched_by_menus(
    admin: Visitor, tmp_path: Path, settings: Settings
) -> None:
    till = tmp_path / "till.csv"
    till.write_text(
        "Beleg;Datum;Artikel;Menge;Preis;E-Mail\n"
        "1001;03.04.2026 10:12;A1;2;1.234,50;ann@example.com\n"
        "1002;kaputt;A1;1;617,25;bob@example.com\n",
        encoding="utf-8",
    )
    _sends(admin, till)
    assert _stage(admin, "preview", "failed") == "failed"
    assert "Match the columns yourself" in admin.text("#data-failed-text")
    admin.presses("#data-failed-by-hand")
    # Until the press arrives, the page still says that it failed.
    assert _stage(admin, "mapping") == "mapping"
    admin.waits(lambda: "a•••@example.com" in admin.text("#data-mapping-table"), "no rows came")
    assert "ann@" not in admin.text("#data-mapping-table")
    chosen = admin.duo.find_element("#data-field-unit_price").get_attribute("value")
    assert chosen == "Preis"
    admin.presses("#data-mapping-use")
    admin.waits(
        lambda: admin.text("#data-mapping-error").startswith("Order number: choose the column"),
        "the missing column was not named",
    )
    for menu, column in (("order_id", "Beleg"), ("ordered_at", "Datum")):
        Select(admin.duo.find_element(f"#data-field-{menu}")).select_by_value(column)
    admin.presses("#data-mapping-use")
    assert _stage(admin, "preview", "failed") == "preview"
    assert "2,469.00" in admin.text("#data-files-table")
    assert "1 row, worth £617.25, cannot be used." in admin.text("#data-aside-text")
    assert [path.name for path in settings.mappings_dir.iterdir()] == ["till.toml"]


def test_what_is_no_table_is_refused_with_a_sentence_and_another_can_be_chosen(
    admin: Visitor, tmp_path: Path
) -> None:
    picture = tmp_path / "holiday.jpg"
    picture.write_bytes(b"\xff\xd8\xff" * 40)
    _sends(admin, picture)
    assert _stage(admin, "preview", "failed") == "failed"
    assert "holiday.jpg" in admin.text("#data-failed-text")
    admin.presses("#data-again-failed")
    assert _stage(admin, "choose") == "choose"
