"""Which database an address names, known without importing its driver."""

from __future__ import annotations


def is_clickhouse(url: str) -> bool:
    """Whether the address is one of ClickHouse."""
    return url.startswith("clickhousedb")


def is_spark(url: str) -> bool:
    """Whether the address is one of a Spark cluster."""
    return url.startswith("sparksql")
