"""What the invented shop sells: categories, the words its products are named with, services."""

from __future__ import annotations

from dataclasses import dataclass

PRODUCTS_PER_CATEGORY = 60  # 6 words x 10 nouns

# Demand by calendar month, January first; 1 is an ordinary month.
_SPRING = (0.5, 0.7, 1.4, 1.9, 1.9, 1.5, 1.1, 0.9, 0.8, 0.6, 0.4, 0.4)
_SUMMER = (0.5, 0.5, 0.8, 1.1, 1.5, 1.8, 1.7, 1.3, 0.9, 0.6, 0.5, 0.6)
_AUTUMN = (1.1, 1.0, 0.8, 0.6, 0.5, 0.5, 0.5, 0.7, 1.1, 1.5, 1.6, 1.6)
_WINTER = (0.05, 0.03, 0.03, 0.03, 0.03, 0.03, 0.05, 0.15, 0.6, 1.8, 4.2, 3.6)
_GIFTS = (0.7, 1.0, 1.0, 0.8, 0.9, 0.9, 0.7, 0.7, 0.8, 1.0, 1.7, 1.9)
_STEADY = (1.1, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 1.0, 1.1, 1.0, 0.9, 0.9)


@dataclass(frozen=True, slots=True)
class Category:
    """A category: prices are lognormal around `price` (pounds), cost leaves `margin` of them.

    `returns` is the chance of a line to come back; `pairs_with` the category whose products are
    bought along with its own.
    """

    name: str
    weight: float
    price: float
    spread: float
    margin: float
    returns: float
    pairs_with: int
    season: tuple[float, ...]
    words: str
    nouns: str


CATEGORIES = (
    Category(
        "Garden tools", 1.0, 18, 0.50, 0.45, 0.050, 1, _SPRING,
        "Ashwood|Copper|Heritage|Lightweight|Stainless|Sussex",
        "Hand trowel|Border fork|Secateurs|Dibber|Watering can|Hoe|Kneeling pad|Rake|Twine tin|"
        "Pruning saw",
    ),
    Category(
        "Pots & planters", 1.1, 22, 0.60, 0.50, 0.075, 0, _SPRING,
        "Terracotta|Glazed|Fluted|Weathered|Zinc|Speckled",
        "Planter|Window box|Herb trough|Hanging pot|Plant stand|Bulb bowl|Patio tub|Seed tray|"
        "Trellis pot|Saucer set",
    ),
    Category(
        "Outdoor living", 0.9, 34, 0.70, 0.42, 0.085, 7, _SUMMER,
        "Harbour|Striped|Folding|Meadow|Willow|Solar",
        "Lantern|Picnic rug|Deck chair|Festoon lights|Cool bag|Parasol|Fire bowl|Garden bench|"
        "Bistro tray|Hammock",
    ),
    Category(
        "Birds & wildlife", 0.7, 15, 0.45, 0.48, 0.035, 0, _STEADY,
        "Oak|Thatched|Cottage|Woodland|Slate|Wildflower",
        "Nest box|Bird feeder|Bird bath|Bee hotel|Hedgehog house|Seed mix|Butterfly house|"
        "Suet holder|Squirrel guard|Robin table",
    ),
    Category(
        "Kitchen", 1.3, 19, 0.55, 0.46, 0.055, 5, _STEADY,
        "Olive wood|Enamel|Cast iron|Stoneware|Linen|Marble",
        "Chopping board|Mixing bowl|Bread bin|Apron|Pestle and mortar|Spice rack|Casserole|"
        "Utensil pot|Tea towel|Cake stand",
    ),
    Category(
        "Tableware", 1.2, 16, 0.50, 0.52, 0.070, 4, _STEADY,
        "Reactive|Rustic|Blue rim|Hand thrown|Bramble|Fine bone",
        "Mug|Side plate|Dinner plate|Pasta bowl|Teapot|Milk jug|Egg cup|Serving dish|Tumbler|"
        "Carafe",
    ),
    Category(
        "Candles & scent", 1.4, 14, 0.40, 0.62, 0.030, 10, _AUTUMN,
        "Wild fig|Sea salt|Cedar|Rosemary|Amber|Lavender",
        "Candle|Reed diffuser|Wax melts|Room spray|Tea lights|Pillar candle|Incense|Candle snuffer|"
        "Scented sachet|Travel candle",
    ),
    Category(
        "Cushions & throws", 1.0, 29, 0.45, 0.50, 0.120, 8, _AUTUMN,
        "Herringbone|Velvet|Waffle|Lambswool|Ochre|Fringed",
        "Cushion|Throw|Bolster|Blanket|Seat pad|Bed runner|Cushion cover|Pouffe|Door stop|"
        "Hot water bottle",
    ),
    Category(
        "Storage & baskets", 0.9, 24, 0.50, 0.47, 0.080, 7, _STEADY,
        "Seagrass|Rattan|Canvas|Wire|Painted|Felt",
        "Laundry basket|Log basket|Storage box|Peg rail|Shoe rack|Magazine holder|Trug|"
        "Under-bed box|Key cabinet|Shelf crate",
    ),
    Category(
        "Festive", 1.0, 12, 0.55, 0.58, 0.060, 6, _WINTER,
        "Frosted|Paper|Mercury glass|Nordic|Pine|Brass",
        "Bauble set|Wreath|Stocking|Tree topper|Advent calendar|Garland|Crackers|Tree skirt|"
        "Star light|Gift tags",
    ),
    Category(
        "Stationery & cards", 0.8, 8, 0.40, 0.60, 0.025, 11, _GIFTS,
        "Botanical|Letterpress|Marbled|Hare and moon|Pressed flower|Kraft",
        "Notebook|Greeting cards|Wrapping paper|Diary|Writing set|Bookmark|Pencil set|Wall planner|"
        "Address book|Postcards",
    ),
    Category(
        "Gifts & games", 1.1, 20, 0.55, 0.50, 0.065, 6, _GIFTS,
        "Wooden|Pocket|Heirloom|Little|Travel|Family",
        "Jigsaw|Domino set|Music box|Puzzle cube|Quiz box|Kite|Card game|Skittles|Yo-yo|Globe",
    ),
)  # fmt: skip

SERVICES_CATEGORY = "Services"


@dataclass(frozen=True, slots=True)
class Service:
    """Something sold that is no merchandise: its price in pence, and the line number it takes."""

    product_id: str
    name: str
    price: int
    line: int


GIFT_WRAP = Service("WRAP", "Gift wrapping", 350, 13)
INSURANCE = Service("INSURE", "Postage insurance", 195, 14)
GREETING = Service("NOTE", "Handwritten note", 150, 15)
SERVICES = (GIFT_WRAP, INSURANCE, GREETING)
