"""What is known about the data that are served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate

from callbacks.data_page import history, quality, reconciliation, releases, restated, shown
from callbacks.published import said, view_of
from callbacks.services import Services
from data.answers.reconciliation import reconciliation as reconciled
from data.releases import ReleaseStore
from data.warehouse import View
from tests.callbacks.data_page.conftest import Written
from tests.data.shop import build_shop
from tests.data.shop import publish as publish_again


def test_quality_lists_what_was_found_and_counts_the_rest(view: View) -> None:
    card = quality.quality_card(view)
    assert "is-ready" in card.state.class_name
    assert all(row["rows"] > 0 for row in card.rows)
    assert {row["severity"] for row in card.rows} <= {"Problem", "Warning", "Note"}
    assert card.note.endswith("checks found nothing.")


def test_examples_are_of_the_chosen_check_or_of_the_first(view: View) -> None:
    found = quality.quality_card(view).rows
    first = quality.examples_card(view, None)
    assert first.title == f"Examples: {found[0]['title'].lower()}"
    last = quality.examples_card(view, [found[-1]])
    assert last.title == f"Examples: {found[-1]['title'].lower()}"
    assert set(last.rows[0]) == {"table_name", "row_id", "amount", "detail", "currency"}


JUNK: list[Any] = [None, "", 7, [], [None], [7], [{}], [{"name": ["x"]}], [{"name": "' OR 1"}]]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_a_row_that_is_not_ours_chooses_nothing(view: View, junk: Any) -> None:
    assert quality.examples_card(view, junk).title == quality.examples_card(view, None).title
    same = reconciliation.differences_card(view, None)
    assert reconciliation.differences_card(view, junk) == same
    assert restated.orders_card(view, junk).state.title == "Nothing to show"


def test_the_rows_that_differ_say_which_amount_is_which(view: View) -> None:
    heads = [c["headerName"] for c in reconciliation.difference_columns(view, None)]
    assert heads == ["Table", "Id", "Compared", "With", "Difference", "What was found"] or set(
        heads[2:4]
    ) <= set(reconciled(view).pairs[["left_name", "right_name"]].to_numpy().ravel())


def test_how_a_file_was_read_is_said_in_words() -> None:
    assert history.layout_in_words("demo") == "Simulated"
    assert history.layout_in_words("online-retail") == "Online retail"


def test_the_light_says_its_colour_in_a_word(view: View) -> None:
    found = reconciled(view)
    light = reconciliation.light(found)
    assert light["light"] == f"cardx light is-{found.light}"
    assert light["word"].startswith(found.light)
    assert light["sentence"] == found.sentence


def test_what_could_not_be_compared_has_no_sums(view: View) -> None:
    for row in reconciliation.pairs_card(view, reconciled(view)).rows:
        assert (row["left_amount"] is None) == (row["compared"] == 0)
        assert row["light"] in {"Red", "Amber", "Green"}


def test_the_first_line_says_whose_data_and_how_many_problems(view: View) -> None:
    assert quality.lede(view).startswith("Tiny Shop: 11 orders up to 20 Jul 2026. ")
    assert "problem" in quality.lede(view)


def test_every_file_that_was_loaded_is_listed(view: View) -> None:
    card = history.loads_card(view)
    assert card.subtitle.endswith("the latest first")
    assert all(row["finished_at"].endswith(" UTC") for row in card.rows)
    for row in card.rows:
        parts = (row["rows_loaded"], row["rows_unchanged"], row["rows_rejected"])
        assert row["rows_read"] == sum(parts)


def test_where_nothing_changed_or_was_left_out_the_cards_say_so(view: View) -> None:
    assert history.currencies_card(view).state.title == "Everything is included"
    assert restated.changes_card(view).state.title == "Nothing changed"


@pytest.fixture
def two(tmp_path: Path) -> ReleaseStore:
    """A store with two releases of the shop; the newer one is served."""
    store = build_shop(tmp_path / "releases")
    publish_again(store)
    return store


def test_releases_are_listed_with_the_one_that_is_served(two: ReleaseStore) -> None:
    newest, oldest = two.list()
    card = releases.card(two.list(), two.current_id())
    assert [row["release"] for row in card.rows] == [newest.id, oldest.id]
    assert [row["served"] for row in card.rows] == ["Served", ""]
    assert (card.rows[0]["orders"], card.rows[0]["lines"]) == (11, 13)
    assert card.subtitle == "2 releases kept; one is served to everybody"


def test_without_a_release_the_card_says_what_to_do() -> None:
    assert releases.card([], None).state.title == "There is no release yet"


def test_another_release_is_served_after_it_was_asked_for(
    written: Written, two: ReleaseStore
) -> None:
    oldest = two.list()[-1]
    desk = _with_store(written, two)
    assert "Everybody will see the figures of Tiny Shop up to 20 Jul 2026, with 11 orders" in (
        releases.question(oldest)
    )
    told = releases.served(desk, {"release": oldest.id, "at": 1})
    assert told.split()[0] == oldest.id
    assert two.current_id() == oldest.id


@pytest.mark.parametrize(
    "junk", [None, "", 7, [], {}, {"release": None}, {"release": "../x"}, {"release": ["x"]}]
)
def test_what_is_no_release_is_not_served(written: Written, two: ReleaseStore, junk: Any) -> None:
    before = two.current_id()
    with pytest.raises(PreventUpdate):
        releases.served(_with_store(written, two), junk)
    assert two.current_id() == before


def test_a_release_that_went_meanwhile_is_said_to_be_gone(
    written: Written,
    two: ReleaseStore,
    said: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    oldest = two.list()[-1]
    listed = two.list()
    monkeypatch.setattr(two, "list", lambda: listed)
    two.path(oldest.id).unlink()  # type: ignore[attr-defined]
    assert releases.served(_with_store(written, two), {"release": oldest.id}) is no_update
    assert said[0][0] == "This release cannot be served"


def test_what_follows_a_publication_is_of_that_release(services: Services) -> None:
    release = services.warehouse.view().release.id
    told: list[object] = [None, "", 7, {}, said(release), "20991231T000000Z-0000 1", "x"]
    for published in told:
        assert view_of(services, published).release.id == release


def test_the_page_is_told_something_new_each_time() -> None:
    assert said("x") != said("x")


def test_only_a_row_of_ours_is_chosen() -> None:
    assert shown.chosen([{"name": "b"}], "name", ["a", "b"]) == "b"
    assert shown.chosen([{"name": "c"}], "name", ["a", "b"]) == "a"
    assert shown.chosen([{"name": "c"}], "name", []) == ""


def _with_store(written: Written, store: ReleaseStore) -> Any:
    return type(written.desk)(
        written.admin,
        written.jobs,
        written.uploads,
        written.desk.mappings,
        store,
        written.desk.reports,
    )
