"""Writing the exploratory report."""

from __future__ import annotations

import secrets
from pathlib import Path

from data.answers.exploring import explore
from data.progress import Progress, silent
from data.warehouse import View
from layouts.report import html_of


def write_report(view: View, path: Path, progress: Progress = silent) -> None:
    """Write the report of the view's release; whoever reads sees the old file or the new."""
    found = explore(view, progress)
    progress("Drawing", 0.8)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(html_of(found), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    progress("Done", 1.0)
