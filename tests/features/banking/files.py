"""Bank statements for the tests, as readers hand them over."""

from datetime import date
from typing import Any

from kulanz.features.banking.statements import StatementReport, import_statements
from kulanz.features.tenants.models import Merchant
from kulanz.formats.records import BankLine, BankStatement, ReadStatements
from tests.features.builders import NOW, PAYER_IBAN, SHOP_IBAN, actor_of


def a_line(cents: int = 12990, **changes: Any) -> BankLine:
    """Erika pays RE-2026-1043 on 30 November."""
    facts: dict[str, Any] = {
        "place": "Umsatz 1",
        "status": "booked",
        "booking_date": date(2026, 11, 30),
        "value_date": date(2026, 11, 30),
        "amount_cents": cents,
        "currency": "EUR",
        "remittance_text": "Rechnung RE-2026-1043",
        "counterparty_name": "Erika Beispiel",
        "counterparty_iban": PAYER_IBAN,
    }
    return BankLine(**{**facts, **changes})


def a_statement(*lines: BankLine, account: str | None = SHOP_IBAN, **changes: Any) -> BankStatement:
    """A statement of the shop's account that closes on 30 November."""
    facts: dict[str, Any] = {
        "file": "auszug.xml",
        "format": "camt.053.001.08",
        "statement_id": "1",
        "owner_name": "Lindenladen GmbH",
        "currency": "EUR",
        "opening_cents": 0,
        "opening_date": None,
        "closing_cents": sum(line.amount_cents for line in lines),
        "closing_date": date(2026, 11, 30),
        "balances": True,
    }
    return BankStatement(account=account, lines=lines, **{**facts, **changes})


def bring_in(merchant: Merchant, *statements: BankStatement, **changes: Any) -> StatementReport:
    """Import statements as one file; equal statements are the same bytes."""
    return import_statements(
        actor=actor_of(merchant),
        read=ReadStatements(statements=statements),
        data=changes.pop("data", repr(statements).encode()),
        file_name="auszug.xml",
        bank_account=changes.pop("bank_account", None),
        at=changes.pop("at", NOW),
        machine_now=NOW,
        progress=changes.pop("progress", None),
    )
