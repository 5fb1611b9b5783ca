"""Going back to a former model: one model of an older release, on the data of today.

What happens. A new release is published with the data of the served one. In it every table and
model is as it was, but for the one model: its lesson applies the former one, of the older release,
to the data of today without learning (`Lesson.keep`): the same parameters, new rows. So the tables
and the model of a release always belong together, and going back to a release as a whole
(`rollback`) is as it was.

Which is the former one: see `callbacks.former_models`.

How long it lasts. The model is pinned: every later training compares with it, and a challenger has
to beat it by more than the margin, not just be no worse (`models.promotion`). `unpin` takes the pin
off; what is in service stays, and the next training judges as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import structlog

from callbacks.former_models import former_model, served_card
from dashapp.pipeline import NotPublished
from dashapp.training import lesson_of
from data.answers.complete import known_to
from data.build.checks import check_release
from data.build.summaries import fill_rollups
from data.progress import Progress, part
from data.release_info import ReleaseInfo
from data.releases import Draft, ReleaseStore
from data.schema import Format
from data.span import Span, span_of
from models import registry, unlearned
from models.errors import NoFormerModel
from models.promotion import Contest
from models.registry import ModelRefused

log = structlog.get_logger(__name__)


def go_back(
    store: ReleaseStore, name: str, progress: Progress, release: str | None = None
) -> ReleaseInfo:
    """Publish the served data with the former model of this name, pinned.

    NoFormerModel where there is none, ModelRefused where it cannot be read.
    """
    former = former_model(store, name, release)
    lesson = lesson_of(name)
    if lesson is None or lesson.keep is None:
        raise NoFormerModel(f"{name} is no model that can be gone back to.")
    keep, folder = lesson.keep, store.artefacts(former.release)

    def change(draft: Draft, span: Span) -> None:
        progress(f"Applying the former model: {name}", 0.3)
        keep(draft, span, folder)
        _relabel(draft.artefacts, name, pinned=True, contest=None)

    found = _republished(store, change, progress)
    log.info("went back to a former model", model=name, source=former.release, release=found.id)
    return found


def unpin(store: ReleaseStore, name: str, progress: Progress) -> ReleaseInfo:
    """Publish the served data and models with the pin taken off; NoFormerModel without one."""
    if not served_card(store, store.current_or_fail(), name).pinned:
        raise NoFormerModel(f"{name} is not pinned.")

    def change(draft: Draft, _span: Span) -> None:
        _relabel(draft.artefacts, name, pinned=False, contest=asdict(_gone_back_to(name)))

    found = _republished(store, change, progress)
    log.info("unpinned a model", model=name, release=found.id)
    return found


def _republished(
    store: ReleaseStore, change: Callable[[Draft, Span], None], progress: Progress
) -> ReleaseInfo:
    """The served release once more, with something changed in it."""
    info = store.info(store.current_or_fail())
    progress("Copying the data", 0.0)
    with store.begin(base=info.id) as draft:
        _copy_models(store.artefacts(info.id), draft.artefacts)
        with draft.engine.connect() as connection:
            span = span_of(connection)
        made = replace(info, id=draft.id, created_at=draft.created_at)
        change(draft, replace(span, known_to=known_to(made)))
        if made.format >= Format.ROLLED_UP:
            fill_rollups(draft.engine, part(progress, 0.6, 0.8), made.format)
        progress("Checking sums and keys", 0.8)
        findings = check_release(draft.engine, built=made.format)
        if findings:
            raise NotPublished(
                "The new release was not published, because it contradicts itself: "
                + " ".join(str(finding) for finding in findings)
            )
        draft.publish(made, part(progress, 0.85, 1.0))
        progress("Published", 1.0)
        return made


def _copy_models(source: Path, folder: Path) -> None:
    """Every model that can be read; one that cannot would be as refused there as here."""
    for name in registry.names(source):
        with suppress(ModelRefused):
            registry.copy(source, name, folder)
    unlearned.write(folder, unlearned.read(source))


def _gone_back_to(name: str) -> Contest:
    """What the card says once the pin is off: this model did not come by a training."""
    why = "Somebody went back to this model; the next training judges it like any other."
    return Contest(name, None, None, "", higher_is_better=True, promoted=False, why=why)


def _relabel(folder: Path, name: str, **changes: Any) -> None:
    registry.copy(folder, name, folder, **changes)
