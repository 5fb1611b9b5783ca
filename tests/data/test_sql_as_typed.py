"""The SQL that the drawer shows means the same to who pastes it, whatever a value is made of."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from data.filters import Filters
from data.schema import fact_orders
from data.warehouse import View

VALUES = [
    "' OR 1=1 --",
    "'; DROP TABLE orders; --",
    "\\' OR 1=1 --",
    "a\\",
    "E'\\x27'",
    "100% cotton, %s %(name)s %%",
    ":name $1 ?",
    "$$quoted$$ $a$",
    "/* -- */",
    "two\nlines\tand \u202e signs",
    "{braces}",
    'the "best"',
]


@pytest.fixture(params=["view", "server_view", "clickhouse_view"])
def release(request: pytest.FixtureRequest) -> View:
    """The tiny shop on each engine."""
    found: View = request.getfixturevalue(request.param)
    return found


def pasted(view: View, sql: str) -> list[Any]:
    """The rows for whoever types it into a client of the database: nothing is put in its places."""
    with view.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if isinstance(raw, psycopg.Connection):
            return raw.execute(sql.encode()).fetchall()
        if view.engine.dialect.name == "clickhousedb":
            return list(raw.client.query(sql).result_rows)
        cursor = raw.cursor()
        cursor.execute(sql)
        rows: list[Any] = cursor.fetchall()
        return rows


@pytest.mark.parametrize("value", VALUES)
def test_a_value_comes_back_as_it_is(release: View, value: str) -> None:
    text = sa.literal(value).label("value")
    assert pasted(release, release.sql(sa.select(text))) == [(value,)]


@pytest.mark.parametrize("value", VALUES)
def test_a_filter_keeps_its_value_and_nothing_else(release: View, value: str) -> None:
    kept = Filters.keeping(dict.fromkeys(("countries", "channels", "products"), (value,)))
    statement = sa.select(sa.func.count().label("orders")).where(*kept.where(fact_orders))
    assert release.frame(statement)["orders"].tolist() == [0]
    assert pasted(release, release.sql(statement)) == [(0,)]
    assert pasted(release, "SELECT count(*) FROM fact_orders") == [(11,)]
