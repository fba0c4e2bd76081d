"""Print the ten longest functions and the ten longest files: where to look first for two subjects in one."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHOWN = 10
FOLDERS = ("src", "tests", "tools")


def main() -> None:
    files = [
        file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py") if "migrations" not in file.parts
    ]
    _print("files", [(_lines(file), _name(file)) for file in files])
    _print("functions", [function for file in files for function in _functions(file)])


def _functions(file: Path) -> list[tuple[int, str]]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{_name(file)}:{node.lineno} {node.name}")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _print(title: str, measured: list[tuple[int, str]]) -> None:
    print(f"longest {title}")
    for lines, name in sorted(measured, reverse=True)[:SHOWN]:
        print(f"{lines:6} {name}")


if __name__ == "__main__":
    main()
