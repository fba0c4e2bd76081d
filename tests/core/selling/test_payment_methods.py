"""What usual payment methods are, in the words of people and in those of shop software."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.selling import other_method, suggested


def answer(word: str) -> str | None:
    found = suggested(word)
    return found.collectible_by if found else None


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # people
        ("PayPal Rechnung", "sold"),
        ("PayPal-Rechnungskauf", "sold"),
        ("Klarna Ratenkauf", "sold"),
        ("Klarna Pay now", "prepayment"),
        ("Sofortüberweisung", "prepayment"),
        ("Ratepay", "sold"),
        ("Amazon Pay", "prepayment"),
        ("Amazon Marketplace", "marketplace"),
        ("eBay", "marketplace"),
        ("Zalando Connected Retail", "marketplace"),
        ("Vorkasse", "prepayment"),
        ("Vorkasse per Überweisung", "prepayment"),
        ("Auf Rechnung", "merchant"),
        ("Rechnung 14 Tage netto", "merchant"),
        ("SEPA-Lastschrift", "merchant"),
        ("Nachnahme", "prepayment"),
        ("Barzahlung bei Abholung", "prepayment"),
        ("EC-Karte", "prepayment"),
        ("Geschenkkarte", "prepayment"),
        ("Billie", "sold"),
        ("Mondu Rechnungskauf", "sold"),
        ("Unzer Invoice Secured", "sold"),
        ("Kreditkarte", "prepayment"),
        # WooCommerce
        ("bacs", "prepayment"),
        ("cod", "prepayment"),
        ("ppcp-gateway", "prepayment"),
        ("ppcp-credit-card-gateway", "prepayment"),
        ("ppcp-pay-upon-invoice-gateway", "sold"),
        ("klarna_payments", "sold"),
        ("mollie_wc_gateway_klarnapaylater", "sold"),
        ("mollie_wc_gateway_klarnapaynow", "prepayment"),
        ("mollie_wc_gateway_billie", "sold"),
        ("stripe_sepa", "merchant"),
        ("amazon_payments_advanced", "prepayment"),
        # Shopware
        ("handler_shopware_invoicepayment", "merchant"),
        ("handler_shopware_prepayment", "prepayment"),
        ("handler_shopware_debitpayment", "merchant"),
        ("handler_shopware_cashpayment", "prepayment"),
        ("payment_invoicepayment", "merchant"),
        ("SwagPaymentPayPalUnifiedPayUponInvoice", "sold"),
        # Shopify
        ("Bank Deposit", "prepayment"),
        ("Cash on Delivery (COD)", "prepayment"),
        ("shopify_payments", "prepayment"),
        ("gift_card", "prepayment"),
        # Magento
        ("cashondelivery", "prepayment"),
        ("paypal_express", "prepayment"),
    ],
)
def test_a_usual_method_gets_the_answer_that_most_shops_give(word, expected):
    assert answer(word) == expected


@pytest.mark.parametrize(
    "word", ["PayPal", "Überweisung", "Banktransfer", "manual", "Rechnungskauf", "unzer-invoice"]
)
def test_a_word_with_two_meanings_gets_a_reason_and_no_answer(word):
    found = suggested(word)
    assert found is not None and found.collectible_by is None and found.because and found.because_en


@pytest.mark.parametrize(
    "word", ["", "Bitcoin", "Musterpay Rechnung", "Amazonas Reisen", "Ottoman", "Rechnungswesen"]
)
def test_what_nobody_can_know_gets_no_suggestion(word):
    assert suggested(word) is None


@given(st.text(max_size=60))
def test_only_words_that_say_so_are_ever_suggested_as_ours(word):
    """Reminding of somebody else's claim is the worst mistake: ours is suggested for known words alone."""
    if answer(word) == "merchant":
        known = (
            "rechnung",
            "invoice",
            "lastschrift",
            "debit",
            "sepa",
            "account",
            "ziel",
            "net",
            "order",
            "bankeinzug",
        )
        assert any(one in word.casefold() for one in known)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Gutschein + Rechnung", "Rechnung"),
        ("gift_card, Klarna", "Klarna"),
        ("Klarna und Geschenkkarte", "Klarna"),
        ("gift_card", None),
        ("Rechnung", None),
        ("PayPal, Rechnung", None),
        ("Gutschein + PayPal + Rechnung", None),
    ],
)
def test_a_gift_card_leaves_the_rest_to_the_other_method(word, other):
    assert other_method(word) == other
