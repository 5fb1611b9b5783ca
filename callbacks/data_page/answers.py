"""What a command answered, as tables and sentences; a part that is missing is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from callbacks.data_page.masking import masked_rows
from callbacks.words import counted
from layouts import formatting
from layouts.tables import Column, Kind, definitions

Rows = list[dict[str, Any]]
Answer = Mapping[str, Any]

_MONEY = frozenset(("unit_price", "unit_cost", "discount", "shipping", "tax", "total", "amount"))
_NAMES = {
    "order_items": "Order lines",
    "orders": "Orders",
    "products": "Products",
    "customers": "Customers",
    "refunds": "Refunds",
    "payments": "Payments",
}


def file_rows(answer: Answer) -> Rows:
    """One row per file: what was read, and what became of it."""
    report = answer.get("report", answer)
    roles = {file["source"]: file["role"] for file in answer.get("files", []) if "role" in file}
    return [
        {
            "source": file["source"],
            "role": in_words(roles.get(file["source"], file["layout"])),
            **file["rows"],
            **{f"amount_{name}": value for name, value in file["amounts"].items()},
            "currency": _currency(file, report),
        }
        for file in report.get("files", [])
    ]


def totals(answer: Answer) -> dict[str, int]:
    """Rows over all files."""
    names = ("read", "loaded", "unchanged", "rejected")
    return {name: sum(row[name] for row in file_rows(answer)) for name in names}


def worth_aside(answer: Answer) -> str:
    """What the rows set aside are worth: each currency by itself, never one sum of several."""
    sums: dict[str, float] = {}
    for row in file_rows(answer):
        sums[row["currency"]] = sums.get(row["currency"], 0.0) + row["amount_rejected"]
    return " and ".join(
        formatting.money(amount, code) for code, amount in sorted(sums.items()) if amount
    )


def match_rows(answer: Answer) -> Rows:
    """One row per column of ours, with the file's own name for it."""
    return [
        {"source": file["source"], "ours": in_words(ours), "theirs": theirs or "not in this file"}
        for file in answer.get("files", [])
        for ours, theirs in file.get("columns", {}).items()
    ]


def sample_menu(answer: Answer) -> list[dict[str, str]]:
    """The tables there are samples of, orders first."""
    found = list(answer.get("samples", {}))
    order = ["orders", "order_items"]
    found.sort(key=lambda name: order.index(name) if name in order else len(order))
    return [{"value": name, "label": _NAMES.get(name, in_words(name))} for name in found]


def sample(answer: Answer, table: object) -> tuple[list[dict[str, Any]], Rows]:
    """Columns and rows of one table's samples; columns that are empty throughout are left out."""
    samples = answer.get("samples", {})
    rows = masked_rows(samples.get(table, [])) if isinstance(table, str) else []
    filled = [name for name in (rows[0] if rows else {}) if _any(row[name] for row in rows)]
    currency = str(answer.get("currency", ""))
    columns = [_column(name) for name in filled]
    shown = [{name: _value(name, row[name]) for name in filled} for row in rows]
    return definitions(columns), [
        row | {"currency": row.get("currency") or currency} for row in shown
    ]


def raw_sample(answer: Answer) -> tuple[list[dict[str, Any]], Rows]:
    """The first rows of a file as they stand there."""
    header = [str(name) for name in answer.get("header", [])]
    columns = [Column(f"c{number}", name, width=130) for number, name in enumerate(header)]
    rows = [
        {f"c{number}": row.get(name) for number, name in enumerate(header)}
        for row in masked_rows(answer.get("rows"))
    ]
    return definitions(columns), rows


def aside_rows(answer: Answer) -> Rows:
    """Rows that would be set aside, with what they are worth."""
    currency = str(answer.get("currency", ""))
    return [
        {**row, "amount": _number(row.get("amount")), "currency": currency}
        for row in masked_rows(answer.get("set_aside"))
    ]


def preview_title(answer: Answer) -> str:
    """What the files were taken for."""
    title = answer.get("title")
    if not title:
        return "Every file was loaded before"
    return f"Recognised: {title}"


def preview_text(answer: Answer) -> str:
    """What publishing would do, and what it goes by."""
    found = totals(answer)
    if stops(answer):
        what = "More than half of the rows would be set aside, so they cannot be published."
    elif not answer.get("would_change"):
        rest = "all of it" if not found["rejected"] else "whatever can be used"
        what = f"Nothing would change: {rest} is there already."
    else:
        new = counted(found["loaded"], "row")
        what = f"{new} of {formatting.count(found['read'])} would be new or changed."
    measured = _measured(answer, file_rows(answer))
    return " ".join(part for part in (what, measured, _left_out(answer)) if part)


def _measured(answer: Answer, files: Rows) -> str:
    """The shop's currency and time zone, and which other currencies the files have."""
    ours = answer.get("currency")
    zone = str(answer.get("timezone")).replace("_", " ")
    others = sorted({row["currency"] for row in files if row["amount_loaded"]} - {ours})
    needing = f" Amounts in {' and '.join(others)} need an exchange rate." if others else ""
    return f"Figures in {ours}, times in {zone}.{needing}"


def stops(answer: Answer) -> bool:
    """Whether so much would be set aside that a load would stop by itself."""
    found = totals(answer)
    return found["rejected"] * 2 > found["read"]


def aside_text(answer: Answer) -> str:
    """How many rows would be set aside and what they are worth; empty where none would be."""
    found = totals(answer)
    if not found["rejected"]:
        return ""
    worth = worth_aside(answer)
    shown = len(answer.get("set_aside", []))
    first = "Only the first is shown." if shown == 1 else f"The first {shown} are shown."
    some = f" {first}" if 0 < shown < found["rejected"] else ""
    priced = f", worth {worth}," if worth else ""
    return f"{counted(found['rejected'], 'row')}{priced} cannot be used.{some}"


def result_text(answer: Answer) -> str:
    """What a load did."""
    found, worth = totals(answer), worth_aside(answer)
    words = (
        f"{counted(found['loaded'], 'row')} new or changed, {formatting.count(found['unchanged'])} "
        f"unchanged, {formatting.count(found['rejected'])} set aside"
        + (f" (worth {worth})." if worth else ".")
    )
    if answer.get("release"):
        return f"{words} Every tab shows the new figures now."
    return f"{words} What is served stays as it is."


def in_words(name: str) -> str:
    """A name of ours as people read it: order_items is Order items."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def _currency(file: Answer, report: Answer) -> str:
    """What a file's amounts are in; the shop's own where the file has none or several."""
    named = file.get("currencies", [])
    return str(named[0] if len(named) == 1 else report["currency"])


def _left_out(answer: Answer) -> str:
    ignored = answer.get("report", {}).get("ignored", [])
    return f"Not needed and left out: {', '.join(ignored)}." if ignored else ""


def _column(name: str) -> Column:
    if name in _MONEY:
        return Column(name, in_words(name), Kind.MONEY)
    if name == "quantity":
        return Column(name, in_words(name), Kind.COUNT)
    moment = " (UTC)" if name.endswith("_at") else ""
    return Column(name, in_words(name) + moment, width=170 if moment else 140)


def _value(name: str, value: Any) -> Any:
    if name in _MONEY:
        return _number(value)
    if name == "rate":
        # No amount: of a rate every digit counts, but for the zeros it is stored with.
        return _plain(value)
    return str(value) if isinstance(value, bool) else value


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _plain(value: Any) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _any(values: Iterable[Any]) -> bool:
    return any(value is not None for value in values)
