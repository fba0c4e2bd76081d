"""Mails over a real SMTP server process. What the server kept is the judge."""

import socket
import threading
from datetime import timedelta

import pytest

from kulanz.adapters.smtp.server import SmtpUrlUnreadable, server_from_url
from kulanz.adapters.smtp.transport import as_data
from kulanz.features.letters.models import Message
from kulanz.features.letters.queries import as_sent
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.tenants.models import Merchant
from tests.features.sending import (
    NINE_IN_BERLIN,
    TODAY,
    a_person,
    a_released_reminder,
    a_shop,
    an_owed_invoice,
)

pytestmark = pytest.mark.django_db


def a_connected_shop(sink, **changes):
    user, _, password = sink.login.partition(":")
    facts = {"smtp_port": sink.port, "smtp_user": user, "smtp_password": password}
    return a_shop(is_live=True, **{**facts, **changes})


def reminders(shop, number):
    return [
        a_released_reminder(
            an_owed_invoice(a_person(shop, email=f"k{n}@kundin.example"), number=f"RE-{shop.pk}-{n}")
        )
        for n in range(number)
    ]


def work(minutes=0):
    return work_until_idle(worker_name="w", machine_now=NINE_IN_BERLIN + timedelta(minutes=minutes))


def fresh(message):
    return Message.objects.select_related("effect", "customer").get(pk=message.pk)


def test_what_arrives_is_byte_for_byte_what_is_stored(smtp_sink):
    (message,) = reminders(a_connected_shop(smtp_sink), 1)
    work()
    (received,) = smtp_sink.messages()
    message = fresh(message)
    assert message.state == "sent"
    assert received.content == as_sent(message)["raw"]
    assert received.sender == "rechnung@lindenladen.example"
    assert received.recipients == ("k0@kundin.example",)
    assert received.header("Message-ID") == message.message_id
    assert "129,90" in received.text("plain") and "129,90" in received.text("html")
    assert (
        message.effect.proof["reply"].startswith("250")
        and message.effect.proof["address"] == "k0@kundin.example"
    )


def test_a_batch_goes_over_one_connection(smtp_sink, monkeypatch):
    import smtplib

    opened = []
    real = smtplib.SMTP.connect
    monkeypatch.setattr(
        smtplib.SMTP, "connect", lambda self, *a, **k: opened.append(1) or real(self, *a, **k)
    )
    reminders(a_connected_shop(smtp_sink), 5)
    work()
    assert smtp_sink.count() == 5 and len(opened) == 1


def test_nothing_of_a_test_merchant_leaves_the_machine_though_smtp_is_set_up(smtp_sink):
    shop = a_connected_shop(smtp_sink)
    Merchant.objects.filter(pk=shop.pk).update(is_live=False)
    (message,) = reminders(Merchant.objects.get(pk=shop.pk), 1)
    work()
    assert fresh(message).state == "shown" and smtp_sink.count() == 0


def test_an_unknown_recipient_is_marked_and_the_others_get_theirs(smtp_sink):
    smtp_sink.configure(refuse={"k0@kundin.example": 550})
    first, second = reminders(a_connected_shop(smtp_sink), 2)
    work()
    assert fresh(first).state == "undeliverable" and fresh(second).state == "sent"
    assert fresh(first).customer.email_undeliverable_since == TODAY
    assert fresh(second).customer.email_undeliverable_since is None
    assert [one.recipients for one in smtp_sink.messages()] == [("k1@kundin.example",)]


def test_greylisting_is_outwaited(smtp_sink):
    smtp_sink.configure(refuse={"k0@kundin.example": 451})
    (message,) = reminders(a_connected_shop(smtp_sink), 1)
    work()
    assert fresh(message).effect.state == "waiting" and not fresh(message).effect.fault_is_ours
    smtp_sink.configure()
    work(minutes=2)
    assert fresh(message).state == "sent" and smtp_sink.count() == 1


@pytest.mark.parametrize(("code", "is_ours"), [(554, True), (451, False)])
def test_a_refused_message_is_tried_again_and_the_address_stays_good(smtp_sink, code, is_ours):
    smtp_sink.configure(refuse_message=code)
    (message,) = reminders(a_connected_shop(smtp_sink), 1)
    work()
    message = fresh(message)
    assert message.effect.state == "waiting" and message.effect.fault_is_ours is is_ours
    assert message.customer.email_undeliverable_since is None and smtp_sink.count() == 0
    smtp_sink.configure()
    work(minutes=2)
    assert smtp_sink.count() == 1


@pytest.mark.parametrize(("drop", "kept"), [("before_keeping", 0), ("after_keeping", 1)])
def test_a_connection_lost_after_data_is_uncertain_and_nobody_sends_again(smtp_sink, drop, kept):
    smtp_sink.configure(drop=drop)
    (message,) = reminders(a_connected_shop(smtp_sink), 1)
    work()
    assert fresh(message).state == "uncertain"
    smtp_sink.configure()
    work(minutes=600)
    assert smtp_sink.count() == kept and fresh(message).state == "uncertain"


def test_a_reply_that_never_comes_is_uncertain(smtp_sink, monkeypatch):
    from kulanz.adapters.smtp import server

    monkeypatch.setattr(server, "TIMEOUT_SECONDS", 1)
    smtp_sink.configure(wait_before_reply=3)
    (message,) = reminders(a_connected_shop(smtp_sink), 1)
    work()
    assert fresh(message).state == "uncertain" and smtp_sink.count() == 1


