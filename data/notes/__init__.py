"""What people keep with a shop beside its releases: events, targets, saved views.

Publishing and going back change none of it. Another DATA_DIR, or another database, is another shop.
"""

from __future__ import annotations

from pathlib import Path

from data.database_urls import is_clickhouse, is_spark
from data.notes.book import Notes, ShopNotes
from data.notes.places import EmptyPlace, FilePlace, ServerPlace

__all__ = ["Notes", "ShopNotes", "nothing_kept", "open_notes"]


def open_notes(folder: Path, url: str | None = None) -> Notes:
    """The notes on the PostgreSQL server with this address; without one, those in the folder.

    ClickHouse and Spark have no transactions, which notes need: beside them they are kept in the
    folder too.
    """
    in_folder = url is None or is_clickhouse(url) or is_spark(url)
    return Notes(FilePlace(folder) if in_folder else ServerPlace(str(url)))


def nothing_kept() -> ShopNotes:
    """The notes of a shop with which nothing can be kept."""
    return Notes(EmptyPlace()).reported_in("")
