"""A request that is too large is refused by its length, before any of it is read or stored."""

import pytest
from django.test import RequestFactory

from kulanz.config.request_size import RequestSizeMiddleware

LIMIT = 65 * 1024 * 1024


def asked(length: str) -> tuple[int, bool]:
    """The status of the answer, and whether the page was asked at all."""
    reached = []

    def page(request):
        from django.http import HttpResponse

        reached.append(request)
        return HttpResponse()

    request = RequestFactory().post("/", data={"file": "x"})
    request.META["CONTENT_LENGTH"] = length
    return RequestSizeMiddleware(page)(request).status_code, bool(reached)


@pytest.mark.parametrize("length", [str(LIMIT + 1), "9" * 5000, "-1", "viel", "1e9"])
def test_a_length_beyond_the_limit_or_none_at_all_does_not_reach_the_page(length):
    assert asked(length) == (413, False)


@pytest.mark.parametrize("length", ["", "0", "17", str(LIMIT)])
def test_a_length_within_the_limit_does(length):
    assert asked(length) == (200, True)


def test_the_office_answers_with_a_sentence(client):
    answer = client.generic("POST", "/rechnungen/einlesen/", b"x", CONTENT_LENGTH=str(LIMIT + 1))
    assert answer.status_code == 413
    assert "64 MB" in answer.content.decode()
