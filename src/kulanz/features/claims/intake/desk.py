"""Who books an import, when, and from which file."""

from dataclasses import dataclass
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.features.documents.models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who books, when, and from which file."""

    actor: Actor
    at: datetime
    document: Document

    @property
    def day(self) -> date:
        """Return the merchant's day."""
        return self.at.date()
