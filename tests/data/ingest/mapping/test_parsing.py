"""A mapping's text: every mistake is named with its key and what is allowed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data.ingest import LoadError, mapping
from data.ingest.mapping import Column, Counts, Watermark, watermark_of
from data.ingest.notation import DateOrder, Notation
from data.ingest.star import LAYOUT as STAR

FLAT = '[lines]\norder_id = "id"\nordered_at = "at"\nunit_price = "price"\n'
TABLES = (
    '[orders]\norder_id = "id"\nordered_at = "at"\n'
    '[items]\norder_id = "order"\nproduct_id = "sku"\nline_total = "sum"\n'
)


@pytest.mark.parametrize(
    "name", ["german-flat-file", "web-shop-tables", "credit-notes", "one-row-per-order"]
)
def test_the_examples_of_the_documentation_are_mappings(examples: Path, name: str) -> None:
    layout = mapping.read(examples / f"{name}.toml")
    assert layout.name.startswith(f"{name}-")
    assert layout.title == f"the mapping {name}"


def test_general_settings_become_those_of_the_layout() -> None:
    layout = mapping.parse(
        'name = "x"\nshop = "S"\ntimezone = "Europe/Paris"\ncurrency = "eur"\ndecimal = ","\n'
        'thousands = "."\ndates = "day-first"\n' + FLAT
    )
    assert (layout.shop, layout.timezone, layout.currency) == ("S", "Europe/Paris", "EUR")
    assert layout.notation == Notation(",", ".", DateOrder.DAY_FIRST)
    assert layout.needed == {"lines"}


def test_another_text_is_another_layout_so_that_files_are_read_anew() -> None:
    assert mapping.parse(FLAT).name != mapping.parse("# corrected\n" + FLAT).name
    assert mapping.parse(FLAT).name == mapping.parse(FLAT).name


def test_columns_can_be_several_joined_or_constant() -> None:
    layout = mapping.parse(
        FLAT
        + 'customer_id = ["A", "B"]\nchannel = { value = "web" }\n'
        + 'customer_name = { columns = ["First", "Last"], join = " " }\n'
        + 'product_id = { column = "SKU", case = "upper", value = 0 }\n'
    )
    columns = layout.mapping.tables["lines"].columns
    assert columns["customer_id"] == Column(("A", "B"))
    assert columns["channel"] == Column(value="web")
    assert columns["customer_name"] == Column(("First", "Last"), join=" ")
    assert columns["product_id"] == Column(("SKU",), value="0", case="upper")
    assert columns["customer_id"].spelling == "A / B"


def test_statuses_are_known_in_any_case() -> None:
    text = (
        FLAT + 'status = "s"\n[statuses]\nPaid = "Sale"\nVOID = "reversal"\notherwise = "ignored"'
    )
    read = mapping.parse(text).mapping
    assert read.statuses == {"paid": Counts.SALE, "void": Counts.REVERSAL}
    assert read.otherwise is Counts.IGNORED


def test_a_database_says_how_changes_are_told() -> None:
    text = TABLES + 'changed_with = "orders"\n'
    marked = mapping.parse(text + '[watermark]\ncolumn = "updated_at"\nlook_back = "90 minutes"')
    assert watermark_of(marked) == Watermark("updated_at", timedelta(minutes=90))
    assert watermark_of(mapping.parse(text)) is None
    assert watermark_of(STAR) is None
    tables = marked.mapping.tables
    assert (tables["orders"].key, tables["items"].key) == ("id", "order")
    assert (tables["orders"].source, tables["items"].changed_with) == ("orders", "orders")
    assert marked.needed == {"orders", "items"}


def test_a_key_can_be_named() -> None:
    assert mapping.parse(TABLES + 'key = "ref"\n').mapping.tables["items"].key == "ref"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a = ", "mapping.toml is no TOML: Invalid value"),
        ("a = " + "[" * 50_000, "mapping.toml is nested too deeply for a mapping."),
        ("x = 1", "mapping.toml: x is not known here; use currency, customers, dates"),
        ("lines = 1", "mapping.toml: lines = 1 is no table; write it as [lines] with its keys"),
        ("", "mapping.toml: Use [lines] for one flat file, or [orders] and [items]"),
        ("currency = 5\n" + FLAT, "mapping.toml: currency = 5 is no text"),
        ('currency = "Euro"\n' + FLAT, 'currency = "Euro" is no currency; write its code'),
        ('timezone = "Berlin"\n' + FLAT, 'timezone = "Berlin" is no time zone; write it like'),
        ('decimal = ";"\n' + FLAT, 'mapping.toml: decimal = ";" is not allowed. The decimal'),
        ('thousands = "."\n' + FLAT, "“.” cannot mark both decimals and thousands."),
        ("decimal = 1\n" + FLAT, "decimal = 1 is no text; write the mark between quotation"),
        ('dates = "us"\n' + FLAT, 'dates = "us" is not known; use day-first or month-first.'),
        ("not_merchandise = [1]\n" + FLAT, "not_merchandise = [1] is no list of texts"),
        ('[lines]\norder_id = "id"\nunit_price = "p"', "[lines] ordered_at is missing; write it"),
        ('[lines]\norder_id = "id"\nordered_at = "at"', "[lines] needs unit_price or line_total"),
        (FLAT + 'when = "x"', "mapping.toml: [lines] when is not known here; use category,"),
        (FLAT + "tax = 5", '[lines] tax = 5 names no column; write it like "Order date".'),
        (FLAT + "tax = []", '[lines] tax = [] names no column; write it like "Order date".'),
        (FLAT + "tax = {}", "[lines] tax names neither columns nor a value."),
        (FLAT + "tax = { value = true }", "[lines] tax: value = true is neither a text nor a"),
        (FLAT + 'tax = { column = "x", case = "up" }', 'case = "up" is not known; use upper or'),
        (FLAT + 'tax = { columns = ["x"], join = 1 }', "join = 1 is no text; write the separator"),
        (FLAT + 'order_level = "last"', "use repeated, first or summed."),
        (FLAT + 'line_total = "t"\ndiscount = "d"', "unit_price, line_total and discount say"),
        (FLAT + 'refunded_at = "r"', "[lines] refunded_at needs refunded: the column of the money"),
        (FLAT + '[orders]\norder_id = "id"\nordered_at = "at"', "[lines] and [orders] exclude"),
        (FLAT + '[statuses]\npaid = "sale"', "[statuses] needs to know the column: add status to"),
        (
            FLAT + '[statuses]\npaid = "sold"',
            'mapping.toml: [statuses] paid = "sold" is not known; use sale, order, reversal or '
            "ignored.",
        ),
        (
            FLAT + '[payment_statuses]\nok = "yes"',
            '[payment_statuses] ok = "yes" is not known; use succeeded, failed or pending.',
        ),
        (FLAT + "[reversals]\nprefix = 1", "[reversals] prefix = 1 is no list of texts"),
        (FLAT + "[reversals]\nnegative_amount = 1", "negative_amount = 1 is neither true nor"),
        (FLAT + '[reversals]\nsign = "x"', "[reversals] sign is not known here; use credit_notes"),
        (FLAT + '[set_aside]\nfoo = "x"', "[set_aside] foo is not known here; use category"),
        (FLAT + '[watermark]\nlook_back = "1 day"', "[watermark] column is missing; write it like"),
        (
            FLAT + '[watermark]\ncolumn = "u"\nlook_back = "soon"',
            'look_back = "soon" is no span of time; write it like "3 days" or "90 minutes".',
        ),
        (TABLES + 'changed_with = "payments"', 'changed_with = "payments" is no table here; use o'),
        (TABLES.replace('product_id = "sku"\n', ""), "[items] needs product_id or product_name."),
        (TABLES + '[customers]\nname = "n"', "[customers] needs customer_id or email."),
        (TABLES + '[refunds]\nrefunded_at = "d"\namount = "a"', "[refunds] needs order_id or"),
        (TABLES + '[products]\nproduct_id = { value = "x" }', "[products] names no column of the"),
        (
            TABLES.replace("[items]", 'payment_method = "m"\n[items]')
            + '[payments]\norder_id = "o"\nmethod = "m"\namount = "a"',
            "[orders] payment_method and [payments] say the same twice; leave one out.",
        ),
        (
            TABLES.replace("[items]", 'refunded = "m"\n[items]')
            + '[refunds]\norder_id = "o"\nrefunded_at = "d"\namount = "a"',
            "[orders] refunded and [refunds] say the same twice; leave one out.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_is_allowed(text: str, sentence: str) -> None:
    with pytest.raises(LoadError) as error:
        mapping.parse(text)
    assert sentence in str(error.value)
    assert str(error.value).startswith("mapping.toml")


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    with pytest.raises(LoadError, match=r"m.toml cannot be read: No such file or directory\."):
        mapping.read(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LoadError, match=r"m.toml is no UTF-8 text\. Save it as UTF-8\."):
        mapping.read(path)
    path.write_text("#" * (1 << 20) + "##", encoding="utf-8")
    with pytest.raises(LoadError, match=r"m.toml is too large for a mapping\."):
        mapping.read(path)
