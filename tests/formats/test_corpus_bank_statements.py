"""Real bank files from the corpus: what their own sources read is read, to the cent, the day and the reference.

Expectation files beside the samples were written by the readers of their sources. Where we differ on purpose, a row
of `DIFFERENT` or a comment says why.
"""

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import mt940
import pytest
import yaml

from kulanz.formats.bank_files import read_bank_file
from kulanz.formats.records import BankLine, ReadStatements
from tests.formats.places import CORPUS, needs_corpus

pytestmark = needs_corpus
BANK = CORPUS / "bank_statements"
SWIFT = BANK / "mt940"
NO_SAMPLES = {".yml", ".json", ".md", ""}
REFUSED = {
    "empty_non_swift.sta": "four characters that name a field outside SWIFT; its source reads no statement either",
    "valid_namespace.xml": "a camt Document with nothing in it",
    "invalid_namespace.xml": "a camt Document with nothing in it",
    "homebank_expected.csv": "no export of a bank: what is expected of the file beside it",
}
PARTLY = {
    "mt940-headers.txt": "month 22 and day 87: its source only tests that it takes the envelope off",
}


def samples(folder: Path) -> list[Path]:
    """Return the files that banks wrote, and the one that is called .yml but is MT940."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and "LICENSE" not in path.name
        and (path.suffix not in NO_SAMPLES or path.name == "transaction_details.yml")
    ]


def read(path: Path) -> ReadStatements:
    return read_bank_file(path.read_bytes(), file=path.name)


def lines_of(path: Path) -> list[BankLine]:
    return [line for statement in read(path).statements for line in statement.lines]


# nothing is refused that its own source reads


def test_every_file_is_read_or_refused_by_name() -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for path in (*samples(BANK / "camt"), *samples(SWIFT), *samples(BANK / "csv")):
        result = read(path)
        folder = str(path.parent.relative_to(BANK))
        if path.name in REFUSED:
            assert not result.statements and result.errors, path
            told[folder].append(f"refused: {path.name} ({REFUSED[path.name]})")
            continue
        assert result.statements, (path, result.errors)
        if path.name in PARTLY:
            assert result.errors, path
            told[folder].append(f"partly: {path.name} ({PARTLY[path.name]})")
            continue
        assert not result.errors, (path, result.errors)
        told[folder].append("read")
    for folder, outcomes in sorted(told.items()):
        print(f"{folder}: {outcomes.count('read')} of {len(outcomes)} read")
        for outcome in outcomes:
            if outcome != "read":
                print(f"    {outcome}")
    assert sum(map(len, told.values())) > 100


# sums are the file's own

_BALANCE = re.compile(r"^:6([02])[FM]:([CD])\d{6}([A-Z]{3})(\d+,\d*)\r?$", re.MULTILINE)
_MOVED = re.compile(r"^:61:\d{6}(?:\d{4})?(R?[CD])[A-Z]?(\d+,\d*)", re.MULTILINE)


def cents(printed: str) -> int:
    whole, _, decimals = printed.partition(",")
    return int(whole + decimals[:2].ljust(2, "0"))


def message_sums(text: str) -> list[tuple[int, int, int]]:
    """Return opening, moved and closing of each message, found with plain patterns, independently of the reader."""
    found = []
    for message in re.split(r"(?m)^:20:", text)[1:]:
        balances = {which: (mark, amount) for which, mark, _currency, amount in _BALANCE.findall(message)}
        moved = sum(
            cents(amount) * (1 if mark in ("C", "RD") else -1) for mark, amount in _MOVED.findall(message)
        )
        if set(balances) == {"0", "2"}:
            opening, closing = (
                cents(amount) * (1 if mark == "C" else -1) for mark, amount in (balances["0"], balances["2"])
            )
            found.append((opening, moved, closing))
    return found


def test_statements_add_up_exactly_where_the_file_does() -> None:
    compared = 0
    for path in samples(SWIFT):
        text = path.read_bytes().decode("utf-8", "replace")
        expected = message_sums(text)
        stated = [
            one
            for one in read(path).statements
            if one.opening_cents is not None and one.closing_cents is not None
        ]
        if path.name in PARTLY or not expected:
            continue
        assert len(stated) == len(expected), path
        for statement, (opening, moved, closing) in zip(stated, expected, strict=True):
            assert (statement.opening_cents, statement.closing_cents) == (opening, closing), path
            assert sum(line.amount_cents for line in statement.lines) == moved, path
            assert statement.balances is (opening + moved == closing), path
            compared += 1
    print(f"compared opening, lines and closing of {compared} statements")
    assert compared > 40


# what the readers of the sources expect

_SIGN = {"Credit": 1, "Debit": -1, "ReverseDebit": 1, "ReverseCredit": -1}


def in_cents(amount: str) -> int:
    return int((Decimal(amount) * 100).to_integral_exact())


@pytest.mark.parametrize(
    "name", ["cmxl/mt940_1", "cmxl/mt940_2", "betterplace/sepa_snippet", "jejik/abnamro", "jejik/ing"]
)
def test_mt940_is_what_the_rust_reader_expects(name: str) -> None:
    folder = SWIFT / "svenstaro_mt940-rs" / "mt940" / "full"
    expected = json.loads((folder / f"{name}.json").read_text())
    statements = read(folder / f"{name}.sta").statements
    assert len(statements) == len(expected)
    for statement, told in zip(statements, expected, strict=True):
        assert statement.account == told["account_id"].strip()
        for ours, day, balance in (
            (statement.opening_cents, statement.opening_date, told["opening_balance"]),
            (statement.closing_cents, statement.closing_date, told["closing_balance"]),
        ):
            assert ours == in_cents(balance["amount"]) * _SIGN[balance["debit_credit_indicator"]]
            assert str(day) == balance["date"]
        assert len(statement.lines) == len(told["statement_lines"])
        for line, entry in zip(statement.lines, told["statement_lines"], strict=True):
            _is_what_the_rust_reader_expects(line, entry)


def _is_what_the_rust_reader_expects(line: BankLine, entry: dict[str, Any]) -> None:
    assert line.amount_cents == in_cents(entry["amount"]) * _SIGN[entry["ext_debit_credit_indicator"]]
    assert str(line.value_date) == entry["value_date"]
    assert str(line.booking_date) == str(entry["entry_date"])
    assert line.bank_reference == entry["bank_ref"]
    told = entry["information_to_account_owner"]
    if not isinstance(told, dict) or "purpose" not in told:
        return  # its reader hands a free text over as it stands, with the line breaks
    # Its reader writes everything in the letters of SWIFT ("kwotą" as "kwota"); we keep what the bank wrote.
    assert in_plain_letters(line.booking_text) == told["posting_text"]
    assert (line.transaction_code or "").endswith(told["transaction_code"])
    assert (line.counterparty_name or "").replace(" ", "") == told.get("applicant_name", "").replace(" ", "")
    # Its reader keeps ?38 (an IBAN in Poland) apart; we take an IBAN wherever the bank writes one.
    number = "".join(told.get("applicant_iban", "").split())
    assert number in (line.counterparty_iban or "", line.counterparty_account or "")
    # Its purpose is the whole text; ours is the payer's part of it, without the references in front.
    assert in_plain_letters(line.remittance_text) in told["purpose"]
    assert (line.end_to_end_id or "") in told["purpose"]


def in_plain_letters(text: str | None) -> str:
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _anything(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Iterator[Any]:
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        yield mapping
        mapping.update(loader.construct_mapping(node))
    elif isinstance(node, yaml.SequenceNode):
        listed: list[Any] = []
        yield listed
        listed.extend(loader.construct_sequence(node))
    else:
        yield node.value


class _Objects(yaml.SafeLoader):
    """Reads objects of other languages as plain values, and runs nothing."""


for _prefix in ("tag:yaml.org,2002:python/", "!ruby/"):
    _Objects.add_multi_constructor(_prefix, _anything)


def _day(packed: Any) -> date | None:
    """A pickled date: year in two bytes, month, day."""
    if not packed:
        return None
    raw: bytes = packed[0]
    return date(raw[0] * 256 + raw[1], raw[2], raw[3])


def _python_expectations() -> list[Path]:
    return (
        [
            path
            for path in sorted((SWIFT / "wolph_mt940").rglob("*.yml"))
            if path.with_suffix(".sta").exists() and path.name != "transaction_details.yml"
        ]
        if SWIFT.is_dir()
        else []
    )


@pytest.mark.parametrize("path", _python_expectations(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_mt940_is_what_the_python_reader_expects(path: Path) -> None:
    told = yaml.load(path.read_text(), Loader=_Objects)
    entries = [one.get("data", one) for one in told.get("transactions", [])]
    lines = lines_of(path.with_suffix(".sta"))
    entries = [entry for entry in entries if "amount" in entry]
    assert len(lines) == len(entries)
    for line, entry in zip(lines, entries, strict=True):
        money = entry["amount"]["amount"]
        assert line.amount_cents == in_cents(str(money[0] if isinstance(money, list) else money))
        # 30 February is the 29th or 28th there too.
        assert line.value_date == _day(entry["date"])
        assert line.booking_date == _day(entry.get("entry_date"))
        reference = (entry.get("bank_reference") or "").strip() or None
        assert line.bank_reference == reference


def _for_the_package() -> list[Path]:
    # One date nobody can read costs the package the whole file; us it costs the line or the day (ADR 0015).
    lost = {"mt940-headers.txt", "cmxl/mt940.txt"}
    return [
        path
        for path in (samples(SWIFT) if SWIFT.is_dir() else [])
        if path.name not in lost and f"{path.parent.name}/{path.name}" not in lost
    ]


@pytest.mark.parametrize("path", _for_the_package(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_amounts_signs_and_days_are_those_of_the_package_mt940(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    theirs = [one.data for one in mt940.parse(text, options=mt940.Options.all()) if "amount" in one.data]
    ours = [(line.amount_cents, line.value_date, line.booking_date) for line in lines_of(path)]
    assert ours == [
        (in_cents(str(one["amount"].amount)), one["date"], one.get("entry_date")) for one in theirs
    ]


def test_fields_are_what_the_ruby_reader_expects() -> None:
    folder, told = SWIFT / "betterplace", {}
    for name in ("amount_formats", "empty_entry_date", "missing_crlf_at_end", "currency_in_25"):
        told[name] = yaml.load((folder / f"{name}.yml").read_text(), Loader=_Objects)[0]
    formats = [one.opening_cents for one in read(folder / "amount_formats.txt").statements]
    assert formats == [one["amount"] for one in told["amount_formats"]]
    (line,) = lines_of(folder / "empty_entry_date.txt")
    (entry,) = told["empty_entry_date"]
    assert (line.amount_cents, line.value_date, line.booking_date) == (entry["amount"], entry["date"], None)
    (statement,) = read(folder / "missing_crlf_at_end.txt").statements
    (balance,) = told["missing_crlf_at_end"]
    assert (statement.closing_cents, statement.closing_date) == (balance["amount"], balance["date"])
    (statement,) = read(folder / "currency_in_25.txt").statements
    # Its reader leaves the currency at the end of the account number.
    assert f"{statement.account}{statement.currency}" == told["currency_in_25"][0]["account_identifier"]


def test_paypal_is_what_another_converter_expects() -> None:
    folder = BANK / "csv" / "sercxanto" / "paypal2homebank"
    with (folder / "homebank_expected.csv").open(newline="") as file:
        expected = list(csv.DictReader(file, delimiter=";"))
    # Its converter leaves requests (Memo) out; we show them and never book them.
    lines = [line for line in lines_of(folder / "paypal.csv") if line.status == "booked"]
    assert len(lines) == len(expected)
    for line, told in zip(lines, expected, strict=True):
        assert (str(line.booking_date), line.amount_cents) == (told["date"], cents_signed(told["amount"]))
        assert (line.counterparty_name or "", line.booking_text) == (told["payee"], told["info"])
        assert (line.remittance_text or "").startswith(told["memo"])


def cents_signed(printed: str) -> int:
    return -cents(printed[1:]) if printed.startswith("-") else cents(printed)
