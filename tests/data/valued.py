"""What the customers of the tiny shop are expected to bring, by hand.

    customer  P(alive)  orders 90  365   value 90  365   (80 %)    next order        overdue
    ada       0.90      1.8        5.4   36        108   40-180    10 Aug 2026
    ben       0.50      0.5        1.5   5         15    0-40      15 Sep 2026       yes
    cleo      0.30      0.2        0.6   3         9     0-30      1 Mar 2027
    dan       1.00      1.5        5.0   60        200   80-320    8 Aug 2026
    eve       0.25      0.1        0.3   0.50      1.50  0-5       in over 100 years

Together: P(alive) 2.95, orders 4.1 and 12.8, value 104.50 and 333.50. Of the held-out days 110 was
expected and 100 came.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from data import schema
from data.frames import insert_frame
from data.learning_next import write_next_products, write_partners

_PAIRS = ["key_a", "key_b", "both", "lift", "q"]


def _day(month: int, day: int, year: int = 2026) -> pd.Timestamp:
    return pd.Timestamp(year, month, day)


# customer_key, repeat_days, p_alive, orders_90, orders_365, value_90, value_365, lo, hi, per order,
# next order, from, to, overdue. Customers are numbered by their id: ada is 1, eve is 5.
_VALUES = [
    (1, 2, 0.9, 1.8, 5.4, 36.0, 108.0, 40.0, 180.0, 20.0,
     _day(8, 10), _day(7, 24), _day(10, 1), False),
    (2, 1, 0.5, 0.5, 1.5, 5.0, 15.0, 0.0, 40.0, 10.0,
     _day(9, 15), _day(7, 30), _day(1, 10, 2027), True),
    (3, 0, 0.3, 0.2, 0.6, 3.0, 9.0, 0.0, 30.0, 15.0,
     _day(3, 1, 2027), _day(9, 1), _day(6, 1, 2030), False),
    (4, 1, 1.0, 1.5, 5.0, 60.0, 200.0, 80.0, 320.0, 40.0,
     _day(8, 8), _day(7, 23), _day(9, 20), False),
    (5, 0, 0.25, 0.1, 0.3, 0.5, 1.5, 0.0, 5.0, 5.0, pd.NaT, _day(1, 1, 2027), pd.NaT, False),
]  # fmt: skip

_HELD_OUT = [(1, 2, 1.0, 2.0, 10.0, 20.0), (2, 3, 5.0, 4.0, 100.0, 80.0)]


def write_value(engine: sa.Engine, last_day: date) -> None:
    """Fill the tables of customer value, and choose what to offer everybody next."""
    for table, rows in (
        (schema.customer_value, _VALUES),
        (schema.value_calibration, _HELD_OUT),
    ):
        names = [column.name for column in table.columns]
        with engine.begin() as connection:
            connection.execute(sa.delete(table))
            insert_frame(connection, table, pd.DataFrame(rows, columns=names))
    write_partners(engine, pd.DataFrame(columns=_PAIRS))
    write_next_products(engine, last_day)
