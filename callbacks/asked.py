"""A question from the page: untrusted words in, a view and a typed filter out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from callbacks.address import settings_of
from callbacks.services import Services
from data.filters import DIMENSION_FIELDS, FilterError, Filters
from data.notes import ShopNotes, nothing_kept
from data.periods import Period
from data.selection import Selection, parse
from data.warehouse import View
from layouts.tabs import CHOICES


@dataclass(frozen=True, slots=True)
class Asked:
    """One selection of one release; everything a card is drawn from.

    `sees_people`: whether whoever asks may see names, e-mail addresses and cities of customers.
    """

    view: View
    selection: Selection
    filters: Filters
    settings: Mapping[str, str] = field(default_factory=dict)
    notes: ShopNotes = field(default_factory=nothing_kept)
    sees_people: bool = False

    def setting(self, key: str) -> str:
        """What a control of the page holds, by its key in the link."""
        return self.settings.get(key, CHOICES[key].default)

    @property
    def currency(self) -> str:
        """The release's currency code."""
        return self.view.release.currency

    @property
    def period(self) -> Period:
        """The chosen days; the days with data where everything was chosen."""
        release = self.view.release
        chosen = self.selection.period(release.first_day, release.last_day)
        return chosen or Period(release.first_day, release.last_day)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the period was chosen."""
        return any(getattr(self.filters, name) for name in DIMENSION_FIELDS)


def read(services: Services, query: object) -> Asked:
    """The question a query string asks; FilterError if it cannot be meant."""
    if not isinstance(query, str):
        raise FilterError("The selection has to be text, as in a link.")
    selection = parse(query)
    view = services.warehouse.view()
    release = view.release
    filters = selection.filters(release.first_day, release.last_day)
    notes = services.notes.reported_in(release.currency)
    people = services.desk.roles.sees_people()
    return Asked(view, selection, filters, dict(settings_of(query)), notes, people)


def choice(value: object, allowed: list[str], what: str) -> str:
    """One of the allowed words; FilterError for anything else."""
    if isinstance(value, str) and value in allowed:
        return value
    raise FilterError(f"{what}: choose one of {', '.join(allowed)}.")
