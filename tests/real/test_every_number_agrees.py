"""One number, wherever it is asked for: card, chart, table, file, command line, and its own SQL.

Every metric, with twenty selections drawn at random, on a real shop and on a simulated one.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from callbacks import trends
from callbacks.asked import Asked, read
from callbacks.exports import file_of
from callbacks.services import Services
from dashapp.commands.questions import Asked as Question
from dashapp.commands.questions import kpi_object
from dashapp.services import build_services
from data.answers.explained import explained
from data.answers.kpis import kpis
from data.answers.options import options
from data.basis import Basis
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import METRICS, on_basis
from data.periods import Comparison, Grain, Period
from data.selection import Selection
from data.warehouse import View
from layouts import kpi as layout
from tests.built import Built
from tests.real.conftest import RealShop

SETS = 20
FIELDS = {
    "countries": Dimension.COUNTRY,
    "categories": Dimension.CATEGORY,
    "segments": Dimension.SEGMENT,
    "payment_methods": Dimension.PAYMENT_METHOD,
    "channels": Dimension.CHANNEL,
}
CENT = Decimal("0.005")


@pytest.fixture(scope="module")
def simulated(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """A simulated shop with its models."""
    return build_services(Built.of(tmp_path_factory).simulated(20_000, 7))


@pytest.fixture(scope="module", params=["real", "simulated"])
def shop(request: pytest.FixtureRequest) -> Services:
    """Each shop in turn."""
    if request.param == "simulated":
        found: Services = request.getfixturevalue("simulated")
        return found
    real: RealShop = request.getfixturevalue("retail")
    return build_services(real.settings)


def selections(view: View, seed: int) -> list[Selection]:
    """Days, dimensions, comparison and basis, drawn at random and always the same."""
    random, release = Random(seed), view.release
    days = (release.last_day - release.first_day).days
    known = {name: [o["value"] for o in options(view, d)] for name, d in FIELDS.items()}

    def one(number: int) -> Selection:
        start = release.first_day + timedelta(days=random.randrange(days))
        end = start + timedelta(days=random.randrange(1, 120))
        names = random.sample(list(FIELDS), random.choice((0, 0, 1, 1, 2)))
        kept = {
            name: random.sample(known[name], min(len(known[name]), random.randint(1, 3)))
            for name in names
        }
        return Selection(
            preset=None,
            days=Period(start, end) if number else Period(release.first_day, release.last_day),
            compare=random.choice(list(Comparison)),
            kept=Filters.keeping(kept),
            basis=random.choice(list(Basis)),
        )

    return [one(number) for number in range(SETS)]


@pytest.fixture(scope="module")
def asked(shop: Services) -> list[Asked]:
    """The questions, each by way of a link as the page asks it."""
    chosen = selections(shop.warehouse.view(), seed=41)
    return [read(shop, selection.query()) for selection in chosen]


def same(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same to the cent; rates to their twelfth place."""
    if one is None or other is None:
        return one is other
    return abs(Decimal(repr(one)) - Decimal(repr(other))) < CENT and one == pytest.approx(
        other, rel=1e-9, abs=1e-6
    )


def numbers(question: Asked) -> dict[str, float | None]:
    """Every metric as the cards get it."""
    chosen = question.selection
    found = kpis(question.view, list(METRICS), question.filters, chosen.compare, chosen.basis)
    return {name: one.value for name, one in zip(METRICS, found, strict=True)}


def test_the_command_line_answers_with_the_numbers_of_the_cards(asked: list[Asked]) -> None:
    for question in asked:
        chosen = question.selection
        said = kpi_object(
            Question(
                view=question.view,
                filters=question.filters,
                metric="net_sales",
                grain=Grain.MONTH,
                by=Dimension.PRODUCT,
                limit=20,
                horizon=3,
                compare=chosen.compare,
                basis=chosen.basis,
            )
        )
        for name, value in numbers(question).items():
            shown = on_basis(METRICS[name], chosen.basis).name
            entry = said.get(name) or said[shown]
            assert same(entry["value"], value), (name, chosen.query())


def test_the_sql_of_the_drawer_runs_as_it_stands_and_gives_the_number(asked: list[Asked]) -> None:
    for question in asked:
        shown = numbers(question)
        with question.view.engine.connect() as connection:
            for name, metric in METRICS.items():
                chosen = on_basis(metric, question.selection.basis)
                found = explained(question.view, chosen, question.filters)
                value: Any = connection.exec_driver_sql(found.sql).scalar_one()
                given = None if value is None else float(value)
                assert same(found.value, shown[name]), (name, question.selection.query())
                assert same(given, shown[name]), (name, question.selection.query())


def table_of(question: Asked, name: str) -> tuple[list[Any], list[Any]]:
    """The values of the trend's table and of the file that it is taken along in."""
    settings = {"trends.metric": name, "trends.grain": Grain.MONTH.value}
    there = replace(question, settings=settings)
    drawn = trends.DECK[0]
    card = drawn.card(there, "light")
    if not card.columns:  # no answer for these filters; the card says why
        assert card.state.title
        return [], []
    text = file_of(there, drawn, "csv").decode("utf-8-sig")
    body = [line for line in text.splitlines() if not line.startswith("# ")]
    place = [column.field for column in card.columns].index("value")
    taken = [row[place] for row in csv.reader(io.StringIO("\n".join(body)))][1:]
    return [row["value"] for row in card.rows], taken


def test_points_of_the_chart_add_up_to_the_card_and_the_file_holds_them(
    asked: list[Asked], thorough: bool
) -> None:
    # A chart asks ten times what its number asks: a few of them do, but for a thorough run.
    for question in asked if thorough else asked[:4]:
        shown = numbers(question)
        if not shown["orders"]:
            continue
        for name, metric in METRICS.items():
            points, taken = table_of(question, name)
            written = [float(text) if text else None for text in taken]
            assert all(map(same, points, written)), (name, question.selection.query())
            assert len(points) == len(written)
            if points and metric.additive and shown[name] is not None:
                total = sum((Decimal(repr(p or 0.0)) for p in points), Decimal(0))
                assert same(float(total), shown[name]), (name, question.selection.query())


def test_every_number_of_the_page_is_in_the_registry() -> None:
    assert set(layout.KPIS) <= set(METRICS)
    for metric in METRICS.values():
        assert metric.label
        assert metric.description
        assert metric.formula_text
        assert metric.grain
        assert metric.owner


def test_the_selections_are_different_and_always_the_same(shop: Services) -> None:
    view = shop.warehouse.view()
    first, again = selections(view, seed=41), selections(view, seed=41)
    assert first == again
    assert len({chosen.query() for chosen in first}) == SETS
    assert any(chosen.days and chosen.days.end > date(2000, 1, 1) for chosen in first)
