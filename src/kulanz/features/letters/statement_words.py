"""Statement lines in words. Nothing is computed here: the lines are the evidence, and add up as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInWords:
    """One line of a statement. `label` says all but the amount in one phrase, the other fields the same in columns."""

    label: str
    name: str  # what it is, with the day or days where they matter
    calculation: str  # "11,27 % aus 129,90 €, 4 Tage"; blank where nothing was reckoned
    paragraph: str
    amount: str


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


def in_words(statement: Statement, *, language: str, words: dict[str, Any]) -> tuple[LineInWords, ...]:
    """Return each line in words, in the order of the statement."""
    return tuple(_in_words(line, statement.currency, language, words) for line in statement.lines)


def _in_words(line: StatementLine, currency: str, language: str, words: dict[str, Any]) -> LineInWords:
    kind = str(line.kind)
    first, last = wording.day(line.first_day, language), wording.day(line.last_day, language)
    base = wording.amount(line.base_cents, currency, language) if line.base_cents is not None else ""
    rate = "" if line.rate is None else format_decimal(line.rate, locale=wording.locale_of(language))
    days = "" if line.days is None else words["one_day" if line.days == 1 else "days"].format(count=line.days)
    facts = {"day": last, "first": first, "last": last, "rate": rate, "base": base, "days": days}
    return LineInWords(
        label=words["lines"][kind].format(paragraph=line.paragraph, **facts).replace(" ()", ""),
        name=words["line_names"][kind].format(**facts),
        calculation=words["calculation"].format(**facts) if line.rate is not None else "",
        paragraph=line.paragraph,
        amount=wording.amount(line.cents, currency, language),
    )
