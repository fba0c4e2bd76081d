"""How many letters are set per second, from rows of the database to the bytes of a PDF/A, and in how much memory.

    python benchmarks/letters.py [NUMBER] [--workers 2]

Each process reads its share of the released messages as a worker does, states the claim, composes and typesets it.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _final_notices import CountingServer, a_shop_with_final_notices, number_from, timed


def main(arguments: list[str]) -> None:
    number = number_from(arguments, small=200, full=2400)
    workers = int(arguments[arguments.index("--workers") + 1]) if "--workers" in arguments else 2
    with tempfile.TemporaryDirectory() as home:
        os.environ["KULANZ_HOME"] = home
        from kulanz.interfaces.commands.support import prepare

        prepare()
        port = CountingServer().port
        timed("imported and released", number, lambda: a_shop_with_final_notices(number, smtp_port=port))
        context = multiprocessing.get_context("spawn")
        with context.Pool(workers) as pool:
            pool.map(share, [(one, workers, 5) for one in range(workers)])  # start, fonts, first letter
            clock = time.perf_counter()
            done = pool.map(share, [(one, workers, number) for one in range(workers)])
            clock = time.perf_counter() - clock
    letters = sum(one[0] for one in done)
    cpu = sum(one[1] for one in done)
    print(
        f"{workers} processes: {letters / clock:,.1f} letters per second, {cpu * 1000 / letters:,.1f} ms of CPU each, "
        f"{min(one[3] for one in done) * 1000:,.1f} ms where the machine was quiet, "
        f"{sum(one[2] for one in done) / letters / 1000:,.0f} kB each"
    )
    for *_, halfway, end in done:
        print(f"memory of a process: {halfway:,.0f} MB at half of the letters, {end:,.0f} MB at the end")


def share(order: tuple[int, int, int]) -> tuple[int, float, int, float, float, float]:
    """Render every n-th message; return how many, CPU seconds, bytes, CPU seconds of one letter where the machine was
    quiet (the fastest tenth), and the peak in MB half-way and at the end."""
    from kulanz.interfaces.commands.support import start_django

    start_django()
    from kulanz.features.letters.models import Message
    from kulanz.features.letters.paper.render import render_paper

    place, of, most = order
    rows = Message.objects.select_related("merchant", "storefront", "customer").order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:most])[place::of]
    began, size, halfway, each = time.process_time(), 0, 0.0, []
    for count, key in enumerate(keys):
        before = time.process_time()
        size += len(render_paper(rows.get(pk=key), at=datetime.now(UTC)).pdf)
        each.append(time.process_time() - before)
        if count == len(keys) // 2:
            halfway = _peak()
    quiet = sorted(each)[len(each) // 10]
    return len(keys), time.process_time() - began, size, quiet, halfway, _peak()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
