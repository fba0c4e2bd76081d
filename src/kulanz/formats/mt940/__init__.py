"""Bank statements in SWIFT MT940, and reports of what is not booked yet in MT942."""

from kulanz.formats.mt940.reader import is_mt940, read_mt940

__all__ = ["is_mt940", "read_mt940"]
