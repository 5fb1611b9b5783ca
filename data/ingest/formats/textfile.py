"""The bytes of a text file: how they are packed, what letters they mean, and how regular they are.

`survey` looks at every byte without any notion of a CSV parser. Where no quotation mark occurs and
every line holds the same number of delimiters, lines are rows, and nothing slower is needed.
"""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from data.ingest.errors import LoadError
from data.ingest.formats.kinds import READABLE, is_compressed

BLOCK = 1 << 20
# The database's reader takes no longer line.
MAX_LINE = 1_900_000
FEED = 10
UTF8_MARK = codecs.BOM_UTF8
WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Bytes below a space that no text holds, apart from tabs, line ends and delimiters.
CONTROL = bytes(set(range(32)) - {0, 9, 10, 13, 1, 28, 29, 30, 31})


@dataclass(frozen=True, slots=True)
class Survey:
    """What every byte of a file says together.

    `encoding` is utf-8 if the bytes allow it. `even`: each line holds the same number of delimiters
    and no quotation mark. `plain`: nothing but quotation marks could mislead the database.
    `stray_marks`: zero bytes or byte order marks stand within the text; a file that is `clean`
    certainly has none.
    """

    encoding: str
    lines: int
    even: bool
    plain: bool
    stray_marks: bool
    clean: bool


def open_binary(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if they are gzip."""
    if is_compressed(path):
        # GzipFile is no IO[bytes] by name, but reads like one.
        return gzip.GzipFile(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


def open_text(path: Path, encoding: str) -> IO[str]:
    """The letters of a file, line ends as they are."""
    known = "utf-8-sig" if encoding == "utf-8" else encoding
    if is_compressed(path):
        return gzip.open(path, "rt", encoding=known, newline="")
    return path.open("r", encoding=known, newline="")


def likely_encoding(start: bytes, name: str) -> str:
    """What the first bytes are probably written in; LoadError where they are no text at all."""
    for mark, encoding in WIDE_MARKS.items():
        if start.startswith(mark):
            return encoding
    if not start:
        return "utf-8"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 8:
        return "utf-16-be" if even > odd else "utf-16-le"
    # Deleting them is the quickest way to count them.
    controls = len(start) - len(start.translate(None, CONTROL))
    if controls + even + odd > len(start) // 20:
        raise LoadError(f"{name} holds bytes that are no text. Save it as {READABLE}.")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def survey(path: Path, encoding: str, delimiter: str, quote: str, width: int) -> Survey:
    """Look at every byte of a file whose header has so many columns."""
    counts = _Counts(delimiter, quote, width)
    valid = _Validity(encoding)
    for block in _blocks(path):
        valid.look(block)
        counts.look(block)
    known = valid.encoding()
    wide = known.startswith(("utf-16", "utf-32"))
    return Survey(
        encoding=known,
        lines=counts.lines,
        even=counts.even,
        plain=known == "utf-8" and counts.plain,
        # In wide letters, zero bytes are ordinary; only the letters would tell.
        stray_marks=counts.stray_marks and not wide,
        clean=not counts.stray_marks,
    )


class _Validity:
    """Whether bytes are UTF-8 to their end; otherwise what an older program probably wrote."""

    def __init__(self, encoding: str) -> None:
        self._likely = encoding
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def look(self, block: bytes) -> None:
        if self._likely == "utf-8":
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError:
                self._likely = "cp1252"

    def encoding(self) -> str:
        if self._likely == "utf-8":
            try:
                self._decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return "cp1252"
        return self._likely


class _Counts:
    """Line ends, delimiters per line and marks that need a closer look."""

    def __init__(self, delimiter: str, quote: str, width: int) -> None:
        self._delimiter, self._quote, self._width = ord(delimiter), quote.encode(), width
        self._first, self._last = True, b""
        # Delimiters and bytes of the line that the last block cut in two.
        self._pending, self._tail = 0, 0
        self._feeds = self._pairs = self._returns = 0
        self._even, self._long, self.stray_marks = width > 1, False, False

    @property
    def lines(self) -> int:
        """Lines, also a last one that does not end."""
        return self._feeds + bool(self._tail)

    @property
    def even(self) -> bool:
        """Whether every line has as many delimiters as the header, and no quotation mark."""
        return self._even and (not self._tail or self._pending == self._width - 1)

    @property
    def plain(self) -> bool:
        """Whether nothing but quotation marks could mislead the database."""
        alike = self._pairs in (0, self._feeds) and self._returns == self._pairs
        return alike and not self.stray_marks and not self._long

    def look(self, block: bytes) -> None:
        """Count one more block."""
        self._feeds += block.count(b"\n")
        self._returns += block.count(b"\r")
        self._pairs += block.count(b"\r\n") + (self._last == b"\r" and block[:1] == b"\n")
        body = block.removeprefix(UTF8_MARK) if self._first else block
        self.stray_marks |= b"\x00" in body or UTF8_MARK in body
        self._even = self._even and self._quote not in block and self._is_even(block)
        self._measure(block)
        self._first, self._last = False, block[-1:]

    def _is_even(self, block: bytes) -> bool:
        letters = np.frombuffer(block, np.uint8)
        marks = letters[(letters == FEED) | (letters == self._delimiter)]
        ends = np.flatnonzero(marks == FEED)
        if not len(ends):
            self._pending += len(marks)
            return True
        gaps: npt.NDArray[np.int64] = np.diff(ends, prepend=-1 - self._pending)
        self._pending = len(marks) - 1 - int(ends[-1])
        return bool((gaps == self._width).all())

    def _measure(self, block: bytes) -> None:
        first, last = block.find(b"\n"), block.rfind(b"\n")
        self._tail += len(block) if first < 0 else first
        self._long |= self._tail > MAX_LINE
        if last >= 0:
            self._tail = len(block) - 1 - last


def _blocks(path: Path) -> Iterator[bytes]:
    with open_binary(path) as stream:
        while block := stream.read(BLOCK):
            yield block
