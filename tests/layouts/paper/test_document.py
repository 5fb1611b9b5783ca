"""The PDF: all pages, their words and the first rows of their tables."""

from __future__ import annotations

from typing import Any

from layouts.paper.document import MOST_ROWS, document, written
from layouts.paper.pages import PaperCard, PaperNumber, PaperPage
from layouts.stamp import Stamp
from layouts.tables import Column, Kind
from tests.layouts.paper.reading import texts_of

COLUMNS = (Column("name", "Product"), Column("value", "Net sales", Kind.MONEY))
STAMP = Stamp("Lamps & Co, data to 2026-07-20", [("Release", "20260721T0000")])
FIGURE = {"data": [{"type": "bar", "x": ["a"], "y": [1]}], "layout": {}}


def made(*cards: PaperCard, numbers: tuple[PaperNumber, ...] = ()) -> str:
    pages = [PaperPage("Overview", "Net sales rose.", numbers, cards)]
    return texts_of(document(pages, STAMP, "GBP"))


def test_a_page_says_its_title_its_sentence_and_its_numbers() -> None:
    text = made(numbers=(PaperNumber("Net sales", "£155.50", "up 3.0%, better"),))
    for words in ("Overview", "Net sales rose.", "£155.50", "up 3.0%, better"):
        assert words in text


def test_a_card_has_its_words_and_the_rows_of_its_table() -> None:
    rows: list[dict[str, Any]] = [
        {"name": "Lampe à l’huile", "value": 72.5},
        {"name": "Tea", "value": None},
    ]
    text = made(PaperCard("Products", "1 – 20 Jul", "A note.", "", FIGURE, COLUMNS, rows))
    for words in ("Products", "1 – 20 Jul", "A note.", "Lampe à l’huile", "£72.50", "Net sales"):
        assert words in text


def test_a_long_table_is_cut_and_says_so() -> None:
    rows = [{"name": f"P{n}", "value": 1.0} for n in range(MOST_ROWS + 3)]
    text = made(PaperCard("Products", columns=COLUMNS, rows=rows))
    assert f"P{MOST_ROWS - 1}" in text
    assert f"P{MOST_ROWS}" not in text
    assert f"Here: the first {MOST_ROWS} of {MOST_ROWS + 3} rows." in text


def test_a_card_without_figures_says_why() -> None:
    assert "Too little data." in made(PaperCard("Forecast", message="Too little data."))


def test_every_sheet_says_whose_figures_these_are_and_the_last_one_of_which_release() -> None:
    text = made(*(PaperCard(f"Card {n}", figure=FIGURE) for n in range(4)))
    assert text.count("Lamps & Co, data to 2026-07-20") >= 2
    assert "Release: 20260721T0000" in text


def test_values_are_written_as_on_the_page() -> None:
    assert written(0.1234, Kind.PERCENT, "GBP") == "12.3%"
    assert written(1234, Kind.COUNT, "GBP") == "1,234"
    assert written(-5.5, Kind.MONEY, "EUR") == "−€5.50"
    assert written(None, Kind.MONEY, "EUR") == ""
    assert written("2026-07-03", Kind.DAY, "EUR") == "2026-07-03"


def test_a_name_of_any_length_leaves_the_rest_of_the_pdf_as_it_is() -> None:
    names = ("a" * 9_000, "a b " * 9_000, "\n" * 9_000 + "end")
    columns = tuple(Column(f"c{place}", "Product") for place in range(7))
    rows = [{column.field: name for column in columns} for name in names]
    assert "end" in made(PaperCard("Products", columns=columns, rows=rows))
    assert written("a" * 161, Kind.TEXT, "GBP") == "a" * 159 + "…"
    assert written("Blue\n mug", Kind.TEXT, "GBP") == "Blue mug"
