"""CSV files as they should not be, made by Hypothesis: bytes, and what a line count expects."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

FORMULAS = ["=CMD|'/C calc'!A0", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]
NASTY = [
    "", " ", '"', '""', '"open', 'close"', "'", ",", ";", "a\rb", "a\nb", "a,b\nc,d", "\x00",
    "\ufeff", "é", "€", "\u2028", "\x85", "NaN", "inf", "1e999", "-0", "9" * 40, "1,5", "£3",
    "2010-02-30", "31/12/2010", "0000-00-00", "\\", "\\N", "null", "x" * 200_000, *FORMULAS,
]  # fmt: skip
cells = st.one_of(st.sampled_from(NASTY), st.text(max_size=8))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _written(values: Sequence[str], quoting: str) -> str:
    """A row as a careful, a careless or an overcareful program writes it."""
    if quoting == "always":
        return ",".join(map(_quoted, values))
    if quoting == "never":
        return ",".join(values)
    return ",".join(_quoted(v) if any(s in v for s in '",\r\n') else v for v in values)


@st.composite
def files(draw: st.DrawFn, header: Sequence[str], good: Sequence[str]) -> bytes:
    """A file that begins with the header, holds some good rows, and then goes wrong somehow."""
    rows = [list(good) for _ in range(draw(st.integers(0, 3)))]
    for _ in range(draw(st.integers(0, 4))):
        row = list(good)
        for place in draw(st.lists(st.integers(0, len(row) - 1), max_size=3)):
            row[place] = draw(cells)
        cut = draw(st.sampled_from([0, 0, 0, -1, -3, 1]))
        rows.append(row[:cut] if cut < 0 else [*row, *["more"] * cut])
    rows = draw(st.permutations(rows))
    names = list(header)
    if draw(st.booleans()):
        names = [*names, draw(st.sampled_from(["", names[0], " ", '"', "x,y"]))]
    end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
    quoting = draw(st.sampled_from(["always", "never", "where needed"]))
    text = end.join(_written(row, quoting) for row in [names, *rows])
    return _encoded(draw, text + draw(st.sampled_from(["", end, "\x1a", '"'])))


def _encoded(draw: st.DrawFn, text: str) -> bytes:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    content = text.encode(encoding, errors="replace")
    spoilt = draw(st.sampled_from(["no", "no", "no", "cut", "mixed", "marked", "empty"]))
    half = len(content) // 2
    return {
        "no": content,
        "cut": content[:half],
        "mixed": content + "\nCafé,".encode("utf-16-le") + "Café".encode("cp1252"),
        "marked": content[:half] + b"\xef\xbb\xbf\x00" + content[half:],
        "empty": b"",
    }[spoilt]
