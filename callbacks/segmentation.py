"""Customer clusters: where they lie, what they bring, and how far to trust them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks import cards, words
from callbacks.asked import Asked, read
from callbacks.cards import Card
from callbacks.services import Services
from callbacks.theme import mode_of
from data.answers.kpis import count_orders
from data.answers.segments import SCATTER_POINTS, scatter, segments
from data.periods import Comparison
from layouts import segmentation, shell
from layouts.figures import clusters
from layouts.tables import rows
from layouts.tabs import Tab, page_of
