"""The page as a Streamlit script: run as a whole at every change, on frames in memory."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from bench.rivals.frames import Frames, load, overview
from bench.rivals.question import Question

_frames = st.cache_resource(load)
database = sys.argv[-1]
start, end = st.text_input("From", key="start"), st.text_input("To", key="end")
country, category = (
    st.text_input("Country", key="country"),
    st.text_input("Category", key="category"),
)
frames: Frames = _frames(Path(database))
if start and end:
    asked = Question(date.fromisoformat(start), date.fromisoformat(end), country, category)
    found = overview(frames, asked)
    for column, (name, value) in zip(
        st.columns(len(found["numbers"][0])), found["numbers"][0].items(), strict=True
    ):
        column.metric(name, f"{value:,.2f}")
    lines = [go.Scatter(x=days.index, y=days) for days in found["days"]]
    st.plotly_chart(go.Figure(lines))
    bars = {name: found[name] for name in ("products", "clusters")}
    for tile, both in {**bars, "payments": [found["payments"]["amount"]]}.items():
        drawn = [go.Bar(x=values, y=list(values.index)) for values in both]
        st.plotly_chart(go.Figure(drawn), key=tile)
