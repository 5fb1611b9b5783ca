"""Where a shop's releases are kept."""

from data.stores.files import FileStore

__all__ = ["FileStore"]
