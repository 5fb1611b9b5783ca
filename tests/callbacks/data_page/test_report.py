"""The card of the exploratory report."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from callbacks.data_page.report import said as told_of
from callbacks.desk import KeptReport, Refused
from dashapp.report_folder import ABOUT, REPORT, ReportFolder
from dashapp.settings import Settings
from data.stores import FileStore
from layouts.data_page import report
from tests.callbacks.data_page.conftest import Written


@dataclass
class Ended:
    """What the command said."""

    stdout: bytes


def test_it_says_of_which_day_and_release_the_latest_report_is(
    written: Written, shop_store: FileStore
) -> None:
    kept = KeptReport(shop_store.current_or_fail(), "2026-07-20")
    found = told_of(written.desk, kept)
    assert found["status"] == f"The latest report is as of 20 Jul 2026, of release {kept.release}."
    assert (found["address"], found["link"]) == (report.ADDRESS, "btn btn-outline")


def test_only_a_report_of_another_release_is_old(written: Written) -> None:
    found = told_of(written.desk, KeptReport("another", "2026-07-20"))
    assert found["status"].endswith("It is old: another release is served by now.")


def test_before_the_first_report_there_is_no_link(written: Written) -> None:
    assert written.desk.reports.latest() is None
    found = told_of(written.desk, None)
    assert (found["status"], found["link"]) == (
        "No report was made yet.",
        report.open_class(there=False),
    )


def test_a_report_is_made_by_the_command_line(tmp_path: Path, shop_store: FileStore) -> None:
    data_dir = Path(shop_store.artefacts(shop_store.current_or_fail())).parents[1]
    reports = ReportFolder(tmp_path / "reports", data_dir, 300)
    made = reports.make()
    assert made == KeptReport(shop_store.current_or_fail(), "2026-07-20")
    assert reports.latest() == made
    path = reports.path()
    assert path is not None
    assert "<h1>Exploratory report: Tiny Shop</h1>" in path.read_text(encoding="utf-8")
    assert {found.name for found in path.parent.iterdir()} >= {REPORT, ABOUT}


def test_a_report_that_fails_leaves_the_old_one_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = ReportFolder(tmp_path, tmp_path, 60)
    (tmp_path / ABOUT).write_text('{"release": "old", "as_of": "2026-07-20"}')
    monkeypatch.setattr("dashapp.report_folder.subprocess.run", lambda *_, **__: Ended(b""))
    with pytest.raises(Refused, match="could not be made"):
        reports.make()
    assert reports.latest() == KeptReport("old", "2026-07-20")


def test_where_no_report_was_made_there_is_none_to_open(
    client: FlaskClient, shop_settings: Settings
) -> None:
    # Another test on the same shop may have pressed the button.
    shutil.rmtree(shop_settings.data_dir / "reports", ignore_errors=True)
    answer = client.get(report.ADDRESS)
    assert answer.status_code == 404
    assert answer.json == {"error": "There is no report under this address."}


def test_a_damaged_note_is_no_report(tmp_path: Path) -> None:
    reports = ReportFolder(tmp_path, tmp_path, 60)
    for text in ("", "[]", "{}", '{"release": 1}'):
        (tmp_path / ABOUT).write_text(text)
        assert reports.latest() is None
