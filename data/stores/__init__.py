"""Where a shop's releases are kept."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from data.database_urls import is_clickhouse, is_spark
from data.releases import ReleaseStore, StoreFailed
from data.stores.files import FileStore
from data.stores.server import Limits, ServerStore

__all__ = ["FileStore", "Limits", "ServerStore", "open_store"]


def open_store(
    folder: Path, *, url: str | None = None, keep: int = 3, limits: Limits | None = None
) -> ReleaseStore:
    """The releases on the server with this address; without one, those in the folder.

    Nothing is opened before it is asked.
    """
    if url is None:
        return FileStore(folder, keep, (limits or Limits()).building_mb)
    if is_clickhouse(url):
        # Only who keeps releases there waits until its driver is imported.
        found: ReleaseStore = import_module("data.stores.clickhouse").ClickHouseStore(
            url, folder, keep, limits
        )
        return found
    if is_spark(url):
        return _on_spark(url, folder, keep, limits)
    return ServerStore(url, folder, keep, limits)


def _on_spark(url: str, folder: Path, keep: int, limits: Limits | None) -> ReleaseStore:
    try:
        found = import_module("data.stores.spark")
    except ModuleNotFoundError as error:
        raise StoreFailed(
            "DATABASE_URL names Spark, but what speaks to it is not installed: "
            "docs/deployment.md says how."
        ) from error
    kept: ReleaseStore = found.SparkStore(url, folder, keep, limits)
    return kept
