"""Going back to a former model: one model of an older release, on the data of today.

What happens. A new release is published with the data of the served one. In it every table and
model is as it was, but for the one model: its lesson applies the former one, of the older release,
to the data of today without learning (`Lesson.keep`): the same parameters, new rows. So the tables
and the model of a release always belong together, and going back to a release as a whole
(`rollback`) is as it was.

Which is the former one. The newest release that is kept, of the same shop in the same currency,
whose model of that name was learned before the one in service (`ModelCard.created_at`). So going
back twice goes back two models; a named release may hold a newer one, too, and that is the way
forth again. Only as many releases are kept as the settings say (`KEEP_RELEASES`).

How long it lasts. The model is pinned: every later training compares with it, and a challenger has
to beat it by more than the margin, not just be no worse (`models.promotion`). `unpin` takes the pin
off; what is in service stays, and the next training judges as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog

from dashapp.pipeline import NotPublished
from dashapp.training import lesson_of
from data.build.checks import check_release
from data.progress import Progress
from data.release_info import ReleaseInfo
from data.releases import Draft, ReleaseStore
from data.span import Span, span_of
from models import registry, unlearned
from models.card import ModelCard
from models.registry import ModelRefused

log = structlog.get_logger(__name__)


class NoFormerModel(LookupError):
    """There is no model to go back to, or none to unpin; its text says why."""


@dataclass(frozen=True, slots=True)
class Former:
    """A model that can be gone back to: the release that holds it, and its card."""

    release: str
    card: ModelCard


def former_model(store: ReleaseStore, name: str, release: str | None = None) -> Former:
    """The model that stands in for the one in service; NoFormerModel says why there is none.

    `release`: the one to take it from; otherwise the newest that has an older model.
    """
    info = store.info(store.current_or_fail())
    card = _served_card(store, info.id, name)
    if release is None:
        found = next(_older(store, info, name, card), None)
        if found is None:
            kept = len(store.list())
            raise NoFormerModel(
                f"There is no former model of {name} to go back to: none of the releases kept "
                f"({kept}) holds one of this shop that was learned before the one in service."
            )
        return found
    chosen = store.info(release)
    if not _same_shop(chosen, info):
        raise NoFormerModel(f"Release {release} is of another shop, or in another currency.")
    other = registry.card_of(store.artefacts(release), name)
    if other.created_at == card.created_at:
        raise NoFormerModel(f"Release {release} holds the very model of {name} that is in service.")
    return Former(release, other)


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
    if not _served_card(store, store.current_or_fail(), name).pinned:
        raise NoFormerModel(f"{name} is not pinned.")

    def change(draft: Draft, _span: Span) -> None:
        _relabel(draft.artefacts, name, pinned=False)

    found = _republished(store, change, progress)
    log.info("unpinned a model", model=name, release=found.id)
    return found


def _served_card(store: ReleaseStore, release: str, name: str) -> ModelCard:
    folder = store.artefacts(release)
    if name not in registry.names(folder):
        known = ", ".join(registry.names(folder)) or "none"
        raise NoFormerModel(f"There is no model {name!r} in service. There are: {known}.")
    return registry.card_of(folder, name)


def _older(store: ReleaseStore, info: ReleaseInfo, name: str, card: ModelCard) -> Iterator[Former]:
    for other in store.list():
        if other.id != info.id and _same_shop(other, info):
            with suppress(ModelRefused):  # of another version of the program, or without it
                _, theirs = registry.load(store.artefacts(other.id), name)
                if theirs.created_at < card.created_at:
                    yield Former(other.id, theirs)


def _same_shop(one: ReleaseInfo, other: ReleaseInfo) -> bool:
    """A simulated shop is another one for each seed; a real one is the folder's only one."""
    if (one.simulated, one.currency) != (other.simulated, other.currency):
        return False
    return not one.simulated or one.source == other.source


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
        change(draft, span)
        progress("Checking sums and keys", 0.8)
        findings = check_release(draft.engine)
        if findings:
            raise NotPublished(
                "The new release was not published, because it contradicts itself: "
                + " ".join(str(finding) for finding in findings)
            )
        made = replace(info, id=draft.id, created_at=draft.created_at)
        draft.publish(made)
        progress("Published", 1.0)
        return made


def _copy_models(source: Path, folder: Path) -> None:
    """Every model that can be read; one that cannot would be as refused there as here."""
    for name in registry.names(source):
        with suppress(ModelRefused):
            registry.copy(source, name, folder)
    unlearned.write(folder, unlearned.read(source))


def _relabel(folder: Path, name: str, **changes: Any) -> None:
    registry.copy(folder, name, folder, **changes)
