"""Where a shop's data lie, from the settings: its releases, and what people keep with it.

Apart from `dashapp.services`, because commands that build releases need no page.
"""

from __future__ import annotations

from dashapp.settings import Settings
from data.notes import Notes, open_notes
from data.releases import ReleaseStore
from data.stores import Limits, open_store


def build_store(settings: Settings) -> ReleaseStore:
    """Where releases are published and kept."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return open_store(
        settings.releases_dir,
        url=url,
        keep=settings.keep_releases,
        # A request asks one question at a time; the health checks need one more.
        limits=Limits(settings.threads + 1, settings.query_timeout_s, settings.build_memory_mb),
    )


def build_notes(settings: Settings) -> Notes:
    """What people keep with the shop; made by the first who keeps something."""
    url = settings.database_url.get_secret_value() if settings.database_url else None
    return open_notes(settings.data_dir, url)
