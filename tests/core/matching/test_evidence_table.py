"""The evidence table of the design page is the one the code uses."""

import re
from pathlib import Path

from kulanz.core.matching.evidence import REASONS, evidence

PAGE = Path(__file__).parents[3] / "docs" / "design" / "matching.md"


def test_the_design_page_names_every_reason_with_its_weight():
    rows = re.findall(r"^\| `(\w+)` \| ([-+]?\d+) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {code: int(weight) for code, weight in rows} == {code: row.weight for code, row in REASONS.items()}


def test_every_sentence_can_be_filled_in_both_languages():
    subjects = dict.fromkeys(
        ("number", "written", "count", "cents", "cents_en", "payer", "customer", "reason"), "X"
    )
    for code in REASONS:
        reason = evidence(code, **subjects)
        assert reason.text_de and reason.text_en
        assert "{" not in reason.text_de + reason.text_en
        assert reason.text_de != reason.text_en
