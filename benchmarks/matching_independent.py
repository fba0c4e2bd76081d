"""The independent examination of matching: what it asks, per kind, and the most that anybody could book at once.

    python benchmarks/matching_independent.py [LINES [INVOICES]]

1,000 lines and 10,000 open invoices unless told otherwise; in full 10,000 and 50,000.
"""

import sys
import time

from bank_lines import VERDICT_SEEDS, Outcome, World, make_world, score, table


def main(lines: int, invoices: int) -> None:
    for seed in VERDICT_SEEDS:
        began, busy = time.perf_counter(), time.process_time()
        world = make_world(seed, lines=lines, invoices=invoices)
        took = f"{time.perf_counter() - began:.1f} s, CPU {time.process_time() - busy:.1f} s"
        print(f"seed {seed} ({world.shop}): {lines} lines, {invoices} open invoices, made in {took}")
        print(table(score(world.truths, careful_human(world))), end="\n\n")


def careful_human(world: World) -> dict[int, Outcome]:
    """Books what can be decided and leaves the rest: the ceiling without a wrong booking."""
    return {truth.line: Outcome(booked=dict(truth.allocation)) for truth in world.truths if truth.decidable}


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [1_000, 10_000][len(given) :]))
