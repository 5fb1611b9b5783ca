"""The least a Dash server can do: one callback that computes nothing."""

from __future__ import annotations

from dash import Dash, Input, Output, dcc, html

app = Dash(__name__, add_log_handler=False)
app.layout = html.Div([dcc.Input(id="question", value="here"), html.Div(id="answer")])


@app.callback(Output("answer", "children"), Input("question", "value"))
def answer(value: str) -> str:
    """Give back what came."""
    return value


server = app.server
with server.test_client() as client:
    client.get("/")
