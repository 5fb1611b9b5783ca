"""Colours and texts of figures, as the paper's own drawing library takes them."""

from __future__ import annotations

import html
import re
from typing import Any

Colour = tuple[float, float, float, float]

# A browser's pixel is 1/96 inch, a point 1/72.
POINTS_PER_PIXEL = 0.75

_RGBA = re.compile(r"rgba?\(([^)]+)\)")
_TAGS = re.compile(r"<[^>]+>")


def colour(text: Any, otherwise: str = "#131A26") -> Colour:
    """#RRGGBB or rgb(a)(...) as four parts between 0 and 1."""
    written = text if isinstance(text, str) else otherwise
    found = _RGBA.fullmatch(written.replace(" ", ""))
    if found:
        parts = [float(part) for part in found.group(1).split(",")]
        return (parts[0] / 255, parts[1] / 255, parts[2] / 255, parts[3] if len(parts) > 3 else 1.0)
    digits = written.lstrip("#")
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return (red, green, blue, 1.0)


def plain(text: Any) -> str:
    """A label without its marks of emphasis; line ends stay."""
    with_ends = str(text).replace("<br>", "\n").replace("<br/>", "\n")
    # A dollar would begin a formula.
    return html.unescape(_TAGS.sub("", with_ends)).replace("$", r"\$")


def is_bold(text: Any) -> bool:
    """Whether a label begins with emphasis."""
    return str(text).lstrip().startswith("<b>")
