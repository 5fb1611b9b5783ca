"""What menus choose becomes a text that says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest import LoadError, mapping
from data.ingest.mapping import (
    FIELDS,
    Column,
    Counts,
    CreditNotes,
    OrderLevel,
    Reversals,
    as_toml,
)
from data.ingest.notation import DateOrder, Notation

NEEDED = ("order_id", "ordered_at", "status", "unit_price")
OTHERS = sorted(
    field.name
    for field in FIELDS["lines"]
    if field.name not in (*NEEDED, "line_total", "refunded_at", "refund_reason")
)
# Every character there is, but the halves of pairs, which no text file can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: t.strip())
columns = st.one_of(
    texts,
    st.builds(
        Column,
        st.lists(texts, min_size=1).map(tuple),
        join=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        value=st.none() | texts,
        case=st.sampled_from([None, "upper", "lower"]),
    ),
)
statuses = st.dictionaries(
    texts.map(lambda t: t.strip().lower()).filter(lambda t: t and t != "otherwise"),
    st.sampled_from(list(Counts)),
)
notations = st.sampled_from(
    [Notation(), Notation(",", "."), Notation(".", ","), Notation(",", " "), Notation(".", "'")]
)


@given(
    needed=st.tuples(*(columns for _ in NEEDED)),
    others=st.dictionaries(st.sampled_from(OTHERS), columns | st.none()),
    notation=notations,
    dates=st.sampled_from([None, *DateOrder]),
    timezone=st.sampled_from([None, "Europe/Berlin", "UTC"]),
    currency=st.sampled_from([None, "EUR", "GBP"]),
    meanings=statuses,
    otherwise=st.sampled_from([None, *Counts]),
    level=st.sampled_from(list(OrderLevel)),
    told=st.builds(
        Reversals,
        st.booleans(),
        st.booleans(),
        st.lists(texts.map(str.upper)).map(tuple),
        st.sampled_from(list(CreditNotes)),
    ),
    name=texts,
)
def test_every_choice_comes_back(  # noqa: PLR0917
    needed: tuple[str | Column, ...],
    others: dict[str, str | Column | None],
    notation: Notation,
    dates: DateOrder | None,
    timezone: str | None,
    currency: str | None,
    meanings: dict[str, Counts],
    otherwise: Counts | None,
    level: OrderLevel,
    told: Reversals,
    name: str,
) -> None:
    chosen = {**dict(zip(NEEDED, needed, strict=True)), **others}
    text = as_toml(
        chosen,
        notation=notation,
        dates=dates,
        timezone=timezone,
        currency=currency,
        statuses=meanings,
        otherwise=otherwise,
        order_level=level,
        reversals=told,
        name=name,
        shop=name,
    )
    read = mapping.parse(text).mapping
    expected = {
        field: column if isinstance(column, Column) else Column((column,))
        for field, column in chosen.items()
        if column
    }
    assert read.tables["lines"].columns == expected
    assert read.notation == Notation(notation.decimal, notation.thousands, dates)
    assert (read.timezone, read.currency, read.name, read.shop) == (timezone, currency, name, name)
    assert (read.statuses, read.otherwise) == (meanings, otherwise)
    assert (read.orders.order_level, read.reversals) == (level, told)


def test_the_text_is_as_short_as_the_choices() -> None:
    text = as_toml(
        {"order_id": 'a "b"\\', "ordered_at": "at", "tax": None, "unit_price": "p"},
        currency="EUR",
    )
    assert text.splitlines() == [
        'currency = "EUR"',
        'decimal = "."',
        "",
        "[lines]",
        'order_id = "a \\"b\\"\\\\"',
        'ordered_at = "at"',
        'unit_price = "p"',
    ]


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(LoadError, match="There is no field colour, size"):
        as_toml({"size": "s", "colour": "c"})
