"""What shop programs call our fields: English, German, French, Spanish, Portuguese, Dutch, Italian.

Each text holds names for one field, the surest first; capital letters, accents, spaces and signs do
not matter. A name stands under one field only.
"""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """A column name as synonyms are written: "Größe (cm)" is grossecm."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o"))
    return "".join(letter for letter in plain.lower() if letter.isalnum() and letter.isascii())


_SAID = {
    "order_id": """order id, order number, order no, order nr, order, order name, order reference,
        invoice no, invoice number, invoice, invoice id, bestellnummer, bestellnr, bestell nr,
        bestellung, bestell id, auftragsnummer, auftrag, auftragsnr, rechnungsnummer, rechnungsnr,
        belegnummer, beleg nr, commande, numero de commande, n commande, no commande, id commande,
        reference commande, facture, numero facture, pedido, numero de pedido, n pedido, id
        pedido, numero do pedido, codigo pedido, no pedido, factura, numero factura, nota fiscal,
        bestelnummer, bestelling, bestel id, ordernummer, factuurnummer, ordine, numero ordine, id
        ordine, transaction id, transaction number, receipt number, receipt, sale id, bon nummer,
        bonnr""",
    "ordered_at": """order date, ordered at, date of order, order time, order datetime, created
        at, created, created on, date created, order created, order placed at, placed at, purchase
        date, purchased at, order purchase timestamp, invoice date, sale date, transaction date,
        date, datetime, timestamp, bestelldatum, bestellt am, auftragsdatum, rechnungsdatum,
        belegdatum, datum, kaufdatum, erstellt am, verkaufsdatum, date de commande, date commande,
        date achat, date de creation, date facture, fecha, fecha de pedido, fecha pedido, fecha de
        compra, fecha factura, data do pedido, data pedido, data da compra, data de compra, data,
        besteldatum, orderdatum, factuurdatum, aankoopdatum, data ordine, day, tag""",
    "status": """order status, status, state, order state, fulfillment status, bestellstatus,
        auftragsstatus, zustand, statut, statut commande, etat, etat commande, estado, estado del
        pedido, estado pedido, situacao, status do pedido, bestelstatus, orderstatus, stato, stato
        ordine""",
    "customer_id": """customer id, customer number, customer no, customer nr, customer, client id,
        client number, buyer id, user id, account id, customer code, kundennummer, kundennr,
        kunden nr, kunden id, kunde, id client, numero client, code client, client, id cliente,
        numero cliente, codigo cliente, cliente, comprador, klantnummer, klant id, klantnr, klant,
        debitor, debitornr""",
    "email": """email, e mail, email address, customer email, contact email, billing email, mail,
        email adresse, e mail adresse, mailadresse, kunden e mail, adresse email, courriel,
        adresse mail, email client, correo, correo electronico, email cliente, e mail do cliente,
        emailadres, e mailadres, email klant, posta elettronica""",
    "customer_name": """customer name, name of customer, full name, client name, buyer name,
        buyer, billing name, name, kundenname, kunde name, rechnungsname, nom du client, nom
        client, nom, nombre cliente, nombre del cliente, nombre, nome do cliente, nome cliente,
        nome, klantnaam, naam, naam klant, besteller""",
    "city": """city, town, billing city, shipping city, stadt, ort, wohnort, lieferort, ville,
        ciudad, localidad, poblacion, cidade, municipio, stad, plaats, woonplaats, citta""",
    "country": """country, country code, shipping country, billing country, ship country, delivery
        country, land, lieferland, rechnungsland, landescode, pays, pays de livraison, code pays,
        pais, pais de envio, pais de entrega, codigo pais, landcode, verzendland, paese,
        nazione""",
    "channel": """channel, sales channel, source, source name, marketplace, platform, store, shop,
        origin, kanal, verkaufskanal, vertriebsweg, quelle, herkunft, plattform, canal, canal de
        vente, canal de venta, canal de vendas, boutique, tienda, loja, verkoopkanaal, kanaal,
        winkel, bron""",
    "currency": """currency, currency code, order currency, wahrung, waehrung, wahrungscode,
        devise, monnaie, moneda, divisa, moeda, valuta""",
    "shipping": """shipping, shipping cost, shipping costs, shipping fee, shipping amount,
        shipping total, shipping price, freight, delivery cost, delivery fee, postage, versand,
        versandkosten, porto, fracht, lieferkosten, frais de port, frais de livraison, port,
        livraison, envio, gastos de envio, coste de envio, costo de envio, portes, frete, valor do
        frete, verzendkosten, verzending, bezorgkosten, spese di spedizione, spedizione""",
    "tax": """tax, taxes, tax amount, total tax, order tax, tax total, vat, vat amount, sales tax,
        gst, mwst, ust, umsatzsteuer, mehrwertsteuer, steuer, steuerbetrag, tva, montant tva,
        taxe, iva, impuesto, impuestos, importe iva, imposto, impostos, btw, btw bedrag,
        belasting""",
    "order_discount": """order discount, discount total, total discount, coupon amount, coupon
        discount, cart discount, voucher amount, discount amount order, bestellrabatt,
        gesamtrabatt, gutschein, gutscheinbetrag, gutscheinwert, remise commande, remise totale,
        bon de reduction, descuento total, descuento pedido, cupon, desconto total, desconto
        pedido, cupom, valor cupom, orderkorting, totale korting, kortingsbon""",
    "total": """order total, grand total, total amount, total price, invoice total, total paid,
        amount paid, order amount, order value, gesamtbetrag, gesamtsumme, bestellsumme,
        auftragswert, rechnungsbetrag, endbetrag, bestellwert, total commande, total ttc, montant
        total, montant commande, total pedido, importe total, total del pedido, valor total, valor
        do pedido, total do pedido, totaalbedrag, ordertotaal, totaal, factuurbedrag, totale
        ordine, totale, total""",
    "refunded": """refunded amount, amount refunded, refunded, refund, refund amount, refund
        total, total refunded, erstattet, erstattung, erstattungsbetrag, erstatteter betrag,
        ruckerstattung, gutschrift, rembourse, remboursement, montant rembourse, reembolsado,
        reembolso, importe reembolsado, valor reembolsado, estorno, valor estornado, terugbetaald,
        terugbetaling, restitutie, rimborso, rimborsato""",
    "refunded_at": """refund date, refunded at, date refunded, refunded on, erstattungsdatum,
        erstattet am, date de remboursement, date remboursement, fecha de reembolso, fecha
        reembolso, data do reembolso, data de reembolso, data reembolso, terugbetaaldatum,
        terugbetaald op, data rimborso""",
    "refund_reason": """refund reason, return reason, reason, erstattungsgrund, retourengrund,
        grund, motif, motif de remboursement, motivo, motivo de reembolso, motivo do reembolso,
        reden, reden retour""",
    "reversed_at": """cancelled at, canceled at, cancellation date, cancel date, date cancelled,
        stornodatum, storniert am, storno am, date d annulation, date annulation, fecha de
        cancelacion, fecha cancelacion, data de cancelamento, data cancelamento, annuleringsdatum,
        geannuleerd op, data annullamento""",
    "payment_method": """payment method, payment method title, payment type, payment, paid with,
        payment gateway, tender, zahlungsart, zahlungsmethode, zahlart, bezahlart, zahlungsweise,
        zahlung, mode de paiement, moyen de paiement, paiement, forma de pago, metodo de pago,
        pago, forma de pagamento, metodo de pagamento, meio de pagamento, pagamento,
        betaalmethode, betaalwijze, betaling, metodo di pagamento""",
    "order_item_id": """order item id, line item id, line id, item id, order line id,
        positionsnummer, position id, positions id, pos nr, id ligne, id linea, id item,
        regelnummer, regel id, orderregel id""",
    "product_id": """sku, product id, product code, product sku, item number, item code, article
        number, article no, article id, article, stock code, line item sku, item sku, product
        number, product, item, barcode, ean, artikelnummer, artikelnr, artikel nr, art nr, artikel
        id, artikel, produktnummer, produkt id, produkt, reference produit, ref produit, reference
        article, code article, code produit, id produit, reference, ref, produit, codigo producto,
        codigo de producto, id producto, referencia, producto, articulo, codigo do produto, codigo
        produto, id produto, produto, artikelcode, productcode, productnummer, codice prodotto,
        codice articolo, prodotto, articolo""",
    "product_name": """product name, item name, product title, title, line item name, article
        name, product description, item description, description, artikelname, artikelbezeichnung,
        bezeichnung, produktname, produktbezeichnung, artikelbeschreibung, beschreibung, nom du
        produit, nom produit, designation, libelle, libelle produit, nom article, nombre del
        producto, nombre producto, descripcion, nombre articulo, nome do produto, nome produto,
        descricao, productnaam, artikelnaam, omschrijving, nome prodotto, descrizione""",
    "category": """category, categories, product category, product type, product group,
        department, kategorie, warengruppe, produktkategorie, produktgruppe, artikelgruppe,
        categorie, categorie produit, rayon, famille, categoria, categoria producto, categoria de
        producto, familia, categoria do produto, categoria produto, productcategorie,
        productgroep""",
    "list_price": """list price, regular price, original price, compare at price, rrp, msrp,
        listenpreis, uvp, originalpreis, prix catalogue, prix public, precio de lista, precio
        lista, pvp, preco de lista, preco tabela, preco de tabela, adviesprijs, catalogusprijs,
        prezzo di listino""",
    "unit_cost": """unit cost, cost, cost price, cost per item, purchase price, cogs, item cost,
        einkaufspreis, ek, ek preis, einstandspreis, kosten, cout, cout unitaire, prix d achat,
        prix achat, coste, costo, coste unitario, precio de compra, precio de coste, custo, custo
        unitario, preco de custo, kostprijs, inkoopprijs, costo unitario""",
    "quantity": """quantity, qty, order quantity, item quantity, line item quantity, qty ordered,
        quantity ordered, units, pieces, pcs, menge, anzahl, stuckzahl, stuck, stk, bestellmenge,
        quantite, qte, nombre d articles, cantidad, cant, unidades, uds, quantidade, qtd, qtde,
        qtdade, aantal, stuks, hoeveelheid, quantita, qta""",
    "unit_price": """unit price, price, item price, price per unit, price each, line item price,
        product price, selling price, sale price, preis, einzelpreis, stuckpreis, verkaufspreis,
        vk preis, artikelpreis, preis pro stuck, prix, prix unitaire, pu, prix de vente, precio,
        precio unitario, precio por unidad, precio de venta, preco, preco unitario, valor
        unitario, vlr unitario, prijs, stuksprijs, eenheidsprijs, verkoopprijs, prezzo, prezzo
        unitario""",
    "line_total": """line total, item total, line amount, row total, line price, extended price,
        line item total, net sales, subtotal, amount, sales, revenue, turnover, summe,
        zeilensumme, positionssumme, gesamtpreis, positionsbetrag, betrag, umsatz, total ligne,
        montant ligne, montant, sous total, chiffre d affaires, total linea, importe linea,
        importe, total linha, valor da linha, valor, faturamento, regeltotaal, regelbedrag,
        bedrag, omzet, subtotaal, importo, totale riga""",
    "discount": """discount, line discount, item discount, discount amount, line item discount,
        rabatt, positionsrabatt, rabattbetrag, nachlass, remise, remise ligne, reduction, montant
        remise, rabais, descuento, descuento linea, rebaja, desconto, valor desconto, desconto
        item, korting, kortingsbedrag, regelkorting, sconto""",
}

SYNONYMS: dict[str, tuple[str, ...]] = {
    field: tuple(folded(name) for name in said.split(",")) for field, said in _SAID.items()
}
