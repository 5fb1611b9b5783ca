"""The orders behind a selection: by hand on the tiny shop, by pandas on a simulated one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.answers.kpis import values
from data.answers.rows import A_PAGE, MEASURES, SORTINGS, Wanted, all_orders, order, orders, page_of
from data.filters import FilterError, Filters
from data.metrics import metric
from data.warehouse import View
from tests.data.answers.asking import JULY, JUNE, MAY, kept
from tests.data.answers.reference import Reference, _kept

# What a measure of the rows is called among the metrics.
METRIC_OF = {
    "units": "units",
    "gross": "gross_sales",
    "discount": "discounts",
    "reversed": "reversals_by_order",
    "net": "net_sales_by_order",
    "shipping": "shipping",
    "tax": "tax",
}

HOSTILE = ("%", "_", "'", '"', "\\", "%" * 200, "'; DROP TABLE orders; --", "O1%", "O_", "💥" * 100)

SELECTIONS: list[dict[str, Any]] = [
    {},
    {"countries": ["United Kingdom"]},
    {"products": ["MUG"]},
    {"categories": ["Pantry"]},
    {"payment_methods": ["card"]},
    {"channels": ["web"]},
    {"segments": ["Loyal regulars"]},
    {"rfm_segments": ["Champions"]},
    {"products": ["TEA", "MUG"], "countries": ["Ireland"], "payment_methods": ["paypal"]},
]


def ids(view: View, filters: Filters, **wanted: str) -> list[str]:
    """The ids of the first page."""
    return list(orders(view, filters, Wanted(**wanted)).rows["order_id"])


def row(view: View, order_id: str, filters: Filters | None = None, **more: Any) -> pd.Series:
    """One row of the list."""
    frame = orders(view, filters or Filters(), Wanted(), **more).rows
    return frame[frame["order_id"] == order_id].iloc[0]


def test_every_order_and_every_reversal_that_names_none_is_a_row(view: View) -> None:
    found = orders(view, Filters(), Wanted())
    assert (found.found, found.orders, found.page, found.pages) == (12, 11, 1, 1)
    assert list(found.rows["order_id"]) == [
        "O11", "O10", "C1", "O9", "O8", "O7", "O6", "O5", "O4", "O3", "O2", "O1",
    ]  # fmt: skip
    assert found.sums == {
        "units": 20.0,
        "gross": 231.0,
        "discount": 21.5,
        "reversed": 54.0,
        "net": 155.5,
        "shipping": 26.0,
        "tax": 14.8,
    }


def test_a_row_says_everything_of_its_order(view: View) -> None:
    one = row(view, "O4")
    assert one["date"] == pd.Timestamp("2026-06-10")
    assert list(one[["customer_id", "country", "channel", "paid_by", "status"]]) == [
        "ada", "United Kingdom", "app", "card, gift card", "paid",
    ]  # fmt: skip
    assert [one[name] for name in MEASURES] == [1, 40.0, 4.0, 36.0, 0.0, 0.0, 7.2]
    assert one["is_order"]


def test_a_reversal_document_is_told_from_an_order(view: View) -> None:
    one = row(view, "C1")
    assert not one["is_order"]
    assert list(one[["status", "paid_by", "customer_id"]]) == [
        "Reversal document: credit note", "", "ben",
    ]  # fmt: skip
    assert [one[name] for name in MEASURES] == [0, 0.0, 0.0, 4.0, -4.0, 0.0, 0.0]


def test_an_order_of_a_guest_has_no_customer_and_one_that_nobody_paid_says_so(view: View) -> None:
    assert pd.isna(row(view, "O3")["customer_id"])
    assert row(view, "O9")["paid_by"] == "Not paid"
    assert row(view, "O9")["status"] == "pending"


@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
@pytest.mark.parametrize("period", [None, MAY, JUNE, JULY], ids=["all", "may", "june", "july"])
def test_rows_add_up_to_the_numbers_of_the_selection(
    view: View, chosen: dict[str, Any], period: Any
) -> None:
    filters = kept(period, **chosen)
    found = orders(view, filters, Wanted())
    metrics = [metric(name) for name in (*METRIC_OF.values(), "orders")]
    wanted = values(view, metrics, filters)
    if found.found:
        assert {METRIC_OF[name]: value for name, value in found.sums.items()} == {
            name: pytest.approx(wanted[name], abs=1e-9) for name in METRIC_OF.values()
        }
    else:
        assert not any(wanted.values())
    assert found.orders == wanted["orders"]
    rows = found.rows
    assert rows["net"].sum() == pytest.approx(found.sums["net"] or 0.0)


def test_a_filter_by_product_leaves_the_part_of_an_order_that_is_that_product(view: View) -> None:
    one = row(view, "O2", kept(products=["TEA"]))
    assert [one[name] for name in MEASURES[:5]] == [1, 5.0, 0.0, 0.0, 5.0]
    assert pd.isna(one["shipping"])
    assert pd.isna(one["tax"])


def test_rows_are_sorted_in_the_database(view: View) -> None:
    assert ids(view, Filters(), sort="oldest")[:3] == ["O1", "O2", "O3"]
    assert ids(view, Filters(), sort="net")[:3] == ["O6", "O7", "O2"]
    assert ids(view, Filters(), sort="least-net")[:3] == ["C1", "O10", "O4"]
    assert ids(view, Filters(), sort="units")[:2] == ["O7", "O3"]
    assert ids(view, Filters(), sort="discount")[:2] == ["O6", "O10"]
    assert ids(view, Filters(), sort="reversed")[:2] == ["O4", "O1"]


def test_a_text_is_looked_for_in_ids_of_orders_and_customers(view: View) -> None:
    assert ids(view, Filters(), find="o1") == ["O11", "O10", "O1"]
    assert ids(view, Filters(), find="DAN") == ["O11", "O6"]
    assert ids(view, kept(JUNE), find="O1") == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_sign_means_anything_but_itself(view: View, text: str) -> None:
    assert ids(view, Filters(), find=text) == []
    assert order(view, text).facts is None
    assert orders(view, Filters(), Wanted()).found == 12


def test_what_no_database_can_hold_is_refused(view: View) -> None:
    for text in ("\0", "\ud800"):
        with pytest.raises(FilterError, match="cannot be looked for"):
            order(view, text)


def test_one_customer_s_orders_can_be_asked_for(view: View) -> None:
    found = orders(view, Filters(), Wanted(customer="ada"))
    assert list(found.rows["order_id"]) == ["O8", "O7", "O4", "O1"]
    assert found.sums["net"] == 18 - 9 + 0 + 20 + 3
    assert orders(view, Filters(), Wanted(customer="nobody")).found == 0


@pytest.mark.parametrize("text", ["-1", "0", "", "1.5", "x", "1e3", "²", "9" * 10, " 1", "1; DROP"])
def test_a_page_is_a_whole_number_from_1_on(text: str) -> None:
    with pytest.raises(FilterError, match="whole number"):
        page_of(text)
    assert page_of("12") == 12


def test_names_are_not_even_asked_for_where_they_may_not_be_shown(view: View) -> None:
    assert "name" not in orders(view, Filters(), Wanted()).rows
    assert "name" not in (order(view, "O1").facts or {})
    assert row(view, "O1", people=True)["name"] == "Ada Lane"
    assert (order(view, "O1", people=True).facts or {})["name"] == "Ada Lane"


def test_an_order_has_its_goods_its_payments_and_what_was_taken_back(view: View) -> None:
    found = order(view, "O6")
    facts = found.facts or {}
    assert (facts["customer_id"], facts["status"], facts["counts"]) == ("dan", "paid", True)
    names = ["product", "units", "price", "gross", "discount", "reversed", "net"]
    assert found.goods[names].values.tolist() == [
        ["Desk lamp", 2, 40.0, 80.0, 8.0, 0.0, 72.0],
        ["Not by product", 0, pytest.approx(float("nan"), nan_ok=True), 0.0, 0.0, 5.0, -5.0],
    ]
    assert found.payments[["method", "status", "amount"]].values.tolist() == [
        ["card", "succeeded", 82.0]
    ]
    assert found.reversals.values.tolist() == [
        [pd.Timestamp("2026-07-15"), "Not by product", 0, 5.0]
    ]


def test_a_split_order_shows_both_payments_and_a_failed_one_shows_too(view: View) -> None:
    assert order(view, "O4").payments["method"].tolist() == ["card", "gift card"]
    assert order(view, "O2").payments["status"].tolist() == ["failed", "succeeded"]


def test_an_order_that_does_not_count_says_why_and_has_no_goods(view: View) -> None:
    found = order(view, "T1")
    facts = found.facts or {}
    assert (facts["counts"], facts["left_out"], facts["status"]) == (False, "status", "test")
    assert found.goods.empty
    assert found.payments.empty
    assert order(view, "C1").goods["net"].tolist() == [-4.0]


# --- a simulated shop -------------------------------------------------------------------------


def by_pandas(reference: Reference, filters: Filters) -> pd.DataFrame:
    """The same rows: lines and reversals of the selection, each summed by order."""
    lines = _kept(reference.lines, filters, "order_day")
    back = _kept(reference.reversals, filters, "order_day")
    sold = lines.groupby("order_id")[["quantity", "gross", "discount"]].sum()
    taken = back.groupby("order_id")["amount"].sum()
    found = sold.join(taken.rename("reversed"), how="outer").fillna(0)
    return found.assign(net=found["gross"] - found["discount"] - found["reversed"]).astype(float)


@pytest.mark.parametrize(
    "chosen",
    [{}, {"countries": ["Ireland"]}, {"payment_methods": ["Card", "PayPal"]}, {"categories": None}],
    ids=["all", "country", "methods", "category"],
)
def test_a_simulated_shop_has_the_rows_that_pandas_finds(
    demo_view: View, reference: Reference, chosen: dict[str, Any]
) -> None:
    some = sorted(reference.lines["category"].dropna().unique())[:2]
    filters = Filters.keeping({name: value or some for name, value in chosen.items()})
    wanted = by_pandas(reference, filters)
    frame = all_orders(demo_view, filters, Wanted(), limit=100_000).set_index("order_id")
    assert len(frame) == len(wanted) > A_PAGE
    columns = ["units", "gross", "discount", "reversed", "net"]
    got = frame.loc[wanted.index, columns].astype(float)
    for name, other in zip(columns, wanted.columns, strict=True):
        assert got[name].to_numpy() == pytest.approx(wanted[other].to_numpy(), abs=1e-6)


@pytest.mark.parametrize("sort", list(SORTINGS))
def test_pages_hold_every_row_once_in_one_order(demo_view: View, sort: str) -> None:
    whole = all_orders(demo_view, Filters(), Wanted(sort=sort), limit=100_000)
    first = orders(demo_view, Filters(), Wanted(sort=sort))
    assert first.pages == -(-len(whole) // A_PAGE)
    seen = [
        orders(demo_view, Filters(), Wanted(sort=sort), page=n).rows["order_id"]
        for n in range(1, first.pages + 1)
    ]
    assert list(pd.concat(seen)) == list(whole["order_id"])
    assert whole["order_id"].is_unique


def test_beyond_the_last_page_is_the_last_page(demo_view: View) -> None:
    last = orders(demo_view, Filters(), Wanted(), page=999_999_999)
    assert last.page == last.pages > 1
    assert 0 < len(last.rows) <= A_PAGE
    filters = Filters(start=date(2030, 1, 1), end=date(2030, 1, 2))
    nothing = orders(demo_view, filters, Wanted(), page=7)
    assert (nothing.page, nothing.pages, nothing.found) == (1, 1, 0)
