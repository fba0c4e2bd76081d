"""`kulanz invoices inspect`, `kulanz statements inspect`: show what files say. No database, nothing is changed."""

import argparse
import os
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from kulanz.formats.amounts import NO_CURRENCY, amount_text
from kulanz.formats.first_look import LARGEST_FILE
from kulanz.formats.records import (
    BankLine,
    BankStatement,
    InvoiceRecord,
    Party,
    Problem,
    ReadInvoices,
    ReadStatements,
)
from kulanz.interfaces.commands.support import OK, PARTLY, REFUSED, note, print_json, table, with_json


def add_invoices_inspect(actions: Any) -> None:
    """Add `inspect` to the actions of `kulanz invoices`."""
    parser = actions.add_parser(
        "inspect",
        help="show the invoices in files (CSV, ZUGFeRD, XRechnung)",
        epilog="example: kulanz invoices inspect rechnungen.csv rechnung.xml --json",
    )
    _with_files(parser)
    parser.set_defaults(run=run_invoices_inspect)


def add_statements_inspect(actions: Any) -> None:
    """Add `inspect` to the actions of `kulanz statements`."""
    parser = actions.add_parser(
        "inspect",
        help="show the bank statements in files (camt.052, .053, .054, MT940, MT942, CSV of banks and PayPal)",
        epilog="example: kulanz statements inspect auszug.xml --json",
    )
    _with_files(parser)
    parser.set_defaults(run=run_statements_inspect)


def _with_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE")
    with_json(parser)


def run_invoices_inspect(args: argparse.Namespace) -> int:
    """Read each file by itself. Returns 0, 6 where something was not readable, 1 where no file was."""
    from kulanz.formats.invoice_files import (
        read_invoice_file,
    )  # lxml and pikepdf, which `--help` can do without

    results = [_read(path, read_invoice_file, ReadInvoices) for path in args.files]
    invoices = [invoice for result in results for invoice in result.invoices]
    errors = [problem for result in results for problem in result.errors]
    warnings = [problem for result in results for problem in result.warnings]
    if args.json:
        print_json({"invoices": [invoice_json(one) for one in invoices], **_problems_json(errors, warnings)})
    else:
        _show_invoices(invoices)
        _show_problems(errors, warnings)
    return _exit_code(
        was_read=[_is_read(result.invoices, result.errors) for result in results], errors=errors
    )


def run_statements_inspect(args: argparse.Namespace) -> int:
    """Read each file by itself. Returns 0, 6 where something was not readable, 1 where no file was."""
    from kulanz.formats.bank_files import read_bank_file

    results = [_read(path, read_bank_file, ReadStatements) for path in args.files]
    statements = [statement for result in results for statement in result.statements]
    errors = [problem for result in results for problem in result.errors]
    warnings = [problem for result in results for problem in result.warnings]
    if args.json:
        print_json(
            {"statements": [statement_json(one) for one in statements], **_problems_json(errors, warnings)}
        )
    else:
        for statement in statements:
            _show_statement(statement)
        _show_problems(errors, warnings)
    return _exit_code(
        was_read=[_is_read(result.statements, result.errors) for result in results], errors=errors
    )


def file_bytes(path: str) -> bytes:
    """Return the content of a file named on the command line. Raises `OSError` or `ValueError` with a sentence."""
    place = Path(path)
    if place.is_dir():
        raise ValueError("This is a folder. Name the files in it, for example with a pattern such as *.xml.")
    if not place.exists():
        raise ValueError("There is no such file.")
    if not place.is_file():
        raise ValueError("This is not an ordinary file.")
    if place.stat().st_size > LARGEST_FILE:
        raise ValueError(f"The file is larger than {LARGEST_FILE // 1024**2} MiB. Please split it.")
    return place.read_bytes()


