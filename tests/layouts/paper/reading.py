"""The words of a PDF, read back the plain way: its fonts tell which glyph is which letter."""

from __future__ import annotations

import io

from pypdf import PdfReader


def texts_of(data: bytes) -> str:
    """All words of all sheets, line ends as spaces."""
    reader = PdfReader(io.BytesIO(data))
    return " ".join(" ".join((page.extract_text() or "").split()) for page in reader.pages)
