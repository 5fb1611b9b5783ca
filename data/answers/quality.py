"""What is wrong with the shop's data, in money."""

from __future__ import annotations

import pandas as pd

from data import schema
from data.queries import quality as statements
from data.warehouse import View

FINDINGS = ["name", "title", "severity", "rows", "amount", "share", "sentence"]
EXAMPLES = ["table_name", "row_id", "amount", "detail"]


def was_checked(view: View) -> bool:
    """Whether the release was built by a version that checks; older ones say nothing."""
    return bool(view.frame(statements.is_there(schema.quality_findings))["tables"].iloc[0])


def quality(view: View) -> pd.DataFrame:
    """One row per check with the columns FINDINGS, the worst first; `rows` 0: none was found.

    `amount` is the money at stake in the reporting currency (missing: nobody can say), `share` its
    part of all net sales. Empty for a release that was never checked.
    """
    if not was_checked(view):
        return pd.DataFrame(columns=FINDINGS)
    return view.frame(statements.findings())


def quality_examples(view: View, name: str) -> pd.DataFrame:
    """Up to 20 rows that a check found, with the columns EXAMPLES; the most money first."""
    if not was_checked(view):
        return pd.DataFrame(columns=EXAMPLES)
    return view.frame(statements.examples(name))
