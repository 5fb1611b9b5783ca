"""Reading a shop's own database: whole, or what changed since the last time."""

from data.ingest.databases.address import Address, is_url
from data.ingest.databases.fetching import Fetched, Reading, fetch, keep, vanished
from data.ingest.databases.resolving import Resolved, Source, offered

__all__ = [
    "Address",
    "Fetched",
    "Reading",
    "Resolved",
    "Source",
    "fetch",
    "is_url",
    "keep",
    "offered",
    "vanished",
]
