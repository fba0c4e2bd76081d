"""Every kind of event that is ever written has a sentence."""

import re
from pathlib import Path

from kulanz.interfaces.office.event_sentences import sentences

FEATURES = Path(__file__).resolve().parents[3] / "src" / "kulanz" / "features"
PAST_TENSE = re.compile(r'(?:kind|event)=(?:\w+ if \w+ else )?"([A-Z][a-z]+[A-Z]\w+)"')


def kinds_in_the_sources():
    return {
        kind
        for path in FEATURES.rglob("*.py")
        for kind in PAST_TENSE.findall(path.read_text(encoding="utf-8"))
    }


def test_the_search_finds_events():
    assert {"CaseClosed", "ContactHeld", "MessageReleased", "PaymentMatched"} <= kinds_in_the_sources()


def test_every_event_has_a_sentence():
    assert kinds_in_the_sources() - set(sentences()) == set()
