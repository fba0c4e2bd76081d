"""Money in: accounts, the lines of their statements, and which invoice each line pays."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class BankAccount(MerchantRow):
    """An account of the merchant that customers pay to: at a bank, or at a provider, where it has no IBAN."""

    class Provider(models.TextChoices):
        PAYPAL = "paypal", "PayPal"

    public_id = models.CharField(max_length=24, unique=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    provider = models.CharField(max_length=10, choices=Provider.choices, blank=True)  # empty for a bank
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    owner_name = models.CharField(_("Kontoinhaber"), max_length=70)
    currency = models.CharField(max_length=3, default="EUR")
    is_active = models.BooleanField(default=True)
    is_shown = models.BooleanField(_("auf Nachrichten nennen"), default=False)
    covered_to = models.DateField(null=True)  # closing-balance date, else last booking date

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "iban", "provider"], name="bank_account_is_known_once"
            ),
            models.CheckConstraint(
                condition=models.Q(iban="") ^ models.Q(provider=""), name="account_has_an_iban_or_a_provider"
            ),
            models.UniqueConstraint(
                fields=["merchant"], condition=models.Q(is_shown=True), name="one_account_to_pay_to"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return what people call the account: its IBAN, or the provider's name."""
        return self.iban or self.get_provider_display()


class StatementImport(MerchantRow):
    """One file with bank lines, and what became of it."""

    public_id = models.CharField(max_length=24, unique=True)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    line_count = models.PositiveIntegerField(default=0)  # lines in the file
    new_count = models.PositiveIntegerField(default=0)
    booked_count = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)  # warnings and errors with their place


class BankLine(MerchantRow):
    """One booked line of an account. Money in is positive."""

    class State(models.TextChoices):
        BOOKED = "booked", _("zugeordnet")
        PROPOSED = "proposed", _("Vorschlag")
        OPEN = "open", _("nicht zuordenbar")
        TWIN = "twin", _("möglicher Zwilling")  # a person decides before anything is booked
        SET_ASIDE = "set_aside", _("keine Kundenzahlung")

    public_id = models.CharField(max_length=24, unique=True)
    bank_account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    statement_import = models.ForeignKey(
        StatementImport, null=True, on_delete=models.PROTECT, related_name="lines"
    )
    booking_date = models.DateField()
    value_date = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    remittance_text = models.TextField(blank=True)
    structured_reference = models.CharField(max_length=60, blank=True)
    counterparty_name = models.CharField(max_length=200, blank=True)
    counterparty_iban = models.CharField(max_length=34, blank=True, db_index=True)
    end_to_end_id = models.CharField(max_length=60, blank=True)
    mandate_reference = models.CharField(max_length=60, blank=True)
    bank_reference = models.CharField(max_length=80, blank=True)
    return_reason = models.CharField(max_length=10, blank=True)
    identity = models.CharField(max_length=64)  # see identity.py: what makes two lines the same
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    because = models.CharField(max_length=300, blank=True)
    because_en = models.CharField(max_length=300, blank=True)
    unallocated_cents = (
        models.BigIntegerField()
    )  # amount − running matches; 0 for a twin, which is not booked
    entry = models.ForeignKey("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "identity"], name="a_bank_line_is_booked_once"),
        ]
        indexes = [
            models.Index(fields=["merchant", "state", "-booking_date"], name="bank_line_queue"),
            models.Index(fields=["bank_account", "booking_date", "amount_cents"], name="bank_line_alike"),
            models.Index(
                fields=["merchant", "counterparty_iban"],
                name="bank_line_unallocated",
                condition=~models.Q(unallocated_cents=0),
            ),
        ]


class MatchProposal(MerchantRow):
    """What a line might pay, with score and evidence. Replaced whenever the line is matched again."""

    bank_line = models.ForeignKey(BankLine, on_delete=models.CASCADE, related_name="proposals")
    rank = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()  # 0–100
    evidence = models.JSONField()  # [{"code", "text_de", "text_en", "weight"}]
    allocations = models.JSONField()  # [{"invoice_id", "number", "cents"}]
    leftover_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank_line", "rank"], name="one_proposal_per_rank")]


class ProposedCustomer(MerchantRow):
    """Every customer whom an unallocated line may concern. The gate withholds because of it."""

    bank_line = models.ForeignKey(BankLine, on_delete=models.CASCADE, related_name="may_concern")
    customer = models.ForeignKey("parties.Customer", on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=300)
    because_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_line", "customer"], name="concern_is_noted_once")
        ]


class Match(MerchantRow):
    """A booked allocation of money to an invoice. Undone by reversing its entry.

    `cents` is what the invoice took of the line: costs, interest and principal; `credit_cents` is what of the line
    became the customer's credit beside it. Both are negative for money that went out. The parts stand in the entry.
    """

    public_id = models.CharField(max_length=24, unique=True)
    bank_line = models.ForeignKey(BankLine, null=True, on_delete=models.PROTECT, related_name="matches")
    invoice = models.ForeignKey("claims.Invoice", on_delete=models.PROTECT, related_name="matches")
    entry = models.ForeignKey("ledger.Entry", on_delete=models.PROTECT, related_name="matches")
    cents = models.BigIntegerField()
    credit_cents = models.BigIntegerField(default=0)
    is_automatic = models.BooleanField()
    score = models.PositiveSmallIntegerField(null=True)
    evidence = models.JSONField(default=list)
    matched_on = models.DateField()
    undone_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["invoice"], name="match_of_invoice")]
