"""Mappings that were made by menus, one file each in DATA_DIR/mappings."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from callbacks.desk import Refused

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


class MappingFolder:
    """The mappings of one shop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, name: str, text: str) -> str:
        """Keep a mapping under a name made of the one given; returns that name."""
        kept = name_of(name)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f".{kept}.{secrets.token_hex(4)}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self._folder / f"{kept}.toml")
        return kept

    def path(self, name: str) -> Path:
        """The file of a mapping; Refused where there is none of this name."""
        found = self._folder / f"{name}.toml"
        if not _NAME.fullmatch(name) or not found.is_file():
            raise Refused("There is no such mapping. Please match the columns again.")
        return found


def name_of(text: str) -> str:
    """A name for a file: small letters, digits and hyphens, at most 40 of them."""
    return _NOT_IN_NAMES.sub("-", text.lower())[:40].strip("-") or "mapping"
