"""Style sheet and charts wear the same colours."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from layouts.theme import SERIES_COLOURS, TEMPLATES, TOKENS, Mode, client_payload, template, tokens

ASSETS = Path(__file__).parents[2] / "assets"


def _css_tokens(mode: Mode) -> dict[str, str]:
    text = (ASSETS / "10-tokens.css").read_text(encoding="utf-8")
    block = re.search(rf'html\[data-bs-theme="{mode.value}"\]\{{(.*?)\n\}}', text, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block[1]))


@pytest.mark.parametrize("mode", list(Mode))
def test_css_and_python_name_the_same_colours(mode: Mode) -> None:
    css, t = _css_tokens(mode), TOKENS[mode]
    roles = {
        "surface": t.surface,
        "text": t.text,
        "text-2": t.text_2,
        "text-3": t.text_3,
        "line": t.line,
        "accent": t.accent,
        "pos": t.better,
        "neg": t.worse,
        "c-prev": t.previous,
        "c-grid": t.grid,
        "c-area": t.area,
        "c-band-80": t.band_80,
        "c-band-95": t.band_95,
        **{f"c{i}": colour for i, colour in enumerate(t.series, start=1)},
    }
    assert {role: css[role] for role in roles} == roles


def test_templates_follow_the_tokens() -> None:
    for mode in Mode:
        layout = template(mode.value)["layout"]
        assert tuple(layout["colorway"]) == TOKENS[mode].series
        assert layout["yaxis"]["gridcolor"] == TOKENS[mode].grid
        assert layout["hoverlabel"]["bgcolor"] == TOKENS[mode].surface
    assert set(TEMPLATES) == set(Mode)
    assert SERIES_COLOURS["dark"][0] == tokens("dark").accent


def test_the_templates_are_lean() -> None:
    assert all(len(json.dumps(t)) < 2500 for t in TEMPLATES.values())


def test_repainting_finds_exactly_one_partner_for_every_colour() -> None:
    light, dark = (client_payload()["colours"][m] for m in ("light", "dark"))
    assert len(light) == len(dark) == len(set(light)) == len(set(dark))
    assert not set(light) & set(dark)


def test_an_unknown_face_is_refused() -> None:
    with pytest.raises(ValueError, match="sepia"):
        tokens("sepia")
