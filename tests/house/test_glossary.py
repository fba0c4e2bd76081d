"""The words of docs/glossary.md: used as they stand there, and no others beside them."""

import ast
import re
from functools import cache

from tests.house.sources import PACKAGE, ROOT, defined_names, snake_case, sources

GLOSSARY = ROOT / "docs" / "glossary.md"
CODE = re.compile(r"`([^`]+)`")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# Words of the first column that are no terms but our own name.
ALSO_ENGLISH = {"kulanz"}
# Names that begin with default_ and mean Verzug, or are given by the tables of law, by Python and by Django.
COMPOUNDS_OF_DEFAULT = (
    "default_of", "default_facts", "default_interest", "default_since", "default_damages", "default_start",
    "default_without_notice", "default_factory", "default_auto_field", "default_from_email",
)  # fmt: skip


def test_every_term_in_use_occurs_in_the_code() -> None:
    words = _words_of_the_code()
    unused = [
        term for row in _table("Words in use") for term in CODE.findall(row[1]) if not _occurs(term, words)
    ]
    assert not unused, f"Use these identifiers, or move their rows to 'Words for later': {unused}"


def test_each_term_has_one_row_and_a_meaning() -> None:
    rows = [*_table("Words in use"), *_table("Words for later")]
    identifiers = [row[1] for row in rows]
    twice = sorted({identifier for identifier in identifiers if identifiers.count(identifier) > 1})
    assert not twice, f"One term, one identifier, one row: {twice}"
    vague = [row[1] for row in rows if not row[3].endswith((".", '"'))]
    assert not vague, f"The meaning is a sentence: {vague}"


def test_no_name_that_the_glossary_rejects_is_used() -> None:
    rejected = {CODE.findall(row[0])[0]: row[1] for row in _table("Names we do not use")}
    found = [
        f"{source.at(node)} {name}: say {instead}"
        for source in sources("src", "tests", "tools")
        for node, name in defined_names(source.tree)
        for banned, instead in rejected.items()
        if _is_rejected(snake_case(name), banned)
    ]
    assert not found, "\n".join(found)


def test_no_german_word_is_an_identifier() -> None:
    german = _german_words()
    found = [
        f"{source.at(node)} {name}"
        for source in sources(
            "src/kulanz/core", "src/kulanz/formats", "src/kulanz/features", "src/kulanz/adapters"
        )
        for node, name in defined_names(source.tree)
        if not name.isascii() or german & set(snake_case(name).split("_"))
    ]
    assert not found, f"docs/glossary.md names the English identifier: {found}"


def test_these_tests_can_fail() -> None:
    assert _is_rejected("first_installment", "installment")
    assert not _is_rejected("first_instalment", "installment")
    assert _is_rejected("default_language", "default_")
    assert not _is_rejected("default_since", "default_")
    assert not _is_rejected("in_default_since", "default_")
    assert "verzugszinsen" in _german_words()


def _is_rejected(name: str, banned: str) -> bool:
    if banned == "default_":
        return name.startswith("default_") and not name.startswith(COMPOUNDS_OF_DEFAULT)
    return f"_{banned}_" in f"_{name}_"


@cache
def _table(heading: str) -> list[list[str]]:
    """Return the rows of the table below a heading, as lists of trimmed cells."""
    text = GLOSSARY.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@cache
def _german_words() -> frozenset[str]:
    rows = [*_table("Words in use"), *_table("Words for later")]
    words = {word for row in rows for word in re.findall(r"\w{6,}", row[0].lower())}
    return frozenset(word.translate(UMLAUTS) for word in words) - ALSO_ENGLISH


@cache
def _words_of_the_code() -> frozenset[str]:
    """Return every name and every identifier-like text in src, and every key of its TOML files."""
    names = {name for source in sources("src") for _, name in defined_names(source.tree)}
    for source in sources("src"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                names.add(node.value)
        names.add(source.path.stem)
        names.add(source.path.parent.name)
    for file in PACKAGE.rglob("*.toml"):
        names |= set(re.findall(r"[a-z][a-z_]+", file.read_text(encoding="utf-8")))
    return frozenset(snake_case(name).strip("_") for name in names)


def _occurs(term: str, words: frozenset[str]) -> bool:
    """Tell whether the term is a name, a part of one, or the singular of one."""
    return any(f"_{term}_" in f"_{word}_" or f"_{term}s_" in f"_{word}_" for word in words)
