"""Build from the settings what the callbacks work with."""

from __future__ import annotations

from callbacks.services import Services
from dashapp.cache import make_cache
from dashapp.settings import Settings
from data.releases import ReleaseStore
from data.warehouse import Warehouse


def build_store(settings: Settings) -> ReleaseStore:
    """Where releases are published and kept."""
    return ReleaseStore(settings.releases_dir, keep=settings.keep_releases)


def build_services(settings: Settings) -> Services:
    """Nothing is opened yet: the first question opens the release, after the workers' fork."""
    url = settings.cache_url.get_secret_value() if settings.cache_url else None
    cache = make_cache(url, settings.cache_dir)
    warehouse = Warehouse(
        build_store(settings),
        cache,
        memory_mb=settings.query_memory_mb,
        threads=settings.query_threads,
    )
    return Services(warehouse=warehouse, stale_after_days=settings.stale_after_days)
