"""What a command says of the models of a release: one plain object for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models import registry, unlearned
from models.card import ModelCard
from models.registry import ModelRefused

Answer = dict[str, Any]


def models_of(folder: Path) -> list[Answer]:
    """Every model of an artefact folder, by name; one that is refused says why."""
    return [_told(folder, name) for name in registry.names(folder)]


def left_out_of(folder: Path) -> list[Answer]:
    """What was not learned, and why."""
    return [{"name": one.name, "why": one.why} for one in unlearned.read(folder)]


def sentence(answer: Mapping[str, Any]) -> str:
    """How a model came into service, in a sentence."""
    if answer.get("refused"):
        return str(answer["refused"])
    contest = answer["contest"]
    if answer["pinned"] and not contest:
        return "Gone back to, and pinned: a newer one has to beat it."
    if contest:
        return str(contest["why"])
    return "Learned anew; there was no model that it could be compared with."


def _told(folder: Path, name: str) -> Answer:
    try:
        _, card = registry.load(folder, name)
    except ModelRefused as error:
        return {"name": name, "refused": str(error)}
    return _of(card)


def _of(card: ModelCard) -> Answer:
    return {
        "name": card.name,
        "kind": card.kind,
        "learned_from": card.release,
        "learned_at": card.created_at.isoformat(timespec="seconds"),
        "rows": card.rows,
        "first_day": card.first_day.isoformat(),
        "last_day": card.last_day.isoformat(),
        "parameters": dict(card.parameters),
        "scores": dict(card.scores),
        "contest": dict(card.contest) if card.contest else None,
        "pinned": card.pinned,
        "note": card.note,
        "libraries": dict(card.libraries),
    }
