"""The names of what `query` can be asked."""

from __future__ import annotations

from enum import StrEnum


class Question(StrEnum):
    """The names of the answers."""

    KPIS = "kpis"
    SERIES = "series"
    TOP = "top"
    SEGMENTS = "segments"
    PAYMENTS = "payments"
    FORECAST = "forecast"
    FORECAST_SCORES = "forecast-scores"
    FORECAST_HISTORY = "forecast-history"
    WHAT_IF = "what-if"
    DRIVERS = "drivers"
    MIX = "mix"
    RFM = "rfm"
    MIGRATION = "migration"
    COHORTS = "cohorts"
    RHYTHM = "rhythm"
    PATTERNS = "patterns"
    SEASONALITY = "seasonality"
    ANOMALIES = "anomalies"
    PRODUCTS = "products"
    AFFINITY = "affinity"
    ORDERS = "orders"
    CUSTOMERS = "customers"
    CLV = "clv"
    VALUE_DECILES = "value-deciles"
    NEXT_ORDERS = "next-orders"
