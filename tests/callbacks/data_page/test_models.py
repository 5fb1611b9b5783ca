"""The card of the models: what it says of each, and what its buttons start and do not start."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate

from callbacks.data_page import jobs, model_words, models
from callbacks.desk import LOADS, MODELS, Ask, Kind, NotAllowed, Status
from callbacks.services import Services
from data.releases import ReleaseStore
from data.warehouse import View
from layouts.data_page import models as layout
from models import registry, unlearned
from models.card import ModelCard
from models.promotion import decide
from models.unlearned import Unlearned
from tests.callbacks.data_page.conftest import PREVIEW, Told, Written

AS_OF = date(2026, 11, 22)
CARD = ModelCard(
    name="segments",
    kind="segments",
    release="20261101T104500Z-ab12",
    rows=1_828,
    first_day=date(2023, 11, 1),
    last_day=date(2026, 11, 2),
    parameters={"k_range": [2, 3], "seed": 0, "levels": {"80": 0.8}},
    scores={"silhouette": 0.41879, "k": 2.0, "explained": None, "log_score": -0.6607},
    libraries={"numpy": "2.4.6"},
    created_at=datetime(2026, 11, 1, 10, 45, tzinfo=UTC),
)
FORMER = replace(CARD, created_at=datetime(2026, 10, 1, 9, 30, tzinfo=UTC))


def _texts(node: Any) -> str:
    """Every text of some components, in reading order."""
    if isinstance(node, list | tuple):
        return " ".join(_texts(one) for one in node)
    if isinstance(node, str):
        return node
    return _texts(getattr(node, "children", None) or [])


def test_a_card_says_where_a_model_comes_from_and_how_old_its_data_are() -> None:
    found = model_words.of_card(CARD, AS_OF, None)
    assert dict(found.facts) == {
        "Learned": "1 Nov 2026, 10:45 UTC",
        "From release": "20261101T104500Z-ab12",
        "Data": "1 Nov 2023 – 2 Nov 2026",
        "Age of its data": "20 days older than the figures",
        "Observations": "1,828",
    }
    assert dict(found.behind) == {
        "Silhouette": "0.419",
        "Clusters": "2",
        "Log score": "−0.661",
        "K range": "2, 3",
        "Seed": "0",
        "Levels": "80 0.800",
        "Libraries": "numpy 2.4.6",
    }
    assert (found.title, found.badge) == ("Customer clusters", "New")
    assert model_words.age(CARD, CARD.last_day) == "As new as the figures"
    assert model_words.age(CARD, date(2026, 11, 3)) == "1 day older than the figures"


def test_a_contest_is_told_with_both_scores() -> None:
    contest = decide(0.42, 0.31, measure="silhouette", higher_is_better=True)
    fields = {name: getattr(contest, name) for name in contest.__slots__}
    found = model_words.of_card(replace(CARD, contest=fields, note="Weak."), AS_OF, None)
    assert (found.badge, list(found.sentences)) == ("Kept", [contest.why, "Weak."])
    facts = dict(found.facts)
    assert facts["Silhouette, newly trained"] == "0.310"
    assert facts["Silhouette, in service before"] == "0.420"
    won = replace(CARD, contest={**fields, "promoted": True, "served": None})
    told = model_words.of_card(won, AS_OF, None)
    assert (told.badge, told.tone) == ("Promoted", "is-good")
    assert dict(told.facts)["Silhouette, in service before"] == "–"


def test_there_is_a_button_only_where_there_is_something_to_do() -> None:
    assert model_words.of_card(CARD, AS_OF, None).deeds == []
    assert "No older release" in model_words.of_card(CARD, AS_OF, None).hint
    back = model_words.of_card(CARD, AS_OF, FORMER)
    assert ([deed.kind for deed in back.deeds], back.hint) == (["former"], "")
    pinned = model_words.of_card(replace(CARD, pinned=True), AS_OF, FORMER)
    assert [deed.kind for deed in pinned.deeds] == ["former", "unpin"]
    assert (pinned.badge, pinned.tone) == ("Gone back to", "is-warn")
    assert "A newer one has to beat it" in pinned.sentences[0]


def test_the_question_says_which_model_would_serve() -> None:
    said = model_words.question(CARD, Kind.FORMER, FORMER)
    assert "that was learned on 1 Oct 2026, 09:30 UTC" in said
    assert "the one of 1 Nov 2026, 10:45 UTC" in said
    said = model_words.question(CARD, Kind.UNPIN, None)
    assert "a newer one takes its place as soon as it is no worse" in said


def test_models_in_service_are_listed_and_what_was_not_learned_with_the_reason(
    services: Services, view: View, tmp_path: Path
) -> None:
    folder = tmp_path / "artefacts"
    registry.save(folder, "segments", {"a": 1}, CARD)
    registry.save(folder, "spoilt", {"a": 1}, CARD)
    (folder / "spoilt.json").write_text("{")
    unlearned.write(folder, [Unlearned("forecast", "Forecasts need at least 3; there are 1.")])
    said = _texts(models.listing(services, replace(view, artefacts=folder)))
    assert "Customer clusters New Learned anew" in said
    assert "Spoilt Not usable The model spoilt has a card that cannot be read" in said
    assert "Forecast of the whole shop.  Forecasts need at least 3; there are 1." in said


JUNK: list[Any] = [
    None,
    "",
    7,
    [],
    {},
    {"model": "segments"},
    {"model": "../x", "kind": "former"},
    {"model": "segments", "kind": "train"},
    {"model": "segments", "kind": "publish"},
    {"model": ["segments"], "kind": "former"},
    {"model": "segments", "kind": ["former"]},
    {"model": "x" * 100, "kind": "unpin"},
]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_what_names_no_deed_does_nothing(junk: Any) -> None:
    with pytest.raises(PreventUpdate):
        models.deed(junk)


@pytest.mark.parametrize("told", [None, 1, "x", [], {}, {"job": 3}, {"status": "done"}], ids=repr)
def test_a_press_on_a_page_that_was_never_told_what_is_at_work_starts_nothing(told: Any) -> None:
    with pytest.raises(PreventUpdate):
        models.pressed(1, told)


@pytest.mark.parametrize("clicks", [None, 0, -1, "1", [1], {"job": "x"}], ids=repr)
def test_what_is_no_press_starts_nothing(clicks: Any) -> None:
    with pytest.raises(PreventUpdate):
        models.pressed(clicks, {"job": "", "status": ""})


def test_a_model_that_is_not_in_service_cannot_be_asked_about(services: Services) -> None:
    for name in ("segments", "../x", "", "nothing"):
        with pytest.raises(PreventUpdate):
            models.question(services, Ask(Kind.FORMER, model=name))


def test_a_training_begins_for_administrators_alone_and_one_at_a_time(
    written: Written, said: list[tuple[str, str]]
) -> None:
    begun = jobs.begun(written.desk, Ask(Kind.TRAIN))
    job = written.jobs.latest(MODELS)
    assert job is not None
    assert (begun, job.by) == ({"job": job.id, "status": "running"}, "ada")
    written.jobs.busy = True
    with pytest.raises(PreventUpdate):
        jobs.begun(written.desk, Ask(Kind.TRAIN))
    assert said[0][0] == "This cannot be done now"
    written.admin.allowed = False
    with pytest.raises(NotAllowed):
        jobs.begun(written.desk, Ask(Kind.TRAIN))


def test_loads_and_trainings_stay_on_their_own_cards(written: Written, told: Told) -> None:
    training = written.jobs.put(Ask(Kind.TRAIN), Status.RUNNING)
    assert jobs.present(written.desk) is None
    assert jobs.present(written.desk, MODELS) == training
    assert jobs.named(written.desk, told(training)) is None
    load = written.jobs.put(PREVIEW, Status.RUNNING)
    assert jobs.named(written.desk, told(load), MODELS) is None
    assert {*LOADS, *MODELS} == set(Kind)


def test_how_far_a_training_is_and_how_it_ended(written: Written, told: Told) -> None:
    job = written.jobs.put(Ask(Kind.TRAIN), Status.RUNNING, step="Valuing customers", fraction=0.42)
    now = models.ticked(written.desk, job, told(job))
    assert (now["job"], now["published"]) == (no_update, no_update)
    assert _texts(now["now"]).startswith("Valuing customers 42%")
    for status, error, words in (
        (Status.CANCELLED, "", "Stopped. The models in service are as they were."),
        (Status.FAILED, "It broke.", "It broke. The models in service are as they were."),
    ):
        ended = written.jobs.put(Ask(Kind.TRAIN), status, error=error)
        assert _texts(models.now(ended)) == words
    assert models.now(None) == ""


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_the_rest_of_the_page_hears_of_the_release_that_a_job_made(
    written: Written, shop_store: ReleaseStore, kind: Kind
) -> None:
    release = shop_store.current_or_fail()
    job = written.jobs.put(Ask(kind, model="segments"), Status.DONE, {"release": release})
    found = models.ticked(written.desk, job, {"job": job.id, "status": "running"})
    assert found["published"].split()[0] == release
    assert found["job"] == {"job": job.id, "status": "done"}
    assert _texts(found["now"]).endswith(".")
    silent = written.jobs.put(Ask(kind), Status.DONE, {"release": 7})
    assert models.ticked(written.desk, silent, {})["published"] is no_update


def test_the_card_is_whole_before_anything_is_known() -> None:
    card = layout.layout()
    ids = {getattr(part, "id", None) for part in card._traverse()}
    assert set(layout.Id) <= ids
    assert layout.cancel_class(there=False).endswith("is-hidden")
