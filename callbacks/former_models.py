"""Which model can be gone back to.

The newest release that is kept, of the same shop in the same currency, whose model of that name was
learned before the one in service (`ModelCard.created_at`): so going back twice goes back two
models. A named release may hold a newer one, too, and that is the way forth again. Only as many
releases are kept as the settings say (`KEEP_RELEASES`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from data.release_info import ReleaseInfo
from data.releases import ReleaseStore
from models import registry
from models.card import ModelCard
from models.errors import NoFormerModel
from models.registry import ModelRefused


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
    card = served_card(store, info.id, name)
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


def served_card(store: ReleaseStore, release: str, name: str) -> ModelCard:
    """The card of the model of this name in a release; NoFormerModel where it holds none."""
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