def _read(path: str, read: Callable[..., Any], result: Callable[..., Any]) -> Any:
    shown = os.fsencode(path).decode("utf-8", "replace")  # a name that is no UTF-8 must not break the JSON
    try:
        data = file_bytes(path)
    except (OSError, ValueError) as cause:
        sentence = f"The file cannot be read: {cause.strerror}." if isinstance(cause, OSError) else str(cause)
        return result(errors=(Problem(file=shown, place="", message=sentence),))
    return read(data, file=shown)


def _is_read(found: Iterable[Any], errors: Iterable[Problem]) -> bool:
    return any(True for _one in found) or not any(True for _one in errors)


def _exit_code(*, was_read: list[bool], errors: list[Problem]) -> int:
    if not errors:
        return OK
    return PARTLY if any(was_read) else REFUSED


def statement_json(statement: BankStatement) -> dict[str, Any]:
    """Return a bank statement as the command line and the API show it."""
    return {**_plain(statement, without=("lines",)), "lines": [_plain(line) for line in statement.lines]}


def invoice_json(invoice: InvoiceRecord) -> dict[str, Any]:
    """Return an invoice as the command line and the API show it. What a table says of the customer is `customer`."""
    shown = _plain(invoice, without=("seller", "buyer", "taxes", "cash_discounts"))
    return {
        **shown,
        "seller": _party_json(invoice.seller),
        "buyer": _party_json(invoice.buyer),
        "customer": _plain(invoice.buyer, without=("name", "vat_id", "country")),
        "taxes": [
            {**_plain(tax), "rate": None if tax.rate is None else f"{tax.rate:f}"} for tax in invoice.taxes
        ],
        "cash_discounts": [
            {**_plain(one), "percent": None if one.percent is None else f"{one.percent:f}"}
            for one in invoice.cash_discounts
        ],
    }


def _party_json(party: Party) -> dict[str, Any]:
    return {"name": party.name, "vat_id": party.vat_id, "country": party.country}


def _plain(record: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record) if field.name not in without}


def _problems_json(errors: list[Problem], warnings: list[Problem]) -> dict[str, Any]:
    return {"errors": [_plain(one) for one in errors], "warnings": [_plain(one) for one in warnings]}


def _show_problems(errors: list[Problem], warnings: list[Problem]) -> None:
    for kind, problems in (("error", errors), ("warning", warnings)):
        for one in problems:
            where = ": ".join(part for part in (one.file, one.place) if part)
            note(f"{kind}: {printable(where)}: {printable(one.message)}")


def _show_statement(statement: BankStatement) -> None:
    period = f"{statement.opening_date or '?'} to {statement.closing_date or '?'}"
    print(
        f"{printable(statement.file)}: account {printable(statement.account or '?')}, {period}, {_balances(statement)}"
    )
    if statement.lines:
        print(table([_line_row(line) for line in statement.lines], header=_LINE_HEADER))
    print()


_LINE_HEADER = ("booked on", "amount", "status", "counterparty", "text")


def _line_row(line: BankLine) -> tuple[str, ...]:
    return (
        str(line.booking_date or "?"),
        amount_text(line.amount_cents, currency=line.currency),
        line.status,
        printable(line.counterparty_name or line.counterparty_iban or "")[:30],
        printable(line.remittance_text or line.structured_reference or line.booking_text or "")[:60],
    )


def _balances(statement: BankStatement) -> str:
    known = {True: "adds up", False: "does not add up", None: "sum not checkable"}
    return f"{len(statement.lines)} lines, {known[statement.balances]}"


def _show_invoices(invoices: list[InvoiceRecord]) -> None:
    if not invoices:
        return
    rows: list[tuple[str, ...]] = [
        (
            printable(one.number),
            one.type,
            str(one.issue_date),
            str(one.due_date or ""),
            amount_text(one.total_cents, currency=one.currency or NO_CURRENCY),
            printable(one.buyer.name or one.buyer.number or one.buyer.email or "")[:40],
        )
        for one in invoices
    ]
    print(table(rows, header=("number", "type", "issued", "due", "total", "buyer")))


def printable(text: str) -> str:
    """Return text from a file without characters that would steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
