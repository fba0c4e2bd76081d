"""How many final notices, each with its letter attached, go from the outbox to a mail server per second.

    python benchmarks/mails.py [NUMBER] [--workers 2] [--profile]

The way is the product's own: `kulanz worker --once` in as many processes as asked, each lease, gate, statement,
letter, proof and consequence included, to a server on this machine that counts. KULANZ_DATABASE_URL chooses
PostgreSQL (`tools/with_postgres.py -- python benchmarks/mails.py`).
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from _final_notices import CountingServer, a_shop_with_final_notices, number_from, timed

WORKER = [sys.executable, "-m", "kulanz.interfaces.commands.main", "worker", "--once", "--json"]


def main(arguments: list[str]) -> None:
    number = number_from(arguments, small=300, full=3000)
    workers = int(arguments[arguments.index("--workers") + 1]) if "--workers" in arguments else 2
    with tempfile.TemporaryDirectory() as home:
        os.environ["KULANZ_HOME"] = home
        from kulanz.interfaces.commands.support import prepare

        prepare()
        server = CountingServer()
        timed(
            "imported and released", number, lambda: a_shop_with_final_notices(number, smtp_port=server.port)
        )
        if "--profile" in arguments:
            profiled(number)
        else:
            at_work(workers)
        report(server, number, workers)


def at_work(workers: int) -> None:
    started = [subprocess.Popen(WORKER, stdout=subprocess.DEVNULL) for _ in range(workers)]
    assert [one.wait() for one in started] == [0] * workers


def profiled(number: int) -> None:
    import cProfile
    import pstats
    from datetime import UTC, datetime

    from kulanz.features.outbox.worker import work_until_idle

    watch = cProfile.Profile()
    watch.runcall(work_until_idle, worker_name="profile", machine_now=datetime.now(UTC))
    pstats.Stats(watch).sort_stats("cumulative").print_stats(70)


def report(server: CountingServer, number: int, workers: int) -> None:
    from kulanz.features.outbox.models import Effect

    done = Effect.objects.filter(state=Effect.State.DONE).count()
    taken = len(server.taken_at)
    assert done == taken == number, f"{done} done, {taken} taken, {number} wanted"
    clock = server.taken_at[-1] - server.taken_at[0]
    window = min(50, number - 1)
    fastest = max(
        window / (later - earlier)
        for earlier, later in zip(server.taken_at, server.taken_at[window:], strict=False)
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(
        f"{workers} workers: {(number - 1) / clock:,.1f} mails per second, {fastest:,.1f} in the "
        f"fastest {window}, {server.bytes / number / 1000:,.0f} kB each, "
        f"{cpu * 1000 / number:,.1f} ms of CPU each with the start, the largest worker {used.ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
