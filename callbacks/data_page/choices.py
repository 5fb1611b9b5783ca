"""What was chosen in the menus of a mapping: untrusted words in, a mapping's text out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import Locale

from data.ingest import LoadError
from data.ingest import mapping as mappings
from data.ingest.mapping import Counts, OrderLevel, Reversals
from data.ingest.notation import DateOrder, Notation
from layouts.data_page import mapping

Option = dict[str, str]
_LONGEST = 400
_COMMON = ("GBP", "EUR", "USD")


class WrongChoice(ValueError):
    """The choices make no mapping; the text says which one to change."""


def as_toml(
    header: Sequence[str],
    columns: Mapping[str, Any],
    statuses: Mapping[str, Any],
    chosen: Mapping[str, Any],
) -> str:
    """The mapping's text; WrongChoice where it cannot be meant."""
    matched = {name: _column(name, value, header) for name, value in columns.items()}
    _refuse_incomplete(matched)
    notation = _one_of(chosen["notation"], [value for value, _ in mapping.NOTATIONS], "Amounts")
    dates = _one_of(chosen["dates"], [value for value, _ in mapping.DATES], "Dates")
    back = _one_of(chosen["back"], [value for value, _ in mapping.BACK], "Returns")
    said = _statuses(statuses) if matched.get("status") else {}
    try:
        text = mappings.as_toml(
            matched,
            notation=Notation(notation[0], notation[1:]),
            dates=None if dates == mapping.NONE else DateOrder(dates),
            timezone=_of_menu(chosen["timezone"], timezones(), "Time zone"),
            currency=_of_menu(chosen["currency"], currencies(), "Currency"),
            statuses=said,
            # A status whose words nobody explained is no reason to leave its orders out.
            otherwise=None if said else Counts.SALE,
            order_level=OrderLevel(
                _one_of(chosen["level"], [value for value, _ in mapping.LEVELS], "Shipping, tax")
            ),
            reversals=Reversals(back == "negative_quantity", back == "negative_amount"),
            name=_text(chosen["name"], "Name of this mapping").strip() or None,
        )
        mappings.parse(text, "mapping")
    except LoadError as error:
        raise WrongChoice(in_words(str(error))) from error
    return text


def _column(name: str, value: Any, header: Sequence[str]) -> str | None:
    found = _one_of(value, [mapping.NONE, *header], _LABELS[name])
    return None if found == mapping.NONE else found


def _refuse_incomplete(matched: Mapping[str, str | None]) -> None:
    for field in mapping.MAPPED:
        if field.required and not matched.get(field.name):
            raise WrongChoice(f"{field.label}: choose the column that holds it. {field.help}")
    if not (matched.get("unit_price") or matched.get("line_total")):
        raise WrongChoice(
            "Unit price or Line total: choose the column that says what a line costs."
        )


def _statuses(told: Mapping[str, Any]) -> dict[str, Counts | str]:
    found: dict[str, Counts | str] = {}
    for name, value in told.items():
        label = mapping.STATUSES[name][0]
        for word in filter(None, map(str.strip, _text(value, label).lower().split(","))):
            if found.get(word, name) != name:
                raise WrongChoice(f"“{word}” can mean one thing only; it stands in two boxes.")
            found[word] = Counts(name)
    return found


def _text(value: Any, label: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        raise WrongChoice(f"{label}: this cannot be used. Write up to {_LONGEST} letters.")
    return value


def _one_of(value: Any, allowed: Sequence[str], label: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise WrongChoice(f"{label}: choose one of the menu.")
    return value


def _of_menu(value: Any, menu: Sequence[Option], label: str) -> str | None:
    found = _one_of(value, [option["value"] for option in menu], label)
    return None if found == mapping.NONE else found


_LABELS = {field.name: field.label for field in mapping.MAPPED}
_IN_TEXT = re.compile(r"\b(" + "|".join(sorted(_LABELS, key=len, reverse=True)) + r")\b")


def in_words(sentence: str) -> str:
    """A sentence about a mapping's text as one about its menus."""
    plain = (
        sentence.removeprefix("mapping: ").replace("[lines] ", "").replace("[lines]", "the file")
    )
    return _IN_TEXT.sub(lambda found: _LABELS[found[0]], plain) if "_" in plain else plain


def notation_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Which marks the amounts in some rows have: a comma before cents, or else a point."""
    texts = [str(row.get(column) or "").strip() for row in rows for column in columns]
    if any(re.search(r"\d,\d{1,2}$", text) for text in texts):
        return ", " if any(re.search(r"\d[ \u00a0\u202f]\d{3},", t) for t in texts) else ",."
    return mapping.NOTATIONS[0][0]


def name_for(source: str) -> str:
    """A name for the mapping of a file: its own, without ending and numbers."""
    words = re.findall(r"[a-z]+", source.lower().partition(".")[0])
    return "-".join(words)[:40].strip("-") or "my-shop"


@lru_cache(maxsize=1)
def currencies() -> list[Option]:
    """The menu of currencies, the most usual first."""
    names = {str(code): str(name) for code, name in Locale("en", "GB").currencies.items()}
    others = sorted(code for code in names if len(code) == 3 and code not in _COMMON)
    menu = [{"value": code, "label": f"{code} {names[code]}"} for code in (*_COMMON, *others)]
    return [_as_set(), *menu]


@lru_cache(maxsize=1)
def timezones() -> list[Option]:
    """The menu of time zones."""
    found = sorted(zone for zone in available_timezones() if "/" in zone and zone[:4] != "Etc/")
    menu = [{"value": zone, "label": zone.replace("_", " ")} for zone in ("UTC", *found)]
    return [_as_set(), *menu]


def _as_set() -> Option:
    value, label = mapping.SHOPS_OWN[0]
    return {"value": value, "label": label}
