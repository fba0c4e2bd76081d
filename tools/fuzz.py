"""Fuzz the readers of files, guided by coverage. Each reader runs in a process of its own.

    make fuzz                               every reader for a minute
    make fuzz ARGS="--seconds 300 camt"     one reader for five minutes
    make fuzz ARGS="--again FILE camt"      read one file again that made trouble

Samples of the tests that a reader reads are its first inputs. What it finds by itself is kept beside them in
.fuzz/READER/found, so that the next run goes on from there; an input that breaks a promise (tests/formats/readers.py)
is kept in .fuzz/READER/trouble, and printed with how to read it again.
"""

import argparse
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".fuzz"
SECONDS_PER_FILE = 10
MEGABYTES = 2048
LONGEST = 32 * 1024
_WORD = re.compile(rb"</?[A-Za-z][\w:.-]{2,40}|[A-Za-z][\w:.-]{3,40}(?==\")|:\d\d[A-Z]?:|/\w{2,12}")


def main(arguments: list[str]) -> int:
    """Fuzz what was named. Returns 1 where a reader broke its promise."""
    chosen = _parser().parse_args(arguments)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    if importlib.util.find_spec("atheris") is None and not chosen.again:
        print("fuzz: the fuzzer is not installed; `make fuzz` installs it.", file=sys.stderr)
        return 1
    if chosen.inside:
        _fuzz(chosen.readers[0], seconds=chosen.seconds)
    from tests.formats.readers import READERS, answer

    unknown = [name for name in chosen.readers if name not in READERS]
    if unknown:
        print(
            f"fuzz: no reader is called {', '.join(unknown)}. Known: {', '.join(READERS)}.", file=sys.stderr
        )
        return 2
    names = chosen.readers or list(READERS)
    if chosen.again:
        for name in names:
            print(answer(READERS[name], Path(chosen.again).read_bytes()))
        return 0
    return max([_run(name, seconds=chosen.seconds) for name in names])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fuzz", description="Fuzz the readers of files.")
    parser.add_argument("readers", nargs="*", metavar="READER", help="which readers; default: all")
    parser.add_argument("--seconds", type=int, default=60, help="how long each reader (default 60)")
    parser.add_argument("--again", metavar="FILE", help="read one file again instead")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser


def _run(name: str, *, seconds: int) -> int:
    """Fuzz one reader in a process of its own: the fuzzer ends its process when it is done."""
    print(f"\n== {name}: {seconds} s ==", flush=True)
    trouble = FOLDER / name / "trouble"
    trouble.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, "--inside", "--seconds", str(seconds), name]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    kept = sorted(trouble.iterdir())
    for one in kept:
        shown = one.relative_to(ROOT)
        print(f'fuzz: {name}: {shown} makes trouble. Again: make fuzz ARGS="--again {shown} {name}"')
    return 1 if code or kept else 0


def _fuzz(name: str, *, seconds: int) -> None:
    """Hand the reader to the fuzzer. Does not return."""
    import atheris

    with atheris.instrument_imports(include=["kulanz.formats"], enable_loader_override=False):
        from tests.formats.readers import READERS, answer

    read, folder = READERS[name], FOLDER / name
    found, seeds = folder / "found", folder / "seeds"
    for place in (found, seeds, folder / "trouble"):
        place.mkdir(parents=True, exist_ok=True)
    samples = _samples_of(read)
    for number, data in enumerate(samples):
        (seeds / f"{number:03}").write_bytes(data)
    (folder / "words").write_text(_dictionary(samples), encoding="ascii")
    atheris.Setup(
        [
            name,
            str(found),
            str(seeds),
            f"-dict={folder / 'words'}",
            f"-artifact_prefix={folder / 'trouble'}/",
            f"-max_total_time={seconds}",
            f"-timeout={SECONDS_PER_FILE}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-max_len={LONGEST}",
            "-print_final_stats=1",
            "-verbosity=0",
        ],
        lambda data: answer(read, data) and None,
    )
    atheris.Fuzz()


def _samples_of(read: object) -> list[bytes]:
    """Return the own samples of the tests that this reader reads."""
    from tests.formats.readers import found_in
    from tests.formats.seeds import every_sample

    return [data for data in every_sample() if found_in(read(data, file="x"))]  # type: ignore[operator]


def _dictionary(samples: list[bytes]) -> str:
    """Return the words of the samples as the fuzzer wants them: it puts them into what it tries."""
    words = {word for data in samples for word in _WORD.findall(data[:LONGEST])}
    quoted = (word.decode("ascii", "ignore").replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "".join(f'"{word}"\n' for word in sorted(quoted)[:2000])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
