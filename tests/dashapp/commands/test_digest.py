"""`digest`: the last complete period by mail, with the numbers of the page."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from callbacks.digest import digest as digest_of
from dashapp.services import build_services
from dashapp.settings import Settings
from data import schema
from data.answers.kpis import kpis, values
from data.filters import Filters
from data.metrics import metric
from data.notes.records import Target, checked_event
from data.periods import Comparison
from data.stores import FileStore
from data.windows import Window
from tests.built import Built
from tests.dashapp.commands.conftest import Command, Mailing
from tests.data.answers.made import view_of
from tests.data.answers.planted import planted

JUNE = ("digest", "--dry-run", "--period", "month")


def test_june_of_the_tiny_shop_adds_up_by_hand(mailing: Mailing) -> None:
    said = mailing(*JUNE)
    assert said.code == 0
    assert (
        said.out
        == f"""Subject: Net sales £49.00 - Jun 2026 - Tiny Shop

Tiny Shop: Jun 2026

1 – 30 Jun 2026, compared with nothing, because the data do not reach back further. The data reach \
to 20 Jul 2026.

{stale(mailing)}

KEY FIGURES
Net sales            £49.00
Orders               2
Average order value  £24.50
Customers            2
Units                3
Reversal rate        0.0%

WHY IT CHANGED
The data begin on 4 May 2026, after the period to compare with. Choose a later period or another \
comparison.

TOP PRODUCTS
Blue mug   £10.00
Desk lamp  £0.00

NEW AND RETURNING CUSTOMERS
New customers        1
Returning customers  1
New orders           1
Returning orders     1
Everybody looks new until 29 Jun 2026, because the data begin there.

UNUSUAL DAYS
None: no day falls out of what the eight weeks before lead one to expect.
Days are judged from 29 Jun 2026 on: before it there are not yet eight weeks to hold a day \
against, \
so 28 days could not be.

Amounts in GBP, without tax and shipping; reversals on their own day, products on the order's. \
Days in Europe/London. Release {mailing.view.release.id}.
"""
    )


def stale(mailing: Mailing) -> str:
    found = re.search(r"The data stop on 20 Jul 2026, [\d,]+ days ago: load newer files\.",
                      mailing(*JUNE).out)  # fmt: skip
    assert found is not None
    return found[0]


def test_a_day_is_held_against_the_day_before(mailing: Mailing) -> None:
    """20 July: O11, a mug for 10.00 less 1.00; nothing on the 19th."""
    answer = mailing("digest", "--dry-run", "--period", "day", "--json").json
    assert answer["subject"] == "Net sales £9.00, new - Mon 20 Jul 2026 - Tiny Shop"
    assert (answer["from"], answer["until"]) == ("2026-07-20", "2026-07-20")
    assert (answer["sent"], answer["stale"], answer["currency"]) == (False, True, "GBP")
    assert answer["metrics"]["net_sales"] == {
        "value": 9.0,
        "previous": 0.0,
        "change": None,
        "change_kind": "new",
        "last_year": None,
        "yearly_change": None,
    }
    assert "Net sales rose by £9.00 to £9.00 against 19 Jul 2026" in answer["text"]
    assert "Blue mug  £9.00, nothing in the period before" in answer["text"]


def test_a_week_without_orders_is_told_plainly(mailing: Mailing) -> None:
    """13 to 19 July: no order, and R5 gave 5.00 back; the week before: eve's free tea."""
    answer = mailing("digest", "--dry-run", "--json").json
    assert answer["subject"] == "No orders - week 13-19 Jul 2026 - Tiny Shop"
    assert answer["metrics"]["net_sales"]["value"] == -5.0
    assert answer["metrics"]["net_sales"]["previous"] == 0.0
    assert answer["metrics"]["net_sales"]["change_kind"] == "difference"
    assert answer["metrics"]["average_order_value"]["value"] is None
    assert "NO ORDERS\nThere were no orders in this period" in answer["text"]
    assert "TOP PRODUCTS" not in answer["text"]
    assert "13 – 19 Jul 2026, compared with 6 – 12 Jul 2026 (previous period)" in answer["text"]


def test_a_mail_arrives_in_both_forms_with_the_overview_on_paper(
    mailing: Mailing, tmp_path: Path
) -> None:
    to = ("--to", "ada@example.com", "--to", "ben@example.com", "--to", "ada@example.com")
    said = mailing("digest", *to, "--period", "month", "--pdf")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "Sent to ada@example.com, ben@example.com: Net sales £49.00 - Jun 2026 - Tiny Shop\n"
    )
    ((recipients, mail),) = mailing.post.taken
    assert recipients == ["ada@example.com", "ben@example.com"]
    assert mail["Subject"] == "Net sales £49.00 - Jun 2026 - Tiny Shop"
    assert mail["From"] == "Tiny Shop <shop@example.com>"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Net sales            £49.00" in text.get_content()
    assert "<strong>£49.00</strong>" in html.get_content()
    assert "<img" not in html.get_content()
    assert "http" not in html.get_content()
    (paper,) = mail.iter_attachments()
    assert paper.get_filename() == "overview_2026-06-01_2026-06-30.pdf"
    (tmp_path / "overview.pdf").write_bytes(paper.get_content())
    assert "49.00" in PdfReader(tmp_path / "overview.pdf").pages[0].extract_text()


