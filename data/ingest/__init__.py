"""From a shop's files into the star schema: nothing lost, nothing twice."""

from data.ingest.errors import LoadError
from data.ingest.loading import LAYOUTS, LoadOptions, load
from data.ingest.report import FileReport, LoadReport

__all__ = ["LAYOUTS", "FileReport", "LoadError", "LoadOptions", "LoadReport", "load"]
