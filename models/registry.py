"""Where trained models are kept: one file and one card each, nothing that can run code.

A model is stored as its state: numbers, texts, lists, arrays and, for segments, one scikit-learn
pipeline. The file is skops' (a zip of JSON and arrays). Before anything is built from it, its hash,
its format, the version of scikit-learn and every type it names are checked.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import skops.io

from models.card import FORMAT, ModelCard

# The only types a model file may name.
TRUSTED_TYPES = frozenset(
    {
        "builtins.bool",
        "builtins.dict",
        "builtins.float",
        "builtins.int",
        "builtins.list",
        "builtins.NoneType",
        "builtins.str",
        "builtins.tuple",
        "builtins.type",
        "numpy.dtype",
        "numpy.float64",
        "numpy.int64",
        "numpy.log1p",
        "numpy.ndarray",
        "sklearn.cluster._kmeans.KMeans",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._data.StandardScaler",
        "sklearn.preprocessing._function_transformer.FunctionTransformer",
    }
)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_LARGEST = 64 * 2**20


class ModelRefused(Exception):
    """A stored model that must not be used; its text says why and what to do."""


def save(folder: Path, name: str, state: Mapping[str, Any], card: ModelCard) -> ModelCard:
    """Write the state and its card; gives the card with the file's hash.

    The card is written last and both by rename, so a killed save leaves no usable half.
    """
    content = skops.io.dumps(dict(state))
    strangers = _types(content) - TRUSTED_TYPES
    if strangers:
        raise ModelRefused(f"The model {name} holds {', '.join(sorted(strangers))}.")
    signed = replace(card, sha256=hashlib.sha256(content).hexdigest())
    folder.mkdir(parents=True, exist_ok=True)
    file, beside = _paths(folder, name)
    _put(file, content)
    _put(beside, signed.as_json().encode())
    return signed


def load(folder: Path, name: str) -> tuple[dict[str, Any], ModelCard]:
    """The state and the card that were saved under the name.

    ModelRefused when there is none, when it was changed after it was saved, or when another version
    of the program or of scikit-learn wrote it.
    """
    file, beside = _paths(folder, name)
    card = _card(beside, name)
    content = _content(file, name)
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelRefused(_again(name, "was changed after it was saved"))
    try:
        strangers = _types(content) - TRUSTED_TYPES
        if strangers:
            listed = ", ".join(sorted(strangers))
            raise ModelRefused(_again(name, f"names types that are not trusted ({listed})"))
        state = skops.io.loads(content, trusted=sorted(TRUSTED_TYPES))
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise ModelRefused(_again(name, "cannot be read")) from error
    if not isinstance(state, dict):
        raise ModelRefused(_again(name, "does not hold a model's state"))
    return state, card


def _paths(folder: Path, name: str) -> tuple[Path, Path]:
    if not _NAME.fullmatch(name):
        raise ModelRefused(f"{name!r} is not a model's name: small letters, digits, - and _.")
    return folder / f"{name}.skops", folder / f"{name}.json"


def _again(name: str, why: str) -> str:
    return f"The model {name} {why}; train again with `python -m dashapp train`."


def _card(path: Path, name: str) -> ModelCard:
    try:
        card = ModelCard.from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelRefused(_again(name, "has not been trained")) from None
    except ValueError as error:
        raise ModelRefused(_again(name, "has a card that cannot be read")) from error
    if card.format != FORMAT:
        raise ModelRefused(_again(name, "was written by another version of this program"))
    if card.libraries.get("scikit-learn") != version("scikit-learn"):
        raise ModelRefused(_again(name, "was trained with another version of scikit-learn"))
    return card


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


def _types(content: bytes) -> set[str]:
    """Every type that a skops file says it will build."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        schema = json.loads(archive.read("schema.json"))
    return set(_named(schema))


def _named(node: object) -> Iterator[str]:
    """Depth first through the schema; a node that names a class names its module beside it."""
    if isinstance(node, dict):
        if "__class__" in node:
            yield f"{node.get('__module__')}.{node['__class__']}"
        for child in node.values():
            yield from _named(child)
    elif isinstance(node, list):
        for child in node:
            yield from _named(child)
