"""A Dash page with five callbacks, each asking the star schema: the usual way."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import duckdb
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

from bench.rivals import star
from bench.rivals.question import Question
from dashapp.settings import Settings
from dashapp.stores import build_store
from data.stores import FileStore

_ASKED = [Input(name, "value") for name in ("start", "end", "country", "category")]

app = Dash(__name__, add_log_handler=False)
app.layout = html.Div(
    [
        *(dcc.Input(id=name, value="") for name in ("start", "end", "country", "category")),
        html.Div(id="numbers"),
        *(dcc.Graph(id=name) for name in star.TILES),
    ]
)


def _connected() -> duckdb.DuckDBPyConnection:
    settings = Settings.from_env()
    store = build_store(settings)
    if not isinstance(store, FileStore):
        raise SystemExit("The rivals are measured on a shop that is kept in files.")
    # Its own connection: each request takes a cursor of it, which threads need not share.
    path = store.path(store.current_or_fail())
    return duckdb.connect(str(path), read_only=True)


connection = _connected()


@app.callback(Output("numbers", "children"), _ASKED)
def _numbers(start: str, end: str, country: str, category: str) -> Any:
    if not start:
        return []
    asked = Question(date.fromisoformat(start), date.fromisoformat(end), country, category)
    found = star.numbers(connection, asked)
    return [html.P(f"{name}: {value:,.2f}") for row in found for name, value in row.items()]


def _draw(start: str, end: str, country: str, category: str, *, name: str) -> Any:
    if not start:
        return go.Figure()
    asked = Question(date.fromisoformat(start), date.fromisoformat(end), country, category)
    rows = star.tile(connection, asked, name)
    keys, values = [row["key"] for row in rows], [float(row["value"]) for row in rows]
    trace = go.Scatter(x=keys, y=values) if name == "days" else go.Bar(x=values, y=keys)
    return go.Figure(trace)


for _name in star.TILES:
    app.callback(Output(_name, "figure"), _ASKED)(partial(_draw, name=_name))

server = app.server
with server.test_client() as client:
    client.get("/")
