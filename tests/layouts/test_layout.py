"""The whole page as one tree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
from dash import dcc
from dash.development.base_component import Component
from plotly.offline import get_plotlyjs_version

from layouts import (
    components,
    data_page,
    filters,
    forecast,
    kpi,
    page,
    products,
    segmentation,
    shell,
    tabs,
    trends,
)
from layouts.data_page import mapping
from layouts.filters import Chip

ASSETS = Path(__file__).parents[2] / "assets"
FIGURES = Path(__file__).parents[2] / "layouts" / "figures"

LABELLED_BY_LABEL = {"Dropdown", "Select", "Input", "Textarea"}


def _components() -> list[Component]:
    tree = shell.layout()
    return [tree, *tree._traverse()]


def _of_kind(*names: str) -> Iterator[Component]:
    return (c for c in _components() if type(c).__name__ in names)


def _ids() -> list[str]:
    found = [getattr(c, "id", None) for c in _components()]
    return [i if isinstance(i, str) else json.dumps(i, sort_keys=True) for i in found if i]


def test_ids_are_unique() -> None:
    ids = _ids()
    assert len(ids) == len(set(ids))
    assert len(ids) > 150


def test_every_named_id_stands_on_the_page() -> None:
    ids = set(_ids())
    enums = (shell, filters, kpi, trends, segmentation, products, forecast, data_page)
    named = {str(i) for module in enums for i in module.Id}
    assert named - ids == set()


def test_every_card_of_every_tab_has_its_parts() -> None:
    ids = set(_ids())
    for card in (card for view in tabs.TABS for card in view.cards):
        assert {card.body, card.title, card.subtitle, card.note} <= ids
        takes = {json.dumps(card.take(form), sort_keys=True) for form in ("csv", "xlsx")}
        assert card.export in ids or takes <= ids
        assert {card.state_title, card.state_text, json.dumps(card.undo, sort_keys=True)} <= ids
        assert card.table in ids or {card.graph, card.toggle, card.behind} <= ids


def test_every_setting_of_a_link_has_its_control_and_begins_with_its_page() -> None:
    ids = set(_ids())
    for view in tabs.TABS:
        for choice in view.choices:
            assert choice.control in ids
            assert choice.key.startswith(f"{view.tab.value}.")
            assert choice.takes(choice.default)


def test_no_graph_offers_to_send_data_away() -> None:
    graphs = list(_of_kind("Graph"))
    assert {card.graph for view in tabs.TABS for card in view.cards} >= {g.id for g in graphs}
    assert graphs
    for graph in graphs:
        assert graph.config["showSendToCloud"] is False
        assert graph.config["plotlyServerURL"] == ""
        assert graph.config["displaylogo"] is False
        assert graph.config["displayModeBar"] is False


def test_graphs_are_made_in_one_place_only() -> None:
    sources = (Path(components.__file__).parent).rglob("*.py")
    makers = [p.name for p in sources if "dcc.Graph(" in p.read_text(encoding="utf-8")]
    assert makers == ["components.py"]


def test_every_form_control_has_a_label() -> None:
    labels = {label.htmlFor for label in _of_kind("Label")}
    controls = {c.id for c in _of_kind(*LABELLED_BY_LABEL)}
    assert controls - labels == set()
    menus = len(mapping.MAPPED) + len(mapping.STATUSES) + 7 + 1
    assert len(controls) >= 8 + menus


def test_groups_of_choices_stand_in_a_fieldset_with_a_legend() -> None:
    fieldsets = list(_of_kind("Fieldset"))
    inside = {c.id for f in fieldsets for c in f._traverse() if type(c).__name__ == "RadioItems"}
    assert inside == {r.id for r in _of_kind("RadioItems")}
    assert all(type(f.children[0]).__name__ == "Legend" for f in fieldsets)


def test_every_button_says_what_it_does() -> None:
    for button in _of_kind("Button"):
        props = button.to_plotly_json()["props"]
        words = [props.get("aria-label", ""), *_words(button)]
        waits_for_text = isinstance(props.get("id"), dict) and props["id"]["type"] == "undo"
        assert any(words) or waits_for_text, props.get("id")


def _words(component: Component) -> list[str]:
    texts = [component.children] if isinstance(component.children, str) else []
    return texts + [
        c.children for c in component._traverse() if isinstance(getattr(c, "children", None), str)
    ]


def test_only_the_first_tab_is_seen_before_anything_is_asked() -> None:
    panels = {
        c.id: c.className
        for c in _of_kind("Lazy")
        if str(getattr(c, "id", "")).startswith("panel-")
    }
    assert panels["panel-overview"] == "panel"
    assert set(panels) == {view.panel_id for view in tabs.TABS}
    assert sum("is-hidden" in name for name in panels.values()) == len(tabs.TABS) - 1


def test_tabs_are_links_with_real_addresses() -> None:
    links = {c.id: c.href for c in _of_kind("NavLink")}
    assert links["tab-trends"] == "?tab=trends"
    assert links["group-customers"] == "?tab=segments"
    assert len(links) == len(tabs.TABS) + len(tabs.Group)
    assert not list(_of_kind("Tabs", "Tab"))


def test_a_chip_names_its_dimension_and_can_be_removed() -> None:
    chip = filters.chips([Chip("payment_methods", "card", "Card")])[0]
    kind, value, button = chip.children
    assert (kind.children, value.children) == ("Payment method", "Card")
    assert button.id == {"type": "chip", "field": "payment_methods", "value": "card"}
    assert button.to_plotly_json()["props"]["aria-label"] == "Remove payment method Card"


def test_the_row_of_chips_disappears_when_it_is_empty() -> None:
    assert "is-hidden" in filters.chips_row_class(shown=False)
    assert "is-hidden" not in filters.chips_row_class(shown=True)


def test_the_document_names_its_language_and_its_colours_come_first() -> None:
    text = page.index_string(
        theme_init="/assets/theme-init.js?m=1&x=2",
        icon="/assets/icon.svg?m=1",
        font="/assets/a.woff2?m=1",
        grid_code="/grid.js",
    )
    assert '<html lang="en-GB"' in text
    assert 'src="/assets/theme-init.js?m=1&amp;x=2"' in text
    assert text.index("theme-init.js") < text.index("{%css%}")
    for part in ("metas", "title", "css", "app_entry", "config", "scripts", "renderer"):
        assert "{%" + part + "%}" in text


def _own_assets() -> list[Path]:
    return [p for p in sorted(ASSETS.glob("*.*")) if p.suffix in {".css", ".js"}]


@pytest.mark.parametrize("asset", _own_assets(), ids=lambda p: p.name)
def test_no_asset_asks_anybody_else(asset: Path) -> None:
    text = asset.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    fetched = re.findall(r"(?:url\(|@import\s+|src=|href=)[\"']?(?:https?:)?//[^\s\"')]+", text)
    if asset.name != "plotly-shop.min.js":
        assert fetched == []
        assert not re.search(r"https?://(?!getbootstrap\.com|github\.com)", text)
    assert "sourceMappingURL" not in text


def test_the_layout_asks_nobody_else() -> None:
    text = json.dumps(shell.layout(), default=lambda c: c.to_plotly_json())
    assert re.findall(r"https?://", text.replace("http://www.w3.org/2000/svg", "")) == []


def test_style_sheets_of_our_own_stay_readable() -> None:
    own = [p for p in _own_assets() if "min." not in p.name]
    assert own
    assert all(len(p.read_text(encoding="utf-8").splitlines()) <= 300 for p in own)


def test_the_chart_bundle_is_the_one_the_python_side_expects() -> None:
    head = (ASSETS / "plotly-shop.min.js").read_text(encoding="utf-8")[:300]
    assert f"plotly.js {get_plotlyjs_version()}," in head


def test_the_chart_bundle_can_draw_every_trace_of_the_figures() -> None:
    bundle = (ASSETS / "plotly-shop.min.js").read_text(encoding="utf-8")
    drawn = set(re.findall(r'moduleType:"trace",name:"(\w+)"', bundle))
    known = {name.removeprefix("trace.") for name in go.Figure()._data_validator.class_strs_map}
    sources = [path.read_text(encoding="utf-8") for path in FIGURES.glob("*.py")]

    used = {kind for text in sources for kind in re.findall(r'"type": "(\w+)"', text)} & known
    used |= {name.lower() for text in sources for name in re.findall(r"go\.([A-Z]\w+)\(", text)}

    assert drawn == {"bar", "heatmap", "scatter"}
    assert used - {"figure"} == drawn


def test_location_answers_to_addresses_given_by_callbacks() -> None:
    locations = [c for c in _components() if isinstance(c, dcc.Location)]
    assert [c.refresh for c in locations] == ["callback-nav"]


def test_a_page_out_of_sight_is_known_and_not_built() -> None:
    """The browser builds what is in a `Lazy` when its class no longer hides it."""
    script = (ASSETS / "35-lazy.js").read_text(encoding="utf-8")
    assert re.search(r"window\.shop_parts = .*\{ Lazy \}", script)
    assert "is-hidden" in script
    for part in _of_kind("Lazy"):
        known = part.to_plotly_json()
        assert (known["namespace"], known["type"]) == ("shop_parts", "Lazy")
        assert known["props"]["children"] is not None
