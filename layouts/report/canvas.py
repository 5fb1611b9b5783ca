"""Drawings of the report as SVG: no shared state, and the same bytes for the same numbers."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from layouts.theme import TOKENS, Mode

T = TOKENS[Mode.LIGHT]

_SETTINGS = {
    **sns.axes_style("whitegrid"),
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "axes.edgecolor": T.line,
    "axes.labelcolor": T.text_3,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "grid.color": T.grid,
    "text.color": T.text_2,
    "xtick.color": T.text_3,
    "ytick.color": T.text_3,
    "xtick.bottom": False,
    "ytick.left": False,
    # Ids would differ from run to run without a salt; text stays text, in the reader's own font.
    "svg.hashsalt": "report",
    "svg.fonttype": "none",
}
# What a reader's machine writes text with; it was measured with a font that is always there.
_FONTS = "Inter, system-ui, 'DejaVu Sans'"


def picture(draw: Callable[[Axes], None], *, width: float = 8.0, height: float = 3.2) -> str:
    """What `draw` puts onto the axes, as an address that holds the whole drawing."""
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.subplots())
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None}, transparent=True)
    drawn = text.getvalue().replace("'DejaVu Sans'", _FONTS)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode("ascii")
