"""Build from the settings what the callbacks work with."""

from __future__ import annotations

from callbacks.desk import Desk
from callbacks.services import Services
from dashapp.cache import Cache, make_cache
from dashapp.jobs.board import JobBoard, Limits
from dashapp.mappings import MappingFolder
from dashapp.report_folder import ReportFolder
from dashapp.roles import Roles
from dashapp.settings import Settings
from dashapp.stores import build_notes, build_store
from dashapp.uploads import UploadFolder
from data.warehouse import Warehouse


def build_desk(settings: Settings) -> Desk:
    """Where administrators hand data in; no folder is made before the first upload."""
    uploads = UploadFolder(settings.uploads_dir, settings.upload_max_mb)
    mappings = MappingFolder(settings.mappings_dir)
    limits = Limits(settings.job_memory_mb, settings.job_timeout_s)
    jobs = JobBoard(settings.jobs_dir, uploads, mappings, limits)
    reports = ReportFolder(settings.data_dir / "reports", settings.data_dir, settings.job_timeout_s)
    return Desk(Roles(settings), jobs, uploads, mappings, build_store(settings), reports)


def build_cache(settings: Settings) -> Cache:
    """Where answers are kept for all workers."""
    url = settings.cache_url.get_secret_value() if settings.cache_url else None
    return make_cache(url, settings.cache_dir)


def build_services(settings: Settings) -> Services:
    """Nothing is opened yet: the first question opens the release, after the workers' fork."""
    warehouse = Warehouse(
        build_store(settings),
        build_cache(settings),
        memory_mb=settings.query_memory_mb,
        threads=settings.query_threads,
    )
    desk = build_desk(settings)
    return Services(
        warehouse=warehouse,
        desk=desk,
        notes=build_notes(settings),
        stale_after_days=settings.stale_after_days,
    )
