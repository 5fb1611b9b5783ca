"""Tables of what a customer may be offered next."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema.tables import table

product_partners = table(
    "product_partners",
    "A product and another that is found in the same orders more often than chance explains. "
    "Every pair stands here twice, once from each side.",
    sa.Column("product_key", sa.Integer, nullable=False),
    sa.Column("partner_key", sa.Integer, nullable=False),
    sa.Column("both", sa.BigInteger, nullable=False, comment="orders that hold both"),
    sa.Column("lift", sa.Double, nullable=False),
    sa.Column("q", sa.Double, nullable=False, comment="share of false pairs among those as sure"),
)

customer_next_product = table(
    "customer_next_product",
    "The one product to offer a buyer next, and the rule that found it. Who has bought all that "
    "any rule could offer is missing.",
    sa.Column("customer_key", sa.Integer, nullable=False),
    sa.Column("product_key", sa.Integer, nullable=False),
    sa.Column("rule", sa.String, nullable=False, comment="partner, again, cluster or shop"),
    sa.Column("because_key", sa.Integer, comment="partner: the product of the last order"),
    sa.Column("lift", sa.Double, comment="partner: of the pair"),
    sa.Column("times", sa.BigInteger, comment="again: orders that held it"),
)

FOLLOWING = (product_partners, customer_next_product)
