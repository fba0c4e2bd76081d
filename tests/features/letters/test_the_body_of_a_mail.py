"""Whatever a letter says comes out of the mail as it went in, in lines that every server takes."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default as modern

from hypothesis import given
from hypothesis import strategies as st

from kulanz.features.letters import mime
from kulanz.features.letters.attachments import Attachment
from kulanz.features.letters.compose import Letter

LETTER = Letter(
    layout="reminder",
    language="de",
    subject="Betreff",
    text="",
    html="",
    own_words="",
    consequences=(),
    qr_png=None,
    qr_cid="epc-qr",
)
LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300)
TEXTS = st.lists(LINES, max_size=6).map("\n".join)
EDGE = "=_msg_1"


def parsed(body):
    return message_from_bytes(body, policy=modern)


@given(
    text=TEXTS,
    html=TEXTS,
    picture=st.none() | st.binary(max_size=300),
    data=st.none() | st.binary(max_size=300),
)
def test_what_went_in_comes_out(text, html, picture, data):
    files = [] if data is None else [Attachment(name="Brief.pdf", media_type="application/pdf", data=data)]
    body = mime.whole(replace(LETTER, text=text, html=html, qr_png=picture), files, edge=EDGE)
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    mail = parsed(body)
    said = [mail.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")]
    assert said == [text, html]
    assert [one.get_content() for one in mail.iter_attachments()] == [one.data for one in files]
    pictures = [one.get_payload(decode=True) for one in mail.walk() if one.get_content_maintype() == "image"]
    assert pictures == ([] if picture is None else [picture])
    assert mail.defects == []


def test_the_same_letter_has_the_same_bytes():
    assert mime.whole(LETTER, [], edge=EDGE) == mime.whole(LETTER, [], edge=EDGE)


def test_a_boundary_inside_the_text_ends_nothing():
    text = f"--{EDGE}_2--\n--{EDGE}_2\nweiter"
    mail = parsed(mime.whole(replace(LETTER, text=text, html="x"), [], edge=EDGE))
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
