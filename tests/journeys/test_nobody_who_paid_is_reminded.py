"""From the invoice to the kind reminder that stops the moment the money comes, over the real command line.

A live shop, files as a shop system and a bank write them, a real SMTP server that counts.
"""

from datetime import date, timedelta

import pytest

from tests.journeys.live_shop import LiveShop

pytestmark = pytest.mark.slow

TUESDAY = date(2026, 12, 1)
WEDNESDAY = date(2026, 12, 2)
ERIKA = "RE-1043;13.11.2026;27.11.2026;129,90;EUR;K-1;Erika Beispiel;Privat;erika@kundin.example;Birkenweg 3;10437;Berlin;DE;BE;Rechnung;16.11.2026"
PAUL = "RE-1044;13.11.2026;27.11.2026;59,00;EUR;K-2;Paul Probe;Privat;paul@kunde.example;Domgasse 4;50667;Köln;DE;NW;Rechnung;16.11.2026"
AMIRA = "RE-1045;12.11.2026;26.11.2026;89,50;EUR;K-3;Amira Test;Privat;amira@kundin.example;Mainufer 2;60311;Frankfurt;DE;HE;Rechnung;16.11.2026"
GRETA = "RE-1046;12.11.2026;26.11.2026;96,00;EUR;K-4;Greta Stamm;Privat;greta@kundin.example;Auenring 30;04109;Leipzig;DE;SN;PayPal;16.11.2026"
PAULS_ACCOUNT, AMIRAS_ACCOUNT = "DE02300209000106531065", "DE02500105170137075030"
ERIKAS_ACCOUNT = "DE02120300000000202051"


def test_from_invoice_to_reminder_to_thanks(installation, smtp_sink, tmp_path):
    shop = LiveShop.opened(installation, smtp_sink, tmp_path / "files", day=TUESDAY)

    # Without bank data nobody is asked, and every case says so.
    shop.invoices(ERIKA, PAUL, AMIRA, GRETA)
    shown = shop.json("run", "preview")
    assert shown["send"] == []
    assert {"payment_data_stale"} <= codes(shown)["RE-1043"]
    assert "not_ours" in codes(shown)["RE-1046"]

    # Paul has paid. The two others would be asked, each with a deadline of seven days.
    shop.bank((date(2026, 11, 30), 5900, "RE-1044", "P. Probe", PAULS_ACCOUNT), to=date(2026, 11, 30))
    shown = shop.json("run", "preview")
    assert sent_numbers(shown) == {"RE-1043", "RE-1045"}
    assert {row["deadline"] for message in shown["send"] for row in message["invoices"]} == {"2026-12-08"}
    assert smtp_sink.count() == 0

    # Released, but nothing leaves before the time to call it back is over.
    run = shop.json("run", "release")
    assert (run["send"], run["withheld"]) == (2, 1)
    shop.ok("worker", "--once")
    assert smtp_sink.count() == 0

    # In these minutes Amira's money comes in. Her reminder stops; Erika's goes out, complete.
    shop.at(TUESDAY, 9, 4)
    shop.bank((TUESDAY, 8950, "RE-1045", "Amira Test", AMIRAS_ACCOUNT), to=TUESDAY, opening_cents=5900)
    shop.at(TUESDAY, 9, 10)
    shop.ok("worker", "--once")
    (mail,) = smtp_sink.messages()
    assert mail.recipients == ("erika@kundin.example",)
    assert "129,90" in mail.text() and "08.12.2026" in mail.text() and "RE-1043" in mail.text()
    for harsh in ("Verzug", "Inkasso", "Mahngebühr", "Schufa", "Zinsen"):
        assert harsh not in mail.text()
    states = {row["number"]: row["message_state"] for row in shop.json("run", "show", run["run"])["items"]}
    assert states["RE-1043"] == "sent"
    assert states["RE-1045"] == "withdrawn"

    # A second worker, a second release, another hour: nothing is sent twice.
    shop.ok("run", "release")
    shop.at(TUESDAY, 11)
    shop.ok("worker", "--once")
    assert smtp_sink.count() == 1

    # Erika pays. Her case is closed, and she is thanked once.
    shop.at(WEDNESDAY)
    shop.bank(
        (WEDNESDAY, 12990, "Rechnung RE-1043", "Erika Beispiel", ERIKAS_ACCOUNT),
        to=WEDNESDAY,
        opening_cents=14850,
    )
    case = shop.json("case", "show", "RE-1043")
    assert (case["state"], case["open_cents"], case["statement"]["total_cents"]) == ("closed", 0, 0)
    shop.at(WEDNESDAY, 9, 30)
    shop.ok("worker", "--once")
    assert [mail.recipients[0] for mail in smtp_sink.messages()] == ["erika@kundin.example"] * 2
    assert "Danke" in smtp_sink.messages()[1].header("Subject") + smtp_sink.messages()[1].text()

    # Weeks go by, and nobody hears from the shop again.
    for offset in (8, 31):
        day = TUESDAY + timedelta(days=offset)
        shop.at(day)
        shop.bank(to=day - timedelta(days=1), opening_cents=27840)
        assert shop.json("run", "preview")["send"] == []
        shop.ok("run", "release")
        shop.at(day, 9, 10)
        shop.ok("worker", "--once")
    assert smtp_sink.count() == 2
    shop.ok("doctor")


def test_who_does_not_pay_hears_again_two_weeks_later_and_not_a_day_before(installation, smtp_sink, tmp_path):
    """The neighbour of the story above: without money the second, factual message follows, and only then."""
    shop = LiveShop.opened(installation, smtp_sink, tmp_path / "files", day=TUESDAY)
    shop.invoices(ERIKA)
    for day in (TUESDAY, date(2026, 12, 14), date(2026, 12, 15)):
        shop.at(day)
        shop.bank(to=day - timedelta(days=1))
        shop.ok("run", "release")
        shop.at(day, 9, 10)
        shop.ok("worker", "--once")
        assert smtp_sink.count() == (1 if day < date(2026, 12, 15) else 2)

    first, second = smtp_sink.messages()
    assert first.recipients == second.recipients == ("erika@kundin.example",)
    assert "129,90" in second.text() and "28.12.2026" in second.text()
    steps = shop.json("case", "show", "RE-1043")["steps"]
    assert [row["step"] for row in steps if row["outcome"] == "sent"] == ["reminder", "notice"]
    assert {row["step"] for row in steps if row["outcome"] == "lapsed"} == {
        "short_sms",
        "call",
        "service_note",
    }


def codes(shown):
    return {
        row["number"]: {reason["code"] for reason in one["reasons"]}
        for one in shown["withheld"]
        for row in one["invoices"]
    }


def sent_numbers(shown):
    return {row["number"] for message in shown["send"] for row in message["invoices"]}
