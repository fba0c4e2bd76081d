"""The accounts of our own books and the reasons of entries, as neutral codes.

An export maps the codes to a chart of accounts (SKR 03, SKR 04 …); nothing in here knows one.
"""

from enum import StrEnum


class LedgerAccount(StrEnum):
    """Where a posting goes. The values are stored."""

    RECEIVABLES = "receivables"  # Forderungen
    REVENUE = "revenue"  # Erlöse
    OUTPUT_VAT = "output_vat"  # Umsatzsteuer
    BANK = "bank"
    PAID_BY_OTHER_MEANS = "paid_by_other_means"  # cash and what reached no account we read
    UNALLOCATED_PAYMENTS = "unallocated_payments"  # money in whose purpose nobody has confirmed yet
    CUSTOMER_CREDIT = "customer_credit"  # money that belongs to the customer
    DUNNING_COST_INCOME = "dunning_cost_income"  # costs and lump sums that were paid
    INTEREST_INCOME = "interest_income"
    BANK_CHARGES = "bank_charges"
    SMALL_DIFFERENCES = "small_differences"
    WAIVED = "waived"  # goodwill: given up for good
    WRITE_OFF = "write_off"  # uncollectible: the claim may live on


class EntryReason(StrEnum):
    """Why an entry exists. The values are stored."""

    INVOICE_ISSUED = "invoice_issued"
    CREDIT_NOTE_ISSUED = "credit_note_issued"
    CREDIT_NOTE_APPLIED = "credit_note_applied"
    CREDIT_NOTE_PAID_OUT = "credit_note_paid_out"
    BANK_LINE_BOOKED = "bank_line_booked"
    PAYMENT_ALLOCATED = "payment_allocated"
    PAYMENT_BY_HAND = "payment_by_hand"
    OVERPAYMENT = "overpayment"
    CUSTOMER_CREDIT_APPLIED = "customer_credit_applied"
    CUSTOMER_CREDIT_PAID_OUT = "customer_credit_paid_out"
    RETURNED_DEBIT = "returned_debit"
    SMALL_DIFFERENCE = "small_difference"
    WAIVER = "waiver"
    WRITE_OFF = "write_off"
    REVERSAL = "reversal"
