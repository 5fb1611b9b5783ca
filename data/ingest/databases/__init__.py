"""Reading a shop's own database: whole, or what changed since the last time."""

from data.ingest.databases.address import Address, is_url
from data.ingest.databases.fetching import Fetched, Reading, fetch, keep, vanished

__all__ = ["Address", "Fetched", "Reading", "fetch", "is_url", "keep", "vanished"]
