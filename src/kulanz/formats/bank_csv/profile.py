"""What is known of the table of one bank: a TOML file in `profiles`, checked when it is loaded."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from kulanz.formats.records import BankLineStatus

FIELDS = frozenset(
    {
        "account",
        "amount",
        "balance",
        "bank_reference",
        "booking_date",
        "booking_text",
        "charges",
        "counterparty_account",
        "counterparty_iban",
        "counterparty_name",
        "credit",
        "creditor_identifier",
        "currency",
        "debit",
        "direction",
        "end_to_end_id",
        "gross",
        "mandate_reference",
        "original_amount",
        "original_currency",
        "payee_account",
        "payee_name",
        "payer_account",
        "payer_name",
        "remittance_text",
        "structured_reference",
        "ultimate_counterparty_name",
        "value_date",
    }
)
SEVERAL = frozenset({"remittance_text", "counterparty_name"})  # fields that join several columns
LABELLED = frozenset(
    {
        "bank_reference",
        "counterparty_iban",
        "counterparty_name",
        "creditor_identifier",
        "end_to_end_id",
        "mandate_reference",
        "nothing",
        "remittance_text",
    }
)


class ProfileWrong(ValueError):
    """A profile is not as this page says. The sentence names the file and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Cells of one column and what they mean. A word that ends in "*" stands for everything that begins so."""

    column: tuple[str, ...]
    meaning: tuple[tuple[str, str], ...]  # (word, meaning)

    def means(self, cell: str) -> str | None:
        """Return the meaning of a cell, None where no word stands for it."""
        bare = normalised(cell)
        for word, meaning in self.meaning:
            if bare == word or (word.endswith("*") and bare.startswith(word[:-1])):
                return meaning
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Rows that are shown and never booked. `moves` says whether they change the balance all the same (a hold)."""

    column: tuple[str, ...]
    words: tuple[str, ...]
    moves: bool

    def holds(self, cell: str) -> bool:
        """Return whether a cell has one of the words in it."""
        bare = normalised(cell)
        return any(word in bare for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    """Lines above the headings, known by the beginning of their first cell."""

    account: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    period: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The table of one bank. Headings are normalised; each field lists its spellings, or the columns it joins."""

    name: str
    bank: str
    format: str
    decimal: Literal[",", ".", "either"]
    currency: str | None
    columns: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]]
    headless: tuple[str, ...] = ()
    status: Words | None = None
    direction: Words | None = None
    asides: tuple[Aside, ...] = ()
    preamble: Preamble = field(default_factory=Preamble)
    footers: tuple[str, ...] = ()
    tags: Literal["", "plus", "colon"] = ""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def normalised(heading: str) -> str:
    """Return a heading or a word as it is compared: without capitals, marks of quotation and double blanks."""
    return " ".join(heading.replace("\u00a0", " ").strip().strip('"').split()).casefold()


@lru_cache(maxsize=1)
def profiles() -> tuple[Profile, ...]:
    """Return every profile, by the name of its file."""
    folder = resources.files("kulanz.formats.bank_csv") / "profiles"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(read_profile(one.read_bytes(), name=one.name.removesuffix(".toml")) for one in found)


def read_profile(data: bytes, *, name: str) -> Profile:
    """Read one profile. Raises `ProfileWrong` for a key this page does not know: a slip must not lose a column."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise ProfileWrong(f"{name}: no TOML: {cause}") from cause
    return _Reader(name).profile(table)


class _Reader:
    """Takes a table apart and refuses what it does not know."""

    def __init__(self, name: str) -> None:
        self.name = name

    def profile(self, table: dict[str, Any]) -> Profile:
        self.known(
            table,
            "",
            "bank format source decimal currency columns optional headless status direction aside preamble footers "
            "tags labels",
        )
        columns = self.fields(table.get("columns", {}), "columns")
        optional = self.fields(table.get("optional", {}), "optional")
        headless = tuple(str(one) for one in table.get("headless", ()))
        stated = {*columns, *headless}
        if not stated & {"booking_date", "value_date"}:
            raise ProfileWrong(f"{self.name}: no column has the day")
        if "amount" not in stated and not {"credit", "debit"} <= stated:
            raise ProfileWrong(f"{self.name}: no column has the amount")
        if ("direction" in stated) != ("direction" in table):
            raise ProfileWrong(
                f"{self.name}: a column of directions needs its words, and the words their column"
            )
        for one in set(headless) - FIELDS - {""}:
            raise ProfileWrong(f"{self.name}: headless names {one!r}, which is no field")
        direction = table.get("direction")
        return Profile(
            name=self.name,
            bank=self.text(table, "bank"),
            format=self.text(table, "format"),
            decimal=self.one_of(table.get("decimal"), "decimal", (",", ".", "either")),
            currency=table.get("currency"),
            columns=columns,
            optional=optional,
            headless=headless,
            status=self.words(table["status"], "status", ("pending", "info", "booked"))
            if "status" in table
            else None,
            direction=None
            if direction is None
            else self.words(
                {**direction, "column": columns.get("direction", ())}, "direction", ("in", "out")
            ),
            asides=tuple(self.aside(one) for one in table.get("aside", ())),
            preamble=self.preamble(table.get("preamble", {})),
            footers=self.spellings(table.get("footers", []), "footers"),
            tags=self.one_of(table.get("tags", ""), "tags", ("", "plus", "colon")),
            labels=self.labels(table.get("labels", {})),
        )

    def known(self, table: Mapping[str, Any], place: str, keys: str) -> None:
        for key in table:
            if key not in keys.split():
                raise ProfileWrong(f"{self.name}: {place or 'the file'} has the unknown key {key!r}")

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise ProfileWrong(f"{self.name}: {key} is missing")
        return value

    def one_of(self, value: object, key: str, allowed: tuple[str, ...]) -> Any:
        if value not in allowed:
            raise ProfileWrong(
                f"{self.name}: {key} is {value!r}, allowed are {', '.join(map(repr, allowed))}"
            )
        return value

    def spellings(self, value: object, place: str) -> tuple[str, ...]:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise ProfileWrong(f"{self.name}: {place} is neither a text nor a list of texts")
        return tuple(normalised(one) for one in listed)

    def fields(self, table: Mapping[str, Any], place: str) -> Mapping[str, tuple[str, ...]]:
        for key in table:
            if key not in FIELDS:
                raise ProfileWrong(f"{self.name}: {place} names {key!r}, which is no field")
        return MappingProxyType(
            {key: self.spellings(value, f"{place}.{key}") for key, value in table.items()}
        )

    def words(self, table: Mapping[str, Any], place: str, meanings: tuple[str, ...]) -> Words:
        self.known(table, place, f"column {' '.join(meanings)}")
        pairs = [
            (word, meaning)
            for meaning in meanings
            for word in self.spellings(table.get(meaning, []), f"{place}.{meaning}")
        ]
        column = table.get("column", ())
        return Words(
            column=column if isinstance(column, tuple) else self.spellings(column, f"{place}.column"),
            meaning=tuple(pairs),
        )

    def aside(self, table: Mapping[str, Any]) -> Aside:
        self.known(table, "aside", "column words moves")
        if not isinstance(table.get("moves"), bool):
            raise ProfileWrong(f"{self.name}: aside does not say whether its rows move the balance")
        return Aside(
            column=self.spellings(table.get("column"), "aside.column"),
            words=self.spellings(table.get("words"), "aside.words"),
            moves=table["moves"],
        )

    def preamble(self, table: Mapping[str, Any]) -> Preamble:
        self.known(table, "preamble", "account owner balance period")
        return Preamble(**{key: self.spellings(value, f"preamble.{key}") for key, value in table.items()})

    def labels(self, table: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
        self.known(table, "labels", " ".join(LABELLED))
        read: dict[str, tuple[str, ...]] = {}
        for key, value in table.items():
            listed = [value] if isinstance(value, str) else value
            if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
                raise ProfileWrong(f"{self.name}: labels.{key} is no list of texts")
            read[key] = tuple(listed)
        return MappingProxyType(read)


def status_of(meaning: str) -> BankLineStatus:
    """Return the status a word of a profile stands for."""
    return "pending" if meaning == "pending" else "info" if meaning == "info" else "booked"
