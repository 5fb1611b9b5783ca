"""Where trained models are kept: one file and one card each, nothing that can run code.

A model is stored as its state (numbers, texts, lists, dicts, arrays: `models.plain_state`). Before
anything is built from it, its card's format and its hash are checked.

Which versions of the libraries wrote it stands on the card and is no reason to refuse it: a plain
array means the same to every numpy, and nothing of scikit-learn is inside. What a state means is a
matter of this program, whose `models.card.FORMAT` is raised when that changes.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from models.card import ModelCard, OtherFormat
from models.plain_state import NotPlain, packed, unpacked

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_LARGEST = 64 * 2**20
_LARGEST_CARD = 2**20
_Model = TypeVar("_Model")


class ModelRefused(Exception):
    """A stored model that must not be used; its text says why and what to do."""


def save(folder: Path, name: str, state: Mapping[str, Any], card: ModelCard) -> ModelCard:
    """Write the state and its card; gives the card with the file's hash.

    The card is written last and both by rename, so a killed save leaves no usable half.
    """
    try:
        content = packed(state)
    except NotPlain as error:
        raise ModelRefused(f"The model {name} cannot be saved. {error}") from error
    signed = replace(card, sha256=hashlib.sha256(content).hexdigest())
    folder.mkdir(parents=True, exist_ok=True)
    file, beside = _paths(folder, name)
    _put(file, content)
    _put(beside, signed.as_json().encode())
    return signed


def load(folder: Path, name: str) -> tuple[dict[str, Any], ModelCard]:
    """The state and the card that were saved under the name.

    ModelRefused when there is none, when it was changed after it was saved, or when another version
    of the program wrote it.
    """
    file, beside = _paths(folder, name)
    card = _card(beside, name)
    content = _content(file, name)
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelRefused(_again(name, "was changed after it was saved"))
    try:
        return unpacked(content), card
    except NotPlain as error:
        raise ModelRefused(_again(name, "cannot be read")) from error


def restored(
    name: str, state: Mapping[str, Any], restore: Callable[[Mapping[str, Any]], _Model]
) -> _Model:
    """What `restore` builds from a state; ModelRefused where the state lacks what it needs."""
    try:
        return restore(state)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelRefused(
            _again(name, "was written by another version of this program")
        ) from error


def copy(source: Path, name: str, folder: Path, **changes: Any) -> ModelCard:
    """Put a model of one folder into another, with fields of its card changed; gives that card."""
    state, card = load(source, name)
    return save(folder, name, state, replace(card, **changes))


def names(folder: Path) -> list[str]:
    """Names of the models of a folder, in the order of the alphabet; they may still be refused."""
    files = folder.glob("*.zip") if folder.is_dir() else ()
    return sorted(path.stem for path in files if _NAME.fullmatch(path.stem))


def card_of(folder: Path, name: str) -> ModelCard:
    """The card alone; ModelRefused where it cannot be read."""
    return _card(_paths(folder, name)[1], name)


def is_name(name: object) -> bool:
    """Whether a value that came from outside could be a model's name."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    if not is_name(name):
        raise ModelRefused(f"{name!r} is not a model's name: small letters, digits, - and _.")
    return folder / f"{name}.zip", folder / f"{name}.json"


def _again(name: str, why: str) -> str:
    return f"The model {name} {why}; train again with `python -m dashapp train`."


def _card(path: Path, name: str) -> ModelCard:
    try:
        if path.stat().st_size > _LARGEST_CARD:
            raise ModelRefused(_again(name, "has a card that cannot be read"))
        return ModelCard.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelRefused(_again(name, "has not been trained")) from None
    except OtherFormat as error:
        raise ModelRefused(
            _again(name, "was written by another version of this program")
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelRefused(_again(name, "has a card that cannot be read")) from error


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise ModelRefused(_again(name, "is larger than any model of this program"))
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelRefused(_again(name, "has lost its file")) from None


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
