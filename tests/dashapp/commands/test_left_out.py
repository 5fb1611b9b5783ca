"""Orders without a rate are named beside the numbers that do not include them."""

from __future__ import annotations

from pathlib import Path

import pytest

from callbacks.header import HIDDEN, SHOWN, warned
from tests.dashapp.commands.conftest import Command

ORDERS = [
    "order_id,ordered_at,currency",
    "1,2026-05-01,EUR",
    "2,2026-05-02,EUR",
    "3,2026-05-03,USD",
]
LINES = ["order_id,product_id,quantity,unit_price", "1,mug,1,5", "2,mug,2,5", "3,mug,4,5"]
SENTENCE = "1 order in USD worth 20.00 USD is not included: there is no rate for its day."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two orders for 15.00 EUR and one for 20.00 USD."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, lines in {
        "orders": ORDERS,
        "order_items": LINES,
        "products": ["product_id", "mug"],
    }.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


def test_an_answer_says_what_it_leaves_out_until_there_is_a_rate(
    command: Command, folder: Path, tmp_path: Path
) -> None:
    command("load", folder)
    asked = command("query", "kpis").json
    assert (asked["currency"], asked["metrics"]["gross_sales"]["value"]) == ("EUR", 15)
    assert asked["not_included"] == SENTENCE
    assert command("query", "series", "--metric", "orders").json["not_included"] == SENTENCE

    rates = tmp_path / "rates.csv"
    rates.write_text("currency,date,rate\nUSD,2026-05-01,0.90\n")
    assert command("load", rates).code == 0
    asked = command("query", "kpis").json
    assert asked["metrics"]["gross_sales"]["value"] == 33
    assert "not_included" not in asked


def test_every_tab_says_so_too() -> None:
    assert warned(SENTENCE) == {"left_out": SHOWN, "left_out_text": SENTENCE}
    assert warned("") == {"left_out": HIDDEN, "left_out_text": ""}
