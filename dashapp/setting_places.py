"""Where a shop's own files lie."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings

from dashapp.setting_values import setting


class Places(BaseSettings):
    """The folder of a shop, and what lies where in it."""

    data_dir: Path = setting(
        Path("var"),
        "a folder",
        "Where releases, models, the cache and the generated key live. Another folder is another "
        "shop.",
    )

    @property
    def releases_dir(self) -> Path:
        """Where releases are published."""
        return self.data_dir / "releases"

    @property
    def cache_dir(self) -> Path:
        """Where query results are kept without CACHE_URL."""
        return self.data_dir / "cache"

    @property
    def uploads_dir(self) -> Path:
        """Where uploaded files wait to be read."""
        return self.data_dir / "uploads"

    @property
    def jobs_dir(self) -> Path:
        """Where loads that the page started say how they are getting on."""
        return self.data_dir / "jobs"

    @property
    def mappings_dir(self) -> Path:
        """Where mappings are kept that were made on the Data page."""
        return self.data_dir / "mappings"
