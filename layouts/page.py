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
    <script src="__THEME_INIT__"></script>
    {%favicon%}
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


def index_string(theme_init: str) -> str:
    """Dash's index page; `theme_init` is the address of `assets/theme-init.js` in this app."""
    return _DOCUMENT.replace("__THEME_INIT__", escape(theme_init, quote=True))
