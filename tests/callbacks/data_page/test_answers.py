"""What a command answered, in tables and sentences."""

from __future__ import annotations

from typing import Any

from dash import no_update

from callbacks.data_page import answers, preview
from callbacks.data_page.masking import masked, masked_rows
from callbacks.desk import Status
from tests.callbacks.data_page.conftest import PREVIEW, Written


def _file(source: str, read: int, aside: int, worth: float, currency: str) -> dict[str, Any]:
    counts = {"read": read, "loaded": read - aside, "unchanged": 0, "rejected": aside}
    amounts = {"read": 100.0, "loaded": 100.0 - worth, "unchanged": 0.0, "rejected": worth}
    return {
        "source": source,
        "layout": "star",
        "rows": counts,
        "amounts": amounts,
        "currencies": [currency],
    }


ANSWER: dict[str, Any] = {
    "dry_run": True,
    "title": "Shopify's orders export",
    "currency": "GBP",
    "timezone": "Europe/London",
    "would_change": True,
    "files": [
        {"source": "a.csv", "role": "order_lines", "columns": {"tax": "Taxes", "city": None}}
    ],
    "samples": {
        "customers": [{"customer_id": "C1", "name": None, "email": "ann.lee@example.com"}],
        "orders": [
            {"order_id": "O1", "ordered_at": "2026-05-04 10:00:00", "shipping": "3.00", "tax": None}
        ],
    },
    "set_aside": [
        {
            "source": "a.csv",
            "row": 7,
            "column": "Email",
            "value": "bob@example.com",
            "amount": "12.50",
            "reason": "This is no amount.",
        }
    ],
    "report": {
        "currency": "GBP",
        "files": [_file("a.csv", 10, 2, 12.5, "GBP"), _file("b.csv", 5, 1, 3.0, "EUR")],
        "ignored": ["notes.txt"],
    },
}


def test_each_file_has_its_row_in_its_own_currency() -> None:
    first, second = answers.file_rows(ANSWER)
    assert (first["role"], first["read"], first["rejected"]) == ("Order lines", 10, 2)
    assert (first["amount_rejected"], first["currency"]) == (12.5, "GBP")
    assert (second["role"], second["currency"]) == ("Star", "EUR")


def test_currencies_are_never_summed() -> None:
    assert answers.worth_aside(ANSWER) == "€3.00 and £12.50"
    assert answers.aside_text(ANSWER) == (
        "3 rows, worth €3.00 and £12.50, cannot be used. Only the first is shown."
    )


def test_the_preview_says_what_was_recognised_and_what_would_change() -> None:
    assert answers.preview_title(ANSWER) == "Recognised: Shopify's orders export"
    assert answers.preview_text(ANSWER) == (
        "12 rows of 15 would be new or changed. Figures in GBP, times in Europe/London. Amounts "
        "in EUR need an exchange rate. Not needed and left out: notes.txt."
    )


def test_nothing_to_publish_where_nothing_would_change(written: Written) -> None:
    job = written.jobs.put(PREVIEW, Status.DONE)
    same = preview.previewed(job, {**ANSWER, "would_change": False})
    assert same["useless"] is True
    assert same["text"].startswith("Nothing would change: whatever can be used is there already.")
    assert preview.previewed(job, ANSWER)["useless"] is False


def test_tables_of_nothing_are_left_out_of_a_preview(written: Written) -> None:
    job = written.jobs.put(PREVIEW, Status.DONE)
    again = preview.previewed(job, {**ANSWER, "samples": {}, "set_aside": []})
    assert again["samples_class"] == again["aside"] == "is-hidden"
    assert again["aside_text"] == ""
    assert "is-hidden" in again["rejects_class"]
    shown = preview.previewed(job, ANSWER)
    assert shown["samples_class"] == shown["aside"] == ""


def test_nothing_to_publish_where_most_would_be_set_aside(written: Written) -> None:
    report = {"currency": "GBP", "files": [_file("a.csv", 10, 6, 12.5, "GBP")]}
    shown = preview.previewed(written.jobs.put(PREVIEW, Status.DONE), {**ANSWER, "report": report})
    assert shown["useless"] is True
    assert "More than half of the rows would be set aside" in shown["text"]


def test_columns_are_shown_as_matched() -> None:
    assert answers.match_rows(ANSWER) == [
        {"source": "a.csv", "ours": "Tax", "theirs": "Taxes"},
        {"source": "a.csv", "ours": "City", "theirs": "not in this file"},
    ]


def test_samples_show_no_whole_address_and_no_empty_column() -> None:
    columns, rows = answers.sample(ANSWER, "customers")
    assert [column["headerName"] for column in columns] == ["Customer id", "Email"]
    assert rows == [{"customer_id": "C1", "email": "a•••@example.com", "currency": "GBP"}]


def test_samples_are_shown_as_numbers_where_they_are_money() -> None:
    assert [o["value"] for o in answers.sample_menu(ANSWER)] == ["orders", "customers"]
    columns, rows = answers.sample(ANSWER, "orders")
    assert [column["headerName"] for column in columns] == [
        "Order id",
        "Ordered at (UTC)",
        "Shipping",
    ]
    assert rows[0]["shipping"] == 3.0


def test_a_rate_is_no_amount_of_money() -> None:
    rates = {"samples": {"currency_rates": [{"currency": "BRL", "rate": "0.15340000"}]}}
    columns, rows = answers.sample(rates, "currency_rates")
    assert rows[0]["rate"] == "0.1534"
    assert "valueFormatter" not in columns[1]


def test_a_table_that_is_not_there_has_no_samples() -> None:
    junks: list[object] = ["nothing", None, 7, ["orders"], {}]
    for junk in junks:
        assert answers.sample(ANSWER, junk) == ([], [])


def test_an_empty_answer_makes_an_empty_preview(written: Written) -> None:
    shown = preview.previewed(written.jobs.put(PREVIEW, Status.DONE), {})
    assert shown["title"] == "Every file was loaded before"
    assert shown["files"] == shown["samples"] == shown["aside_rows"] == []
    assert shown["rejects"] is no_update
    assert "is-hidden" in shown["rejects_class"]


def test_rows_set_aside_are_masked_and_priced() -> None:
    row = answers.aside_rows(ANSWER)[0]
    assert (row["value"], row["amount"], row["currency"]) == ("b•••@example.com", 12.5, "GBP")


def test_the_result_says_what_is_served() -> None:
    done = {**ANSWER["report"], "release": "20261123T104500Z-3f9a"}
    assert answers.result_text(done) == (
        "12 rows new or changed, 0 unchanged, 3 set aside (worth €3.00 and £12.50). Every tab "
        "shows the new figures now."
    )
    same: dict[str, Any] = {"currency": "GBP", "files": [], "release": None}
    assert answers.result_text(same) == (
        "0 rows new or changed, 0 unchanged, 0 set aside. What is served stays as it is."
    )


def test_addresses_are_masked_wherever_they_stand() -> None:
    assert masked("Ann <ann@example.com>; b@x.org") == "Ann <a•••@example.com>; b•••@x.org"
    assert masked(7) == 7
    assert masked("@") == "@"
    assert masked_rows("junk") == masked_rows([1, None]) == []
