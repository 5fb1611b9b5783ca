"""JSON lines, and one list of objects in a .json file: each object is a row of text.

Numbers keep their digits. An object inside an object becomes columns with a dotted name, such as
`customer.id`; a list of plain values stays JSON text. A list of objects would be a table of its own
and is refused.
"""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from data.ingest.errors import LoadError
from data.ingest.formats import cells
from data.ingest.formats.kinds import reason
from data.ingest.formats.textfile import open_binary

MAX_OBJECT = 16 * 2**20
BLOCK = 1 << 20
MAX_COLUMNS = 2_000
# A value's number in the file, from 1, and the value.
Numbered = tuple[int, dict[str, Any]]
_GAP, _NEXT = re.compile(r"\s*"), re.compile(r"\s*(?:,|(?=\]))")
_END = object()


def header(path: Path, name: str) -> tuple[str, ...]:
    """The names of all columns, in the order in which the file first speaks of them."""
    names: dict[str, None] = {}
    with _objects(path, name) as objects:
        for number, value in objects:
            names.update(dict.fromkeys(_flat(value, number, name)))
            if len(names) > MAX_COLUMNS:
                raise LoadError(f"{name} holds objects of more than {MAX_COLUMNS:,} fields.")
    if not names:
        raise LoadError(f"{name} holds no objects.")
    return tuple(names)


def convert(path: Path, name: str, columns: tuple[str, ...], target: Path) -> int:
    """Write the objects to a table of text with these columns; how many there were.

    Rows are numbered as lines (or as members of the list), from 1.
    """
    with _objects(path, name) as objects:
        flat = ((number, _flat(value, number, name)) for number, value in objects)
        rows = ((number, [row.get(column) for column in columns]) for number, row in flat)
        return cells.write(target, len(columns), rows)


def count(path: Path) -> int | None:
    """Lines that are not blank, counted without parsing; None for a file that holds one list."""
    with open_binary(path) as stream:
        if _is_list(stream):
            return None
        return sum(not line.isspace() for line in stream)


@contextmanager
def _objects(path: Path, name: str) -> Iterator[Iterator[Numbered]]:
    try:
        with open_binary(path) as stream:
            yield _members(stream, name) if _is_list(stream) else _of_lines(stream, name)
    except (OSError, EOFError, zlib.error) as error:
        raise LoadError(f"{name} cannot be read to its end: {reason(error)}.") from error
    except UnicodeError as error:  # also half of a letter that JSON spelt as \ud83d
        raise LoadError(f"{name} is no UTF-8 text. Export it again as UTF-8.") from error
    except RecursionError as error:
        raise LoadError(f"{name} holds objects inside objects without end.") from error


def _is_list(stream: IO[bytes]) -> bool:
    start = stream.read(BLOCK)
    stream.seek(0)
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["


def _of_lines(stream: IO[bytes], name: str) -> Iterator[Numbered]:
    decode = _decoder().decode
    number = 0
    while line := stream.readline(MAX_OBJECT):
        number += 1
        if not line.isspace():
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            yield number, _object(decode, text.strip(), f"{name}: line {number}")


def _members(stream: IO[bytes], name: str) -> Iterator[Numbered]:
    """The objects of one list, a block of text at a time."""
    decode, blocks = _decoder().raw_decode, _text_blocks(stream)
    text = next(blocks)
    at, number, more = text.index("[") + 1, 0, True
    while more:
        where = f"{name}: object {number + 1}"
        step = _step(decode, text, at)
        if step is None:
            text, at = _longer(text[at:], blocks, where), 0
            continue
        value, at = step
        more = value is not _END
        if more:
            number += 1
            yield number, _checked(value, where)
    if text[at:].strip() or any(block.strip() for block in blocks):
        raise LoadError(f"{name} goes on after the end of its list. Export it again.")


def _step(
    decode: Callable[[str, int], tuple[Any, int]], text: str, at: int
) -> tuple[Any, int] | None:
    """The next object, or the list's end, and where it ends; None where more text is needed."""
    start = _GAP.match(text, at).end()  # type: ignore[union-attr]
    if text[start : start + 1] == "]":
        return _END, start + 1
    try:
        value, end = decode(text, start)
    except (ValueError, RecursionError):
        return None
    behind = _NEXT.match(text, end)
    return (value, behind.end()) if behind else None


def _longer(text: str, blocks: Iterator[str], where: str) -> str:
    more = next(blocks, "")
    if not more or len(text) > MAX_OBJECT:
        raise LoadError(f"{where} is not finished, or no JSON. Export the file again.")
    return text + more


def _text_blocks(stream: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    while block := stream.read(BLOCK):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _decoder() -> json.JSONDecoder:
    # The digits as they are written, never a rounded binary fraction.
    return json.JSONDecoder(parse_float=cells.number_text, parse_int=str)


def _object(decode: Callable[[str], Any], text: str, where: str) -> dict[str, Any]:
    try:
        return _checked(decode(text), where)
    except (json.JSONDecodeError, RecursionError) as error:
        raise LoadError(f"{where} is no JSON. Correct it, or export the file again.") from error


def _checked(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LoadError(f"{where} is no object of names and values.")
    return value


def _flat(value: dict[str, Any], number: int, name: str, above: str = "") -> dict[str, str | None]:
    row: dict[str, str | None] = {}
    for key, inner in value.items():
        column = f"{above}{key}"
        if isinstance(inner, dict):
            row |= _flat(inner, number, name, f"{column}.")
        elif isinstance(inner, list):
            row[column] = _listed(inner, f"{name}: {column} in row {number}")
        else:
            row[column] = cells.as_text(inner)
    return row


def _listed(values: list[Any], where: str) -> str | None:
    if any(isinstance(value, dict | list) for value in values):
        raise LoadError(
            f"{where} holds a list of objects, which is a table of its own. Export orders and "
            "their lines as two files."
        )
    return json.dumps(values, ensure_ascii=False) if values else None
