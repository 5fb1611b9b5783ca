"""Columns of files nobody has seen before, matched with our fields."""

from __future__ import annotations

import pytest

from data.ingest.mapping import FIELDS, suggest
from data.ingest.mapping.synonyms import SYNONYMS, folded


def found(header: str, *rows: str) -> dict[str, str]:
    """The fields that were matched, of a header and rows with semicolons."""
    names = header.split(";")
    texts = [dict(zip(names, row.split(";"), strict=True)) for row in rows]
    return {field: column for field, column in suggest(names, texts).items() if column}


def test_every_field_has_synonyms_and_none_stands_under_two() -> None:
    assert set(SYNONYMS) == {field.name for field in FIELDS["lines"]}
    every = [name for names in SYNONYMS.values() for name in set(names)]
    assert len(every) == len(set(every))
    assert all(every)


def test_spelling_does_not_matter() -> None:
    assert folded("Größe (cm)") == "grossecm"
    assert folded("N° de Pédido") == "ndepedido"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "Order ID;Order Date;Customer Email;SKU;Qty;Unit Price;Country",
            "order_id ordered_at email product_id quantity unit_price country",
        ),
        (
            "Bestellnummer;Bestelldatum;E-Mail;Artikelnr.;Menge;Einzelpreis;Land;Versandkosten",
            "order_id ordered_at email product_id quantity unit_price country shipping",
        ),
        (
            "N° commande;Date commande;Statut;Référence;Désignation;Quantité;Prix unitaire;Pays",
            "order_id ordered_at status product_id product_name quantity unit_price country",
        ),
        (
            "Nº pedido;Fecha;Correo electrónico;Descripción;Cantidad;Precio;Importe;País",
            "order_id ordered_at email product_name quantity unit_price line_total country",
        ),
        (
            "Número do Pedido;Data;Cliente;Produto;Qtd.;Preço Unitário;Frete;Desconto",
            "order_id ordered_at customer_id product_id quantity unit_price shipping discount",
        ),
        (
            "Bestelnummer;Besteldatum;Klantnummer;Artikelcode;Aantal;Prijs;Korting;Betaalwijze",
            "order_id ordered_at customer_id product_id quantity unit_price discount "
            "payment_method",
        ),
        (
            "Ordine;Data ordine;Codice prodotto;Quantità;Prezzo;Paese",
            "order_id ordered_at product_id quantity unit_price country",
        ),
        (
            "Invoice;StockCode;Description;Quantity;InvoiceDate;Price;Customer ID;Country",
            "order_id product_id product_name quantity ordered_at unit_price customer_id country",
        ),
    ],
)
def test_shop_words_of_seven_languages_are_known(header: str, expected: str) -> None:
    assert found(header) == dict(zip(expected.split(), header.split(";"), strict=True))


def test_a_column_is_never_suggested_twice() -> None:
    matched = found("order;price;price total;total price;date;created;status;state;item;items")
    assert len(set(matched.values())) == len(matched)


def test_the_surer_name_wins_the_field() -> None:
    matched = found("Created;Order date;Date")
    assert matched == {"ordered_at": "Order date"}


def test_a_name_can_begin_or_end_with_a_known_one() -> None:
    assert found("order_number_internal;Billing Country Name;qty_shipped_quantity") == {
        "order_id": "order_number_internal",
        "country": "Billing Country Name",
        "quantity": "qty_shipped_quantity",
    }


def test_values_rule_out_what_cannot_be_meant() -> None:
    matched = found(
        "Order;Date;Order Date;Total;Price",
        "7;31.12.2026;someday;n/a;€ 1.000,50",
        "8;1.1.2027;later;n/a;7,00",
    )
    assert matched == {"order_id": "Order", "ordered_at": "Date", "unit_price": "Price"}


def test_dates_and_e_mails_are_known_by_their_look() -> None:
    matched = found("a;b;c", "x@example.org;2026-05-01T10:00:00Z;12", "y@example.org;2026-05-02;3")
    assert matched == {"email": "a", "ordered_at": "b"}


def test_an_empty_header_suggests_nothing() -> None:
    assert found("") == {}
