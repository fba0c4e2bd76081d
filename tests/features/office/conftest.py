"""Each test begins and ends in German: a request leaves its language behind in the thread."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def german_before_and_after():
    with translation.override("de"):
        yield
    translation.activate("de")
