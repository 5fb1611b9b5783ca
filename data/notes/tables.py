"""The tables of what people keep with a shop. A new one is one more `sa.Table` here.

None of them is part of a release: publishing and going back leave them as they are. A table that
an older store lacks is made by the first write; until then it reads as empty.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

# On PostgreSQL the tables stand in this schema; SQLite has no schemas.
SCHEMA = "notes"
METADATA = sa.MetaData()


class Exact(sa.types.TypeDecorator[Decimal]):
    """An amount to the last digit: a number on PostgreSQL, its digits on SQLite, which has none."""

    impl = sa.Numeric(18, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """How the database keeps it."""
        return dialect.type_descriptor(sa.String() if _is_sqlite(dialect) else sa.Numeric(18, 4))

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> Any:
        """On the way in."""
        return str(value) if value is not None and _is_sqlite(dialect) else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:  # noqa: ARG002
        """On the way out."""
        return None if value is None else Decimal(value)


def _is_sqlite(dialect: sa.Dialect) -> bool:
    return dialect.name == "sqlite"


events = sa.Table(
    "events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("start_day", sa.Date, nullable=False, index=True),
    sa.Column("end_day", sa.Date, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("made_by", sa.String, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, comment="UTC"),
    sa.CheckConstraint("end_day >= start_day"),
    # An id that is gone is never given again: a page that still shows it must not hit another.
    sqlite_autoincrement=True,
)

targets = sa.Table(
    "targets",
    METADATA,
    sa.Column("month", sa.Date, primary_key=True, comment="its first day"),
    sa.Column("amount", Exact, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("set_by", sa.String, nullable=False),
    sa.Column("set_at", sa.DateTime, nullable=False, comment="UTC"),
)

saved_views = sa.Table(
    "saved_views",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("owner", sa.String, nullable=False, comment="empty: everybody on this machine"),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("search", sa.Text, nullable=False, comment="the link from its question mark on"),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, comment="UTC"),
    sa.UniqueConstraint("owner", "name"),
    sqlite_autoincrement=True,
)

alert_rules = sa.Table(
    "alert_rules",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("metric", sa.String, nullable=False),
    sa.Column("filters", sa.Text, nullable=False, comment="a link's query string"),
    sa.Column("every", sa.String, nullable=False, comment="day, week or month"),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("side", sa.String, nullable=False),
    sa.Column("value", Exact, nullable=False),
    sa.Column("comparison", sa.String, nullable=False),
    sa.Column("recipients", sa.Text, nullable=False, comment="separated by commas"),
    sa.Column("snoozed_until", sa.Date),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("made_by", sa.String, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, comment="UTC"),
    sqlite_autoincrement=True,
)

alert_states = sa.Table(
    "alert_states",
    METADATA,
    sa.Column("rule", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("value", sa.Double),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("checked_from", sa.Date),
    sa.Column("checked_to", sa.Date),
    sa.Column("told", sa.String, nullable=False, comment="what the recipients believe"),
    sa.Column("mailed_for", sa.Date),
    sa.Column("sent_at", sa.DateTime, comment="UTC"),
)

# What is to be sent stands here before it is sent, and stays until it is: nothing is lost with a
# mail server that is away.
alert_mails = sa.Table(
    "alert_mails",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("rule", sa.Integer, nullable=False, index=True),
    sa.Column("news", sa.String, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("plain", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("recipients", sa.Text, nullable=False, comment="who has not got it yet"),
    sa.Column("message_id", sa.String, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, comment="UTC"),
    sa.Column("claimed_until", sa.DateTime, comment="UTC; until then somebody is sending it"),
    sa.Column("problem", sa.Text, nullable=False, comment="why it was not sent the last time"),
    sqlite_autoincrement=True,
)

# From which month on a forecast was made, and on what: see data/notes/forecast_log.py.
kept_origins = sa.Table(
    "kept_origins",
    METADATA,
    sa.Column("shop", sa.String, primary_key=True, comment="real, or which simulated one"),
    sa.Column("currency", sa.String(3), primary_key=True),
    sa.Column("made_on", sa.Date, primary_key=True, comment="the last complete month"),
    sa.Column("learned", Exact, nullable=False, comment="net sales of the months learned from"),
    sa.Column("release", sa.String, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, comment="UTC"),
)

kept_forecasts = sa.Table(
    "kept_forecasts",
    METADATA,
    sa.Column("shop", sa.String, primary_key=True),
    sa.Column("currency", sa.String(3), primary_key=True),
    sa.Column("made_on", sa.Date, primary_key=True),
    sa.Column("level", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True, comment="empty: the whole shop"),
    sa.Column("ds", sa.Date, primary_key=True, comment="first day of the month forecast"),
    sa.Column("step", sa.Integer, nullable=False, comment="1: the month after the origin"),
    sa.Column("yhat", Exact, nullable=False),
    sa.Column("lo80", Exact, nullable=False),
    sa.Column("hi80", Exact, nullable=False),
    sa.Column("lo95", Exact, nullable=False),
    sa.Column("hi95", Exact, nullable=False),
    sa.Column("model", sa.String, nullable=False),
)
