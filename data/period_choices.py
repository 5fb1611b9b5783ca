"""What a reader may choose of time: grains, presets and comparisons, in a merchant's words."""

from __future__ import annotations

from enum import StrEnum


class Grain(StrEnum):
    """How long one point of a series lasts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Unit(StrEnum):
    """What a run of days was counted in: days, or the calendar period that it begins."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has; 0 for a week or a day."""
        return {"month": 1, "quarter": 3, "year": 12}.get(self.value, 0)


class Cut(StrEnum):
    """Why a point of a series does not hold all its days."""

    CHOSEN = "chosen"  # the chosen dates begin or end inside
    BEGINNING = "beginning"  # the data begin inside
    UNFINISHED = "unfinished"  # the data end inside: the rest is still to come

    @property
    def label(self) -> str:
        """The reason in a merchant's words."""
        return {
            "chosen": "cut by the chosen dates",
            "beginning": "the data begin inside it",
            "unfinished": "not finished yet",
        }[self.value]


class Preset(StrEnum):
    """Periods that move with the data: they end at its last day, never at today's."""

    LAST_7 = "last-7"
    LAST_28 = "last-28"
    LAST_91 = "last-91"
    LAST_90 = "last-90"
    WEEK_TO_DATE = "week-to-date"
    LAST_WEEK = "last-week"
    MONTH_TO_DATE = "month-to-date"
    LAST_MONTH = "last-month"
    QUARTER_TO_DATE = "quarter-to-date"
    LAST_QUARTER = "last-quarter"
    YEAR_TO_DATE = "year-to-date"
    LAST_YEAR = "last-year"
    LAST_12_MONTHS = "last-12-months"
    ALL = "all"

    @property
    def label(self) -> str:
        """The preset in a merchant's words."""
        return _PRESET_LABELS[self]

    @property
    def is_offered(self) -> bool:
        """Whether the filter bar lists it; the others are understood where old links have them."""
        return self is not Preset.LAST_90


_PRESET_LABELS = {
    Preset.LAST_7: "Last 7 days",
    Preset.LAST_28: "Last 28 days",
    Preset.LAST_91: "Last 13 weeks",
    Preset.LAST_90: "Last 90 days",
    Preset.WEEK_TO_DATE: "Week to date",
    Preset.LAST_WEEK: "Last week",
    Preset.MONTH_TO_DATE: "Month to date",
    Preset.LAST_MONTH: "Last month",
    Preset.QUARTER_TO_DATE: "Quarter to date",
    Preset.LAST_QUARTER: "Last quarter",
    Preset.YEAR_TO_DATE: "Year to date",
    Preset.LAST_YEAR: "Last year",
    Preset.LAST_12_MONTHS: "Last 12 months",
    Preset.ALL: "All time",
}


class Comparison(StrEnum):
    """What a period is held against."""

    PREVIOUS = "previous"
    LAST_YEAR = "last-year"
    LAST_YEAR_WEEKDAYS = "last-year-weekdays"
    LAST_YEAR_RETAIL = "last-year-retail"
    NONE = "none"

    @property
    def label(self) -> str:
        """The comparison in a merchant's words."""
        return _COMPARISONS[self][0]

    @property
    def then(self) -> str:
        """When that was, as the end of a sentence."""
        return _COMPARISONS[self][1]

    @property
    def short(self) -> str:
        """The same in the few words that a pill has room for."""
        return _COMPARISONS[self][2]

    @property
    def beside(self) -> Comparison:
        """What is shown beside it: the year before next to the period before, and vice versa."""
        return {
            Comparison.PREVIOUS: Comparison.LAST_YEAR,
            Comparison.NONE: Comparison.NONE,
        }.get(self, Comparison.PREVIOUS)


_COMPARISONS = {
    Comparison.PREVIOUS: ("Previous period", "in the period before", "on the period before"),
    Comparison.LAST_YEAR: (
        "Same dates last year",
        "on the same dates last year",
        "on last year",
    ),
    Comparison.LAST_YEAR_WEEKDAYS: (
        "Same weekdays last year",
        "on the same weekdays last year",
        "on last year by weekday",
    ),
    Comparison.LAST_YEAR_RETAIL: (
        "4-5-4 retail weeks last year",
        "in the same retail weeks last year",
        "on last year by retail week",
    ),
    Comparison.NONE: ("Nothing", "", ""),
}
