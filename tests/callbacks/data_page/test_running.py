"""Which part of the card is seen for which job, and in which words it fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from dash import no_update

from callbacks.data_page import jobs, running
from callbacks.desk import Ask, Kind, Status
from layouts.data_page.stages import Stage
from tests.callbacks.data_page.conftest import PREVIEW, UPLOAD, Told, Written

PUBLISH = Ask(Kind.PUBLISH, UPLOAD)
DESCRIBE = Ask(Kind.DESCRIBE, UPLOAD)


@pytest.mark.parametrize(
    ("ask", "status", "shown"),
    [
        (PREVIEW, Status.RUNNING, "intake is-running at-2"),
        (PREVIEW, Status.DONE, "intake is-preview at-2"),
        (PREVIEW, Status.FAILED, "intake is-failed at-2"),
        (PREVIEW, Status.CANCELLED, "intake is-choose at-1"),
        (DESCRIBE, Status.DONE, "intake is-mapping at-2"),
        (PUBLISH, Status.RUNNING, "intake is-running at-3"),
        (PUBLISH, Status.DONE, "intake is-result at-3"),
        (PUBLISH, Status.FAILED, "intake is-failed at-3"),
        (PUBLISH, Status.CANCELLED, "intake is-choose at-1"),
    ],
)
def test_each_job_has_its_part_of_the_card(
    written: Written, ask: Ask, status: Status, shown: str
) -> None:
    card = running.shown(written.jobs.put(ask, status))
    assert card["shown"] == shown
    assert card["idle"] is (status is not Status.RUNNING)
    assert card["said"]


def test_without_a_job_files_can_be_chosen() -> None:
    assert running.shown(None)["shown"] == "intake is-choose at-1"
    assert jobs.stage_of(None) is Stage.CHOOSE


def test_progress_is_told_and_the_card_changes_only_at_the_end(
    written: Written, told: Told
) -> None:
    job = written.jobs.put(PREVIEW, Status.RUNNING, step="Reading orders.csv", fraction=0.423)
    assert running.ticked(job, told(job)) == {
        "stage": no_update,
        "bar": "0.423",
        "step": "Reading orders.csv",
        "percent": "42%",
    }
    ended = written.jobs.put(PREVIEW, Status.DONE)
    before = {"job": ended.id, "status": "running"}
    assert running.ticked(ended, before)["stage"] == {"job": ended.id, "status": "done"}


def test_the_newest_job_is_found_again_after_the_tab_was_closed(written: Written) -> None:
    assert jobs.present(written.desk) is None
    job = written.jobs.put(PREVIEW, Status.RUNNING)
    assert jobs.present(written.desk) == job


def test_what_ended_days_ago_or_was_cancelled_is_not_shown(written: Written) -> None:
    long_ago = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    written.jobs.put(PREVIEW, Status.DONE, ended_at=long_ago)
    assert jobs.present(written.desk) is None
    written.jobs.put(PREVIEW, Status.CANCELLED)
    assert jobs.present(written.desk) is None


def test_dates_that_could_be_either_offer_both(written: Written) -> None:
    error = (
        "till.csv: the column Date does not tell the day from the month, for example “3/4/2026”. "
        "Say which comes first with --dates day-first or --dates month-first."
    )
    failed = running.failure(written.jobs.put(PREVIEW, Status.FAILED, error=error))
    assert failed["dates"] == "actions"
    assert failed["failed_text"] == (
        "till.csv: the column Date does not tell the day from the month, for example “3/4/2026”. "
        "Say which comes first."
    )
    assert failed["failed_title"] == "Which comes first, the day or the month?"


def test_an_unknown_file_leads_to_the_menus(written: Written) -> None:
    error = (
        "The files given follow no known layout. Columns found: till.csv: a, b. Known layouts: "
        "olist: Olist's folder of tables."
    )
    failed = running.failure(written.jobs.put(PREVIEW, Status.FAILED, error=error))
    assert failed["failed_title"] == "These columns are not known yet"
    assert failed["by_hand"] == "btn btn-primary"
    assert failed["dates"] == "actions is-hidden"
    assert failed["failed_text"] == (
        "Columns found: till.csv: a, b. Match the columns yourself, or choose other files."
    )


def test_too_many_rows_set_aside_can_be_saved(written: Written) -> None:
    error = (
        "9 of 10 rows would be set aside, more than the limit of 50% allows. Nothing was loaded. "
        "Look at them with --dry-run, and raise the limit with --max-rejects if they may be left "
        "out."
    )
    job = written.jobs.put(PUBLISH, Status.FAILED, error=error)
    failed = running.failure(job)
    assert failed["failed_title"] == "Nothing was published"
    assert failed["rejects"] == f"/data/jobs/{job.id}/rejects.csv"
    assert "is-hidden" not in failed["rejects_class"]
    assert "--" not in failed["failed_text"]


def test_the_rest_of_the_page_hears_of_a_new_release_and_of_nothing_else(
    written: Written,
) -> None:
    release = "20261123T104500Z-3f9a"
    new = written.jobs.put(PUBLISH, Status.DONE, {"release": release})
    assert running.published(written.desk, new).split()[0] == release
    same = written.jobs.put(PUBLISH, Status.DONE, {"release": None})
    seen = written.jobs.put(PREVIEW, Status.DONE, {"release": release})
    for job in (None, same, seen):
        assert running.published(written.desk, job) is no_update
