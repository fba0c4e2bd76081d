"""The matcher before the independent examiner, in small: nothing is booked wrongly, and most is booked right."""

import sys
from pathlib import Path

from kulanz.core.matching import Matcher

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
from _examination import facts_of, items_of, outcome_of
from bank_lines import DEVELOPMENT_SEEDS, make_world, score


def test_the_examiner_finds_no_wrong_booking_and_most_lines_booked_right():
    world = make_world(DEVELOPMENT_SEEDS[0], lines=600, invoices=6000)
    matcher = Matcher(items_of(world))
    outcomes = {
        line.id: outcome_of(matcher.propose(facts))
        for line, facts in zip(world.lines, facts_of(world), strict=True)
    }
    whole = score(world.truths, outcomes)["all"]
    assert whole.wrong == 0
    assert whole.decidable > 450
    assert (whole.recall or 0) >= 0.85
    assert (whole.recall_of_paying or 0) >= 0.80
