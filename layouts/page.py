"""The HTML document around the app: its language, and colours decided before the first paint."""

from __future__ import annotations

from html import escape

TITLE = "Sales analytics"

_DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB" data-bs-theme="light">
  <head>
    {%metas%}
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{%title%}</title>
    <meta name="grid-code" content="__GRID_CODE__">
    <script src="__THEME_INIT__"></script>
    <link rel="icon" type="image/svg+xml" href="__ICON__">
    <link rel="preload" as="font" type="font/woff2" href="__FONT__" crossorigin>
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <noscript><p class="noscript">This page draws its charts with JavaScript. Please allow it.</p>
    </noscript>
    <footer class="dash-boot">{%config%}{%scripts%}{%renderer%}</footer>
  </body>
</html>
"""


def index_string(*, theme_init: str, icon: str, font: str, grid_code: str) -> str:
    """Dash's index page, with the addresses of four files.

    `assets/theme-init.js`, the page's sign, its font, and the code of the tables, which is asked
    for when the first table is seen (`assets/34-grid.js`).
    """
    named = {
        "__THEME_INIT__": theme_init,
        "__ICON__": icon,
        "__FONT__": font,
        "__GRID_CODE__": grid_code,
    }
    document = _DOCUMENT
    for place, address in named.items():
        document = document.replace(place, escape(address, quote=True))
    return document
