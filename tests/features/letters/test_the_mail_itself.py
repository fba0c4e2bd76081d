"""The bytes that are handed over: complete, one message id for ever, and nothing smuggled into a header."""

from email import message_from_bytes
from email.policy import default as modern

import cv2
import numpy
import pytest

from kulanz.features.documents.actions import read
from kulanz.features.letters.mail import AddressUnusable
from kulanz.features.letters.rendering import render_message
from tests.features.sending import (
    NINE_IN_BERLIN,
    a_person,
    a_released_reminder,
    a_shop,
    an_owed_invoice,
    storefront_of,
)

pytestmark = pytest.mark.django_db


def the_mail(merchant=None, **person):
    message = a_released_reminder(an_owed_invoice(a_person(merchant or a_shop(), **person)))
    rendered = render_message(message, at=NINE_IN_BERLIN)
    return message, rendered, message_from_bytes(rendered.raw, policy=modern)


def test_the_code_in_the_mail_pays_the_right_account_the_right_amount():
    _, _, mail = the_mail()
    images = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    picture = cv2.imdecode(numpy.frombuffer(images[0].get_content(), dtype=numpy.uint8), cv2.IMREAD_GRAYSCALE)
    payload, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    lines = payload.splitlines()
    assert lines[0] == "BCD" and lines[3] == "SCT"
    assert lines[5:8] == ["Lindenladen GmbH", "DE89370400440532013000", "EUR129.90"]
    assert "RE-2026-1043" in lines[9:]
    assert images[0]["Content-ID"] == "<epc-qr>" and images[0].get_content_disposition() == "inline"


def test_text_html_and_picture_nest_as_mail_programs_expect():
    _, _, mail = the_mail()
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "de"
    assert mail["Reply-To"] == mail["From"] == "Lindenladen <rechnung@lindenladen.example>"
    assert mail["To"] == "Erika Beispiel <erika@kundin.example>"
    assert max(len(line) for line in the_mail()[1].raw.split(b"\r\n")) <= 998


def test_the_message_id_is_the_same_at_every_attempt():
    message, first, _ = the_mail()
    again = render_message(message, at=NINE_IN_BERLIN.replace(hour=20))
    assert first.message_id == again.message_id == f"<{message.public_id}@lindenladen.example>"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x1b"])
def test_a_newline_in_a_name_adds_no_header(newline):
    merchant = a_shop()
    storefront = storefront_of(merchant)
    storefront.name = f"Lindenladen{newline}Bcc: alle@boese.example"
    storefront.save()
    _, rendered, mail = the_mail(merchant, name=f"Erika{newline}Bcc: alle@boese.example")
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "erika@kundin.example"
    assert len(mail["To"].addresses) == len(mail["From"].addresses) == 1
    head = rendered.raw.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head


def test_a_comma_in_a_name_adds_no_recipient():
    _, _, mail = the_mail(name='Beispiel, Erika "die" <x@boese.example>')
    assert [one.addr_spec for one in mail["To"].addresses] == ["erika@kundin.example"]


@pytest.mark.parametrize(
    "email", ["", "erika", "erika@", "a b@x.example", "erika@kundin.example\nBcc: x@y.example"]
)
def test_an_unusable_address_stops_the_mail(email):
    with pytest.raises(AddressUnusable):
        the_mail(email=email)


def test_an_address_with_umlauts_in_its_domain_is_written_as_dns_knows_it():
    assert the_mail(email="erika@käse.example")[1].recipient == "erika@xn--kse-qla.example"


def test_what_is_stored_is_byte_for_byte_what_was_shown(monkeypatch):
    from kulanz.features.letters import mail_handler
    from kulanz.features.outbox import handlers
    from kulanz.features.outbox.worker import work_until_idle

    reminder = handlers._HANDLERS["reminder_mail"]
    monkeypatch.setattr(reminder, "_still_wanted", mail_handler.reminder_still_wanted)
    monkeypatch.setattr(reminder, "_done", mail_handler.nothing_follows)
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())))
    assert work_until_idle(worker_name="w", machine_now=NINE_IN_BERLIN) == 1
    message.refresh_from_db()
    raw = read(message.document)
    assert message.sha256 == message.document.sha256
    assert message_from_bytes(raw, policy=modern)["Message-ID"] == message.message_id
    assert message.to_address == "erika@kundin.example" and message.subject.startswith("Kurze Erinnerung")
