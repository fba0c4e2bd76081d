"""STARTTLS and TLS with a real certificate: it is checked, and without trust nothing is sent."""

import asyncio
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kulanz.adapters.smtp import server
from kulanz.features.outbox.handlers import PassingRefusal


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that signs itself, as one file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture(params=["starttls", "tls"])
def encrypted(request, certificate):
    """A server of this security, and how to reach it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    implicit = request.param == "tls"
    loop = asyncio.new_event_loop()

    def connection():
        starttls = {} if implicit else {"tls_context": context, "require_starttls": True}
        return SMTP(Sink(), hostname="sink.example", loop=loop, **starttls)

    listening = loop.run_until_complete(
        loop.create_server(connection, host="127.0.0.1", port=0, ssl=context if implicit else None)
    )
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = listening.sockets[0].getsockname()[1]
    yield server.SmtpServer(host="127.0.0.1", port=port, security=request.param, user="", password="")
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    listening.close()
    loop.close()


def test_a_trusted_server_is_talked_to_in_secret(encrypted, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    smtp = server.connect(encrypted)
    assert isinstance(smtp.sock, ssl.SSLSocket)
    assert smtp.noop()[0] == 250
    smtp.close()


def test_a_server_nobody_vouches_for_is_refused(encrypted):
    with pytest.raises(PassingRefusal) as refused:
        server.connect(encrypted)
    assert refused.value.is_ours and "CERTIFICATE_VERIFY_FAILED" in str(refused.value)
