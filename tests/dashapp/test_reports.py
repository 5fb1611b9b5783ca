"""The exploratory report: complete, of this release, about nobody, and all in one file."""

from __future__ import annotations

import base64
import re
from datetime import date
from pathlib import Path

import pytest

from dashapp.reports import write_report
from data.answers.exploring import explore
from data.stores import FileStore
from data.warehouse import View
from layouts.report import html_of
from tests.data.answers.made import view_of

SECTIONS = [
    "numbers",
    "distributions",
    "growth",
    "seasonality",
    "products",
    "frequency",
    "correlations",
    "gaps",
]
PICTURES = re.compile(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]*)">')


@pytest.fixture(scope="module")
def report(view: View, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(view, path)
    assert [found.name for found in path.parent.iterdir()] == ["report.html"]
    return path.read_text(encoding="utf-8")


def test_every_section_is_there_with_a_heading_and_a_sentence(report: str) -> None:
    found = re.findall(r'<section id="(\w+)"><h2>([^<]+)</h2><p>([^<]{20,})</p>', report)
    assert [name for name, _, _ in found] == SECTIONS
    assert report.count("<h1>") == 1


def test_it_says_of_what_it_is(report: str, view: View) -> None:
    assert "<h1>Exploratory report: Tiny Shop</h1>" in report
    assert "As of 20 Jul 2026. 4 May – 20 Jul 2026: 11 orders, 13 lines." in report
    assert "Amounts in GBP, without tax and shipping; days in Europe/London." in report
    assert f"Release {view.release.id}." in report


def test_its_numbers_are_those_of_the_page(report: str) -> None:
    for label, value in {
        "Net sales": "£155.50",
        "Orders": "11",
        "Units": "20",
        "Customers": "5",
        "Median order value": "£13.50",
    }.items():
        assert f'<th scope="row">{label}</th><td>{value}</td>' in report
    # One piece: O4, O8, O9, O10 and O11.
    assert "5 of 11 orders (45.5%) hold one piece." in report
    assert "The best of 1 whole month was Jun 2026 with £49.00." in report
    assert "3 of 5 customers (60.0%) ordered once." not in report
    assert "2 of 5 customers (40.0%) ordered once." in report
    assert "All 5 customers who bought in the last 24 months" in report
    assert '<th scope="row">customers.email</th><td>6</td><td>3</td><td>50.0%</td>' in report


def test_every_drawing_has_words_for_who_cannot_see_it(report: str) -> None:
    pictures = PICTURES.findall(report)
    assert len(pictures) == report.count("<img ") == report.count("<figcaption>") == 10
    assert all(len(alt) > 30 for _, alt in pictures)
    drawn = [base64.b64decode(src).decode() for src, _ in pictures]
    assert all(text.rstrip().endswith("</svg>") for text in drawn)


def test_it_asks_nobody_for_anything(report: str) -> None:
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", report)
    assert not re.search(r"https?://|@import|url\(|<script|<link", report)
    assert "default-src 'none'; img-src data:" in report
    for src, _ in PICTURES.findall(report):
        text = base64.b64decode(src).decode()
        assert not re.search(r"""href="(?!#)|<image|<script|url\((?!#)""", text)


def test_it_names_no_customer(report: str) -> None:
    seen = report + "".join(base64.b64decode(src).decode() for src, _ in PICTURES.findall(report))
    for personal in ("Ada", "Lane", "Moss", "Byrne", "Vogel", "Stone", "@example.com", "Leeds"):
        assert personal not in seen
    for word in (">ada<", ">ben<", ">cleo<", ">dan<", ">eve<", "O11"):
        assert word not in seen


def test_the_same_release_gives_the_same_file(report: str, view: View) -> None:
    assert html_of(explore(view)) == report


def test_names_are_text_and_no_markup(tmp_path: Path) -> None:
    view = view_of(FileStore(tmp_path), [("<b>ada</b>", date(2025, 1, 1), 30)], ["<i>Thing</i>"])
    page = html_of(explore(view))
    assert "<b>" not in page
    assert "<i>" not in page
    assert "There are no two whole months in a row to compare." in page
    assert "1 product sold, too few to speak of a fifth." in page


def test_a_shop_of_guests_has_a_report_too(tmp_path: Path) -> None:
    view = view_of(FileStore(tmp_path), [(None, date(2025, 1, day), 30) for day in (1, 2, 3)])
    page = html_of(explore(view))
    assert "No customer is known by name or number." in page
    assert "There are too few customers to compare." in page
