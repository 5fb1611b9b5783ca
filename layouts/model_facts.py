"""Where the clusters come from and how far to trust them, as a card that any page may hold."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from layouts import components


@dataclass(frozen=True, slots=True)
class ModelIds:
    """Ids of the card's places, all beginning with the page's name; each holds text."""

    page: str

    @property
    def rows(self) -> str:
        """Customers that were grouped."""
        return f"{self.page}-model-rows"

    @property
    def count(self) -> str:
        """How many clusters there are."""
        return f"{self.page}-model-count"

    @property
    def silhouette(self) -> str:
        """How clearly they stand apart."""
        return f"{self.page}-model-silhouette"

    @property
    def agreement(self) -> str:
        """How alike they come out when customers are drawn again."""
        return f"{self.page}-model-agreement"

    @property
    def explained(self) -> str:
        """What they tell of the quarter after, beside what RFM segments tell."""
        return f"{self.page}-model-explained"

    @property
    def learnt(self) -> str:
        """The day up to which they were learnt."""
        return f"{self.page}-model-learnt"

    @property
    def as_of(self) -> str:
        """The day that they are of."""
        return f"{self.page}-model-as-of"

    @property
    def text(self) -> str:
        """What all that means, in a sentence."""
        return f"{self.page}-model-text"

    @property
    def worth(self) -> str:
        """What they tell of the quarter after, in a sentence."""
        return f"{self.page}-model-worth"

    @property
    def service(self) -> str:
        """Why these clusters are in service, in a sentence."""
        return f"{self.page}-model-service"

    @property
    def title(self) -> str:
        """The card's heading."""
        return f"{self.page}-model-title"


def card(ids: ModelIds, *, span: int = 5) -> Component:
    """The card, without numbers."""
    heading = html.H2("About this grouping", id=ids.title)
    how = html.P("K-Means on recency, frequency and spend, after logarithms", className="card-sub")
    return html.Section(
        [
            html.Div(html.Div([heading, how]), className="card-head"),
            components.facts(
                [
                    ("Customers grouped", ids.rows),
                    ("Clusters", ids.count),
                    ("Silhouette", ids.silhouette),
                    ("Agreement when repeated", ids.agreement),
                    ("Next quarter's spend explained", ids.explained),
                    ("Customers as of", ids.as_of),
                    ("Clusters learnt up to", ids.learnt),
                ]
            ),
            *(html.P(id=place, className="note") for place in (ids.text, ids.worth, ids.service)),
        ],
        className=f"cardx span-{span}",
        **{"aria-labelledby": ids.title},
    )
