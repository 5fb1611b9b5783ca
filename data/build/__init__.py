"""From the star to the derived tables of a release, inside the database."""

from data.build.release import build_release, format_of
from data.build.snapshot import Lineage

__all__ = ["Lineage", "build_release", "format_of"]
