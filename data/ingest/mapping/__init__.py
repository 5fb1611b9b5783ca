"""Any other source, by a small TOML file that says which column is what."""

from data.ingest.mapping.fields import FIELDS, MappedField
from data.ingest.mapping.parsing import parse, read
from data.ingest.mapping.shape import (
    Column,
    Counts,
    CreditNotes,
    MappedLayout,
    Mapping,
    OrderLevel,
    Reversals,
    TableMapping,
    Watermark,
    watermark_of,
)

__all__ = [
    "FIELDS",
    "Column",
    "Counts",
    "CreditNotes",
    "MappedField",
    "MappedLayout",
    "Mapping",
    "OrderLevel",
    "Reversals",
    "TableMapping",
    "Watermark",
    "parse",
    "read",
    "watermark_of",
]
