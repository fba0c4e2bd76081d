"""How right and how fast is the matcher? The independent examiner's worlds: 10,000 lines against 50,000 invoices.

    python benchmarks/matching.py [--seeds 2026 366 1043] [--lines N] [--invoices N] [--show KIND]

The worlds, their truth and the judgement are in `bank_lines`, by somebody who has not read the matcher. Small by
default; FULL=1 asks the three verdict seeds at full size.
"""

import argparse
import os
import time

from _examination import facts_of, items_of, outcome_of
from bank_lines import VERDICT_SEEDS, Verdict, judge, make_world, score, table

from kulanz.core.matching import Matcher

SMALL = {"lines": 2000, "invoices": 10_000}
FULL = {"lines": 10_000, "invoices": 50_000}


def main() -> None:
    size = FULL if os.environ.get("FULL") else SMALL
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, nargs="*", default=VERDICT_SEEDS)
    arguments.add_argument("--lines", type=int, default=size["lines"])
    arguments.add_argument("--invoices", type=int, default=size["invoices"])
    arguments.add_argument(
        "--show", action="append", default=[], help="print what was not booked right: a kind, or wrong"
    )
    chosen = arguments.parse_args()
    for seed in chosen.seeds:
        examine(seed, lines=chosen.lines, invoices=chosen.invoices, show=chosen.show)


def examine(seed: int, *, lines: int, invoices: int, show: list[str]) -> None:
    world = make_world(seed, lines=lines, invoices=invoices)
    items, facts = items_of(world), facts_of(world)
    started = time.process_time()
    matcher = Matcher(items)
    indexed = time.process_time()
    verdicts = [matcher.propose(one) for one in facts]
    ended = time.process_time()
    outcomes = {line.id: outcome_of(one) for line, one in zip(world.lines, verdicts, strict=True)}
    scores = score(world.truths, outcomes)
    whole = scores["all"]
    print(f"\nseed {seed}: {lines} lines, {invoices} open invoices")
    print(table(scores))
    print(
        f"of the decidable lines booked right {100 * (whole.recall or 0):.2f} %, "
        f"of all paying lines {100 * (whole.recall_of_paying or 0):.2f} %, wrong {whole.wrong}"
    )
    print(f"index {indexed - started:.2f} s of CPU, {lines / (ended - indexed):,.0f} lines/s of CPU")
    for line, truth, one in zip(world.lines, world.truths, verdicts, strict=True):
        verdict = judge(truth, outcomes[line.id])
        is_wrong = verdict is Verdict.BOOKED_WRONG
        if (is_wrong and "wrong" in show) or (
            truth.decidable and truth.kind in show and verdict is not Verdict.BOOKED_RIGHT
        ):
            print(f"\n{truth.kind}: {verdict.value}\n  {line}\n  {truth}\n  {one.decision}: {one.because_en}")
            for proposal in one.proposals[:3]:
                shares = [(share.number, share.cents) for share in proposal.allocations]
                codes = [(reason.code, reason.weight) for reason in proposal.evidence]
                print(f"    {proposal.score} {shares} {codes}")


if __name__ == "__main__":
    main()
