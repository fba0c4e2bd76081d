"""A business that pays late: every sum that a mail names is the sum of its statement, and the law ends in 2026."""

from datetime import date
from email import message_from_bytes
from email.policy import default as modern

import cv2
import numpy
import pytest

from kulanz.core.claim.statement import Statement
from kulanz.features.documents.actions import read
from kulanz.features.letters.models import Message
from tests.features.builders import a_customer, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    run_the_day,
    sent_steps,
    withheld_codes,
)

pytestmark = pytest.mark.django_db

OWED = {"issue_date": date(2026, 9, 1), "due_date": date(2026, 10, 1), "due_date_is_agreed": True}


def a_business(shop):
    return a_customer(shop, kind="business", name="Ahorn Bau GmbH", email="buch@ahorn.example")


def mail_of(message):
    return message_from_bytes(read(message.document), policy=modern)


def amount_of_the_code_in(mail):
    image = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    picture = cv2.imdecode(numpy.frombuffer(image.get_content(), dtype=numpy.uint8), cv2.IMREAD_GRAYSCALE)
    payload, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return payload.splitlines()[7]


def test_every_sum_in_the_mails_of_a_business_is_that_of_its_statement():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_business(shop), cents=40_000, opened_on=date(2026, 10, 1), **OWED)
    seen = []
    for day in (date(2026, 10, 5), date(2026, 10, 19), date(2026, 11, 3)):
        on_day(shop, day)
        run_the_day(shop)
    assert [step for step, _ in sent_steps(invoice)] == ["reminder", "notice", "final_notice"]
    for message in Message.objects.filter(customer=invoice.customer).order_by("id"):
        item = message.items.get()
        stated = Statement.from_dict(item.statement)
        mail = mail_of(message)
        text = mail.get_body(("plain",)).get_content()
        shown = f"{stated.total_cents // 100:,}".replace(",", ".") + f",{stated.total_cents % 100:02d}"
        assert item.total_cents == stated.total_cents == sum(line.cents for line in stated.lines)
        assert shown in text
        assert amount_of_the_code_in(mail) == f"EUR{stated.total_cents // 100}.{stated.total_cents % 100:02d}"
        seen.append((item.step, stated.open_interest_cents, stated.open_cost_cents))
    assert [(step, costs) for step, _, costs in seen] == [
        ("reminder", 0),
        ("notice", 0),
        ("final_notice", 4000),
    ]


def test_in_january_2027_a_notice_with_interest_waits_and_a_consumers_reminder_goes():
    shop = a_shop_that_could_send()
    owed = {"issue_date": date(2026, 12, 1), "due_date": date(2026, 12, 15), "due_date_is_agreed": True}
    an_invoice(a_business(shop), number="RE-B2B", opened_on=date(2026, 12, 15), **owed)
    an_invoice(a_customer(shop), number="RE-B2C", **{**owed, "due_date": date(2026, 12, 29)})
    on_day(shop, date(2026, 12, 18))
    run_the_day(shop)
    on_day(shop, date(2027, 1, 5))
    shown = previewed(shop)
    assert numbers_to_send(shown) == ["RE-B2C"]
    assert withheld_codes(shown) == {"RE-B2B": {"provisional_interest"}}
    assert now_of(shop).year == 2027
