"""The tables that a year of business fills, and the keys of their rows."""

from collections.abc import Iterator
from itertools import product

from kulanz.features.audit.models import Event
from kulanz.features.banking.models import (
    BankLine,
    Match,
    MatchProposal,
    ProposedCustomer,
    StatementImport,
)
from kulanz.features.claims.models import Case, Demand, Invoice, StepDone
from kulanz.features.deadlines.models import Deadline
from kulanz.features.documents.models import Document
from kulanz.features.dunning.models import DunningRun, RunItem
from kulanz.features.fast_insert import Rows
from kulanz.features.ledger.models import Entry, OpenItem, Posting
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.outbox.models import Effect
from kulanz.features.parties.models import ContactHold, Customer, KnownIban
from kulanz.features.rows import ALPHABET
from kulanz.features.worklist.models import CallAttempt


class Tables:
    """Each table takes tuples in the order of the columns named here. The order of tables follows foreign keys."""

    def __init__(self) -> None:
        self.documents = Rows(
            Document, "id", "merchant_id", "kind", "sha256", "size", "media_type", "original_name", "received_at"
        )  # fmt: skip
        self.customers = Rows(
            Customer, "id", "merchant_id", "public_id", "number", "name", "name_folded", "name_turned", "kind", "kind_is_stated", "email", "phone",
            "street", "postcode", "city", "country", "state", "created_at",
        )  # fmt: skip
        self.items = Rows(OpenItem, "id", "merchant_id", "currency", "open_cents", "cleared_on")
        self.invoices = Rows(
            Invoice, "id", "merchant_id", "public_id", "storefront_id", "customer_id", "open_item_id", "number",
            "number_turned", "issue_date", "due_date", "currency", "total_cents", "net_cents", "order_number", "order_date",
            "payment_method", "collectible_by", "delivery", "delivered_on", "document_id", "imported_at",
        )  # fmt: skip
        self.cases = Rows(
            Case, "id", "merchant_id", "public_id", "invoice_id", "customer_id", "state", "due_date", "look_again_on",
            "opened_on", "closed_on", "closed_because",
        )  # fmt: skip
        self.events = Rows(
            Event, "id", "merchant_id", "kind", "day", "at", "recorded_at", "actor_kind", "actor_user_id",
            "customer_id", "invoice_id", "case_id", "subject", "facts", "because", "caused_by_id",
        )  # fmt: skip
        self.entries = Rows(
            Entry, "id", "merchant_id", "public_id", "booking_date", "value_date", "reason", "event_id"
        )  # fmt: skip
        self.postings = Rows(Posting, "id", "entry_id", "ledger_account", "open_item_id", "cents", "currency")
        self.deadlines = Rows(
            Deadline, "id", "merchant_id", "kind", "case_id", "customer_id", "origin", "starts_on", "ends_on", "rule",
            "consequence", "state", "settled_on",
        )  # fmt: skip
        self.imports = Rows(
            StatementImport, "id", "merchant_id", "public_id", "document_id", "imported_at", "line_count", "new_count",
            "booked_count",
        )  # fmt: skip
        self.lines = Rows(
            BankLine, "id", "merchant_id", "public_id", "bank_account_id", "statement_import_id", "booking_date",
            "value_date", "amount_cents", "currency", "remittance_text", "counterparty_name", "counterparty_iban",
            "bank_reference", "identity", "state", "because", "because_en", "unallocated_cents", "entry_id",
        )  # fmt: skip
        self.matches = Rows(
            Match, "id", "merchant_id", "public_id", "bank_line_id", "invoice_id", "entry_id", "cents", "is_automatic",
            "score", "evidence", "matched_on",
        )  # fmt: skip
        self.proposals = Rows(
            MatchProposal, "id", "merchant_id", "bank_line_id", "rank", "score", "evidence", "allocations",
        )  # fmt: skip
        self.concerned = Rows(
            ProposedCustomer, "id", "merchant_id", "bank_line_id", "customer_id", "because", "because_en"
        )
        self.ibans = Rows(KnownIban, "id", "merchant_id", "customer_id", "iban")
        self.holds = Rows(
            ContactHold, "id", "merchant_id", "public_id", "kind", "customer_id", "invoice_id", "since", "until",
            "because", "created_at",
        )  # fmt: skip
        self.calls = Rows(
            CallAttempt, "id", "merchant_id", "case_id", "customer_id", "attempted_at", "day", "outcome"
        )
        self.runs = Rows(
            DunningRun, "id", "merchant_id", "public_id", "day", "released_at", "released_by",
            "delivery_and_returns_confirmed", "sends_from", "strategies",
        )  # fmt: skip
        self.effects = Rows(
            Effect, "id", "merchant_id", "kind", "dedupe_key", "customer_id", "payload", "not_before", "state",
            "attempts", "proof", "created_at", "finished_at",
        )  # fmt: skip
        self.messages = Rows(
            Message, "id", "merchant_id", "public_id", "storefront_id", "customer_id", "effect_id", "run_public_id",
            "purpose", "layout", "language", "state", "day", "to_address", "subject", "message_id", "document_id",
            "sha256", "released_at", "sent_at",
        )  # fmt: skip
        self.message_items = Rows(
            MessageItem, "id", "message_id", "invoice_id", "case_id", "step", "layout", "deadline", "total_cents",
            "statement", "strategy_code", "strategy_version",
        )  # fmt: skip
        self.run_items = Rows(
            RunItem, "id", "run_id", "case_id", "message_id", "verdict", "step", "deadline", "total_cents", "because",
            "because_en",
        )  # fmt: skip
        self.steps = Rows(
            StepDone, "id", "merchant_id", "case_id", "step", "outcome", "done_on", "deadline", "strategy_code",
            "strategy_version",
        )  # fmt: skip
        self.demands = Rows(
            Demand, "id", "merchant_id", "invoice_id", "step", "demanded_on", "deadline", "channel",
            "principal_cents", "interest_cents", "statement", "message_public_id",
        )  # fmt: skip

    def __iter__(self) -> Iterator[Rows]:
        return iter(vars(self).values())

    def write(self) -> int:
        """Insert what waits, table by table."""
        return sum(table.write() for table in self)

    def end(self) -> None:
        """Let the database give the keys that follow."""
        for table in self:
            table.end()


def public_id(prefix: str, place: int) -> str:
    """Return an id that looks like the house's own, and is the same in every Großstadt."""
    rest, last = divmod(place, len(_TRIPLES))
    return f"{prefix}_{_LEADING}{_TRIPLES[rest]}{_TRIPLES[last]}"


_TRIPLES = tuple("".join(letters) for letters in product(ALPHABET, repeat=3))
_LEADING = ALPHABET[0] * 8
