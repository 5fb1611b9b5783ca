"""A mapping as TOML text, made of choices in menus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.ingest.errors import LoadError
from data.ingest.mapping.fields import FIELDS, LINES
from data.ingest.mapping.shape import Column, Counts, CreditNotes, OrderLevel, Reversals
from data.ingest.notation import DateOrder, Notation

_PLAIN = Notation()
_NONE = Reversals()
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def as_toml(
    columns: Mapping[str, str | Column | None],
    *,
    notation: Notation = _PLAIN,
    dates: DateOrder | None = None,
    timezone: str | None = None,
    currency: str | None = None,
    statuses: Mapping[str, Counts | str] | None = None,
    otherwise: Counts | None = None,
    order_level: OrderLevel = OrderLevel.REPEATED,
    reversals: Reversals = _NONE,
    name: str | None = None,
    shop: str | None = None,
) -> str:
    """The TOML of one flat file; `parse` gives the same choices back.

    `columns` maps our fields to a column of the file (None: it has none), or to a Column that
    joins some or says a constant. `dates` counts before the notation's own.
    """
    unknown = set(columns) - {field.name for field in FIELDS[LINES]}
    if unknown:
        raise LoadError(f"There is no field {', '.join(sorted(unknown))}.")
    general = {
        "name": name,
        "shop": shop,
        "timezone": timezone,
        "currency": currency,
        "decimal": notation.decimal,
        "thousands": notation.thousands or None,
        "dates": dates or notation.dates,
    }
    lines = [f"{key} = {_text(value)}" for key, value in general.items() if value]
    lines += ["", f"[{LINES}]"]
    lines += [f"{key} = {_column(value)}" for key, value in columns.items() if value]
    if order_level is not OrderLevel.REPEATED:
        lines.append(f"order_level = {_text(order_level)}")
    lines += _statuses(statuses or {}, otherwise)
    lines += _reversals(reversals)
    return "\n".join([*lines, ""])


def _statuses(statuses: Mapping[str, Counts | str], otherwise: Counts | None) -> Iterator[str]:
    if statuses or otherwise:
        yield from ("", "[statuses]")
    for status, counts in statuses.items():
        yield f"{_text(status)} = {_text(counts)}"
    if otherwise:
        yield f"otherwise = {_text(otherwise)}"


def _reversals(told: Reversals) -> Iterator[str]:
    if told == _NONE:
        return
    yield from ("", "[reversals]")
    for flag in ("negative_quantity", "negative_amount"):
        if getattr(told, flag):
            yield f"{flag} = true"
    if told.prefixes:
        yield f"prefix = {_texts(told.prefixes)}"
    if told.credit_notes is not CreditNotes.NEGATIVE:
        yield f"credit_notes = {_text(told.credit_notes)}"


def _column(value: str | Column) -> str:
    if isinstance(value, str):
        return _text(value)
    parts = {
        "columns": _texts(value.columns) if value.columns else None,
        "join": None if value.join is None else _text(value.join),
        "value": None if value.value is None else _text(value.value),
        "case": value.case and _text(value.case),
    }
    return "{ " + ", ".join(f"{key} = {said}" for key, said in parts.items() if said) + " }"


def _texts(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(map(_text, texts)) + "]"


def _text(text: str) -> str:
    """A basic string: quotation marks, backslashes and control characters escaped."""
    return '"' + "".join(_ESCAPES.get(letter) or _escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if letter < " " or letter == "\x7f" else letter
