"""Read hostile files, each in a process of its own with little memory and little time: run as a program.

Prints one JSON line per file and door: what was said, and what it cost. The parent makes the file, so that only the
reading is measured; the child may use MEGABYTES more than the parent has, and SECONDS of processor time.
"""

import json
import os
import resource
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.formats.hostile import MAKERS
from tests.formats.readers import READERS, answer, found_in

MEGABYTES = 512
SECONDS = 8
DOORS = ("bank", "invoice")


def main(wanted: list[str]) -> None:
    for name in wanted or MAKERS:
        data = MAKERS[name]()
        for door in DOORS:
            print(
                json.dumps({"file": name, "door": door, "bytes": len(data), **_in_a_child(door, data)}),
                flush=True,
            )


def _in_a_child(door: str, data: bytes) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        told = json.dumps(_read_within_bounds(door, data)).encode()
        os.write(writing, told[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _pid, status, usage = os.wait4(child, 0)
    cost = {"seconds": round(usage.ru_utime + usage.ru_stime, 2)}
    if not told:
        return {"fault": f"the process ended with status {status}", **cost}
    return {**json.loads(told), **cost}


def _read_within_bounds(door: str, data: bytes) -> dict[str, Any]:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before = _kilobytes("VmRSS")
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    bound = pages * resource.getpagesize() + MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        result = answer(READERS[door], data)
    except BaseException:
        return {"fault": traceback.format_exc()[-1500:]}
    problems = [*result.errors, *result.warnings]
    return {
        "records": len(found_in(result)),
        "errors": len(result.errors),
        "megabytes": (_kilobytes("VmHWM") - before) // 1024,
        "said": [problem.message[:300] for problem in problems[:3]],
    }


def _kilobytes(field: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith(field)).split()[1])


def told_of(lines: str) -> Iterator[dict[str, Any]]:
    """Yield what the program printed."""
    yield from (json.loads(line) for line in lines.splitlines())


if __name__ == "__main__":
    main(sys.argv[1:])
