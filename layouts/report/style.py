"""How the report looks: the page's light colours, and paper."""

from __future__ import annotations

from layouts.theme import FONT, TOKENS, Mode

_T = TOKENS[Mode.LIGHT]

CSS = f"""
:root {{ color-scheme: light; }}
body {{ margin: 0; background: #F5F7FA; color: {_T.text}; font: 14px/1.5 {FONT}; }}
main {{ max-width: 880px; margin: 0 auto; padding: 32px 16px; }}
h1 {{ font-size: 22px; margin: 0 0 8px; }}
h2 {{ font-size: 17px; margin: 0 0 4px; }}
header p {{ margin: 0 0 4px; color: {_T.text_2}; }}
nav ul {{ display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; }}
a {{ color: #2448C4; }}
section {{ background: {_T.surface}; border: 1px solid {_T.line}; border-radius: 12px;
  padding: 20px; margin: 0 0 16px; }}
section > p {{ margin: 0 0 12px; color: {_T.text_2}; }}
figure {{ margin: 16px 0 0; }}
img {{ display: block; width: 100%; height: auto; }}
figcaption {{ font-size: 12px; color: {_T.text_3}; }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: right; padding: 4px 8px; border-bottom: 1px solid {_T.line};
  font-weight: 400; }}
th:first-child {{ text-align: left; overflow-wrap: anywhere; }}
thead th {{ color: {_T.text_3}; font-size: 12px; }}
@media print {{
  body {{ background: none; }}
  nav {{ display: none; }}
  section {{ border: 0; padding: 0; margin: 0 0 24px; }}
  figure, tr {{ break-inside: avoid; }}
}}
"""
