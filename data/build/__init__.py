"""From the star to the derived tables of a release, inside the database."""

from data.build.release import build_release

__all__ = ["build_release"]
