"""Statements: pure functions from metrics and filters to SQLAlchemy selects."""
