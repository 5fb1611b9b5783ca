"""Every check of a release's data. A new check is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from data.build.quality import amounts, doubles, gaps, loads, orders, orphans
from data.build.quality.rows import Rows
from data.build.quality.scope import Scope


class Severity(StrEnum):
    """How bad it is: figures are wrong, figures may be wrong, or good to know."""

    PROBLEM = "problem"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Check:
    """One statement: the rows it names (see `data/build/quality/rows.py`) are what it found."""

    name: str
    title: str
    severity: Severity
    sentence: str
    rows: Callable[[Scope], Rows]


CHECKS: tuple[Check, ...] = (
    Check(
        "orphan_lines",
        "Order lines without an order or product",
        Severity.PROBLEM,
        "These lines belong to no order or to no known product, so they are in no figure. Load the "
        "orders and products they name.",
        lambda _: orphans.lines(),
    ),
    Check(
        "orphan_refunds",
        "Refunds without an order",
        Severity.PROBLEM,
        "These refunds name an order that was never loaded. Load that order.",
        lambda _: orphans.refunds(),
    ),
    Check(
        "orphan_payments",
        "Payments without an order",
        Severity.PROBLEM,
        "Money came in for orders that were never loaded. Load those orders, or find out what was "
        "paid for.",
        lambda _: orphans.payments(),
    ),
    Check(
        "orphan_customers",
        "Orders of unknown customers",
        Severity.WARNING,
        "These orders name a customer without a record; they count as sales, but for nobody. Load "
        "the customers.",
        lambda _: orphans.customers(),
    ),
    Check(
        "duplicate_payments",
        "Payments recorded twice",
        Severity.PROBLEM,
        "The same amount was recorded twice for one order, by the same method within a minute or "
        "under the same id, and the order is paid too much. Remove one, or give the money back.",
        lambda _: doubles.payments(),
    ),
    Check(
        "duplicate_orders",
        "Orders entered twice",
        Severity.WARNING,
        "The same customer bought exactly the same at the same moment under two order ids. If it "
        "was one order, remove the other from the source and load it again.",
        lambda scope: doubles.orders(scope.timezone),
    ),
    Check(
        "guest_orders",
        "Orders without a customer",
        Severity.NOTE,
        "Guests count in sales, but not as customers: new and returning customers, segments and "
        "lifetime value leave them out. The amount is their net sales.",
        orders.guests,
    ),
    Check(
        "uncategorised_products",
        "Products without a category",
        Severity.WARNING,
        "They are shown as “Uncategorised”. Give them a category in your shop and load the "
        "products again. The amount is what they sold for.",
        amounts.uncategorised,
    ),
    Check(
        "negative_lines",
        "Lines below zero",
        Severity.PROBLEM,
        "A price below zero, or more discount than the line costs, lowers sales. Record what was "
        "given back as a refund.",
        amounts.negative_lines,
    ),
    Check(
        "free_lines",
        "Lines with a price of zero",
        Severity.NOTE,
        "Gifts and samples are fine; a forgotten price is not. The amount is what these pieces "
        "cost by their list price.",
        amounts.free_lines,
    ),
    Check(
        "over_refunded_orders",
        "Refunds larger than their order",
        Severity.PROBLEM,
        "More was given back than the order cost. The amount is the excess: check whether a refund "
        "was entered twice.",
        amounts.refunded_too_much,
    ),
    Check(
        "paid_without_lines",
        "Orders paid, but without lines",
        Severity.PROBLEM,
        "Money came in, but the order has no line and so brings no sales. Either its lines are "
        "missing from the files, or it was cancelled and the money has to go back.",
        amounts.paid_without_lines,
    ),
    Check(
        "overpaid_orders",
        "Orders paid too much",
        Severity.PROBLEM,
        "The payments that succeeded come to more than lines, shipping and tax. Look for a payment "
        "that was recorded twice, or a line that is missing.",
        amounts.overpaid,
    ),
    Check(
        "underpaid_orders",
        "Orders paid too little",
        Severity.PROBLEM,
        "The payments that succeeded come to less than lines, shipping and tax, and none is on its "
        "way. Look for a payment that is missing, or a discount that was not recorded.",
        amounts.underpaid,
    ),
    Check(
        "unpaid_orders",
        "Orders nobody paid",
        Severity.NOTE,
        "No payment succeeded and none is on its way: the buyer gave up, or the order was "
        "cancelled. They are in gross sales until they are reversed.",
        amounts.unpaid,
    ),
    Check(
        "unconverted_orders",
        "Orders in a currency without a rate",
        Severity.PROBLEM,
        "They are in no figure, because nobody said what their currency was worth on that day. "
        "Load a table of exchange rates.",
        orders.without_rate,
    ),
    Check(
        "converted_orders",
        "Orders in another currency",
        Severity.NOTE,
        "They were converted at the rate of their day. The amount is what they are worth in the "
        "reporting currency.",
        orders.in_other_currency,
    ),
    Check(
        "future_dates",
        "Dates in the future",
        Severity.PROBLEM,
        "Orders, refunds or payments are dated after the data was loaded. Check the order of day "
        "and month, the time zone, and the clock of the till.",
        orders.in_the_future,
    ),
    Check(
        "ancient_orders",
        f"Orders before {orders.FIRST_YEAR}",
        Severity.PROBLEM,
        "Such a date is usually a default that nobody filled in. Correct it in the source and load "
        "it again.",
        orders.before_online_trade,
    ),
    Check(
        "early_refunds",
        "Refunds before their order",
        Severity.WARNING,
        "A refund is dated before the day of the order that it takes back. One of the two dates is "
        "wrong.",
        orders.refunded_before_they_were_placed,
    ),
    Check(
        "silent_days",
        "Days without any order",
        Severity.WARNING,
        "On these days of the week the shop usually sells. A holiday is fine; otherwise a file may "
        "be missing. The amount is what such days usually bring.",
        gaps.silent_days,
    ),
    Check(
        "rows_set_aside",
        "Rows that could not be loaded",
        Severity.PROBLEM,
        "These rows of the latest files could not be used and are in no figure. The list of "
        "rejects says why: correct them and load the file again under its name.",
        loads.unusable,
    ),
    Check(
        "rows_left_out",
        "Rows left out on purpose",
        Severity.NOTE,
        "These rows of the latest files are no sales, such as stock entries, or the mapping "
        "leaves them out. The list of rejects has each of them.",
        loads.unwanted,
    ),
    Check(
        "unknown_statuses",
        "Order statuses nobody described",
        Severity.WARNING,
        "Orders of these statuses count as sales, because nothing says otherwise. Say what they "
        "mean in a table order_statuses or in the mapping.",
        orders.of_unknown_status,
    ),
)
