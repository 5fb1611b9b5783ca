"""Pages of the dashboard as a PDF: what they say, their drawings, their tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from layouts import formatting
from layouts.paper.pages import PaperCard, PaperNumber, PaperPage
from layouts.paper.picture import picture
from layouts.stamp import Stamp
from layouts.tables import Kind

_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_FONT = "DejaVu"
_TEXT, _QUIET, _LINE, _ACCENT = (19, 26, 38), (91, 103, 121), (227, 232, 239), (36, 72, 196)
_MARGIN = 15.0
_PICTURE_MM = 78.0
_MOST_COLUMNS = 7
MOST_ROWS = 12
# A row has to fit on a sheet: a longer name would leave nobody a PDF.
_LONGEST = 160


class _Paper(FPDF):
    """A4 with the shop's name and the as-of day at the foot of every sheet."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self._foot = foot
        self.add_font(_FONT, fname=_FONTS / "DejaVuSans.ttf")
        self.add_font(_FONT, style="B", fname=_FONTS / "DejaVuSans-Bold.ttf")
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=18)

    def footer(self) -> None:
        """Called by the library at the end of every sheet."""
        self.set_y(-12)
        self.set_font(_FONT, size=7)
        self.set_text_color(*_QUIET)
        self.cell(self.epw / 2, 5, self._foot)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def close_fonts(self) -> None:
        """The library reads font files while it writes, and leaves them open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def say(self, text: str, size: float, *, bold: bool = False, quiet: bool = False) -> None:
        """A paragraph."""
        self.set_font(_FONT, style="B" if bold else "", size=size)
        self.set_text_color(*(_QUIET if quiet else _TEXT))
        height = size * 0.5
        self.multi_cell(0, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")

    def keep(self, height: float) -> None:
        """Begin a new sheet where so many millimetres do not fit any more."""
        if self.get_y() + height > self.h - self.b_margin:
            self.add_page()


def document(pages: Sequence[PaperPage], stamp: Stamp, currency: str) -> bytes:
    """The pages as a PDF, each from a new sheet on; the stamp closes it."""
    paper = _Paper(stamp.title)
    try:
        paper.set_title(stamp.title)
        for page in pages:
            _write_page(paper, page, currency)
        _write_stamp(paper, stamp)
        return bytes(paper.output())
    finally:
        paper.close_fonts()


def _write_page(paper: _Paper, page: PaperPage, currency: str) -> None:
    paper.add_page()
    paper.start_section(page.title)
    paper.say(page.title, 16, bold=True)
    if page.lede:
        paper.ln(1)
        paper.say(page.lede, 9.5, quiet=True)
    if page.numbers:
        _write_numbers(paper, page.numbers)
    for card in page.cards:
        _write_card(paper, card, currency)


def _write_numbers(paper: _Paper, numbers: Sequence[PaperNumber]) -> None:
    paper.ln(4)
    width, top, high = paper.epw / 4, paper.get_y(), 17.0
    for place, number in enumerate(numbers):
        row, column = divmod(place, 4)
        paper.set_xy(_MARGIN + column * width, top + row * high)
        paper.set_font(_FONT, size=7.5)
        paper.set_text_color(*_QUIET)
        paper.cell(width, 4, number.label)
        paper.set_xy(_MARGIN + column * width, top + row * high + 4)
        paper.set_font(_FONT, style="B", size=12)
        paper.set_text_color(*_TEXT)
        paper.cell(width, 6, number.value)
        paper.set_xy(_MARGIN + column * width, top + row * high + 10)
        paper.set_font(_FONT, size=7)
        paper.set_text_color(*_QUIET)
        paper.cell(width, 4, number.change)
    rows = -(-len(numbers) // 4)
    paper.set_xy(_MARGIN, top + rows * high)


def _write_card(paper: _Paper, card: PaperCard, currency: str) -> None:
    paper.ln(5)
    paper.keep(_PICTURE_MM + 24 if card.figure is not None else 40)
    paper.set_draw_color(*_LINE)
    paper.line(_MARGIN, paper.get_y(), paper.w - _MARGIN, paper.get_y())
    paper.ln(3)
    paper.say(card.title, 11, bold=True)
    if card.subtitle:
        paper.say(card.subtitle, 8, quiet=True)
    if card.message:
        paper.ln(2)
        paper.say(card.message, 9)
        return
    if card.figure is not None:
        drawn = picture(card.figure, width_mm=paper.epw, height_mm=_PICTURE_MM)
        paper.image(io.BytesIO(drawn), w=paper.epw, alt_text=card.title)
    if card.note:
        paper.say(card.note, 8, quiet=True)
    if card.rows and card.columns:
        _write_table(paper, card, currency)


def _write_table(paper: _Paper, card: PaperCard, currency: str) -> None:
    columns, rows = list(card.columns)[:_MOST_COLUMNS], card.rows[:MOST_ROWS]
    paper.ln(2)
    paper.set_font(_FONT, size=7)
    paper.set_text_color(*_TEXT)
    widths = [2 if column.kind is Kind.TEXT else 1 for column in columns]
    aligned = ["LEFT" if column.kind is Kind.TEXT else "RIGHT" for column in columns]
    with paper.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=tuple(widths),
        text_align=tuple(aligned),
        headings_style=FontFace(emphasis="BOLD", color=_ACCENT),
        line_height=4.2,
        padding=0.6,
    ) as table:
        table.row([column.label for column in columns])
        for row in rows:
            table.row([written(row.get(c.field), c.kind, currency) for c in columns])
    left_out = _left_out(card)
    if left_out:
        paper.say(left_out, 7, quiet=True)


def _left_out(card: PaperCard) -> str:
    parts = []
    if len(card.rows) > MOST_ROWS:
        parts.append(f"the first {MOST_ROWS} of {len(card.rows):,} rows")
    if len(card.columns) > _MOST_COLUMNS:
        parts.append(f"the first {_MOST_COLUMNS} of {len(card.columns)} columns")
    return f"Here: {' and '.join(parts)}." if parts else ""


def written(value: Any, kind: Kind, currency: str) -> str:
    """A value of a table as the page writes it; empty where it is missing."""
    if value is None or value != value:  # noqa: PLR0124 - what is no number is missing
        return ""
    if kind in {Kind.TEXT, Kind.DAY} or isinstance(value, str):
        text = " ".join(str(value).split())
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return {
        Kind.MONEY: lambda v: formatting.money(v, currency),
        Kind.COUNT: formatting.count,
        Kind.PERCENT: formatting.percent,
        Kind.RATIO: formatting.ratio,
    }[kind](value)


def _write_stamp(paper: _Paper, stamp: Stamp) -> None:
    paper.ln(6)
    paper.keep(40)
    paper.say("About these figures", 11, bold=True)
    paper.ln(1)
    for label, value in stamp.facts:
        paper.say(f"{label}: {value}", 7.5, quiet=True)
