"""`query`: any number of the page, from the same functions the page uses."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from dashapp.commands.errors import Misused
from dashapp.commands.output import Format, write_frame, write_json
from dashapp.commands.question_names import Question
from dashapp.commands.questions import Asked, answered, compared_with, kpi_object
from dashapp.commands.value_questions import value_object
from dashapp.commands.what_if import LostPerPrice, Percent, levers
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers.baskets import Basket
from data.answers.currencies import not_included, unconverted
from data.answers.next_orders import Show
from data.basis import Basis
from data.cohorts import Clock
from data.dimensions import Dimension
from data.filters import Filters
from data.levels import WHOLE, Level
from data.periods import Comparison, Grain
from data.selection import KEYS, Selection, select
from data.warehouse import View

Values = list[str]
Limit = Annotated[
    int,
    typer.Option(
        help="How many rows of top, affinity, orders, customers, next-orders.", min=1, max=1000
    ),
]
Compare = Annotated[Comparison, typer.Option(help="For kpis, drivers, mix and products.")]
OnBasis = Annotated[Basis, typer.Option(help="The day on which reversals count.")]
Discount = Annotated[
    int, typer.Option(help="For affinity: per cent off in a bundle.", min=0, max=90)
]
Rise = Annotated[
    int, typer.Option(help="For affinity: per cent above today's attach rate.", min=1, max=900)
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(query)


def query(
    name: Annotated[Question, typer.Argument(help="What to ask for.")],
    *,
    start: Annotated[str | None, typer.Option("--from", metavar="YYYY-MM-DD")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM-DD")] = None,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="A month.")] = None,
    product: Annotated[Values | None, typer.Option(help="Product id; repeatable.")] = None,
    category: Annotated[Values | None, typer.Option(help="Repeatable.")] = None,
    segment: Annotated[Values | None, typer.Option(help="Customer cluster; repeatable.")] = None,
    country: Annotated[Values | None, typer.Option(help="Repeatable.")] = None,
    payment_method: Annotated[Values | None, typer.Option(help="Repeatable.")] = None,
    channel: Annotated[Values | None, typer.Option(help="Repeatable.")] = None,
    rfm_segment: Annotated[Values | None, typer.Option(help="As of the last day.")] = None,
    metric: Annotated[str, typer.Option(help="For series, top, forecast.")] = "net_sales",
    grain: Annotated[
        Grain, typer.Option(help="For series, cohorts, forecast and forecast-scores.")
    ] = Grain.MONTH,
    by: Annotated[Dimension, typer.Option(help="For top and mix.")] = Dimension.PRODUCT,
    limit: Limit = 20,
    horizon: Annotated[
        int | None,
        typer.Option(
            help="For forecast and what-if: 6 months, 13 weeks or 28 days at most.", min=1
        ),
    ] = None,
    level: Annotated[
        Level | None, typer.Option(help="For forecast, -scores and -history: parts of the shop.")
    ] = None,
    key: Annotated[str, typer.Option(help="With --level: which category, product …")] = WHOLE,
    compare: Compare = Comparison.PREVIOUS,
    basis: OnBasis = Basis.REFUND_DAY,
    clock: Annotated[Clock, typer.Option(help="For cohorts.")] = Clock.MONTHS,
    basket: Annotated[Basket, typer.Option(help="For affinity.")] = Basket.ORDER,
    discount: Discount = 10,
    rise: Rise = 25,
    show: Annotated[Show, typer.Option(help="For next-orders.")] = Show.DUE,
    price: Percent = 0,
    volume: Percent = 0,
    retention: Percent = 0,
    discount_points: Percent = 0,
    reversals: Percent = 0,
    lost_per_price: LostPerPrice = "0",
    form: Annotated[Format, typer.Option("--format", help="How to answer.")] = Format.JSON,
) -> None:
    """Ask for any number of the page. Without a filter the whole history is meant."""
    values = (product, category, segment, country, payment_method, channel, rfm_segment)
    kept = Filters.keeping({n: v or () for n, v in zip(KEYS.values(), values, strict=True)})
    services = build_services(Settings.from_env())
    view = services.warehouse.view()
    filters = _within(view, kept, {"from": start, "to": end, "month": month})
    about = (metric, grain, by, limit, horizon, compare, basis, clock)
    moved = levers(price, volume, retention, discount_points, reversals, lost=lost_per_price)
    asked = Asked(view, filters, *about, basket, discount, rise, moved, show, level, key)
    if name is Question.KPIS and form is Format.JSON:
        said = {"basis": basis.value, "compared_with": compared_with(asked)}
        write_json({**_around(view, filters), **said, "metrics": kpi_object(asked)})
    elif name is Question.CLV and form is Format.JSON:
        write_json({**_around(view, filters), **value_object(view, filters)})
    else:
        frame, around = answered(name, replace(asked, notes=services.notes))
        write_frame(frame, form, {**_around(view, filters), **around})


def _within(view: View, kept: Filters, days: dict[str, str | None]) -> Filters:
    if not any(days.values()):
        return kept
    if days["month"] and (days["from"] or days["to"]):
        raise Misused("Name either --month or --from and --to, not both.")
    selection: Selection = select(days, kept=kept)
    return selection.filters(view.release.first_day, view.release.last_day)


def _around(view: View, filters: Filters) -> dict[str, Any]:
    """What every answer says about itself."""
    return {
        "filters": filters.as_json(),
        "release": view.release.id,
        "as_of": view.release.last_day.isoformat(),
        "currency": view.release.currency,
        **_left_out(view),
    }


def _left_out(view: View) -> dict[str, str]:
    """What no figure includes, where there is such a thing."""
    sentence = not_included(unconverted(view))
    return {"not_included": sentence} if sentence else {}
