"""Core and formats compute from what they are given: no clock, no float, no outside world."""

import ast
import sys

import pytest

from tests.house.sources import Source, dotted, imported_modules, sources

PURE = ("src/kulanz/core", "src/kulanz/formats")
CLOCKS = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "datetime.datetime.now", "datetime.date.today",
    "time.time", "time.monotonic", "time.perf_counter", "time.time_ns", "timezone.now", "django.utils.timezone.now",
}  # fmt: skip
# Parts of the standard library that reach out of the function: files, network, processes, chance, the machine.
REACHING_OUT = {
    "asyncio", "getpass", "glob", "http", "locale", "logging", "multiprocessing", "os", "pathlib", "platform",
    "random", "secrets", "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib", "uuid",
}  # fmt: skip
EXACT = {"Fraction", "Decimal"}


def clocks_read(source: Source) -> list[ast.AST]:
    return [
        node for node in ast.walk(source.tree) if isinstance(node, ast.Call) and dotted(node.func) in CLOCKS
    ]


def test_no_clock_is_read_in_core_or_formats() -> None:
    found = [source.at(node) for source in sources(*PURE) for node in clocks_read(source)]
    assert not found, f"Take the day or the instant as an argument; a door reads the clock once: {found}"


# Machine time: when an event was recorded, whom a lease belongs to, how old a parked file is.
READ_MACHINE_TIME = {"audit/actions.py", "outbox/worker.py", "documents/parking.py"}


def test_features_take_the_day_as_an_argument() -> None:
    found = [
        source.at(node)
        for source in sources("src/kulanz/features")
        for node in clocks_read(source)
        if "/".join(source.path.parts[-2:]) not in READ_MACHINE_TIME
    ]
    assert not found, f"Take day= or at= as an argument; business time comes from tenants.clock: {found}"


def test_no_day_falls_back_to_today() -> None:
    days = {"day", "as_of", "at", "today", "now"}
    found = [
        f"{source.at(argument)} {argument.arg}"
        for source in sources("src/kulanz/core", "src/kulanz/formats", "src/kulanz/features")
        for argument, fallback in _arguments_with_fallback(source.tree)
        if argument.arg in days and isinstance(fallback, ast.Constant) and fallback.value is None
    ]
    assert not found, f"A day is stated by whoever calls; leave out `= None`: {found}"


def test_core_knows_no_float() -> None:
    found = [
        source.at(node)
        for source in sources("src/kulanz/core")
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]
    assert not found, f"Use integer cents for money, Fraction or Decimal('…') for rates: {found}"


def test_core_rounds_by_name_only() -> None:
    found = [
        source.at(node)
        for source in sources("src/kulanz/core")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "round"
    ]
    assert not found, (
        f"round() rounds 0.5 to the even neighbour; use the half-up rounding of core.money: {found}"
    )


def test_cents_are_never_divided_into_floats() -> None:
    found = [source.at(node) for source in sources(*PURE) for node in _inexact_divisions(source.tree)]
    assert not found, f"Divide a Fraction(…) of cents, or use // and say who gets the rest: {found}"


def test_core_imports_the_standard_library_only() -> None:
    found = [
        f"{source.at(node)} {module}"
        for source in sources("src/kulanz/core")
        for node, module in imported_modules(source.tree)
        if not _is_allowed_in_core(source, module.split(".")[0])
    ]
    assert not found, (
        f"Hand the value in from a feature instead (core/matching alone may use rapidfuzz): {found}"
    )


@pytest.mark.parametrize("folder", PURE)
def test_nothing_pure_reaches_out(folder: str) -> None:
    found = [
        f"{source.at(node)} {module}"
        for source in sources(folder)
        for node, module in imported_modules(source.tree)
        if module.split(".")[0] in REACHING_OUT
    ]
    assert not found, (
        f"Bytes and values come in as arguments; own data are read by importlib.resources: {found}"
    )


def test_these_tests_can_fail() -> None:
    wrong = Source(
        sources("tests/house")[0].path,
        ast.parse("def f(day=None):\n  return datetime.now(), amount_cents / 3, Fraction(amount_cents) / 3"),
    )
    assert len(clocks_read(wrong)) == 1
    assert len(_inexact_divisions(wrong.tree)) == 1
    assert [argument.arg for argument, _ in _arguments_with_fallback(wrong.tree)] == ["day"]


def _is_allowed_in_core(source: Source, package: str) -> bool:
    return (
        package == "kulanz"
        or package in sys.stdlib_module_names
        or (package == "rapidfuzz" and source.path.parent.name == "matching")
    )


def _arguments_with_fallback(tree: ast.AST) -> list[tuple[ast.arg, ast.expr]]:
    found: list[tuple[ast.arg, ast.expr]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            positional = [*node.args.posonlyargs, *node.args.args]
            fallbacks = node.args.defaults
            found += zip(positional[len(positional) - len(fallbacks) :], fallbacks, strict=True)
            found += [
                (argument, fallback)
                for argument, fallback in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                if fallback is not None
            ]
    return found


def _inexact_divisions(tree: ast.AST) -> list[ast.BinOp]:
    """Return divisions by `/` that name cents and no exact type."""
    divisions = [
        node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    ]
    return [node for node in divisions if _names(node, "cents") and not _names(node, *EXACT)]


def _names(node: ast.AST, *wanted: str) -> bool:
    parts = [dotted(part).rpartition(".")[2] for part in ast.walk(node)]
    return any(part == name or part.endswith(f"_{name}") for part in parts for name in wanted)