def test_links_lead_to_the_dashboard_where_it_has_an_address(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://sales.example.com/shop/")
    mailing("digest", "--to", "ada@example.com", "--period", "day")
    (mail,) = mailing.post.mails
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    page = "https://sales.example.com/shop/?from=2026-07-20&to=2026-07-20"
    assert f"Open the dashboard: {page}" in text.get_content().splitlines()
    assert f'<a href="{page.replace("&", "&amp;")}"' in html.get_content()
    assert "product=MUG" in html.get_content()


def test_targets_and_events_are_told(mailing: Mailing) -> None:
    mailing.notes.set_targets([Target(date(2026, 6, 1), Decimal(50), "GBP")], "GBP", "ada")
    mailing.notes.add_event(checked_event("2026-06-10", "", "campaign", "Lamp week"), "ada")
    try:
        assert (
            "TARGETS\nJun 2026 brought £49.00, £1.00 less than its target of £50.00."
            in mailing(*JUNE).out
        )
    finally:
        mailing.notes.remove_target(date(2026, 6, 1))
    assert "TARGETS" not in mailing(*JUNE).out


# --- failures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Name at least one recipient"),
        (("--to", "ada"), "'ada' is not a mail address"),
        (("--to", "a@x.com\r\nBcc: eve@x.com"), "is not a mail address"),
        (("--to", "a@x.com,b@x.com"), "is not a mail address"),
        (("--dry-run", "--to", "ada"), "is not a mail address"),
        (("--to", "a@x.com", "--period", "year"), "'year'"),
        ([word for n in range(51) for word in ("--to", f"a{n}@x.com")], "51 recipients are too"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    mailing: Mailing, words: tuple[str, ...], told: str
) -> None:
    said = mailing("digest", *words)
    assert said.code == 2
    assert told in said.err
    assert mailing.post.mails == []


def test_a_server_that_is_not_named_or_says_no_is_told(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = ("digest", "--to", "ada@example.com", "--period", "month")
    mailing.post.answers["DATA"] = b"451 come back later"
    said = mailing(*to, "--json")
    assert said.code == 1
    sentence = f"The mail server 127.0.0.1:{mailing.post.port} answered 451 come back later."
    assert said.err == f"Error: {sentence}\n"
    assert said.json == {"error": sentence}
    monkeypatch.setenv("SMTP_HOST", "")
    said = mailing(*to)
    assert (said.code, said.err) == (
        1,
        "Error: No mail can be sent, because SMTP_HOST is not set.\n",
    )


def test_without_a_complete_period_nothing_is_sent(command: Command, tmp_path: Path) -> None:
    """Only 20 July is left: neither a week nor a month is whole."""
    view_of(FileStore(tmp_path / "releases"), [("ada", date(2026, 7, 20), 9)])
    for window in ("week", "month"):
        said = command("digest", "--dry-run", "--period", window)
        assert said.code == 1
        assert said.err == (
            f"Error: There is no complete {window} to report on: everything is known from "
            "20 Jul 2026 to 20 Jul 2026.\n"
        )


# --- what the shop's data hold --------------------------------------------------------------------


def test_names_of_products_are_text_and_nothing_else(command: Command, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'&"
    rename = sa.update(schema.products).where(schema.products.c.product_id == "MUG")
    planted(FileStore(tmp_path / "releases"), rename.values(name=evil))
    found = digest_of(build_services(Settings(data_dir=tmp_path)), Window.DAY, "https://x.example")
    assert evil in found.text
    assert "<script" not in found.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;" in found.html


def test_money_that_differs_is_a_warning(command: Command, tmp_path: Path) -> None:
    orphan = schema.order_items.insert().values(
        order_item_id="X3", order_id="gone", product_id="MUG", quantity=1, unit_price=7, discount=0
    )
    planted(FileStore(tmp_path / "releases"), orphan)
    assert "Reconciliation is red, money differs." in command(*JUNE).out


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Built.of(tmp_path_factory).simulated(20_000, 7)


@pytest.mark.parametrize(
    ("window", "days", "year"),
    [
        ("day", (date(2026, 11, 21), date(2026, 11, 21)), date(2025, 11, 22)),
        ("week", (date(2026, 11, 9), date(2026, 11, 15)), date(2025, 11, 10)),
        ("month", (date(2026, 10, 1), date(2026, 10, 31)), date(2025, 10, 2)),
    ],
)
def test_a_simulated_shop_has_the_key_figures_of_the_page(
    command: Command, simulated: Settings, window: str, days: tuple[date, date], year: date
) -> None:
    start, end = days
    answer = command(
        "digest", "--dry-run", "--period", window, "--json", data_dir=simulated.data_dir
    ).json
    assert (answer["from"], answer["until"]) == (str(start), str(end))
    view = build_services(simulated).warehouse.view()
    names = list(answer["metrics"])
    assert len(names) == 10
    chosen = Filters(start, end)
    then = Filters(year, year + (end - start))
    last_year = values(view, [metric(name) for name in names], then)
    for kpi in kpis(view, names, chosen, Comparison.PREVIOUS):
        told = answer["metrics"][kpi.metric.name]
        assert told["value"] == kpi.value
        assert told["previous"] == kpi.previous
        assert told["change"] == kpi.change.value
        assert told["last_year"] == last_year[kpi.metric.name]
    assert answer["stale"] is False
