"""Which roll-up answers a question, if one does."""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.dimensions import Dimension
from data.measures import Measure
from data.periods import Grain
from data.queries.groups import ByDimension, ByTime
from data.queries.question import Question

_MONTHS = {
    schema.sales_by_day: schema.sales_by_month,
    schema.paid_sales_by_day: schema.paid_sales_by_month,
    schema.category_sales_by_day: schema.category_sales_by_month,
}
_OF_DAYS = {Grain.DAY, Grain.WEEK}


def rollup(question: Question) -> sa.Table | None:
    """The smallest roll-up that has the columns and the days for the question."""
    filters = question.filters
    if not question.rolled_up or filters.rfm_segments or filters.products:
        return None
    if not _is_by_column(question):
        return None
    paid = bool(filters.payment_methods) or question.dimension is Dimension.PAYMENT_METHOD
    if question.by_line and (paid or question.dimension is Dimension.PRODUCT):
        return None
    days = schema.paid_sales_by_day if paid else schema.sales_by_day
    days = schema.category_sales_by_day if question.by_line else days
    return _MONTHS[days] if _in_months(question) else days


def _is_by_column(question: Question) -> bool:
    group = question.group
    if isinstance(group, ByTime):
        return group.end is None
    return group is None or isinstance(group, ByDimension)


def _in_months(question: Question) -> bool:
    """Whether the period is made of whole months, and no point is finer."""
    group = question.group
    if isinstance(group, ByTime) and group.grain in _OF_DAYS:
        return False
    return question.filters.in_whole_months


def adds_up(measure: Measure, question: Question) -> bool:
    """An order of two categories counts once in both: orders add up within one category only."""
    if not question.by_line or not measure.counts_orders:
        return True
    one = len(question.filters.categories) == 1
    return one or question.dimension is Dimension.CATEGORY
