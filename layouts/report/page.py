"""The report as one file of HTML that asks nobody for anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from data.metrics import METRICS
from layouts import dates, formatting
from layouts.report import charts, words
from layouts.report.found import Found
from layouts.report.style import CSS

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_MOST = 20


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, what it shows for who cannot see it, and what its reader should know."""

    src: str
    alt: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its computed sentence, its drawings, and a table as ready HTML."""

    id: str
    title: str
    sentence: str
    pictures: tuple[Picture, ...] = ()
    table: str = ""


def html_of(found: Found) -> str:
    """The whole page; the same release gives the same text."""
    release = found.release
    title = f"Exploratory report: {release.shop}"
    sections = _sections(found)
    links = "".join(f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in sections)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>{escape(title)}</title><style>{CSS}</style></head><body><main>",
            f"<header><h1>{escape(title)}</h1>{_about(found)}</header>",
            f'<nav aria-label="Sections"><ul>{links}</ul></nav>',
            *(_section(section) for section in sections),
            "</main></body></html>\n",
        ]
    )


def _about(found: Found) -> str:
    release = found.release
    reach = dates.span(release.first_day, release.last_day)
    rows = f"{formatting.count(release.orders)} orders, {formatting.count(release.lines)} lines"
    said = [
        f"As of {dates.day(release.last_day)}. {reach}: {rows}.",
        f"Amounts in {release.currency}, without tax and shipping; days in {release.timezone}. "
        f"Release {release.id}.",
        "A simulated shop: no real customer or sale is shown." if release.simulated else "",
        found.left_out,
    ]
    return "".join(f"<p>{escape(text)}</p>" for text in said if text)


def _sections(found: Found) -> list[Section]:
    return [
        _numbers(found),
        _distributions(found),
        _growth(found),
        _seasonality(found),
        _products(found),
        _frequency(found),
        _correlations(found),
        _gaps(found),
    ]


def _numbers(found: Found) -> Section:
    release = found.release
    rows = [
        (METRICS[name].label, formatting.number(value, METRICS[name].format, currency=code))
        for code in (release.currency,)
        for name, value in found.whole.items()
    ]
    days = (release.last_day - release.first_day).days + 1
    sentence = f"{formatting.count(days)} days of sales, all channels and customers."
    return Section("numbers", "In numbers", sentence, table=_table(("Number", "Value"), rows))


def _distributions(found: Found) -> Section:
    currency = found.release.currency
    values = words.amounts(found.order_values, currency, "orders")
    prices = words.amounts(found.unit_prices, currency, "lines")
    note = "Counted in ten bins for every tenfold, on a logarithmic axis."
    pieces = charts.counts(found.items, "items", "Pieces in an order", _MOST, "Orders")
    return Section(
        "distributions",
        "Distributions",
        f"{values} {words.items(found.items)}",
        (
            Picture(
                charts.amounts(found.order_values, currency, "Value of an order"),
                f"Histogram of order values. {values}",
                f"Value of orders after discounts. {note}",
            ),
            Picture(
                pieces, f"Bars of pieces per order. {words.items(found.items)}", "Pieces per order."
            ),
            Picture(
                charts.amounts(found.unit_prices, currency, "Price of a piece"),
                f"Histogram of prices. {prices}",
                f"{prices} List price of one piece, by order line. {note}",
            ),
        ),
    )


def _growth(found: Found) -> Section:
    sales, grown = words.months(found.months, found.release.currency), words.growth(found.months)
    return Section(
        "growth",
        "Monthly growth",
        sales,
        (
            Picture(
                charts.months(found.months, found.release.currency),
                f"Net sales by month. {sales}",
                "Net sales by month, reversals on their own day. Grey: not a whole month.",
            ),
            Picture(
                charts.growth(found.months),
                f"Growth by month. {grown}",
                f"{grown} Whole months only.",
            ),
        ),
    )


def _seasonality(found: Found) -> Section:
    currency = found.release.currency
    days, months = words.weekdays(found.days, currency), words.seasons(found.days, currency)
    note = "Boxes hold the middle half of the days; days without orders count as 0."
    return Section(
        "seasonality",
        "Seasonality",
        days,
        (
            Picture(
                charts.seasons(found.days, "weekday", currency),
                f"Daily net sales by weekday. {days}",
                f"By day of the week. {note}",
            ),
            Picture(
                charts.seasons(found.days, "month", currency),
                f"Daily net sales by month of the year. {months}",
                f"{months} {note}",
            ),
        ),
    )


def _products(found: Found) -> Section:
    said = words.pareto(found.contributions)
    note = "Net sales on the order day; postage, fees and the like are left out. Dashed: 80%."
    drawn = charts.pareto(found.contributions)
    picture = Picture(drawn, f"Curve of contributions of products. {said}", note)
    return Section("products", "Product contribution", said, (picture,))


def _frequency(found: Found) -> Section:
    said = words.frequency(found.frequency)
    drawn = charts.counts(found.frequency, "orders", "Orders of a customer", _MOST, "Customers")
    note = "Known customers by all their orders so far; guests are left out."
    picture = Picture(drawn, f"Bars of orders per customer. {said}", note)
    return Section("frequency", "Purchase frequency", said, (picture,))


def _correlations(found: Found) -> Section:
    said = words.correlations(found.correlations)
    sampled, buyers = formatting.count(found.sampled), formatting.count(found.buyers)
    whole = found.sampled == found.buyers
    basis = f"All {buyers} customers" if whole else f"The same {sampled} of {buyers} customers"
    note = (
        f"Spearman's rank correlation, from −1 to 1. {basis} who bought in the last 24 months; "
        "nobody's name is read."
    )
    drawn = charts.heat(found.correlations)
    picture = Picture(drawn, f"Heat map of rank correlations. {said}", note)
    return Section("correlations", "Correlations", said, (picture,))


def _gaps(found: Found) -> Section:
    rows = [
        (
            f"{row['table_name']}.{row['column_name']}",
            formatting.count(row["rows"]),
            formatting.count(row["missing"]),
            formatting.percent(row["share"]),
        )
        for row in found.gaps.to_dict("records")
    ]
    table = _table(("Column", "Rows", "Missing", "Share"), rows)
    said = words.gaps(found.gaps)
    return Section("gaps", "Missing values", f"{said} What stands in them is not read.", (), table)


def _section(section: Section) -> str:
    pictures = "".join(
        f'<figure><img src="{p.src}" alt="{escape(p.alt)}">'
        f"<figcaption>{escape(p.note)}</figcaption></figure>"
        for p in section.pictures
    )
    return (
        f'<section id="{section.id}"><h2>{escape(section.title)}</h2>'
        f"<p>{escape(section.sentence)}</p>{pictures}{section.table}</section>"
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    first = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"