def test_a_server_that_is_away_is_tried_again_and_nothing_is_lost(smtp_sink):
    messages = reminders(a_connected_shop(smtp_sink), 3)
    smtp_sink.stop()
    work()
    assert {fresh(one).effect.state for one in messages} == {"waiting"}
    assert fresh(messages[0]).effect.error_code == "smtp_unreachable"
    smtp_sink.start()
    work(minutes=2)
    assert {fresh(one).state for one in messages} == {"sent"} and smtp_sink.count() == 3


def test_a_wrong_password_is_our_fault_and_passes(tmp_path):
    from tests.support.smtp_sink import SmtpSink

    sink = SmtpSink(tmp_path / "sink", login="shop:richtig")
    try:
        shop = a_connected_shop(sink, smtp_password="falsch")
        (message,) = reminders(shop, 1)
        work()
        effect = fresh(message).effect
        assert (effect.state, effect.error_code, effect.fault_is_ours) == ("waiting", "smtp_auth", True)
        assert "falsch" not in effect.error and "richtig" not in effect.error
        shop.smtp_password = "richtig"
        shop.save()
        work(minutes=2)
        assert fresh(message).state == "sent" and sink.count() == 1
    finally:
        sink.stop()


def test_where_encryption_is_asked_for_and_not_offered_nothing_is_sent_in_the_clear(smtp_sink):
    (message,) = reminders(a_connected_shop(smtp_sink, smtp_security="starttls"), 1)
    work()
    assert fresh(message).effect.error_code == "smtp_tls" and smtp_sink.count() == 0


def test_a_live_merchant_without_a_server_waits_and_says_so(smtp_sink):
    (message,) = reminders(a_connected_shop(smtp_sink), 1)
    Merchant.objects.update(smtp_host="")
    work()
    assert fresh(message).effect.error_code == "smtp_missing" and smtp_sink.count() == 0


def test_a_line_with_a_lone_dot_does_not_end_the_message():
    assert as_data(b"a\r\n.\r\n..b\nc") == b"a\r\n..\r\n...b\r\nc\r\n.\r\n"
    assert as_data(b"a\r\n") == b"a\r\n.\r\n"


def test_a_server_that_closes_idle_connections_costs_nothing(smtp_sink, monkeypatch):
    """Between two mails of a batch the server hangs up; the second mail gets a new connection."""
    from kulanz.adapters.smtp.transport import SmtpTransport

    real, sent = SmtpTransport._hand_over, []

    def hand_over(self, smtp, mail, server):
        proof = real(self, smtp, mail, server)
        sent.append(mail)
        if len(sent) == 1:
            smtp.sock.shutdown(socket.SHUT_RDWR)
        return proof

    monkeypatch.setattr(SmtpTransport, "_hand_over", hand_over)
    messages = reminders(a_connected_shop(smtp_sink), 2)
    work()
    assert {fresh(one).state for one in messages} == {"sent"} and smtp_sink.count() == 2


def test_a_server_that_hangs_up_before_data_has_received_nothing():
    """A server of three lines: greets, takes MAIL and RCPT, and hangs up at DATA."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb") as wire:
            wire.write(b"220 hello\r\n")
            wire.flush()
            for line in wire:
                if line.upper().startswith(b"DATA"):
                    return
                wire.write(b"250 ok\r\n")
                wire.flush()

    thread = threading.Thread(target=serve)
    thread.start()
    (message,) = reminders(a_shop(is_live=True, smtp_port=listener.getsockname()[1]), 1)
    work()
    thread.join()
    listener.close()
    effect = fresh(message).effect
    assert (effect.state, effect.error_code) == ("waiting", "smtp_unreachable")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://a%40b:p%3Aw@mail.example:587?starttls=1", ("mail.example", 587, "starttls", "a@b", "p:w")),
        ("smtps://mail.example", ("mail.example", 465, "tls", "", "")),
        ("smtp://mail.example", ("mail.example", 25, "none", "", "")),
    ],
)
def test_an_smtp_address_is_read(url, expected):
    server = server_from_url(url)
    assert (server.host, server.port, server.security, server.user, server.password) == expected
    assert "p:w" not in repr(server)


@pytest.mark.parametrize(
    "url", ["", "mail.example:25", "https://mail.example", "smtp://", "smtp://mail.example:abc"]
)
def test_what_is_no_smtp_address_is_refused(url):
    with pytest.raises(SmtpUrlUnreadable):
        server_from_url(url)


def test_the_owner_is_told_over_the_installations_own_server(smtp_sink, monkeypatch):
    from kulanz.adapters.alarm_mail import send_alarm
    from kulanz.features.tenants.actions import create_user
    from tests.features.sending import actor_of

    shop = a_shop(is_live=True, smtp_port=9)
    create_user(
        merchant=shop,
        email="mara@lindenladen.example",
        role="owner",
        password=None,
        actor=actor_of(shop),
        machine_now=NINE_IN_BERLIN,
    )
    assert send_alarm(shop, "Der Versand steht still", "12 Nachrichten warten.") is False, (
        "nobody listens on port 9"
    )
    monkeypatch.setenv("KULANZ_SMTP_URL", smtp_sink.url)
    assert send_alarm(shop, "Der Versand\nsteht still", "12 Nachrichten warten.") is True
    (received,) = smtp_sink.messages()
    assert received.recipients == ("mara@lindenladen.example",)
    assert received.header("Subject") == "Der Versand steht still"
    shop.alarm_email = "technik@lindenladen.example"
    assert send_alarm(shop, "x", "y")
    assert smtp_sink.messages()[-1].recipients == ("technik@lindenladen.example",)


def test_an_alarm_falls_back_to_the_merchants_own_server(smtp_sink):
    from kulanz.adapters.alarm_mail import send_alarm

    assert (
        send_alarm(a_connected_shop(smtp_sink, alarm_email="t@x.example"), "x", "y")
        and smtp_sink.count() == 1
    )
