"""Forecasters: each learns one series and continues it."""
