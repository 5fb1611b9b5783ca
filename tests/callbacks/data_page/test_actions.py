"""What administrators press: a job begins, stops or is put away, and nothing else can be named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dash.exceptions import PreventUpdate

from callbacks.data_page import actions, jobs
from callbacks.desk import Ask, Kind, NotAllowed, Status
from tests.callbacks.data_page.conftest import PREVIEW, UPLOAD, Told, Written

JUNK: list[Any] = [
    None,
    "",
    7,
    [],
    {},
    {"job": None},
    {"job": "../x"},
    {"job": ["x"]},
    {"upload": "../.."},
    {"upload": {}},
    {"upload": "b" * 32},
]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_what_names_no_job_and_no_upload_does_nothing(written: Written, junk: Any) -> None:
    with pytest.raises(PreventUpdate):
        actions.upload_of(written.desk, junk)
    for kind in Kind:
        with pytest.raises(PreventUpdate):
            actions.next_ask(written.desk, junk, kind)
    with pytest.raises(PreventUpdate):
        actions.put_away(written.desk, junk)


def test_an_upload_is_looked_at_first(written: Written) -> None:
    upload = actions.upload_of(written.desk, {"upload": UPLOAD, "at": 1})
    begun = jobs.begun(written.desk, Ask(Kind.PREVIEW, upload))
    job = written.jobs.latest()
    assert job is not None
    assert begun == {"job": job.id, "status": "running"}
    assert (job.ask, job.by) == (PREVIEW, "ada")


def test_only_what_was_looked_at_can_be_published(written: Written, told: Told) -> None:
    seen = written.jobs.put(replace(PREVIEW, mapping="till", dates="day-first"), Status.DONE)
    ask = actions.next_ask(written.desk, told(seen), Kind.PUBLISH)
    assert ask == Ask(Kind.PUBLISH, UPLOAD, "till", "day-first")
    for status, kind in (
        (Status.FAILED, Kind.PREVIEW),
        (Status.CANCELLED, Kind.PREVIEW),
        (Status.RUNNING, Kind.PREVIEW),
        (Status.DONE, Kind.DESCRIBE),
        (Status.DONE, Kind.PUBLISH),
    ):
        other = written.jobs.put(Ask(kind, UPLOAD), status)
        with pytest.raises(PreventUpdate):
            actions.next_ask(written.desk, told(other), Kind.PUBLISH)


def test_the_order_of_dates_is_told_and_the_mapping_stays(written: Written, told: Told) -> None:
    failed = written.jobs.put(replace(PREVIEW, mapping="till"), Status.FAILED)
    ask = actions.next_ask(written.desk, told(failed), Kind.PREVIEW, dates="month-first")
    assert ask == Ask(Kind.PREVIEW, UPLOAD, "till", "month-first")


def test_starting_over_throws_the_files_away(written: Written, told: Told) -> None:
    job = written.jobs.put(PREVIEW, Status.DONE)
    assert actions.put_away(written.desk, told(job)) == {"job": "", "status": ""}
    assert written.jobs.latest() is None
    assert written.uploads.names(UPLOAD) == []


def test_a_job_at_work_keeps_its_files(written: Written, told: Told) -> None:
    job = written.jobs.put(PREVIEW, Status.RUNNING)
    actions.put_away(written.desk, told(job))
    assert written.jobs.latest() == job
    assert written.uploads.names(UPLOAD) == ["orders.csv"]


def test_a_second_job_is_refused_with_a_sentence(
    written: Written, said: list[tuple[str, str]]
) -> None:
    written.jobs.busy = True
    with pytest.raises(PreventUpdate):
        jobs.begun(written.desk, PREVIEW)
    assert said == [("This cannot be done now", "Another upload has been at work since 10:42 UTC.")]


def test_who_is_no_administrator_starts_nothing(written: Written) -> None:
    written.admin.allowed = False
    with pytest.raises(NotAllowed):
        jobs.begun(written.desk, PREVIEW)
    assert written.jobs.latest() is None
