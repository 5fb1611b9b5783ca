"""Every derived table of a release, one step after the other."""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.build import facts, features, keys, rollups
from data.progress import Progress


def build_release(engine: sa.Engine, *, timezone: str, progress: Progress) -> None:
    """Create and fill every derived table but the clusters, which are learned later.

    Set-based statements of the engine; running it again gives the same tables. `timezone` is where
    a sale belongs to a day (IANA name).
    """
    with engine.connect() as connection:
        schema.METADATA.drop_all(connection, tables=schema.DERIVED)
        schema.METADATA.create_all(connection, tables=[*schema.STAR, *schema.BOOKS, *schema.DERIVED])
        steps = (
            ("Numbering products and customers", keys.fill_dimensions),
            ("Dating orders", lambda c: keys.stage_orders(c, timezone)),
            ("Writing orders", facts.fill_orders),
            ("Writing order lines", facts.fill_lines),
            ("Writing reversals", lambda c: facts.fill_reversals(c, timezone)),
            ("Writing payments", lambda c: facts.fill_payments(c, timezone)),
            ("Adding up months", rollups.fill_months),
            ("Computing customer features", features.fill_customers),
        )
        for done, (step, run) in enumerate(steps):
            progress(step, done / len(steps))
            run(connection)
        keys.drop_staging(connection)
        connection.commit()
    progress("Facts and features are ready", 1.0)
