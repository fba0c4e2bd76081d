"""Merchants, the storefronts they sell under, and the people who work for them."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow
from kulanz.features.tenants.secret_field import SecretField

GERMAN_STATES = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in, known by the e-mail address."""

    email = models.EmailField(_("E-Mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    shortcuts_on = models.BooleanField(_("Tastenkürzel"), default=True)
    language = models.CharField(_("Sprache"), max_length=2, default="de")
    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.name or self.email


class Merchant(models.Model):
    """The creditor: one business with its books. Nothing crosses from one merchant to another."""

    class LegalForm(models.TextChoices):
        SOLE_TRADER = "sole_trader", _("Einzelunternehmen")
        REGISTERED_TRADER = "registered_trader", _("e. K. (§ 37a HGB)")
        PARTNERSHIP = "partnership", _("OHG / KG (§ 125 HGB)")
        GMBH = "gmbh", _("GmbH / UG (§ 35a GmbHG)")
        AG = "ag", _("AG (§ 80 AktG)")
        OTHER = "other", _("andere")

    class LetterMode(models.TextChoices):
        OFF = "off", _("keine Briefe")
        PRINT = "print", _("selbst drucken und einwerfen")
        PROVIDER = "provider", _("Postdienst")

    public_id = models.CharField(max_length=24, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    is_live = models.BooleanField(_("Live"), default=False)  # False: nothing leaves the machine
    is_demo = models.BooleanField(default=False)
    is_stopped = models.BooleanField(_("Alles angehalten"), default=False)
    clock_at = models.DateTimeField(
        null=True
    )  # business clock of a demo or test merchant; null: the real one
    country = models.CharField(_("Land"), max_length=2, default="DE")
    state = models.CharField(_("Bundesland"), max_length=2, blank=True, choices=list(GERMAN_STATES.items()))
    time_zone = models.CharField(max_length=40, default="Europe/Berlin")
    language = models.CharField(max_length=2, default="de")

    legal_name = models.CharField(_("Firma"), max_length=200, blank=True)
    legal_form = models.CharField(_("Rechtsform"), max_length=20, choices=LegalForm.choices, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=12, blank=True)
    city = models.CharField(_("Ort"), max_length=100, blank=True)
    register_court = models.CharField(_("Registergericht"), max_length=100, blank=True)
    register_number = models.CharField(_("Registernummer"), max_length=40, blank=True)
    managers = models.CharField(_("Geschäftsführung / Vorstand"), max_length=300, blank=True)
    supervisory_chair = models.CharField(_("Vorsitz des Aufsichtsrats"), max_length=120, blank=True)
    vat_id = models.CharField(_("USt-IdNr."), max_length=20, blank=True)

    notice_30_days_on_invoice = models.BooleanField(
        _("Hinweis nach § 286 Abs. 3 BGB steht auf der Rechnung"), default=False
    )
    tolerance_cents = models.PositiveIntegerField(_("Kleindifferenz in Cent"), default=5)
    send_delay_minutes = models.PositiveSmallIntegerField(
        _("Rückruffrist nach der Freigabe (Minuten)"), default=5
    )
    letters = models.CharField(_("Briefe"), max_length=8, choices=LetterMode.choices, default=LetterMode.OFF)
    days_to_post = models.PositiveSmallIntegerField(_("Arbeitstage bis zum Einwerfen"), default=1)
    postal_days = models.PositiveSmallIntegerField(_("Postlaufzeit (Werktage)"), default=4)
    postal_provider = models.CharField(_("Postdienst"), max_length=20, blank=True)  # a folder of adapters
    postal_account = models.CharField(_("Kontokennung beim Postdienst"), max_length=80, blank=True)
    postal_client_id = models.CharField(_("Zugangskennung"), max_length=120, blank=True)
    postal_secret = SecretField(_("Zugangsschlüssel"), blank=True, default="")
    alarm_email = models.EmailField(_("Meldungen an"), blank=True)
    smtp_host = models.CharField(_("SMTP-Server"), max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(_("Port"), default=587)
    smtp_security = models.CharField(
        _("Verschlüsselung"),
        max_length=8,
        default="starttls",
        choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", _("keine (nur eigener Rechner)"))],
    )
    smtp_user = models.CharField(_("Benutzer"), max_length=200, blank=True)
    smtp_password = SecretField(_("Passwort"), blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Storefront(MerchantRow):
    """The brand a customer bought from: sender, domain, imprint, person in charge, strategies."""

    public_id = models.CharField(max_length=24, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    code = models.CharField(_("Kürzel"), max_length=12, blank=True)  # another word for it in files
    domain = models.CharField(_("Domain"), max_length=200, blank=True)
    sender_email = models.EmailField(_("Absenderadresse"), blank=True)
    contact_name = models.CharField(_("Ansprechperson"), max_length=120, blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    contact_hours = models.CharField(_("Sprechzeiten"), max_length=80, blank=True)
    imprint_url = models.URLField(_("Impressum"), blank=True)
    privacy_url = models.URLField(_("Datenschutzerklärung"), blank=True)
    strategy_consumer = models.CharField(_("Strategie für Verbraucher"), max_length=40, default="b2c")
    strategy_business = models.CharField(_("Strategie für Unternehmen"), max_length=40, default="b2b")
    is_standard = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)  # takes no new invoices; those it has keep their history

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "name"], name="storefront_name_is_unique"),
            models.UniqueConstraint(
                fields=["merchant"], condition=models.Q(is_standard=True), name="one_standard_storefront"
            ),
            models.UniqueConstraint(
                fields=["merchant", "code"], condition=~models.Q(code=""), name="storefront_code_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(is_standard=False) | models.Q(archived_at__isnull=True),
                name="standard_storefront_is_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OWNER = "owner", _("Inhaber:in")
    BOOKKEEPER = "bookkeeper", _("Buchhaltung")
    AGENT = "agent", _("Telefon")
    READER = "reader", _("nur lesen")


class Membership(MerchantRow):
    """What a person may do for one merchant."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=12, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "user"], name="one_role_per_person")]


class Invitation(MerchantRow):
    """A way in for one e-mail address. Only the hash of its token is kept."""

    email = models.EmailField(_("E-Mail"))
    role = models.CharField(_("Rolle"), max_length=12, choices=Role.choices)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class PaymentMapping(MerchantRow):
    """Whose claim an order is, by payment method or sales channel. Asked once, then applied."""

    class Source(models.TextChoices):
        PAYMENT_METHOD = "payment_method", _("Zahlart")
        SALES_CHANNEL = "sales_channel", _("Verkaufskanal")

    source = models.CharField(max_length=16, choices=Source.choices)
    value = models.CharField(max_length=80)  # as in the file, folded to lower case
    collectible_by = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "source", "value"], name="one_answer_per_payment_method"
            ),
        ]


class ChannelStorefront(MerchantRow):
    """Which storefront the rows of a sales channel belong to that name none. Answered once by a person, then applied."""

    value = models.CharField(max_length=80)  # the channel as in the file, folded to lower case
    storefront = models.ForeignKey(Storefront, on_delete=models.CASCADE, related_name="channels")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "value"], name="one_storefront_per_channel"),
        ]


class TaxProfile(MerchantRow):
    """How the merchant is taxed from a day on (Steuerprofil). Rows are only added: a correction is a newer row."""

    class Taxation(models.TextChoices):
        ACCRUAL = "accrual", _("Soll: nach vereinbarten Entgelten (§ 16 UStG)")
        CASH_BASIS = "cash_basis", _("Ist: nach vereinnahmten Entgelten (§ 20 UStG)")

    class ProfitDetermination(models.TextChoices):
        BALANCE_SHEET = "balance_sheet", _("Bilanz (§ 4 Abs. 1, § 5 EStG)")
        RECEIPTS = "receipts", _("Einnahmen-Überschuss-Rechnung (§ 4 Abs. 3 EStG)")

    class ChartOfAccounts(models.TextChoices):
        SKR03 = "SKR03", "SKR03"
        SKR04 = "SKR04", "SKR04"

    valid_from = models.DateField(_("gilt ab"))
    taxation = models.CharField(_("Umsatzsteuer entsteht nach"), max_length=10, choices=Taxation.choices)
    profit_determination = models.CharField(
        _("Gewinnermittlung"), max_length=13, choices=ProfitDetermination.choices
    )
    is_small_business = models.BooleanField(_("Kleinunternehmer (§ 19 UStG)"), default=False)
    uses_oss = models.BooleanField(_("One-Stop-Shop für Fernverkäufe in der EU (§ 18j UStG)"), default=False)
    chart_of_accounts = models.CharField(
        _("Kontenrahmen"), max_length=5, choices=ChartOfAccounts.choices, blank=True
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["merchant", "-valid_from", "-id"], name="tax_profile_newest")]
