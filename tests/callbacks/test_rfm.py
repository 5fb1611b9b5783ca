"""The page of RFM segments, on the shop that adds up by hand."""

from __future__ import annotations

from layouts import rfm
from layouts.filters import Id as FilterId
from tests.callbacks.conftest import Open
from tests.callbacks.test_page import rows, state, text


def test_the_grid_is_of_the_last_day_of_the_period_and_says_so(opened: Open) -> None:
    page = opened("?tab=rfm&month=2026-06")
    subtitle = "Customers, as of 30 Jun 2026, looking back to 1 Jul 2024"
    assert text(page, rfm.GRID.subtitle) == subtitle
    found = rows(page, rfm.GRID)
    assert len(found) == 25
    there = {(r["r_score"], r["fm"], r["segment"]): r["worth"] for r in found if r["customers"]}
    assert there == {(5, 1, "New"): 13, (3, 4, "Loyal"): 45, (1, 2, "Hibernating"): 15}


def test_a_segment_can_be_filtered_by_only_where_the_filter_means_the_same_day(
    opened: Open,
) -> None:
    page = opened("?tab=rfm&month=2026-06")
    assert "customdata" not in page.value(rfm.GRID.graph, "figure")["data"][0]
    assert "choose a period that ends on 20 Jul 2026" in text(page, rfm.GRID.note)
    assert all(row.get("key") is None for row in rows(page, rfm.SEGMENTS))
    now = opened("?tab=rfm&period=all")
    keys = now.value(rfm.GRID.graph, "figure")["data"][0]["customdata"]
    assert keys[4][4] == "Champions"
    now.change(rfm.GRID.graph, "clickData", {"points": [{"customdata": keys[4][4]}]})
    assert now.value("location", "search") == "?tab=rfm&period=all&rfm-segment=Champions"
    assert [row["segment"] for row in rows(now, rfm.SEGMENTS) if row["customers"]] == ["Champions"]


def test_a_chosen_row_filters_by_its_segment_and_a_chip_lets_go(opened: Open) -> None:
    page = opened("?tab=rfm&period=all")
    chosen = next(row for row in rows(page, rfm.SEGMENTS) if row["segment"] == "At risk")
    page.change(rfm.SEGMENTS.table, "selectedRows", [chosen])
    assert page.value("location", "search") == "?tab=rfm&period=all&rfm-segment=At+risk"
    chips = page.value(FilterId.CHIPS, "children")
    assert len(chips) == 1
    assert "RFM segment" in str(chips)
    assert page.value(FilterId.SUMMARY, "children") == "4 of 11 orders"


def test_segments_come_with_their_first_action_and_what_they_bought(opened: Open) -> None:
    page = opened("?tab=rfm&month=2026-06")
    found = {row["segment"]: row for row in rows(page, rfm.SEGMENTS)}
    assert len(found) == 13
    loyal = found["Loyal"]
    assert (loyal["customers"], loyal["worth"], loyal["orders"], loyal["net_sales"]) == (
        1,
        45,
        1,
        0,
    )
    assert loyal["action"] == "Upsell, keep the rhythm"
    assert found["Prospects (no order)"]["customers"] == 1


def test_the_grid_shows_what_was_chosen(opened: Open) -> None:
    page = opened("?tab=rfm&period=all&rfm.by=worth")
    assert str(text(page, rfm.GRID.subtitle)).startswith("24-month sales")
    texts = [a["text"] for a in page.value(rfm.GRID.graph, "figure")["layout"]["annotations"]]
    assert "£76.00" in texts


def test_segments_and_clusters_say_when_they_are_not_of_the_same_day(opened: Open) -> None:
    page = opened("?tab=rfm&period=all")
    assert text(page, rfm.CLUSTERS.note).startswith("Both are as of 20 Jul 2026.")
    found = {(row["segment"], row["cluster"]): row["share"] for row in rows(page, rfm.CLUSTERS)}
    assert found["Champions", "Loyal regulars"] == 1
    earlier = opened("?tab=rfm&month=2026-06")
    note = text(earlier, rfm.CLUSTERS.note)
    assert note.startswith("Not the same day: segments are as of 30 Jun 2026, clusters as of 20")


def test_a_click_on_the_cross_table_keeps_the_cluster(opened: Open) -> None:
    page = opened("?tab=rfm&period=all")
    trace = page.value(rfm.CLUSTERS.graph, "figure")["data"][0]
    mark = trace["customdata"][0][1]
    page.change(rfm.CLUSTERS.graph, "clickData", {"points": [{"customdata": mark}]})
    assert page.value("location", "search") == "?tab=rfm&period=all&segment=One-time+buyers"


def test_filters_say_that_they_choose_customers_and_change_no_score(opened: Open) -> None:
    page = opened("?tab=rfm&period=all&product=LAMP")
    assert "no filter changes a score" in text(page, rfm.GRID.note)
    assert "Prospects are left out" in text(page, rfm.SEGMENTS.note)
    there = [row["segment"] for row in rows(page, rfm.GRID) if row["customers"]]
    assert there == ["Champions", "At risk"]


def test_a_day_before_the_data_or_without_customers_says_so(opened: Open) -> None:
    before = opened("?tab=rfm&month=2026-01")
    assert {state(before, ids) for ids in rfm.CARDS} == {"is-empty"}
    assert text(before, rfm.Id.LEDE) == "Nobody has a score on this day."
    nobody = opened("?tab=rfm&month=2026-06&country=Germany")
    assert {state(nobody, ids) for ids in rfm.CARDS} == {"is-few"}
    assert "24 months to 30 Jun 2026" in text(nobody, rfm.GRID.state_text)


def test_the_sentence_names_the_champions_and_who_may_be_lost(opened: Open) -> None:
    page = opened("?tab=rfm&period=all")
    assert text(page, rfm.Id.LEDE) == (
        "On 20 Jul 2026 1 champion (20.0% of customers) had brought 53.5% of the net sales of 24 "
        "months; £32.00 had come from 1 customer at risk of being lost."
    )


def test_the_honesty_of_the_clusters_stands_beside_them(opened: Open) -> None:
    page = opened("?tab=rfm")
    assert "train" in text(page, rfm.MODEL.text)
    assert text(page, rfm.MODEL.agreement) == "–"
