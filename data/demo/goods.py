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
    """A category: cost leaves `margin` of the price, and `returns` of the lines come back.

    `pairs_with` is the category whose products are bought along with its own. A noun carries the
    usual price in pounds, round which its products are spread.
    """

    name: str
    weight: float
    margin: float
    returns: float
    pairs_with: int
    season: tuple[float, ...]
    words: str
    nouns: str


CATEGORIES = (
    Category(
        "Garden tools", 1.0, 0.45, 0.050, 1, _SPRING,
        "Orchard|Allotment|Heritage|Everyday|Potting shed|Sussex",
        "Hand trowel 12|Border fork 34|Secateurs 26|Dibber 9|Watering can 28|Hoe 30|"
        "Kneeling pad 15|Rake 29|Twine tin 8|Pruning saw 24",
    ),
    Category(
        "Pots & planters", 1.1, 0.50, 0.075, 0, _SPRING,
        "Terracotta|Glazed|Fluted|Weathered|Zinc|Speckled",
        "Planter 26|Window box 30|Herb trough 24|Hanging pot 15|Plant stand 38|Bulb bowl 14|"
        "Patio tub 44|Seed tray 11|Trellis pot 32|Saucer set 10",
    ),
    Category(
        "Outdoor living", 0.9, 0.42, 0.085, 7, _SUMMER,
        "Harbour|Striped|Seaside|Meadow|Willow|Sundown",
        "Lantern 22|Picnic rug 36|Deck chair 75|Festoon lights 34|Cool bag 26|Parasol 95|"
        "Fire bowl 110|Garden bench 180|Bistro tray 24|Hammock 64",
    ),
    Category(
        "Birds & wildlife", 0.7, 0.48, 0.035, 0, _STEADY,
        "Hedgerow|Dawn chorus|Cottage|Woodland|Riverside|Wildflower",
        "Nest box 19|Bird feeder 16|Bird bath 38|Bee hotel 18|Hedgehog house 42|Seed mix 9|"
        "Butterfly house 22|Suet holder 7|Squirrel guard 14|Robin table 26",
    ),
    Category(
        "Kitchen", 1.3, 0.46, 0.055, 5, _STEADY,
        "Farmhouse|Pantry|Harvest|Market|Dairy|Bakehouse",
        "Chopping board 27|Mixing bowl 18|Bread bin 34|Apron 21|Pestle and mortar 25|"
        "Spice rack 29|Casserole 58|Utensil pot 16|Tea towel 8|Cake stand 26",
    ),
    Category(
        "Tableware", 1.2, 0.52, 0.070, 4, _STEADY,
        "Rustic|Blue rim|Bramble|Pebble|Moorland|Garden party",
        "Mug 10|Side plate 9|Dinner plate 14|Pasta bowl 13|Teapot 32|Milk jug 14|Egg cup 6|"
        "Serving dish 28|Tumbler 8|Carafe 24",
    ),
    Category(
        "Candles & scent", 1.4, 0.62, 0.030, 10, _AUTUMN,
        "Wild fig|Sea salt|Cedar|Rosemary|Amber|Lavender",
        "Candle 16|Reed diffuser 24|Wax melts 7|Room spray 12|Tea lights 6|Pillar candle 11|"
        "Incense 6|Candle snuffer 13|Scented sachet 5|Travel candle 9",
    ),
    Category(
        "Cushions & throws", 1.0, 0.50, 0.120, 8, _AUTUMN,
        "Herringbone|Velvet|Waffle|Lambswool|Ochre|Fringed",
        "Cushion 28|Throw 48|Bolster 32|Blanket 62|Seat pad 19|Bed runner 45|Cushion cover 18|"
        "Pouffe 85|Door stop 16|Hot water bottle 22",
    ),
    Category(
        "Storage & baskets", 0.9, 0.47, 0.080, 7, _STEADY,
        "Woven|Painted|Natural|Loft|Boot room|Hallway",
        "Laundry basket 42|Log basket 54|Storage box 18|Peg rail 24|Shoe rack 46|"
        "Magazine holder 20|Trug 26|Under-bed box 28|Key cabinet 32|Shelf crate 15",
    ),
    Category(
        "Festive", 1.0, 0.58, 0.060, 6, _WINTER,
        "Frosted|Starlit|Winterberry|Nordic|Mulled|Candy stripe",
        "Bauble set 16|Wreath 29|Stocking 14|Tree topper 15|Advent calendar 24|Garland 18|"
        "Crackers 20|Tree skirt 32|Star light 26|Gift tags 4",
    ),
    Category(
        "Stationery & cards", 0.8, 0.60, 0.025, 11, _GIFTS,
        "Botanical|Letterpress|Marbled|Hare and moon|Pressed flower|Kraft",
        "Notebook 10|Greeting cards 7|Wrapping paper 5|Diary 15|Writing set 18|Bookmark 4|"
        "Pencil set 8|Wall planner 12|Address book 13|Postcards 6",
    ),
    Category(
        "Gifts & games", 1.1, 0.50, 0.065, 6, _GIFTS,
        "Vintage|Pocket|Heirloom|Little|Travel|Family",
        "Jigsaw 18|Domino set 16|Music box 29|Puzzle cube 11|Quiz box 15|Kite 24|Card game 10|"
        "Skittles 32|Yo-yo 7|Globe 46",
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
