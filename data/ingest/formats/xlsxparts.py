"""The parts of an Excel workbook, looked at without the library that reads it.

What that library would read wrongly without a word is refused with a sentence, and the rows of a
sheet are counted a second way.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from data.ingest.errors import LoadError
from data.ingest.formats.archives import DAMAGED, refuse_bomb

# All parts but the sheets are held in memory while a workbook is open.
MAX_PART = 256 * 2**20
BLOCK = 1 << 20
ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
VALUE = re.compile(rb"<(?:\w+:)?(?:v(?:\s[^>]*)?>[^<]|is[\s>])")
FAR = re.compile(rb'\sr="([A-Z]{3,}[0-9]+)"')
# A formula whose result nobody stored. An empty text (t="str") is a result.
UNCALCULATED = re.compile(
    rb'<c (?![^>]*t="str")[^>]*?r="(\w+)"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>|</c>)"
)
DEFINITIONS = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
# What may stand in front of a document's first element.
REMARKS = re.compile(rb"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)", re.DOTALL)
ELEMENT = re.compile(rb"<\w")


def refuse_unsafe(path: Path, name: str) -> None:
    """LoadError for a bomb, and for parts that define entities of their own."""
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(name, archive.infolist())
            for part in archive.infolist():
                _refuse_part(archive, part, name)
    except DAMAGED as error:
        raise LoadError(f"{name} is damaged.") from error


def _refuse_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    with archive.open(part) as stream:
        start = stream.read(BLOCK)
    # A workbook calls its parts what it likes, so pictures and such are told by what they hold.
    named = part.filename.endswith((".xml", ".rels"))
    if not start or not (named or start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")):
        return
    in_memory = "worksheets/" not in part.filename
    if in_memory and part.file_size > MAX_PART:
        raise LoadError(f"{name} holds too much text for a workbook. Save it as CSV.")
    # Definitions stand in front of everything but remarks, which can be longer than what is read.
    begun = ELEMENT.search(REMARKS.sub(b"", start))
    if not begun or any(mark in start for mark in DEFINITIONS):
        raise LoadError(f"{name} defines XML entities, which no workbook needs. Save it as CSV.")


def survey(path: Path, part: str, name: str) -> int:
    """How many rows of a sheet hold a value; LoadError for what cannot be read exactly."""
    rows = 0
    for row in _rows(path, part):
        far = FAR.search(row)
        if far:
            raise LoadError(
                f"{name} reaches to cell {far[1].decode()}: more columns than a table has. Delete "
                "what stands beside the table, or save the sheet as CSV."
            )
        if b"<f" in row:
            _refuse_uncalculated(row, name)
        rows += VALUE.search(row) is not None
    return rows


def _refuse_uncalculated(row: bytes, name: str) -> None:
    found = UNCALCULATED.search(row)
    if found:
        raise LoadError(
            f"{name}: cell {found[1].decode()} holds a formula without its result. Open the "
            "workbook in Excel or LibreOffice, save it there, and load it again."
        )


def _rows(path: Path, part: str) -> Iterator[bytes]:
    """The bytes of each row, from its opening tag to the next."""
    rest = b""
    with zipfile.ZipFile(path) as archive, archive.open(part.removeprefix("/")) as stream:
        while block := stream.read(BLOCK):
            # A tag may be cut in two, so the last row always waits for more.
            starts = [match.start() for match in ROW.finditer(rest + block)]
            text = rest + block
            yield from (text[a:b] for a, b in pairwise(starts))
            rest = text[starts[-1] :] if starts else text[-len(b"<longprefix:row") :]
    if ROW.match(rest):
        yield rest
