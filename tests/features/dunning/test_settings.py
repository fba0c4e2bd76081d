"""Settings that move days let every case be looked at again; others do not."""

from datetime import date

import pytest

from kulanz.features.claims.models import Case
from kulanz.features.dunning.settings import change_merchant
from tests.features.builders import NOW, TODAY, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
LATER = date(2027, 3, 1)


@pytest.mark.parametrize(("values", "look"), [({"state": "BY"}, TODAY), ({"tolerance_cents": 9}, LATER)])
def test_only_a_setting_that_moves_days_moves_the_look(values, look):
    shop = a_merchant()
    case = an_invoice(a_customer(shop)).case
    Case.objects.update(look_again_on=LATER)

    change_merchant(actor=actor_of(shop), values=values, day=TODAY, at=NOW)

    case.refresh_from_db()
    shop.refresh_from_db()
    assert case.look_again_on == look
    assert all(getattr(shop, name) == value for name, value in values.items())
