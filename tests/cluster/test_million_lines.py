"""A shop of a million lines: whatever a page asks is answered as DuckDB answers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pandas.testing import assert_frame_equal

from bench.page import Page
from dashapp.factory import create_app
from data.prepared import Statement
from data.reading import read
from data.schema import fact_lines
from layouts.tabs import TABS
from tests.cluster.conftest import LINES, Both

# Everything at once, and what keeps each kind of question from its roll-up.
FILTERS = (
    "period=last-365",
    "period=all&category={category}",
    "period=last-90&country={country}&payment-method={payment_method}",
)


@pytest.fixture(scope="session")
def asked(million: Both) -> list[Statement]:
    """Every statement that the pages ask for, once."""
    app = create_app(million.services, million.settings)
    client: FlaskClient = app.server.test_client()

    def send(path: str, body: Any) -> tuple[int, bytes]:
        answer = client.get(path) if body is None else client.post(path, json=body)
        return answer.status_code, answer.data

    found: dict[str, Statement] = {}
    view = million.file

    def note(_connection: Any, statement: Any, *_: Any) -> None:
        if isinstance(statement, sa.Select | sa.CompoundSelect):
            found[view.key(statement)] = statement

    sa.event.listen(view.engine, "before_execute", note)
    for search in _searches(million.file):
        Page(send, connections=1).open(search)
    return list(found.values())


def _searches(view: Any) -> Iterator[str]:
    columns = {"category": "category", "country": "country"}
    values = {
        name: read(view.engine, sa.select(sa.func.min(fact_lines.c[column]).label("v"))).v[0]
        for name, column in columns.items()
    }
    for tab in TABS:
        for text in FILTERS:
            chosen = text.format(**values, payment_method="card").replace(" ", "+")
            yield f"?tab={tab.tab.value}&{chosen}"


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in an order of their own: what is equal may stand in any."""
    rows = ["|".join(map(str, row)) for row in frame.itertuples(index=False)]
    return frame.iloc[sorted(range(len(rows)), key=rows.__getitem__)].reset_index(drop=True)


def test_a_million_lines_arrive(million: Both) -> None:
    count = sa.select(sa.func.count().label("lines")).select_from(fact_lines)
    (there,), (here,) = (read(v.engine, count).lines for v in (million.cluster, million.file))
    assert there == here
    assert abs(there - LINES) < LINES / 20


def test_every_page_gets_the_same_answers(million: Both, asked: list[Statement]) -> None:
    wrong = [said for said in (_difference(million, statement) for statement in asked) if said]
    assert len(asked) > 100
    assert not wrong, "\n\n".join(wrong)


def _difference(million: Both, statement: Statement) -> str:
    """What is wrong with the cluster's answer, or why there is none; nothing if it is the same."""
    here = read(million.file.engine, statement)
    try:
        there = read(million.cluster.engine, statement)
        assert_frame_equal(_sorted(there), _sorted(here), rtol=1e-9, atol=1e-9)
    except (sa.exc.DBAPIError, AssertionError) as error:
        return str(error)
    return ""
