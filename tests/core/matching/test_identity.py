"""Two files, one payment; one file, two payments."""

from datetime import date

import pytest

from kulanz.core.matching import line_identity
from tests.core.matching.builders import ERIKAS_IBAN, MAXS_IBAN, UNKNOWN_IBAN, a_line

LINE = a_line(12990, "RE-2026-1043 Danke", name="Erika Beispiel", iban=ERIKAS_IBAN)


def identity(line, *, account=UNKNOWN_IBAN, ordinal=0):
    return line_identity(line, bank_account=account, ordinal=ordinal)


@pytest.mark.parametrize(
    "same",
    [
        a_line(12990, "RE-2026-\n1043Danke", name="BEISPIEL, ERIKA", iban="de02 1203 0000 0000 2020 51"),
        a_line(12990, "re-2026-1043 danke", name=None, iban=ERIKAS_IBAN, e2e="NOTPROVIDED"),
    ],
)
def test_the_same_line_in_another_format_is_one(same):
    assert identity(same) == identity(LINE)


@pytest.mark.parametrize(
    "other",
    [
        a_line(12991, "RE-2026-1043 Danke", name="Erika Beispiel", iban=ERIKAS_IBAN),
        a_line(-12990, "RE-2026-1043 Danke", name="Erika Beispiel", iban=ERIKAS_IBAN),
        a_line(12990, "RE-2026-1044 Danke", name="Erika Beispiel", iban=ERIKAS_IBAN),
        a_line(12990, "RE-2026-1043 Danke", name="Erika Beispiel", iban=MAXS_IBAN),
        a_line(12990, "RE-2026-1043 Danke", name="Erika Beispiel", iban=ERIKAS_IBAN, day=date(2026, 11, 21)),
        a_line(12990, "RE-2026-1043 Danke", name="Erika Beispiel", iban=ERIKAS_IBAN, currency="CHF"),
    ],
)
def test_a_line_that_differs_is_another(other):
    assert identity(other) != identity(LINE)


def test_two_equal_lines_in_one_file_are_two_payments():
    assert identity(LINE, ordinal=0) != identity(LINE, ordinal=1)


def test_the_same_line_on_another_account_is_another():
    assert identity(LINE, account=MAXS_IBAN) != identity(LINE)
