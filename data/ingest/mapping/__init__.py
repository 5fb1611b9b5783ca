"""Any other source, by a small TOML file that says which column is what."""

from data.ingest.mapping.description import Description, describe
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
from data.ingest.mapping.suggestions import suggest
from data.ingest.mapping.writing import as_toml
from data.ingest.notation import DateOrder, Notation

__all__ = [
    "FIELDS",
    "Column",
    "Counts",
    "CreditNotes",
    "DateOrder",
    "Description",
    "MappedField",
    "MappedLayout",
    "Mapping",
    "Notation",
    "OrderLevel",
    "Reversals",
    "TableMapping",
    "Watermark",
    "as_toml",
    "describe",
    "parse",
    "read",
    "suggest",
    "watermark_of",
]
