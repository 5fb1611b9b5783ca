"""Columns of a Parquet file as SQL that writes each value as text, exactly."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

# A folder called year=2026 is no column of the file in it.
READER = "read_parquet(:path, hive_partitioning = false)"


def expressions(connection: sa.Connection, path: Path, mark: str) -> list[str]:
    """SQL text of every column; typed numbers get the decimal mark that the source's text has."""
    described = connection.execute(sa.text(f"DESCRIBE SELECT * FROM {READER}"), {"path": str(path)})
    return [_as_text(_quoted(row[0]), row[1], mark) for row in described]


def _as_text(column: str, kind: str, mark: str) -> str:
    text = f"CAST({column} AS VARCHAR)"
    if kind in {"FLOAT", "DOUBLE"}:
        # A whole number that had to share its column with missing ones is 17850.0.
        return (
            f"CASE WHEN isnan({column}) THEN NULL "
            f"WHEN {column} = trunc({column}) AND abs({column}) < 1e15 "
            f"THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE {_marked(text, mark)} END"
        )
    if kind.startswith("DECIMAL"):
        return _marked(text, mark)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(timezone('UTC', {column}) AS VARCHAR) || 'Z'"
    if kind == "BLOB":
        # Older programs do not say that their bytes are text.
        return f"coalesce(try(decode({column})), {text})"
    return text


def _marked(text: str, mark: str) -> str:
    return text if mark == "." else f"replace({text}, '.', '{mark}')"


def _quoted(name: str) -> str:
    # A colon would be taken for a bound parameter.
    return '"' + name.replace('"', '""').replace(":", "\\:") + '"'
