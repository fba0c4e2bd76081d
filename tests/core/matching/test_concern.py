"""Whom may unallocated money concern? The gate withholds by this."""

import pytest

from kulanz.core.matching import CustomerFacts, may_concern
from tests.core.matching.builders import ERIKAS_IBAN, UNKNOWN_IBAN, a_line, an_invoice, ask, concerned

ERIKA = CustomerFacts(id="erika", name="Erika Beispiel", number="K-20017", ibans=frozenset({ERIKAS_IBAN}))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (a_line(1, iban="DE02 1203 0000 0000 2020 51"), "iban_known"),
        (a_line(1, name="BEISPIEL ERIKA"), "name_same"),
        (a_line(1, name="E. Beispiel"), "name_similar"),
        (a_line(1, name="Erika Beispeil"), "name_similar"),
        (a_line(1, name="Beispiel"), "name_similar"),
        (a_line(1, "für meine Nichte Erika Beispiel", name="Oma Unbekannt"), "name_in_text"),
        (a_line(1, "Kundennummer K-20017", name="Oma Unbekannt"), "customer_number"),
    ],
)
def test_money_that_may_be_hers(line, code):
    reason = may_concern(line, ERIKA)
    assert reason is not None
    assert reason.code == code


@pytest.mark.parametrize(
    "line",
    [
        a_line(1, name="Max Beispiel"),
        a_line(1, name="Erika Muster", iban=UNKNOWN_IBAN),
        a_line(1, "Danke Erika", name="Oma Unbekannt"),
        a_line(1, "Kundennummer K-20018"),
        a_line(1),
    ],
)
def test_money_that_is_not_hers(line):
    assert may_concern(line, ERIKA) is None


def test_every_customer_of_that_name_is_concerned():
    items = [
        an_invoice(f"RE-2026-{1000 + n}", 100 + n, customer="Thomas Müller", customer_id=f"c{n}")
        for n in range(30)
    ]
    verdict = ask(items, a_line(99999, "Danke", name="MUELLER THOMAS"))
    assert concerned(verdict) == {f"c{n}" for n in range(30)}


def test_one_mueller_does_not_block_every_other():
    items = [
        an_invoice("RE-2026-1043", 12990, customer="Thomas Müller"),
        an_invoice("RE-2026-1044", 5000, customer="Andrea Müller"),
    ]
    assert concerned(ask(items, a_line(777, "Danke", name="Andrea Müller"))) == {"Andrea Müller"}


def test_a_payer_called_mueller_concerns_few_muellers_all_and_of_many_those_whose_amount_fits():
    names = "Anna Britta Clara Doris Elke Frauke Gerda Heike Inge Jutta Karin Lotte Marta Nora Olga Paula Quirin Rosa"
    first_names = [*names.split(), "Sonja", "Tilda", "Uta", "Vera", "Wanda"]
    items = [
        an_invoice(f"RE-2026-{1000 + n}", 5000 + n, customer=f"{name} Müller")
        for n, name in enumerate(first_names)
    ]
    few, many = items[:5], items
    line = a_line(5003, "Danke", name="Müller")
    assert len(concerned(ask(few, line))) == 5
    assert concerned(ask(many, line)) == {"Doris Müller"}


def test_everybody_who_is_proposed_is_concerned():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1044", 12990, customer="Max Muster")]
    verdict = ask(items, a_line(12990, "Danke", name="Oma Unbekannt"))
    assert verdict.decision == "propose"
    assert concerned(verdict) == {"Erika Beispiel", "Max Muster"}
