"""Statement lines in words. Nothing is computed here: the lines are the evidence, and add up as they are."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal

from kulanz.features.letters import wording
from kulanz.features.outbox.handlers import CannotRender


class StatementUnreadable(CannotRender):
    """The statement does not say what it should, or does not add up."""


def rows(statement: dict[str, Any], *, language: str, labels: dict[str, str]) -> list[tuple[str, str]]:
    """Return (label, amount) for each line; raise StatementUnreadable where they do not give the total."""
    lines = statement["lines"]
    if sum(line["cents"] for line in lines) != statement["total_cents"]:
        raise StatementUnreadable(
            f"Die Aufstellung ergibt nicht ihre Summe von {statement['total_cents']} Cent. "
            "Die Nachricht wurde angehalten; bitte den Fall prüfen."
        )
    return [
        (
            _label(line, statement["currency"], language, labels),
            _amount(line, statement["currency"], language),
        )
        for line in lines
    ]


def _label(line: dict[str, Any], currency: str, language: str, labels: dict[str, str]) -> str:
    try:
        pattern = labels[line["kind"]]
    except KeyError:
        raise StatementUnreadable(
            f"Für Zeilen der Art „{line['kind']}“ gibt es noch keine Worte ({language}). "
            "Die Nachricht wurde angehalten."
        ) from None
    first, last = _date(line.get("first_day")), _date(line.get("last_day"))
    label = pattern.format(
        day=wording.day(last or first, language) if last or first else "",
        first=wording.day(first, language) if first else "",
        last=wording.day(last, language) if last else "",
        rate=format_decimal(Decimal(str(line["rate"])), locale=wording.locale_of(language))
        if line.get("rate")
        else "",
        base=wording.amount(line["base_cents"], currency, language)
        if line.get("base_cents") is not None
        else "",
        days=line.get("days") or "",
        paragraph=line.get("paragraph") or "",
    )
    return label.replace(" ()", "")


def _amount(line: dict[str, Any], currency: str, language: str) -> str:
    return wording.amount(line["cents"], currency, language)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
