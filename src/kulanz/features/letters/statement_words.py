"""Statement lines in words. Nothing is computed here: the lines are the evidence, and add up as they are."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal

from kulanz.core.claim.statement import LineKind, Statement, StatementLine
from kulanz.core.claim.statement import StatementUnreadable as StoredStatementUnreadable
from kulanz.features.letters import wording
from kulanz.features.outbox.handlers import CannotRender

FIRST_MAILS = ("service_note", "reminder")  # they never show interest or costs, whatever was stated
OWED_WITHOUT_DEFAULT = (LineKind.PRINCIPAL, LineKind.PAYMENT, LineKind.CREDIT_NOTE, LineKind.WAIVER)


class StatementUnfit(CannotRender):
    """The stored statement cannot be shown in this message."""


def read_statement(stored: Mapping[str, Any], *, total_cents: int, number: str, layout: str) -> Statement:
    """Return the statement that a message shows; raise StatementUnfit where it must not go out."""
    try:
        statement = Statement.from_dict(stored)
    except StoredStatementUnreadable as cause:
        raise StatementUnfit(
            f"Die Aufstellung zu {number} ist nicht lesbar oder ergibt nicht ihre Summe. "
            "Die Nachricht wurde angehalten; bitte den Fall prüfen."
        ) from cause
    if statement.total_cents != total_cents:
        raise StatementUnfit(
            f"Die Aufstellung zu {number} nennt eine andere Summe als die Nachricht. Sie wurde angehalten."
        )
    if layout in FIRST_MAILS and any(line.kind not in OWED_WITHOUT_DEFAULT for line in statement.lines):
        raise StatementUnfit(
            f"Die erste Nachricht zu {number} würde Zinsen oder Kosten nennen. Das tut eine Erinnerung nie; "
            "sie wurde angehalten."
        )
    if statement.provisional:
        raise StatementUnfit(
            f"Die Aufstellung zu {number} rechnet mit einem Zinssatz, der noch nicht bekannt gemacht ist. "
            "Die Nachricht wartet, bis er feststeht."
        )
    return statement


def rows(statement: Statement, *, language: str, labels: dict[str, str]) -> list[tuple[str, str]]:
    """Return (label, amount) for each line, in the order of the statement."""
    return [
        (
            _label(line, statement.currency, language, labels),
            wording.amount(line.cents, statement.currency, language),
        )
        for line in statement.lines
    ]


def _label(line: StatementLine, currency: str, language: str, labels: dict[str, str]) -> str:
    base = wording.amount(line.base_cents, currency, language) if line.base_cents is not None else ""
    rate = "" if line.rate is None else format_decimal(line.rate, locale=wording.locale_of(language))
    return (
        labels[str(line.kind)]
        .format(
            day=wording.day(line.last_day, language),
            first=wording.day(line.first_day, language),
            last=wording.day(line.last_day, language),
            rate=rate,
            base=base,
            days=line.days or "",
            paragraph=line.paragraph,
        )
        .replace(" ()", "")
    )
