"""The sink itself: what it accepts it keeps once, what it refuses it does not keep."""

import smtplib

import pytest

from tests.support.smtp_sink import SmtpSink

LETTER = "Subject: Gru=?utf-8?q?=C3=9F?=\r\nMessage-ID: <one@kulanz.example>\r\nX-Kulanz-Message: msg_1\r\n\r\nHallo\r\n"


def send(sink: SmtpSink, recipient: str = "anna@kulanz.example") -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as client:
        client.sendmail("shop@kulanz.example", [recipient], LETTER)


def test_an_accepted_message_is_kept_with_envelope_and_bytes(smtp_sink: SmtpSink) -> None:
    send(smtp_sink)
    [kept] = smtp_sink.messages()
    assert (kept.sender, kept.recipients) == ("shop@kulanz.example", ("anna@kulanz.example",))
    assert kept.content == LETTER.encode()
    assert kept.header("Subject") == "Gruß"
    assert kept.text().strip() == "Hallo"


def test_the_same_message_twice_is_counted_twice(smtp_sink: SmtpSink) -> None:
    send(smtp_sink)
    send(smtp_sink)
    assert smtp_sink.counts_by("X-Kulanz-Message") == {"msg_1": 2}


@pytest.mark.parametrize("code", [550, 451])
def test_a_refused_recipient_gets_the_code_and_nothing_is_kept(smtp_sink: SmtpSink, code: int) -> None:
    smtp_sink.configure(refuse={"gone@kulanz.example": code})
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(smtp_sink, "gone@kulanz.example")
    assert refused.value.recipients["gone@kulanz.example"][0] == code
    assert smtp_sink.messages() == []
    send(smtp_sink, "anna@kulanz.example")
    assert smtp_sink.count() == 1


def test_a_message_refused_after_data_is_not_kept(smtp_sink: SmtpSink) -> None:
    smtp_sink.configure(refuse_message=554)
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_sink)
    assert smtp_sink.messages() == []


@pytest.mark.parametrize(("drop", "kept"), [("before_keeping", 0), ("after_keeping", 1)])
def test_a_connection_dropped_after_data_may_or_may_not_have_kept_it(
    smtp_sink: SmtpSink, drop: str, kept: int
) -> None:
    smtp_sink.configure(drop=drop)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert smtp_sink.count() == kept


def test_a_client_that_leaves_before_the_reply_has_sent_its_message(smtp_sink: SmtpSink) -> None:
    smtp_sink.configure(wait_before_reply=5)
    client = smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=0.3)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        client.sendmail("shop@kulanz.example", ["anna@kulanz.example"], LETTER)
    client.close()
    smtp_sink.configure()
    assert smtp_sink.wait_for(1)
    send(smtp_sink)
    assert smtp_sink.count() == 2


def test_an_outage_refuses_connections_and_ends_on_the_same_port(smtp_sink: SmtpSink) -> None:
    smtp_sink.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_sink)
    smtp_sink.start()
    send(smtp_sink)
    assert smtp_sink.count() == 1


def test_a_wrong_password_is_refused_and_the_right_one_taken(tmp_path) -> None:
    sink = SmtpSink(tmp_path / "with-login", login="shop:right")
    try:
        with smtplib.SMTP(sink.host, sink.port) as client, pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("shop", "wrong")
        with smtplib.SMTP(sink.host, sink.port) as client:
            client.login("shop", "right")
            client.sendmail("shop@kulanz.example", ["anna@kulanz.example"], LETTER)
        assert sink.count() == 1
    finally:
        sink.stop()
