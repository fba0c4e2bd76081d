"""The first hour of a new merchant, over HTTP: from nothing to a checklist that lets him go live."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.actions import create_user
from kulanz.features.tenants.models import Merchant
from tests.features.builders import NOW, a_merchant, actor_of
from tests.journeys.live_shop import camt053

pytestmark = pytest.mark.django_db
SMTP = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}
INVOICES = """Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;E-Mail;Land;Zahlart
RE-1;13.11.2026;27.11.2026;129,90;EUR;K-1;Erika Beispiel;erika@kundin.example;DE;payment_invoicepayment
RE-2;13.11.2026;27.11.2026;59,00;EUR;K-2;Jan Muster;jan@kunde.example;DE;payment_invoicepayment
RE-3;13.11.2026;27.11.2026;80,00;EUR;K-3;Ina Probe;ina@kundin.example;DE;ppcp-pay-upon-invoice-gateway
"""
OWN_LIST = """Belegnummer;Kunde;Offener Betrag
RE-1;Erika Beispiel;129,90
RE-2;Jan Muster;59,00
RE-3;Ina Probe;80,00
"""


def a_file(text: str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_the_first_hour_ends_with_a_confirmed_check_and_live_unlocked(client):
    shop = a_merchant(**SMTP)
    owner = create_user(
        merchant=shop, email="mara@lindenladen.example", role="owner", password=None, actor=actor_of(shop),
        machine_now=NOW,
    )  # fmt: skip
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")

    def page(name: str, *args: str) -> str:
        return client.get(reverse(f"office:{name}", args=args)).content.decode()

    def send(to: str, /, *args: str, **data) -> str:
        return client.post(reverse(f"office:{to}", args=args), data, follow=True).content.decode()

    assert "Abgleich der ersten Stunde" in page("setup_live")
    send("setup_live")
    assert not Merchant.objects.get(pk=shop.pk).is_live  # the lock is no matter of the page

    # Invoices in, with methods in the words of the shop's software.
    report = send("invoices_import", file=a_file(INVOICES, "rechnungen.csv"))
    token = re.search(r'name="token" value="([^"]+)"', report)
    assert token is not None
    send("invoices_import", token=token[1], name="rechnungen.csv")
    assert set(Invoice.objects.values_list("collectible_by", flat=True)) == {"unknown"}

    # Questions are answered by our suggestions, in one click.
    assert "Wir schlagen vor" in page("setup_mapping")
    send("setup_mapping", suggestions="all")
    assert dict(Invoice.objects.values_list("number", "collectible_by")) == {
        "RE-1": "merchant", "RE-2": "merchant", "RE-3": "sold",
    }  # fmt: skip

    # The statement pays one of them.
    paid = (
        NOW.date().replace(month=11, day=30),
        5900,
        "Rechnung RE-2",
        "Jan Muster",
        "DE02120300000000202051",
    )
    send("payments_upload", file=a_file(camt053((paid,), to=paid[0], opening_cents=0), "auszug.xml"))

    # The own list is older than the statement, and counts what is sold: both differences are named.
    result = send("check", file=a_file(OWN_LIST, "offene-posten.csv"))
    assert "hier ausgeglichen" in result and "zählt hier nicht" in result and "139,00" in result
    public_id = re.search(r"/einrichtung/abgleich/(check_\w+)/bestaetigen", result)
    assert public_id is not None
    refused = client.post(reverse("office:check_confirm", args=[public_id[1]]), {"because": ""})
    assert refused.status_code == 422
    send("check_confirm", public_id[1], because="RE-2 kam heute, RE-3 ist an Ratepay verkauft")

    assert "Alles ist vollständig." in page("setup_live")
    send("setup_live")
    assert Merchant.objects.get(pk=shop.pk).is_live
