"""Whose claim a row is: asked once, then applied; nobody else's claim is ever taken for ours."""

import pytest

from kulanz.features.audit.models import Event
from kulanz.features.claims.mapping import (
    AnswerRefused,
    WouldTakeBack,
    accept_suggestions,
    answer_mapping,
    open_questions,
)
from kulanz.features.claims.models import Case, Invoice
from tests.features.builders import NOW, TODAY, a_merchant, actor_of
from tests.features.claims.files import a_row, a_table, take_in

pytestmark = pytest.mark.django_db


def collectible_by(number: str = "RE-1") -> str:
    return Invoice.objects.get(number=number).collectible_by


@pytest.mark.parametrize(
    ("method", "channel", "expected"),
    [
        ("Rechnung", "", "merchant"),
        ("  KAUF AUF   rechnung ", "", "merchant"),
        ("PayPal", "", "sold"),
        ("Klarna", "Onlineshop", "sold"),
        ("Vorkasse", "", "prepayment"),
        ("Rechnung", "Amazon.de", "marketplace"),
        ("Rechnung", "eBay", "marketplace"),
        ("", "Otto", "marketplace"),
        ("", "Onlineshop", "merchant"),
        ("Rechnung", "Lindenladen", "merchant"),
        ("Rechnung", "Amazonas Reisen", "unknown"),
        ("Rechnung", "Marktplatz Nord", "unknown"),
        ("Bitcoin", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_method_and_channel_say_whose_claim_it_is(method, channel, expected):
    take_in(a_merchant(), a_table(a_row(Zahlart=method, Verkaufskanal=channel)))
    assert collectible_by() == expected


def test_an_unknown_method_is_asked_once_and_its_answer_applied_to_every_invoice():
    shop = a_merchant()
    actor = actor_of(shop)
    report = take_in(shop, a_table(a_row(Zahlart="Billie"), a_row(Rechnungsnummer="RE-2", Zahlart="billie ")))
    assert report.questions == ("Zahlart „billie“: Wem gehören diese Forderungen?",)
    [question] = open_questions(actor)
    assert (question.value, question.invoice_count, question.open_cents) == ("billie", 2, (("EUR", 25980),))
    Case.objects.update(look_again_on=None)
    changed = answer_mapping(
        actor=actor, source="payment_method", value="Billie", collectible_by="sold", at=NOW
    )
    assert changed == 2 and {collectible_by(), collectible_by("RE-2")} == {"sold"}
    assert set(Case.objects.values_list("look_again_on", flat=True)) == {TODAY}
    assert Event.objects.filter(kind="MappingAnswered").count() == 1
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-3", Zahlart="BILLIE")))
    assert collectible_by("RE-3") == "sold"


def test_rows_that_name_neither_are_answered_once_or_by_the_person_who_imports():
    shop = a_merchant()
    take_in(shop, a_table(a_row(Zahlart="")))
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-2", Zahlart="")), collectible_by_for_unstated="merchant")
    assert (collectible_by(), collectible_by("RE-2")) == ("unknown", "merchant")
    answer_mapping(actor=actor_of(shop), source="payment_method", value="", collectible_by="merchant", at=NOW)
    assert collectible_by() == "merchant"


def test_the_answer_for_unstated_rows_does_not_reach_rows_that_state_something():
    shop = a_merchant()
    take_in(shop, a_table(a_row(Zahlart="Bitcoin")), collectible_by_for_unstated="merchant")
    assert collectible_by() == "unknown"


def test_an_answer_changes_no_invoice_of_which_a_person_decided_otherwise():
    shop = a_merchant()
    take_in(shop, a_table(a_row(Zahlart="Klarna")))
    Invoice.objects.update(collectible_by="merchant")  # a recourse: the claim came back
    answer_mapping(
        actor=actor_of(shop), source="payment_method", value="Klarna", collectible_by="marketplace", at=NOW
    )
    assert collectible_by() == "merchant"


@pytest.mark.parametrize(
    ("source", "value", "answer"),
    [
        ("payment_method", "x", "unknown"),
        ("payment_method", "x", ""),
        ("shop", "x", "sold"),
        ("sales_channel", " ", "sold"),
    ],
)
def test_an_answer_that_is_none_is_refused(source, value, answer):
    shop = a_merchant()
    before = len(open_questions(actor_of(shop)))
    with pytest.raises(AnswerRefused):
        answer_mapping(actor=actor_of(shop), source=source, value=value, collectible_by=answer, at=NOW)
    assert (
        len(open_questions(actor_of(shop))) == before
        and not Event.objects.filter(kind="MappingAnswered").exists()
    )


def test_another_merchants_answer_is_not_ours():
    shop, other = a_merchant(), a_merchant(iban=None)
    take_in(shop, a_table(a_row(Zahlart="Bitcoin")))
    answer_mapping(
        actor=actor_of(other), source="payment_method", value="Bitcoin", collectible_by="merchant", at=NOW
    )
    assert collectible_by() == "unknown"


def test_a_suggestion_waits_for_a_person_and_is_then_applied_to_every_invoice():
    shop = a_merchant()
    actor = actor_of(shop)
    take_in(
        shop,
        a_table(
            a_row(Zahlart="ppcp-pay-upon-invoice-gateway"),
            a_row(Rechnungsnummer="RE-2", Zahlart="Unbekanntpay"),
            a_row(Rechnungsnummer="RE-3", Zahlart="Rechnungskauf"),
        ),
    )
    assert {collectible_by(f"RE-{n}") for n in (1, 2, 3)} == {"unknown"}  # nothing is applied silently
    suggestions = {one.value: one.suggestion for one in open_questions(actor)}
    assert suggestions["ppcp-pay-upon-invoice-gateway"].collectible_by == "sold"
    assert suggestions["unbekanntpay"] is None and suggestions["rechnungskauf"].collectible_by is None

    assert accept_suggestions(actor=actor, at=NOW) == (1, 1)

    assert [collectible_by(f"RE-{n}") for n in (1, 2, 3)] == ["sold", "unknown", "unknown"]
    assert accept_suggestions(actor=actor, at=NOW) == (0, 0)


def test_a_sold_claim_becomes_ours_only_when_a_person_says_so():
    shop = a_merchant()
    actor = actor_of(shop)
    take_in(shop, a_table(a_row(Zahlart="Klarna")))
    ours = {"source": "payment_method", "value": "Klarna", "collectible_by": "merchant"}

    with pytest.raises(WouldTakeBack, match="1 Rechnungen mit „klarna“"):
        answer_mapping(actor=actor, at=NOW, **ours)
    assert collectible_by() == "sold" and not Event.objects.filter(kind="MappingAnswered").exists()

    assert answer_mapping(actor=actor, at=NOW, takes_back=True, **ours) == 1
    assert collectible_by() == "merchant"


def test_beside_a_gift_card_the_other_method_decides():
    shop = a_merchant()
    take_in(
        shop,
        a_table(
            a_row(Zahlart="Gutschein + Rechnung"),
            a_row(Rechnungsnummer="RE-2", Zahlart="gift_card, Klarna"),
            a_row(Rechnungsnummer="RE-3", Zahlart="PayPal + Rechnung"),
        ),
    )
    assert [collectible_by(f"RE-{n}") for n in (1, 2, 3)] == ["merchant", "sold", "unknown"]


def test_a_marketplace_beats_whatever_the_method_is_called():
    take_in(a_merchant(), a_table(a_row(Zahlart="Gutschein + Rechnung", Verkaufskanal="Amazon.de")))
    assert collectible_by() == "marketplace"
