"""Ids of the Data tab. All begin with `data-`: by that the server knows what is for administrators.

A test holds every id to it.
"""

from __future__ import annotations

from enum import StrEnum

from layouts.components import CardIds


class Id(StrEnum):
    """Ids that belong to no card of the tab."""

    HEADING = "data-heading"
    LEDE = "data-lede"

    SAY = "data-say"

    # What the browser and the server tell each other.
    UPLOAD = "data-upload"
    STAGE = "data-stage"
    TICK = "data-tick"

    # Choosing and sending files; filled in by assets/50-data.js.
    INTAKE = "data-intake"
    DROP = "data-drop"
    CHOOSE = "data-choose"
    SENDING_TEXT = "data-sending-text"
    SENDING_BAR = "data-sending-bar"
    STOP_SENDING = "data-stop-sending"
    SEND_ERROR = "data-send-error"

    # A job at work.
    RUNNING_TITLE = "data-running-title"
    STEP = "data-step"
    BAR = "data-bar"
    PERCENT = "data-percent"
    CANCEL = "data-cancel"

    # What a load would do.
    PREVIEW_TITLE = "data-preview-title"
    PREVIEW_TEXT = "data-preview-text"
    FILES_TABLE = "data-files-table"
    COLUMNS_TABLE = "data-columns-table"
    SAMPLES = "data-samples"
    SAMPLE_OF = "data-sample-of"
    SAMPLE_TABLE = "data-sample-table"
    ASIDE = "data-aside"
    ASIDE_TEXT = "data-aside-text"
    ASIDE_TABLE = "data-aside-table"
    PREVIEW_REJECTS = "data-preview-rejects"
    PUBLISH = "data-publish"
    BY_HAND = "data-by-hand"
    AGAIN_PREVIEW = "data-again-preview"

    # Why it does not go on.
    FAILED_TITLE = "data-failed-title"
    FAILED_TEXT = "data-failed-text"
    DAY_FIRST = "data-day-first"
    MONTH_FIRST = "data-month-first"
    DATES_CHOICE = "data-dates-choice"
    FAILED_BY_HAND = "data-failed-by-hand"
    AGAIN_FAILED = "data-again-failed"
    FAILED_REJECTS = "data-failed-rejects"

    # What a load did.
    RESULT_TITLE = "data-result-title"
    RESULT_TEXT = "data-result-text"
    RESULT_TABLE = "data-result-table"
    RESULT_REJECTS = "data-result-rejects"
    AGAIN_RESULT = "data-again-result"

    # Matching columns by menus.
    MAPPING_TITLE = "data-mapping-title"
    MAPPING_TABLE = "data-mapping-table"
    MAPPING_NAME = "data-mapping-name"
    MAPPING_TIMEZONE = "data-mapping-timezone"
    MAPPING_CURRENCY = "data-mapping-currency"
    MAPPING_DECIMAL = "data-mapping-decimal"
    MAPPING_DATES = "data-mapping-dates"
    MAPPING_LEVEL = "data-mapping-level"
    MAPPING_BACK = "data-mapping-back"
    MAPPING_ERROR = "data-mapping-error"
    MAPPING_USE = "data-mapping-use"
    AGAIN_MAPPING = "data-again-mapping"

    # Reconciliation, quality, releases.
    LIGHT = "data-light"
    LIGHT_WORD = "data-light-word"
    LIGHT_TEXT = "data-light-text"
    SERVE = "data-serve"
    SERVE_TEXT = "data-serve-text"
    SERVE_YES = "data-serve-yes"
    SERVE_NO = "data-serve-no"
    SERVE_WHICH = "data-serve-which"


QUALITY = CardIds("data-quality")
EXAMPLES = CardIds("data-examples")
PAIRS = CardIds("data-pairs")
DIFFERENCES = CardIds("data-differences")
RELEASES = CardIds("data-releases")
LOADS = CardIds("data-loads")
RESTATED = CardIds("data-restated")
RESTATED_ORDERS = CardIds("data-restated-orders")
CURRENCIES = CardIds("data-currencies")
EVENTS = CardIds("data-events")
ALERTS = CardIds("data-alerts")
CARDS = (
    QUALITY,
    EXAMPLES,
    PAIRS,
    DIFFERENCES,
    CURRENCIES,
    RESTATED,
    RESTATED_ORDERS,
    RELEASES,
    LOADS,
    EVENTS,
    ALERTS,
)


def field_id(name: str) -> str:
    """`options` and `value` of the menu that matches one of our fields to a column."""
    return f"data-field-{name}"


def status_id(name: str) -> str:
    """`value` of the box with a shop's words for one of our statuses."""
    return f"data-status-{name}"
