"""Take invoices in: read records become open items, cases and a report per row."""

from kulanz.features.claims.intake.importing import import_invoices
from kulanz.features.claims.intake.report import ImportReport, Outcome, RowReport

__all__ = ["ImportReport", "Outcome", "RowReport", "import_invoices"]
