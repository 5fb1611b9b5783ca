"""The invented shop: its name, its dates, where its people live and how often things happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

SHOP = "Larkmoss Home & Garden"
CURRENCY = "GBP"
TIMEZONE = "Europe/London"

FIRST_DAY = date(2023, 11, 1)
LAST_DAY = date(2026, 11, 21)  # fixed, and in the middle of a month
END = datetime(2026, 11, 22)  # noqa: DTZ001  # naive UTC as everywhere in the star; London is on GMT

# The shop had customers before the first order we show; without them sales would start at zero.
FOUNDED = date(2018, 11, 1)

# Buying follows the modified beta-geometric / negative binomial model (Batislam, Denizel and
# Filiztekin 2007): rates are gamma with shape 1/2, and after every order, the first included, a
# customer leaves for good with a probability that is beta(1, LOYALTY).
ORDERS_A_YEAR = 1.9
MOST_ORDERS_A_YEAR = 60.0
LOYALTY = 3.0
ACQUISITION_GROWTH = 0.085  # a year; loyal customers add up and make sales grow faster
GUEST_SHARE = 0.33  # of the people; each orders once, which makes about 12 % of the orders

MOST_ORDERS = 500  # of one customer, since the shop was founded; a key has room for 512
MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Country:
    """A country, its share of the people, postage in pence and the goods that travel free."""

    name: str
    share: float
    tax_percent: int
    postage: int
    free_from: int
    first_names: str
    last_names: str
    cities: str


_ENGLISH_FIRST = (
    "Amelia Arthur Ava Beth Callum Charlotte Daisy Daniel Edith Ella Emily Ethan Freya George "
    "Grace Hannah Harriet Harry Imogen Isla Jack James Joanna Joseph Kate Leo Lily Lucy Martha "
    "Megan Nathan Nina Oliver Oscar Phoebe Poppy Rosie Samuel Sophie Theo Thomas Violet William"
)
_ENGLISH_LAST = (
    "Ashworth Bailey Barker Bennett Booth Carter Chapman Clarke Cooper Dawson Ellis Fletcher "
    "Foster Gibson Hargreaves Harris Hewitt Hughes Jenkins Kendall Lawson Marsh Mason Morgan "
    "Naylor Osborne Palmer Parsons Pearce Reeves Rowley Saunders Sharp Shepherd Stone Sutton "
    "Thornton Turner Walker Ward Webster Whitfield Wilkins Wright Yates"
)

COUNTRIES = (
    Country(
        "United Kingdom", 0.70, 20, 395, 4000, _ENGLISH_FIRST, _ENGLISH_LAST,
        "London London London Manchester Birmingham Leeds Bristol Sheffield Edinburgh Glasgow "
        "Cardiff Norwich York Exeter Nottingham Liverpool Newcastle Bath Oxford Brighton",
    ),
    Country(
        "Ireland", 0.08, 0, 795, 8000,
        "Aoife Brendan Ciara Cian Declan Eimear Fiona Liam Maeve Niamh Orla Padraig Roisin Sean",
        "Brennan Byrne Doyle Gallagher Kavanagh Kelly Murphy Nolan Quinn Ryan Sheehan Walsh",
        "Dublin Dublin Cork Galway Limerick Waterford Kilkenny",
    ),
    Country(
        "Germany", 0.07, 0, 995, 9000,
        "Anja Britta Felix Greta Hannes Jonas Katrin Lena Lukas Marie Nils Paula Sabine Tobias",
        "Bauer Becker Fischer Hoffmann Keller Klein Lange Meyer Neumann Richter Schulz Vogel",
        "Berlin Hamburg Munich Cologne Leipzig Stuttgart Bremen",
    ),
    Country(
        "France", 0.05, 0, 995, 9000,
        "Adele Antoine Camille Chloe Hugo Jules Louise Lucas Manon Margaux Mathis Remi Zoe",
        "Bernard Bonnet Durand Faure Garnier Girard Lambert Laurent Mercier Moreau Petit Roux",
        "Paris Paris Lyon Lille Nantes Bordeaux Toulouse",
    ),
    Country(
        "Netherlands", 0.04, 0, 995, 9000,
        "Anouk Bram Daan Eva Femke Jasper Koen Lotte Maartje Noor Ruben Sanne Sem Thijs",
        "Bakker Boer Dekker Dijkstra Hendriks Jansen Kuiper Meijer Mulder Smit Visser Vos",
        "Amsterdam Utrecht Rotterdam Haarlem Groningen Leiden",
    ),
    Country(
        "United States", 0.04, 0, 1495, 15000, _ENGLISH_FIRST, _ENGLISH_LAST,
        "Boston Portland Seattle Chicago Austin Denver Brooklyn",
    ),
    Country(
        "Belgium", 0.02, 0, 995, 9000,
        "Arne Elise Jana Lien Lowie Nele Pieter Silke Stijn Wout",
        "Claes Goossens Janssens Maes Mertens Peeters Willems Wouters",
        "Brussels Ghent Antwerp Leuven",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Campaign:
    """A named stretch of days: `lift` on orders, `percent` off for the `share` who use the code."""

    name: str
    code: str
    first: date
    last: date
    percent: int
    lift: float
    share: float


def _campaigns() -> tuple[Campaign, ...]:
    """The same six ideas every year, never on quite the same days."""
    made = []
    for year, shift in ((2023, 0), (2024, 2), (2025, 1), (2026, 3)):
        made += [
            Campaign("Planting Week", f"PLANT{year % 100}", date(year, 3, 21 + shift),
                     date(year, 3, 28 + shift), 15, 1.45, 0.55),
            Campaign("Fresh Rooms", f"FRESH{year % 100}", date(year, 5, 8 + shift),
                     date(year, 5, 13 + shift), 10, 1.3, 0.5),
            Campaign("Midsummer Table", f"SUNNY{year % 100}", date(year, 6, 15 + shift),
                     date(year, 6, 22 + shift), 15, 1.4, 0.5),
            Campaign("Autumn Nest", f"NEST{year % 100}", date(year, 10, 2 + shift),
                     date(year, 10, 8 + shift), 12, 1.35, 0.5),
            Campaign("Gift Week", f"GIFT{year % 100}", date(year, 12, 4 + shift),
                     date(year, 12, 10 + shift), 10, 1.2, 0.5),
            Campaign("Winter Sale", f"WINTER{year % 100}", date(year, 12, 27),
                     date(year + 1, 1, 4 + shift), 25, 1.6, 0.7),
        ]  # fmt: skip
    return tuple(c for c in made if FIRST_DAY <= c.first <= LAST_DAY)


# Fridays after the fourth Thursday of November; 2026's comes after the last day.
BLACK_FRIDAYS = (date(2023, 11, 24), date(2024, 11, 29), date(2025, 11, 28))


def _black_fridays() -> tuple[Campaign, ...]:
    return tuple(
        Campaign(
            "Black Friday", f"BLACK{friday.year % 100}", date.fromordinal(friday.toordinal() - 4),
            date.fromordinal(friday.toordinal() + 3), 20, 1.0, 0.65,
        )
        for friday in BLACK_FRIDAYS
    )  # fmt: skip


CAMPAIGNS = tuple(sorted((*_campaigns(), *_black_fridays()), key=lambda c: c.first))

STATUSES = (
    ("completed", True, "Paid and sent."),
    ("processing", True, "Paid, not sent yet."),
    ("awaiting payment", True, "A bank transfer is on its way."),
    ("payment failed", True, "No attempt to pay succeeded. Counts in gross sales as unpaid."),
    ("cancelled", True, "Paid, then cancelled: every line is reversed on the day of cancelling."),
    ("test", False, "An order of the shop's own staff to try the checkout."),
)
