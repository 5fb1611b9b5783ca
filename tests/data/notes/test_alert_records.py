"""Rules of alerts: what one may hold, and what is said of anything else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.notes.alert_records import (
    checked_filters,
    checked_recipients,
    checked_rule,
    checked_until,
)
from data.notes.records import NotKept

FORM: dict[str, object] = {
    "name": "Weak week",
    "metric": "net_sales",
    "kind": "threshold",
    "side": "below",
    "value": "1000.50",
    "window": "week",
    "filters": "country=Ireland&category=Kitchen",
    "recipients": "ada@example.com, ben@example.com",
}
TODAY = date(2026, 7, 21)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": " "}, "Name: write a name"),
        ({"name": "a\nBcc: eve@example.com"}, "Name: write it in one line"),
        ({"name": None}, "Name"),
        ({"metric": "profit"}, "Metric: There is no metric 'profit'"),
        ({"metric": ["net_sales"]}, "Metric: There is no metric"),
        ({"kind": "spike"}, "Kind: choose one of threshold, change, band"),
        ({"kind": 1}, "Kind: choose one of"),
        ({"side": "beside"}, "Side: choose one of"),
        ({"side": "either"}, "Side: a value is either passed"),
        ({"window": "year"}, "Window: choose one of day, week, month"),
        ({"value": ""}, "Value: write digits"),
        ({"value": "1,000"}, "Value: write digits"),
        ({"value": "nan"}, "Value: write digits"),
        ({"value": "1e9"}, "Value: write digits"),
        ({"value": "٣"}, "Value: write digits"),
        ({"value": "1.00001"}, "Value: write digits"),
        ({"value": "1000000000000"}, "Value: it has to be less than"),
        ({"value": True}, "Value: write digits"),
        ({"value": "9" * 400}, "Value: write digits"),
        ({"kind": "change", "value": "0"}, "Value: a change has to be more than 0"),
        ({"kind": "change", "value": "-5"}, "Value: a change has to be more than 0"),
        ({"kind": "change", "comparison": "none"}, "Compared with: a change needs"),
        ({"kind": "change", "comparison": "x"}, "Compared with: choose one of"),
        ({"kind": "band", "value": "80"}, "Window: a forecast is made by months"),
        ({"kind": "band", "window": "month", "value": "90"}, "choose 80 or 95"),
        (
            {"kind": "band", "window": "month", "metric": "customers", "value": "80"},
            "Metric: Customers is not forecast",
        ),
        ({"filters": "period=last-28"}, "Filters: write them as in a link"),
        ({"filters": "country=UK&from=2026-01-01&to=2026-02-01"}, "the period comes from"),
        ({"filters": "compare=none"}, "Only these can be kept"),
        ({"filters": "Kitchen"}, "Filters: write them as in a link"),
        ({"filters": ["country=UK"]}, "Filters"),
        ({"filters": "country=" + "x" * 201}, "Filters: Country: a value is longer"),
        ({"filters": "country=" + "x" * 9000}, "Filters: The link is too long"),
        ({"filters": "country=a&" * 5 + "&".join(f"country={n}" for n in range(201))}, "at most"),
        ({"recipients": ""}, "Recipients: write at least one"),
        ({"recipients": None}, "Recipients: write at least one"),
        ({"recipients": "ada"}, "“ada” is not a mail address"),
        ({"recipients": "ada@example.com\r\nBcc:eve@example.com"}, "“Bcc:eve@example.com” is not"),
        ({"recipients": ",".join(f"a{n}@x.com" for n in range(21))}, "21 are too many"),
        ({"recipients": "\ud800@example.com"}, "is not a mail address"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_sentence(change: dict[str, object], told: str) -> None:
    with pytest.raises(NotKept) as refused:
        checked_rule(FORM | change)
    assert told in str(refused.value)


def test_what_a_rule_may_hold_is_taken() -> None:
    band = checked_rule(FORM | {"kind": "band", "side": "either", "window": "month", "value": "95"})
    assert (band.value, band.side.value) == (Decimal(95), "either")
    moved = checked_rule(FORM | {"kind": "change", "comparison": "last-year-weekdays"})
    assert moved.comparison.value == "last-year-weekdays"
    assert checked_rule(FORM | {"value": "-20"}).value == Decimal(-20)
    assert checked_filters("?country=Ireland") == "country=Ireland"
    assert checked_filters("") == ""
    assert checked_recipients(" a@x.com;b@x.com a@x.com ") == ("a@x.com", "b@x.com")
    assert checked_until("2026-07-22", TODAY) == date(2026, 7, 22)
    with pytest.raises(NotKept, match="2026-07-21 is not to come"):
        checked_until("2026-07-21", TODAY)
    with pytest.raises(NotKept, match="Until: write a day"):
        checked_until("soon", TODAY)
