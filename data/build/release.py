"""Fill every derived table of a draft, one step after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa

from data import schema
from data.build import (
    constants,
    facts,
    features,
    keys,
    memberships,
    orders,
    rollups,
    snapshot,
    unconverted,
)
from data.build.quality.fill import fill_quality
from data.build.quality.scope import Scope
from data.build.restate import write_restatements
from data.build.snapshot import Lineage
from data.progress import Progress

Step = Callable[[sa.Connection], None]


def build_release(
    engine: sa.Engine,
    *,
    timezone: str,
    currency: str,
    progress: Progress,
    lineage: Lineage | None = None,
) -> None:
    """Compute the derived tables from the star of a draft; what they held before is dropped.

    `timezone` is the business time zone (an IANA name): it decides which day an instant belongs to.
    `currency` is the one that facts are in; orders in others are converted by the star's rates, and
    left out where there is none (see `unconverted`). With a `lineage`, what the draft held before
    is the release it goes on from, and closed months that changed since are written into the log of
    restatements.
    Segments are created empty, for the models to fill. Memory stays bounded: what does not fit is
    spilled to disk by the database.

    Raises NothingSold where no order counts or can be converted, TooManyMethods beyond 62 payment
    methods.
    """
    steps = _steps(timezone, currency)
    # One connection throughout, because what is kept of the release before lives in it.
    with engine.connect() as connection:
        lineage = snapshot.take(connection, lineage, currency)
        memberships.take(connection)
        connection.commit()
        schema.METADATA.drop_all(connection, tables=schema.DERIVED)
        schema.bring_up_to_date(connection, [*schema.STAR, *schema.BOOKS])
        schema.METADATA.create_all(connection, tables=schema.DERIVED)
        connection.commit()
        for done, (label, step) in enumerate(steps):
            progress(label, done / len(steps))
            step(connection)
            connection.commit()
        if lineage is not None:
            write_restatements(connection, lineage, currency)
        snapshot.forget(connection)
        connection.commit()
    progress("Facts and features are ready", 1.0)


def _steps(timezone: str, currency: str) -> list[tuple[str, Step]]:
    scope = Scope(timezone, currency, datetime.now(UTC).replace(tzinfo=None))
    return [
        ("Numbering products", keys.fill_products),
        ("Numbering customers", keys.fill_customers),
        ("Carrying over clusters", memberships.fill_former),
        ("Naming payment methods", keys.fill_methods),
        ("Naming categories", keys.fill_categories),
        ("Dating and ranking orders", lambda to: orders.fill_orders(to, timezone, currency)),
        ("Writing order lines", facts.fill_lines),
        ("Writing reversals", lambda to: facts.fill_reversals(to, timezone)),
        ("Writing orders", facts.fill_orders),
        ("Writing payments", lambda to: facts.fill_payments(to, timezone)),
        ("Writing down what filters do not change", constants.fill_constants),
        ("Pricing what has no rate", lambda to: unconverted.fill_unconverted(to, timezone)),
        ("Adding up months", rollups.fill_months),
        ("Computing customer features", features.fill_features),
        ("Checking the data's quality", lambda to: fill_quality(to, scope)),
    ]


def format_of(engine: sa.Engine) -> schema.Format:
    """What a draft holds, once it is built and rolled up."""
    with engine.connect() as connection:
        masks = sa.select(sa.func.count()).select_from(schema.categories)
        masked = connection.execute(masks).scalar_one()
    return schema.Format.MASKED if masked else schema.Format.ORDERS
