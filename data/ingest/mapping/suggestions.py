"""Which column of an unknown file is probably which of our fields, told by name and by look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from data.ingest.mapping.fields import FIELDS, LINES, Holds, MappedField
from data.ingest.mapping.synonyms import SYNONYMS, folded

Row = Mapping[str, str | None]

_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*|\d{4}/\d\d?/\d\d?.*|\d{8}"
)
_WORDED_DATE = re.compile(r"(\d{1,2}[ .-]+)?[A-Za-z]{3,9}[ .-]+(\d{1,2},? )?\d{2,4}.*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[^\d()+−-]{0,4}[(+−-]?[^\d]{0,4}\d[\d.,'’  ]*[^\d]{0,5}")
_CODE = re.compile(r"[A-Za-z]{3}")
_MONEY = frozenset({Holds.AMOUNT, Holds.PRICE, Holds.SIZE})
# A synonym this short says too little when it is only a part of a name.
_SHORT = 4


def suggest(header: Sequence[str], rows: Sequence[Row] = ()) -> dict[str, str | None]:
    """Our field -> their column or None, over all fields of a flat file; no column twice.

    `rows` are a few rows of the file, by column: what they look like breaks ties and rules out
    columns that cannot be meant.
    """
    offers = sorted(_offers(header, rows), key=lambda offer: offer[0], reverse=True)
    found: dict[str, str | None] = {field.name: None for field in FIELDS[LINES]}
    taken: set[str] = set()
    for _, field, column in offers:
        if found[field] is None and column not in taken:
            found[field] = column
            taken.add(column)
    return found


def _offers(
    header: Sequence[str], rows: Sequence[Row]
) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Score, field and column of all that may go together; the first of equals wins."""
    for place, column in enumerate(header):
        values = [text.strip() for row in rows if (text := row.get(column)) and text.strip()]
        for field in FIELDS[LINES]:
            score = _by_name(field.name, folded(column))
            if values:
                score = _by_look(field, values, score)
            if score > 0:
                yield (score, -place), field.name, column


def _by_name(field: str, name: str) -> int:
    """1,000 less the rank for a synonym, 500 less it for a name that begins or ends with one."""
    names = SYNONYMS[field]
    if name in names:
        return 1_000 - names.index(name)
    parts = [
        len(synonym)
        for synonym in names
        if len(synonym) > _SHORT and (name.startswith(synonym) or name.endswith(synonym))
    ]
    return 400 + max(parts) if parts else 0


def _by_look(field: MappedField, values: Sequence[str], score: int) -> int:
    """The score once the values were seen: 0 where they cannot be meant."""
    if not _fits(field, values):
        return 0
    if score:
        return score + (2 if field.holds not in (Holds.TEXT, Holds.ID) else 0)
    # Without a name only what nothing else looks like is offered.
    if field.name == "email":
        return 20
    return 10 if field.name == "ordered_at" else 0


def _fits(field: MappedField, values: Sequence[str]) -> bool:
    if field.holds is Holds.INSTANT:
        return _most(values, _DATE, _WORDED_DATE)
    if field.holds in _MONEY or field.holds is Holds.COUNT:
        return _most(values, _NUMBER) and not _most(values, _DATE)
    if field.name == "email":
        return _most(values, _EMAIL)
    if field.name == "currency":
        return _most(values, _CODE)
    return field.name == "status" or not (_most(values, _EMAIL) and field.holds is Holds.TEXT)


def _most(values: Sequence[str], *patterns: re.Pattern[str]) -> bool:
    fitting = sum(any(pattern.fullmatch(value) for pattern in patterns) for value in values)
    return fitting * 2 > len(values)
