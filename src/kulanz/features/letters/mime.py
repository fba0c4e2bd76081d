"""The body of a mail as bytes: text and HTML that say the same, the picture in it, and what is attached (RFC 2045)."""

import base64
import binascii
from collections.abc import Sequence

from kulanz.features.letters.attachments import Attachment
from kulanz.features.letters.compose import Letter

CRLF = b"\r\n"


def whole(letter: Letter, attachments: Sequence[Attachment], *, edge: str) -> bytes:
    """Return the headers of the content and the content. `edge` begins the boundaries; it must not occur inside."""
    text = _text("plain", letter.text)
    page = _text("html", letter.html)
    if letter.qr_png is not None:
        picture = _file(
            letter.qr_png,
            media_type="image/png",
            name="ueberweisung-qr.png",
            disposition="inline",
            content_id=letter.qr_cid,
        )
        page = _several('related; type="text/html"', [page, picture], edge=f"{edge}_3")
    both = _several("alternative", [text, page], edge=f"{edge}_2")
    files = [_file(one.data, media_type=one.media_type, name=one.name) for one in attachments]
    content = _several("mixed", [both, *files], edge=f"{edge}_1") if files else both
    return b"MIME-Version: 1.0" + CRLF + content


def _several(kind: str, parts: Sequence[bytes], *, edge: str) -> bytes:
    start = CRLF + f"--{edge}".encode("ascii")
    inside = b"".join(start + CRLF + part for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{edge}"'.encode("ascii")
        + CRLF
        + inside
        + start
        + b"--"
        + CRLF
    )


def _text(subtype: str, said: str) -> bytes:
    lines = said.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")
    return _part(
        [f'Content-Type: text/{subtype}; charset="utf-8"', "Content-Transfer-Encoding: quoted-printable"],
        binascii.b2a_qp(lines, istext=True),
    )


def _file(
    data: bytes, *, media_type: str, name: str, disposition: str = "attachment", content_id: str = ""
) -> bytes:
    assert name.isascii(), "names of files are our own words"
    headers = [
        f"Content-Type: {media_type}",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: {disposition}; filename="{name}"',
    ]
    if content_id:
        headers.append(f"Content-ID: <{content_id}>")
    return _part(headers, base64.encodebytes(data).replace(b"\n", CRLF))


def _part(headers: Sequence[str], body: bytes) -> bytes:
    return CRLF.join(header.encode("ascii") for header in headers) + CRLF + CRLF + body
