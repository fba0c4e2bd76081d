"""Every reader of files by name, and what each of them promises for any bytes whatever."""

from collections.abc import Callable
from typing import Any

from kulanz.formats.bank_csv import read_bank_csv
from kulanz.formats.bank_files import read_bank_file
from kulanz.formats.camt import read_camt
from kulanz.formats.einvoice import read_einvoice
from kulanz.formats.invoice_csv import read_invoice_csv
from kulanz.formats.invoice_files import read_invoice_file
from kulanz.formats.mt940 import read_mt940

Reader = Callable[..., Any]
READERS: dict[str, Reader] = {
    "bank": read_bank_file,
    "bank_csv": read_bank_csv,
    "camt": read_camt,
    "einvoice": read_einvoice,
    "invoice": read_invoice_file,
    "invoice_csv": read_invoice_csv,
    "mt940": read_mt940,
}
LONGEST_SENTENCE = 2000


def found_in(result: Any) -> tuple[Any, ...]:
    """Return the invoices or statements that a reader handed over."""
    return tuple(getattr(result, "invoices", ()) or getattr(result, "statements", ()))


def answer(read: Reader, data: bytes) -> Any:
    """Return what the reader says, after holding it to its promise: records or sentences, and never a crash."""
    result = read(data, file="x")
    assert found_in(result) or result.errors or result.warnings, "neither a record nor a sentence"
    for problem in (*result.errors, *result.warnings):
        assert problem.file == "x"
        sentence = problem.message
        assert sentence == sentence.strip() and sentence[-1:] in ".?!)", f"no sentence: {sentence!r}"
        assert len(sentence) <= LONGEST_SENTENCE, f"a sentence of {len(sentence)} characters"
    return result
