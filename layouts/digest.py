"""A digest as it is read in a mail: plain text, and HTML that needs neither pictures nor styles.

What comes from the shop's data is escaped; a link is made only where the dashboard has an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from layouts.changes import Change
from layouts.changes_page import Said
from layouts.theme import TOKENS, Mode

_COLOURS = TOKENS[Mode.LIGHT]
_TONES = {"better": _COLOURS.better, "worse": _COLOURS.worse, "neutral": _COLOURS.text_3}
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_CELL = f"padding:6px 10px 6px 0;border-bottom:1px solid {_COLOURS.line};vertical-align:top"
_BEFORE, _YEAR = "the period before", "the same weekdays last year"
_HEADINGS = ("", "", f"Against {_BEFORE}", f"Against {_YEAR}")

Sentence = tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words, and how it moved against the period before and last year's weekdays."""

    label: str
    value: str
    before: Change
    year: Change


@dataclass(frozen=True, slots=True)
class Row:
    """A thing, its amount, and how that moved; `href` is a link from the question mark on."""

    label: str
    value: str
    moved: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the digest under a heading: numbers, rows or sentences."""

    title: str
    figures: tuple[Figure, ...] = ()
    rows: tuple[Row, ...] = ()
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The whole digest; `address` is that of the dashboard, empty where it has none."""

    heading: str
    reach: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str
    address: str = ""
    search: str = ""


def said(text: str) -> Sentence:
    """A sentence without links."""
    return (Said(text),)


def moved(change: Change) -> str:
    """Up 11.7%; new; about the same; not comparable."""
    if change.direction == "none":
        return "not comparable"
    if change.direction == "flat":
        return "about the same"
    return change.text if change.text == "new" else f"{change.direction} {change.text}"


# --- plain text ----------------------------------------------------------------------------------


def as_text(page: Page) -> str:
    """The digest in plain text."""
    parts = [page.heading, page.reach, *page.warnings]
    parts += ["\n".join([s.title.upper(), *_lines(s)]) for s in page.sections]
    if page.address:
        parts.append(f"Open the dashboard: {_whole(page, page.search)}")
    return "\n\n".join([*parts, page.footer]) + "\n"


def _lines(section: Section) -> Iterable[str]:
    labels = [f.label for f in section.figures] + [row.label for row in section.rows]
    wide = max(map(len, labels), default=0)
    for figure in section.figures:
        yield f"{figure.label:<{wide}}  {figure.value}{_told(figure)}"
    for row in section.rows:
        yield f"{row.label:<{wide}}  {row.value}" + (f", {row.moved}" if row.moved else "")
    for sentence in section.sentences:
        yield "".join(piece.text for piece in sentence)


def _told(figure: Figure) -> str:
    """How a number moved, where there is anything to hold it against."""
    known = [
        f"{moved(change)} against {what}"
        for change, what in ((figure.before, _BEFORE), (figure.year, _YEAR))
        if change.direction != "none"
    ]
    return f": {', '.join(known)}" if known else ""


# --- HTML ----------------------------------------------------------------------------------------


def as_html(page: Page) -> str:
    """The digest as an HTML document."""
    warnings = "".join(
        _paragraph(f"<strong>{escape(text)}</strong>", _TONES["worse"]) for text in page.warnings
    )
    link = ""
    if page.address:
        link = _paragraph(_anchor(_whole(page, page.search), "Open the dashboard"))
    body = "".join(
        [
            f'<h1 style="font-size:20px;margin:0 0 8px">{escape(page.heading)}</h1>',
            _paragraph(escape(page.reach), _COLOURS.text_3),
            warnings,
            *(_section(page, section) for section in page.sections),
            link,
            _paragraph(escape(page.footer), _COLOURS.text_3),
        ]
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(page.heading)}</title></head>"
        f'<body style="margin:0;padding:24px;color:{_COLOURS.text};background:#ffffff;{_FONT};'
        'font-size:15px;line-height:1.5"><div style="max-width:680px;margin:0 auto">'
        f"{body}</div></body></html>\n"
    )


def _section(page: Page, section: Section) -> str:
    title = f'<h2 style="font-size:16px;margin:24px 0 6px">{escape(section.title)}</h2>'
    rows = [
        *map(_figure, section.figures),
        *(_thing(page, row) for row in section.rows),
    ]
    if section.figures:
        rows.insert(0, _row(_HEADINGS, head=True))
    table = ""
    if rows:
        table = (
            '<table style="border-collapse:collapse;width:100%;font-size:14px">'
            f"{''.join(rows)}</table>"
        )
    sentences = "".join(_paragraph(_pieces(page, s)) for s in section.sentences)
    return title + table + sentences


def _figure(figure: Figure) -> str:
    value = f"<strong>{escape(figure.value)}</strong>"
    return _row((escape(figure.label), value, _change(figure.before), _change(figure.year)))


def _change(change: Change) -> str:
    return f'<span style="color:{_TONES[change.tone]}">{escape(moved(change))}</span>'


def _thing(page: Page, row: Row) -> str:
    label = escape(row.label)
    if page.address and row.href:
        label = _anchor(_whole(page, row.href), row.label)
    return _row((label, f"<strong>{escape(row.value)}</strong>", escape(row.moved)))


def _row(cells: Sequence[str], *, head: bool = False) -> str:
    tag = "th" if head else "td"
    style = f"{_CELL};text-align:left;color:{_COLOURS.text_3}" if head else _CELL
    made = "".join(f'<{tag} style="{style}">{cell}</{tag}>' for cell in cells)
    return f"<tr>{made}</tr>"


def _paragraph(content: str, colour: str = _COLOURS.text) -> str:
    return f'<p style="margin:0 0 10px;color:{colour}">{content}</p>'


def _pieces(page: Page, sentence: Sentence) -> str:
    """A link of the page itself leads nowhere in a mail, and without an address none does."""
    return "".join(
        _anchor(_whole(page, piece.href), piece.text)
        if page.address and piece.href.startswith("?")
        else escape(piece.text)
        for piece in sentence
    )


def _anchor(href: str, text: str) -> str:
    return f'<a href="{escape(href)}" style="color:{_COLOURS.accent}">{escape(text)}</a>'


def _whole(page: Page, search: str) -> str:
    return f"{page.address}/{search}"
