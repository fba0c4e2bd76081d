"""Tables of transactions as banks and PayPal export them. A bank is one file in `profiles`."""

from kulanz.formats.bank_csv.reader import is_bank_csv, known_banks, read_bank_csv

__all__ = ["is_bank_csv", "known_banks", "read_bank_csv"]
