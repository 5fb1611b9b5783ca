"""Values of a TOML document, each checked, with a sentence that names the key it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

from data.ingest.errors import LoadError

Choice = TypeVar("Choice", bound=StrEnum)
_UNITS = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a document: its place in words (mapping.toml: [statuses]) and what it holds."""

    place: str
    values: Mapping[str, Any]

    def refuse(self, key: str, allowed: str) -> LoadError:
        """The error for a value that is not allowed."""
        return LoadError(f"{self.place} {key} = {_shown(self.values[key])} {allowed}")

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that mean nothing here."""
        known = list(allowed)
        for key in self.values:
            if key not in known:
                raise LoadError(
                    f"{self.place} {key} is not known here; use {spoken(sorted(known))}."
                )

    def section(self, name: str) -> Section:
        """A table inside this one; empty where there is none."""
        found = self.values.get(name, {})
        if not isinstance(found, Mapping):
            raise self.refuse(name, f"is no table; write it as [{name}] with its keys below.")
        return Section(f"{self.place.split(' ')[0]} [{name}]", found)

    def text(self, key: str) -> str | None:
        """A text that is not empty, or None where the key is missing."""
        value = self.values.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.refuse(key, "is no text; write it between quotation marks.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text stands for a list of one."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(t, str) and t for t in listed):
            raise self.refuse(key, 'is no list of texts; write it like ["A", "B"].')
        return tuple(listed)

    def flag(self, key: str) -> bool:
        """True or false; false where the key is missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(key, "is neither true nor false.")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of a few words, in any case; None where the key is missing."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value.lower() in list(choices):
            return choices(value.lower())
        raise self.refuse(key, f"is not known; use {spoken(list(choices))}.")

    def span(self, key: str) -> timedelta:
        """A span of time such as "3 days"; none where the key is missing."""
        found = re.fullmatch(
            r"(\d{1,6}) (minute|hour|day|week)s?", str(self.values.get(key, "0 days"))
        )
        if found is None:
            raise self.refuse(key, 'is no span of time; write it like "3 days" or "90 minutes".')
        return timedelta(minutes=int(found[1]) * _UNITS[found[2]])


def spoken(names: list[str]) -> str:
    """A, B or C."""
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value).lower() if isinstance(value, bool) else str(value)
