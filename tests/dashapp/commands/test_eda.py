"""`python -m dashapp eda`: the report of the served release, wherever it is asked to be."""

from __future__ import annotations

from pathlib import Path

from dashapp.settings import Settings
from data.answers.exploring import explore
from data.stores import FileStore
from data.warehouse import Warehouse
from layouts.report import html_of
from tests.dashapp.commands.conftest import Command


def test_it_writes_the_report_and_says_where_and_of_what(
    command: Command,
    shop_store: FileStore,
    shop_settings: Settings,
    warehouse: Warehouse,
    tmp_path: Path,
) -> None:
    path = tmp_path / "report.html"
    said = command("eda", "--out", path, "--json", data_dir=shop_settings.data_dir)
    assert (said.code, said.err) == (0, "")
    release = shop_store.current_or_fail()
    assert said.json == {"file": str(path), "release": release, "as_of": "2026-07-20"}
    assert path.read_text(encoding="utf-8") == html_of(explore(warehouse.view()))


def test_without_json_it_answers_in_a_sentence(
    command: Command, shop_store: FileStore, shop_settings: Settings, tmp_path: Path
) -> None:
    assert shop_store.current_or_fail()
    path = tmp_path / "report.html"
    said = command("eda", "--out", path, data_dir=shop_settings.data_dir)
    assert said.out == f"Wrote {path}: the sales of Tiny Shop until 2026-07-20.\n"


def test_without_a_release_it_says_so_and_writes_nothing(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    said = command("eda", "--out", path)
    assert said.code == 1
    assert "release" in said.err or "data" in said.err
    assert not path.exists()
