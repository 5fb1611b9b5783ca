"""Valuing the customers of a release: what is written or refused, and who stays in service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from dashapp.training.value import keep_value, learn_value
from dashapp.valuing import learn
from data import schema
from data.engines import writer_engine
from data.learning_value import release_buyers
from data.span import Span
from models import registry
from models.card import ModelCard
from models.names import VALUE
from models.value.model import ValueModel
from models.value.purchasing import Purchasing
from tests.data import regular_buyers as made

SPAN = Span(made.FIRST_DAY, made.LAST_DAY, 1, 1)


@dataclass
class Draft:
    """As much of a draft as a lesson uses."""

    id: str
    engine: sa.Engine
    artefacts: Path

    def read(self, table: sa.Table) -> pd.DataFrame:
        with self.engine.connect() as connection:
            return pd.read_sql(sa.select(table).order_by(table.c[0]), connection)

    @property
    def kept(self) -> tuple[ValueModel, ModelCard]:
        state, card = registry.load(self.artefacts, VALUE)
        return ValueModel.restore(state), card


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return made.orders()


@pytest.fixture(scope="module")
def draft_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    engines: list[sa.Engine] = []

    def build(rows: pd.DataFrame) -> Draft:
        folder = tmp_path_factory.mktemp("draft")
        engines.append(writer_engine(folder / "draft.duckdb"))
        made.fill(engines[-1], rows)
        return Draft(folder.name, engines[-1], folder / "models")

    yield build
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="module")
def learned(draft_of: Callable[..., Draft], rows: pd.DataFrame) -> Draft:
    draft = draft_of(rows)
    learn_value(draft, SPAN)  # type: ignore[arg-type]
    return draft


def test_every_buyer_has_a_row_that_follows_from_their_orders(
    learned: Draft, rows: pd.DataFrame
) -> None:
    found = learned.read(schema.customer_value).set_index("customer_key")
    days = rows.groupby("customer_key")["date"].nunique()
    assert found["repeat_days"].to_dict() == (days - 1).to_dict()
    assert found["p_alive"].between(0, 1).all()
    assert (found.loc[found["repeat_days"] == 0, "p_alive"] < 1).all()
    assert (found["orders_90"] < found["orders_365"]).all()
    worth = found["value_365"] / found["orders_365"]
    assert worth.to_numpy() == pytest.approx(found["value_per_order"].to_numpy())
    assert (found["value_365_lo"] <= found["value_365_hi"]).all()
    soon = pd.to_datetime(found["next_order_from"])
    assert (soon > pd.Timestamp(made.LAST_DAY)).all()
    assert (soon <= pd.to_datetime(found["next_order_on"]).fillna(pd.Timestamp.max)).all()


def test_overdue_are_those_who_stay_away_longer_than_usual(
    learned: Draft, rows: pd.DataFrame
) -> None:
    found = learned.read(schema.customer_value).set_index("customer_key")["overdue"]
    days = rows.drop_duplicates(["customer_key", "date"])
    last = pd.to_datetime(days.groupby("customer_key")["date"].max())
    quiet = last.map(lambda day: (pd.Timestamp(made.LAST_DAY) - day).days)
    stamps = days["date"].map(lambda day: float(day.toordinal()))
    gaps = stamps.groupby(days["customer_key"]).diff()
    own = gaps.groupby(days["customer_key"]).quantile(0.8)
    often = gaps.groupby(days["customer_key"]).count() >= 2
    usual = own.where(often, gaps.quantile(0.8)).round(4)
    assert found.to_dict() == (quiet > usual).to_dict()


def test_the_card_and_the_calibration_say_how_far_to_trust_it(learned: Draft) -> None:
    model, card = learned.kept
    tenths = learned.read(schema.value_calibration)
    assert model.holdout is not None
    assert model.holdout.days == made.DAYS // 3
    assert model.holdout.cut == made.LAST_DAY - timedelta(days=140)
    assert tenths["predicted_orders"].sum() == pytest.approx(model.holdout.predicted_orders)
    assert tenths["actual_value"].sum() == pytest.approx(model.holdout.actual_value)
    assert abs(card.scores["orders_error"] or 1.0) < 0.25
    assert (card.note, card.rows, card.contest) == (model.sentence(), 900, None)
    assert card.parameters == model.parameters


def test_a_planted_later_order_changes_nothing_that_was_known_before(
    draft_of: Callable[..., Draft], rows: pd.DataFrame, learned: Draft
) -> None:
    day = made.LAST_DAY - timedelta(days=100)
    planted = pd.DataFrame(
        {"customer_key": [1, 2], "date": [day + timedelta(days=1)] * 2, "amount": [9e5, 1e6]}
    )
    other = draft_of(pd.concat([rows, planted]))
    models = []
    for draft in (learned, other):
        with release_buyers(draft.engine, day) as buyers:
            models.append(learn(buyers))
    assert models[0] == models[1]
    assert models[0].as_of == day
    # What is held out is not learnt from either: only what came differs.
    learn_value(other, SPAN)  # type: ignore[arg-type]
    before, after = (draft.read(schema.value_calibration) for draft in (learned, other))
    assert after["predicted_orders"].tolist() == before["predicted_orders"].tolist()
    assert after["actual_value"].sum() == pytest.approx(before["actual_value"].sum() + 1.9e6)


def test_a_shop_that_cannot_carry_it_has_no_rows_and_a_sentence(
    draft_of: Callable[..., Draft], rows: pd.DataFrame
) -> None:
    draft = draft_of(rows[rows["customer_key"] <= 400])
    learn_value(draft, replace(SPAN, last_day=made.LAST_DAY + timedelta(days=200)))  # type: ignore[arg-type]
    model, card = draft.kept
    assert draft.read(schema.customer_value).empty
    assert draft.read(schema.value_calibration).empty
    assert model.refused
    assert card.note.startswith("Customers are not valued. It takes 500 buyers, and there are 400")
    assert "It takes an order within the last 30 days, and the last one is" in card.note
    assert [gate.name for gate in model.gates if not gate.passed] == ["buyers", "recent"]


def test_training_again_on_the_same_data_changes_nothing(
    draft_of: Callable[..., Draft], rows: pd.DataFrame, learned: Draft
) -> None:
    again = draft_of(rows)
    learn_value(again, SPAN, learned.artefacts)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(
        again.read(schema.customer_value), learned.read(schema.customer_value)
    )
    contest = again.kept[1].contest
    assert contest is not None
    assert contest["promoted"]
    assert contest["measure"] == "mean log-likelihood of held-out orders"


def test_parameters_in_service_stay_where_they_were_better_or_somebody_went_back_to_them(
    draft_of: Callable[..., Draft], rows: pd.DataFrame, learned: Draft, tmp_path: Path
) -> None:
    model, card = learned.kept
    registry.save(tmp_path, VALUE, model.state(), replace(card, pinned=True))
    draft = draft_of(rows)
    learn_value(draft, SPAN, tmp_path)  # type: ignore[arg-type]
    kept, signed = draft.kept
    assert kept.law == model.law
    assert (signed.release, signed.created_at) == (card.release, card.created_at)
    assert signed.contest is not None
    assert not signed.contest["promoted"]
    assert kept.holdout is not None
    assert len(draft.read(schema.customer_value)) == 900


def test_worse_parameters_in_service_are_replaced(
    draft_of: Callable[..., Draft], rows: pd.DataFrame, learned: Draft, tmp_path: Path
) -> None:
    model, card = learned.kept
    assert model.law is not None
    lazy = Purchasing(model.law.name, model.law.r / 9, model.law.alpha, model.law.a, model.law.b)
    registry.save(tmp_path, VALUE, replace(model, law=lazy).state(), card)
    draft = draft_of(rows)
    learn_value(draft, SPAN, tmp_path)  # type: ignore[arg-type]
    assert draft.kept[0].law == model.law
    assert draft.kept[1].release == draft.id


def test_going_back_values_todays_customers_by_former_parameters(
    draft_of: Callable[..., Draft], rows: pd.DataFrame, learned: Draft
) -> None:
    draft = draft_of(rows[rows["customer_key"] != 7])
    keep_value(draft, SPAN, learned.artefacts)  # type: ignore[arg-type]
    model, card = draft.kept
    former = learned.kept[0]
    assert (model.law, model.spend, model.buyers) == (former.law, former.spend, 899)
    assert card.release == learned.id
    mine = draft.read(schema.customer_value).set_index("customer_key")
    theirs = learned.read(schema.customer_value).set_index("customer_key").drop(index=7)
    assert mine["value_365"].to_numpy() == pytest.approx(theirs["value_365"].to_numpy())


def test_going_back_where_too_little_is_left_values_nobody(
    draft_of: Callable[..., Draft], rows: pd.DataFrame, learned: Draft
) -> None:
    draft = draft_of(rows[rows["customer_key"] > 850])
    keep_value(draft, SPAN, learned.artefacts)  # type: ignore[arg-type]
    assert draft.kept[0].refused
    assert draft.read(schema.customer_value).empty
