"""From a shop's files into the star schema: nothing lost, nothing twice."""

from data.ingest.errors import LoadError
from data.ingest.layouts import Layout
from data.ingest.loading import LAYOUTS, load
from data.ingest.notation import DateOrder
from data.ingest.options import Limit, LoadOptions
from data.ingest.preview import Preview, RejectsFile
from data.ingest.report import FileReport, LoadReport

__all__ = [
    "LAYOUTS",
    "DateOrder",
    "FileReport",
    "Layout",
    "Limit",
    "LoadError",
    "LoadOptions",
    "LoadReport",
    "Preview",
    "RejectsFile",
    "load",
]
