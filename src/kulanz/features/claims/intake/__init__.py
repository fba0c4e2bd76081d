"""Take invoices in: read records become open items, cases and a report per row."""

from kulanz.features.claims.intake.importing import ImportRefused, Progress, import_invoices
from kulanz.features.claims.intake.report import ImportReport, Outcome, RowReport
from kulanz.features.claims.mapping import AnswerRefused, OpenQuestion, answer_mapping, open_questions

__all__ = [
    "AnswerRefused",
    "ImportRefused",
    "ImportReport",
    "OpenQuestion",
    "Outcome",
    "Progress",
    "RowReport",
    "answer_mapping",
    "import_invoices",
    "open_questions",
]
