"""A tiny shop in London time that one can add up by hand: 4 May to 20 July 2026, in GBP.

    order  business day  who    where    channel  lines               discount  shipping  tax
    O1     4 May         ada    UK       web      2 MUG at 10             2.00      3.00  3.60
    O2     4 May         ben    UK       web      1 TEA at 5, 1 MUG          0      3.00  2.00
    O3     20 May        guest  Ireland  web      3 TEA                   1.50      5.00     0
    O4     10 June       ada    UK       app      1 LAMP at 40            4.00         0  7.20
    O5     15 June       cleo   Ireland  web      1 MUG, 1 POST at 3         0         0     0
    O6     1 July        dan    Germany  web      2 LAMP                  8.00     10.00     0
    O7     2 July        ada    UK       web      4 TEA                      0      3.00     0
    O8     2 July        ada    UK       web      1 POST                     0         0     0
    O9     3 July        ben    UK       unknown  1 MUG                      0         0  2.00
    O10    10 July       eve    unknown  web      1 TEA (free)            5.00         0     0
    O11    20 July       dan    Germany  app      1 MUG                   1.00      2.00     0

O6 was placed on 30 June at 23:30 UTC. T1, a test order of fay's for 5 MUG, counts nowhere, nor does
its refund. C1 is ben's credit note that names no order. LAMP has no category, POST is no product.

    reversal  of  day      what                amount
    R1        O1  28 May   1 MUG                 9.00
    R2        O4  1 July   1 LAMP               36.00
    R3        C1  5 July   1 TEA                 4.00
    R5        O6  15 July  a gesture, no goods   5.00

    month  orders  customers  units  gross  discounts  reversals     net
    May         3          2      7     50       3.50       9.00   37.50
    June        2          2      3     53       4.00       0      49.00
    July        6          4     10    128      14.00      45.00   69.00   (not complete)
    all        11          5     20    231      21.50      54.00  155.50

13 lines, shipping 26.00, tax 14.80. By product, gross: LAMP 120, MUG 60, TEA 45, POST 6.

    payments       attempts  succeeded  amount   bit
    bank transfer         1          0    0        1    O9 is pending
    card                  7          6  183.80     2    O2's first attempt failed
    gift card             1          1   20.00     4    O4 is split: 20.00 and 23.20 by card
    paypal                3          3   34.50     8

    customer  recency  order days  monetary  R F M  segment         cluster
    ada            18           3     32.00  2 3 4  At risk         Loyal regulars
    ben            17           2     21.00  3 2 3  Need attention  Loyal regulars
    cleo           35           1     13.00  1 1 2  Hibernating     One-time buyers
    dan             0           2     76.00  5 2 5  Champions       Loyal regulars
    eve            10           1         0  4 1 1  Promising       One-time buyers
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.build import build_release, format_of
from data.build.summaries import fill_rollups
from data.frames import insert_frame
from data.learning_segments import write_profiles
from data.progress import silent
from data.release_info import ReleaseInfo
from data.releases import Draft, ReleaseStore
from data.stores import FileStore
from tests.data.valued import write_value

TIMEZONE = "Europe/London"
FIRST_DAY, LAST_DAY = date(2026, 5, 4), date(2026, 7, 20)


def fill(engine: sa.Engine) -> None:
    """Create and fill the star and the books, except for what is said of the release as a whole."""
    schema.METADATA.create_all(engine, tables=[*schema.STAR, *schema.BOOKS])
    with engine.begin() as connection:
        for table, rows in _ROWS.items():
            names = [column.name for column in schema.METADATA.tables[table].columns]
            # What a row leaves out at its end is null.
            values = [dict(zip(names, row, strict=False)) for row in rows]
            connection.execute(schema.METADATA.tables[table].insert(), values)


def build(engine: sa.Engine) -> None:
    """Fill the star and derive everything from it."""
    fill(engine)
    derive(engine)


def derive(engine: sa.Engine) -> None:
    """Fill the derived tables; clusters and the value of customers are put in by hand."""
    build_release(engine, timezone=TIMEZONE, currency="GBP", progress=silent)
    with engine.begin() as connection:
        insert_frame(connection, schema.customer_segments, _members())
    write_profiles(engine, _profiles())
    write_value(engine, LAST_DAY)
    fill_rollups(engine, silent)


def info_of(draft: Draft) -> ReleaseInfo:
    """What a release of the shop says about itself."""
    # Some tests publish a table or two and nothing that was built from them.
    schema.categories.create(draft.engine, checkfirst=True)
    return ReleaseInfo(
        id=draft.id,
        created_at=draft.created_at,
        shop="Tiny Shop",
        currency="GBP",
        timezone=TIMEZONE,
        simulated=False,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        source="By hand",
        lines=13,
        orders=11,
        format=format_of(draft.engine),
    )


def publish(store: ReleaseStore) -> ReleaseInfo:
    """Build the shop and publish it."""
    with store.begin() as draft:
        build(draft.engine)
        info = info_of(draft)
        draft.publish(info)
    return info


def build_shop(folder: Path) -> FileStore:
    """A store in the folder that serves the shop."""
    store = FileStore(folder)
    publish(store)
    return store


def _members() -> pd.DataFrame:
    """Customers are numbered by their id: ada is 1, eve is 5."""
    names = ["Loyal regulars", "One-time buyers"]
    clusters = [0, 0, 1, 0, 1]
    return pd.DataFrame(
        {
            "customer_key": [1, 2, 3, 4, 5],
            "cluster": clusters,
            "segment": [names[cluster] for cluster in clusters],
        }
    )


def _profiles() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cluster": [0, 1],
            "segment": ["Loyal regulars", "One-time buyers"],
            "customers": [3, 2],
            "recency_days": [17.0, 22.5],
            "frequency": [2.0, 1.0],
            "monetary": [32.0, 6.5],
        }
    )


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001  # naive UTC as in the star


def _money(text: str) -> Decimal:
    return Decimal(text)


_UK, _GBP = "United Kingdom", "GBP"
_FREE = _money("0")

# Table -> rows in the order of its columns.
_ROWS: dict[str, list[tuple[Any, ...]]] = {
    "customers": [
        ("ada", "Ada Lane", "ada@example.com", _UK, "Leeds", _at(5, 1, 9)),
        ("ben", "Ben Moss", "ben@example.com", _UK, "York", None),
        ("cleo", "Cleo Byrne", None, "Ireland", "Cork", None),
        ("dan", "Dan Vogel", "dan@example.com", "Germany", "Bremen", None),
        ("eve", "Eve Stone", None, None, None, None),
        ("fay", "Fay Reed", None, _UK, "Bath", None),
    ],
    "products": [
        ("LAMP", "Desk lamp", None, _money("40"), None, True),
        ("MUG", "Blue mug", "Kitchen", _money("10"), _money("4"), True),
        ("POST", "Postage", None, _money("3"), None, False),
        ("TEA", "Green tea", "Pantry", _money("5"), _money("2"), True),
    ],
    "orders": [
        ("O1", "ada", _at(5, 4, 10), "paid", _UK, "web", _GBP, _money("3"), _money("3.60")),
        ("O2", "ben", _at(5, 4, 15), "paid", _UK, "web", _GBP, _money("3"), _money("2")),
        ("O3", None, _at(5, 20, 9), "paid", "Ireland", "web", _GBP, _money("5"), _FREE),
        ("O4", "ada", _at(6, 10, 12), "paid", _UK, "app", _GBP, _FREE, _money("7.20")),
        ("O5", "cleo", _at(6, 15, 8), "paid", "Ireland", "web", _GBP, _FREE, _FREE),
        ("O6", "dan", _at(6, 30, 23, 30), "paid", "Germany", "web", _GBP, _money("10"), _FREE),
        ("O7", "ada", _at(7, 2, 9), "paid", _UK, "web", _GBP, _money("3"), _FREE),
        ("O8", "ada", _at(7, 2, 20), "paid", _UK, "web", _GBP, _FREE, _FREE),
        ("O9", "ben", _at(7, 3, 18), "pending", _UK, None, _GBP, _FREE, _money("2")),
        ("O10", "eve", _at(7, 10, 11), "paid", None, "web", _GBP, _FREE, _FREE),
        ("O11", "dan", _at(7, 20, 12), "paid", "Germany", "app", _GBP, _money("2"), _FREE),
        ("T1", "fay", _at(7, 11, 10), "test", _UK, "web", _GBP, _FREE, _FREE),
        ("C1", "ben", _at(7, 5, 10), "credit note", _UK, "web", _GBP, _FREE, _FREE),
    ],
    "order_items": [
        ("O1-1", "O1", "MUG", 2, _money("10"), _money("2")),
        ("O2-1", "O2", "TEA", 1, _money("5"), _FREE),
        ("O2-2", "O2", "MUG", 1, _money("10"), _FREE),
        ("O3-1", "O3", "TEA", 3, _money("5"), _money("1.50")),
        ("O4-1", "O4", "LAMP", 1, _money("40"), _money("4")),
        ("O5-1", "O5", "MUG", 1, _money("10"), _FREE),
        ("O5-2", "O5", "POST", 1, _money("3"), _FREE),
        ("O6-1", "O6", "LAMP", 2, _money("40"), _money("8")),
        ("O7-1", "O7", "TEA", 4, _money("5"), _FREE),
        ("O8-1", "O8", "POST", 1, _money("3"), _FREE),
        ("O9-1", "O9", "MUG", 1, _money("10"), _FREE),
        ("O10-1", "O10", "TEA", 1, _money("5"), _money("5")),
        ("O11-1", "O11", "MUG", 1, _money("10"), _money("1")),
        ("T1-1", "T1", "MUG", 5, _money("10"), _FREE),
    ],
    "refunds": [
        ("R1", "O1", "O1-1", None, _at(5, 28, 12), 1, _money("9"), "Broken"),
        ("R2", "O4", "O4-1", "LAMP", _at(7, 1, 10), 1, _money("36"), "Changed mind"),
        ("R3", "C1", None, "TEA", _at(7, 5, 10), 1, _money("4"), None),
        ("R4", "T1", "T1-1", "MUG", _at(7, 12, 10), 5, _money("50"), "Test"),
        ("R5", "O6", None, None, _at(7, 15, 10), 0, _money("5"), "Late"),
    ],
    "payments": [
        ("P1", "O1", "card", _money("24.60"), "succeeded", _at(5, 4, 10, 1)),
        ("P2", "O2", "card", _money("20"), "failed", _at(5, 4, 15, 1)),
        ("P3", "O2", "card", _money("20"), "succeeded", _at(5, 4, 15, 5)),
        ("P4", "O3", "paypal", _money("18.50"), "succeeded", _at(5, 20, 9, 1)),
        ("P5", "O4", "gift card", _money("20"), "succeeded", _at(6, 10, 12, 1)),
        ("P6", "O4", "card", _money("23.20"), "succeeded", _at(6, 10, 12, 2)),
        ("P7", "O5", "paypal", _money("13"), "succeeded", _at(6, 15, 8, 1)),
        ("P8", "O6", "card", _money("82"), "succeeded", _at(6, 30, 23, 31)),
        ("P9", "O7", "card", _money("23"), "succeeded", _at(7, 2, 9, 1)),
        ("P10", "O8", "paypal", _money("3"), "succeeded", _at(7, 2, 20, 1)),
        ("P11", "O9", "bank transfer", _money("12"), "pending", _at(7, 3, 18, 1)),
        ("P12", "O11", "card", _money("11"), "succeeded", _at(7, 20, 12, 1)),
        ("P13", "T1", "card", _money("50"), "succeeded", _at(7, 11, 10, 1)),
    ],
    "order_statuses": [
        ("paid", True, "Paid."),
        ("pending", True, "Not paid yet."),
        ("test", False, "Placed by the staff to try the checkout."),
        ("credit note", False, "Money given back without naming an order."),
    ],
    "loads": [
        (
            "L1", "by hand", "star", "0" * 64, _at(7, 21, 6), _at(7, 21, 6, 1),
            14, 14, 0, 0, _money("281"), _money("281"), _FREE, _FREE,
        ),
    ],
}  # fmt: skip
