"""A mapping out of its TOML text; every mistake is named with its key and what is allowed."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping as Dict
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data.ingest.errors import LoadError
from data.ingest.mapping import checks
from data.ingest.mapping.fields import FIELDS, LINES
from data.ingest.mapping.shape import (
    Column,
    Counts,
    CreditNotes,
    MappedLayout,
    Mapping,
    OrderLevel,
    Reversals,
    SetAside,
    TableMapping,
    Watermark,
    file_spec,
)
from data.ingest.mapping.staging import stage
from data.ingest.mapping.toml_values import Section, spoken
from data.ingest.notation import DateOrder, Notation

MAX_SIZE = 1 << 20
PAYMENT_STATUSES = ("succeeded", "failed", "pending")
_GENERAL = (
    *("name", "shop", "timezone", "currency", "decimal", "thousands", "dates", "not_merchandise"),
    *("statuses", "payment_statuses", "reversals", "set_aside", "watermark"),
)
_OPTIONS = ("source", "changed_with", "key")


def read(path: Path) -> MappedLayout:
    """The layout a TOML file describes; LoadError says what is wrong with it."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise LoadError(f"{path.name} is too large for a mapping.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LoadError(f"{path.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LoadError(f"{path.name} is no UTF-8 text. Save it as UTF-8.") from error
    return parse(text, path.name)


def parse(text: str, called: str = "mapping.toml") -> MappedLayout:
    """The layout a TOML text describes; `called` is how errors name the text."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LoadError(f"{called} is no TOML: {error}.") from error
    except RecursionError as error:
        raise LoadError(f"{called} is nested too deeply for a mapping.") from error
    mapping = _mapping(Section(f"{called}:", document), Path(called).stem)
    checks.refuse_contradictions(mapping, called)
    # A corrected mapping reads files anew that were loaded with the old one.
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    return MappedLayout(
        name=f"{mapping.name}-{mark}",
        title=f"the mapping {mapping.name}",
        files=tuple(file_spec(table) for table in mapping.tables.values()),
        needed=mapping.needed,
        stage=partial(stage, mapping),
        shop=mapping.shop,
        timezone=mapping.timezone,
        currency=mapping.currency,
        notation=mapping.notation,
        mapping=mapping,
    )


def _mapping(top: Section, stem: str) -> Mapping:
    top.only((*_GENERAL, *FIELDS))
    statuses = top.section("statuses")
    return Mapping(
        name=top.text("name") or stem,
        tables={role: _table(top.section(role), role) for role in FIELDS if role in top.values},
        shop=top.text("shop") or "My shop",
        timezone=_timezone(top),
        currency=_currency(top),
        notation=_notation(top),
        statuses=_statuses(statuses),
        otherwise=statuses.choice("otherwise", Counts),
        payment_statuses=_payment_statuses(top.section("payment_statuses")),
        reversals=_reversals(top.section("reversals")),
        set_aside=_set_aside(top.section("set_aside")),
        not_merchandise=top.texts("not_merchandise"),
        watermark=_watermark(top.section("watermark")) if "watermark" in top.values else None,
    )


def _timezone(top: Section) -> str | None:
    name = top.text("timezone")
    try:
        ZoneInfo(name or "UTC")
    except (OSError, KeyError, ValueError) as error:
        raise top.refuse("timezone", "is no time zone; write it like Europe/Berlin.") from error
    return name


def _currency(top: Section) -> str | None:
    code = top.text("currency")
    if code is not None and not re.fullmatch("[A-Za-z]{3}", code):
        raise top.refuse("currency", "is no currency; write its code, for example EUR.")
    return code.upper() if code else None


def _notation(top: Section) -> Notation:
    marks = {key: top.values[key] for key in ("decimal", "thousands") if key in top.values}
    for key, mark in marks.items():
        if not isinstance(mark, str):
            raise top.refuse(key, "is no text; write the mark between quotation marks.")
    dates = top.choice("dates", DateOrder)
    try:
        return Notation(**marks, dates=dates)
    except LoadError as error:
        key = next(iter(marks), "decimal")
        raise LoadError(f'{top.place} {key} = "{marks[key]}" is not allowed. {error}') from error


def _table(section: Section, role: str) -> TableMapping:
    fields = [field.name for field in FIELDS[role]]
    options = (*_OPTIONS, "order_level") if role == LINES else _OPTIONS
    section.only((*options, *fields))
    columns = {name: _column(section, name) for name in fields if name in section.values}
    return TableMapping(
        role,
        source=section.text("source") or ("*" if role == LINES else role),
        columns=columns,
        order_level=section.choice("order_level", OrderLevel) or OrderLevel.REPEATED,
        changed_with=section.text("changed_with"),
        own_key=section.text("key"),
    )


def _column(section: Section, name: str) -> Column:
    value = section.values[name]
    if isinstance(value, (str, list)):
        return Column(_spellings(section, name, section.texts(name)))
    if not isinstance(value, Dict):
        raise section.refuse(name, 'names no column; write it like "Order date".')
    return _detailed(section, name, Section(f"{section.place} {name}:", value))


def _detailed(section: Section, name: str, inner: Section) -> Column:
    """A column written as a table: columns or a constant, and what is done with them."""
    inner.only(("column", "columns", "join", "value", "case"))
    columns = inner.texts("column") + inner.texts("columns")
    constant: Any = inner.values.get("value")
    if isinstance(constant, bool) or not isinstance(constant, (str, int, float, type(None))):
        raise inner.refuse("value", "is neither a text nor a number.")
    if not columns and constant is None:
        raise LoadError(f"{section.place} {name} names neither columns nor a value.")
    case = inner.text("case")
    if case not in (None, "upper", "lower"):
        raise inner.refuse("case", "is not known; use upper or lower.")
    join = inner.values.get("join")
    if join is not None and not isinstance(join, str):
        raise inner.refuse("join", "is no text; write the separator between quotation marks.")
    return Column(columns, join, None if constant is None else str(constant), case)


def _spellings(section: Section, name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    if not columns:
        raise section.refuse(name, 'names no column; write it like "Order date".')
    return columns


def _statuses(section: Section) -> dict[str, Counts]:
    chosen = {key: section.choice(key, Counts) for key in section.values if key != "otherwise"}
    return {key.strip().lower(): counts for key, counts in chosen.items() if counts}


def _payment_statuses(section: Section) -> dict[str, str]:
    for key, value in section.values.items():
        if value not in PAYMENT_STATUSES:
            raise section.refuse(key, f"is not known; use {spoken(list(PAYMENT_STATUSES))}.")
    return {key.strip().lower(): value for key, value in section.values.items()}


def _reversals(section: Section) -> Reversals:
    section.only(("negative_quantity", "negative_amount", "prefix", "credit_notes"))
    return Reversals(
        negative_quantity=section.flag("negative_quantity"),
        negative_amount=section.flag("negative_amount"),
        prefixes=tuple(prefix.upper() for prefix in section.texts("prefix")),
        credit_notes=section.choice("credit_notes", CreditNotes) or CreditNotes.NEGATIVE,
    )


def _set_aside(section: Section) -> SetAside:
    fields = [field.name for field in FIELDS[LINES]]
    section.only((*fields, "free"))
    patterns = {name: section.texts(name) for name in fields if name in section.values}
    return SetAside(patterns, section.flag("free"))


def _watermark(section: Section) -> Watermark:
    section.only(("column", "look_back"))
    column = section.text("column")
    if column is None:
        raise LoadError(f'{section.place} column is missing; write it like column = "updated_at".')
    return Watermark(column, section.span("look_back"))
