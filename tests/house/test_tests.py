"""The tests themselves: none that cannot fail, none put off."""

import ast
import re

from tests.house.sources import ROOT, dotted, sources

PUT_OFF = re.compile("#.*\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b")


def test_no_test_is_expected_to_fail() -> None:
    found = [
        source.at(node)
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and dotted(node) in {"pytest.mark.xfail", "pytest.xfail"}
    ]
    assert not found, f"Mend what fails, or delete the test and say so in docs/progress.md: {found}"


def test_a_skip_depends_on_the_machine_and_says_why() -> None:
    found = [
        source.at(node)
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and dotted(node) == "pytest.mark.skip")
        or (
            isinstance(node, ast.Call) and dotted(node.func) == "pytest.mark.skipif" and not _has_reason(node)
        )
    ]
    assert not found, (
        f"Skip by tests.support.requirements.lacking(what, reason), only for want of a part: {found}"
    )


def test_nothing_is_put_off_in_code() -> None:
    found = [
        f"{source.path.relative_to(ROOT)}:{number}"
        for source in sources("src", "tests", "tools")
        for number, line in enumerate(source.path.read_text(encoding="utf-8").splitlines(), start=1)
        if PUT_OFF.search(line)
    ]
    assert not found, f"Do it, or write it into docs/progress.md, where it is read: {found}"


def test_every_test_asserts_something() -> None:
    found = [
        f"{source.at(node)} {node.name}"
        for source in sources("tests")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not _can_fail(node, helpers=_functions(source.tree))
    ]
    assert not found, f"These can fail by an accident only; assert what the name promises: {found}"


def _has_reason(call: ast.Call) -> bool:
    return any(keyword.arg == "reason" for keyword in call.keywords)


def _functions(tree: ast.Module) -> dict[str, ast.AST]:
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _can_fail(function: ast.AST, *, helpers: dict[str, ast.AST]) -> bool:
    """An assertion, pytest.raises, a helper of the same file that asserts, or one whose name says so."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if name in {"raises", "fail", "wait_for", "ok", "expect"} or "assert" in name.lower():
                return True
            if name in helpers and helpers[name] is not function and _can_fail(helpers[name], helpers={}):
                return True
    return False
