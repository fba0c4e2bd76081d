"""Forms of the office. They check shape; whether a thing may be done is the action's business."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant, Role, Storefront, TaxProfile, User


class AcceptForm(forms.Form):
    name = forms.CharField(label=_("Ihr Name"), max_length=120)
    password = forms.CharField(
        label=_("Passwort"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Mindestens 12 Zeichen. Ein Satz ist gut."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email))
        return password


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    language = forms.ChoiceField(label=_("Sprache"), choices=[("de", "Deutsch"), ("en", "English")])

    class Meta:
        model = User
        fields = ("name", "language", "shortcuts_on")
        labels = {"name": _("Name"), "shortcuts_on": _("Einzelne Tasten als Kürzel (/ ? J K X S P A)")}


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Merchant
        fields = (
            "legal_name", "legal_form", "street", "postcode", "city", "state", "register_court", "register_number",
            "managers", "supervisory_chair", "vat_id", "notice_30_days_on_invoice", "tolerance_cents",
            "send_delay_minutes", "alarm_email",
        )  # fmt: skip


class StorefrontForm(forms.ModelForm):  # type: ignore[type-arg]
    """`strategies` are code, name and audience of what the merchant has published."""

    class Meta:
        model = Storefront
        fields = (
            "name", "code", "domain", "sender_email", "contact_name", "contact_phone", "contact_hours", "imprint_url",
            "privacy_url", "strategy_consumer", "strategy_business",
        )  # fmt: skip

    def __init__(self, *args: Any, strategies: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for audience in ("consumer", "business"):
            name = f"strategy_{audience}"
            choices = {code: title for code, title, whom in strategies if whom == audience}
            current = getattr(self.instance, name)
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(
                label=label, choices=list(({current: current} | choices).items())
            )


class NewStorefrontForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    code = forms.CharField(
        label=_("Kürzel"),
        max_length=12,
        required=False,
        help_text=_("Freiwillig: ein kurzes Wort, mit dem Ihre Dateien diese Ladenfront nennen."),
    )


class MailServerForm(forms.ModelForm):  # type: ignore[type-arg]
    smtp_password = forms.CharField(
        label=_("Passwort"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Leer lassen, um das gespeicherte zu behalten."),
    )

    class Meta:
        model = Merchant
        fields = ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password")

    def clean_smtp_password(self) -> str:
        return self.cleaned_data["smtp_password"] or self.instance.smtp_password


class LettersForm(forms.ModelForm):  # type: ignore[type-arg]
    days_to_post = forms.IntegerField(
        label=_("Arbeitstage bis zum Einwerfen"),
        min_value=0,
        max_value=10,
        help_text=_("So viele Arbeitstage haben Sie nach der Freigabe; die Frist im Brief rechnet damit."),
    )
    postal_days = forms.IntegerField(
        label=_("Postlaufzeit (Werktage)"),
        min_value=1,
        max_value=20,
        help_text=_("Nach § 18 PostG sind 95 % der Briefe am dritten, 99 % am vierten Werktag da."),
    )
    postal_provider = forms.ChoiceField(
        label=_("Postdienst"), required=False, choices=[("", "–"), ("pingen", "Pingen")]
    )
    postal_secret = forms.CharField(
        label=_("Zugangsschlüssel"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Leer lassen, um den gespeicherten zu behalten."),
    )

    class Meta:
        model = Merchant
        fields = (
            "letters", "days_to_post", "postal_days", "postal_provider", "postal_account", "postal_client_id",
            "postal_secret",
        )  # fmt: skip

    def clean_postal_secret(self) -> str:
        return self.cleaned_data["postal_secret"] or self.instance.postal_secret

    def clean(self) -> dict[str, Any] | None:
        values = super().clean() or self.cleaned_data
        needed = ("postal_provider", "postal_account", "postal_client_id", "postal_secret")
        if values.get("letters") == Merchant.LetterMode.PROVIDER and not all(
            values.get(name) for name in needed
        ):
            raise forms.ValidationError(
                _("Für den Postdienst braucht es Dienst, Kontokennung, Zugangskennung und Zugangsschlüssel.")
            )
        return values


class BankAccountForm(forms.Form):
    iban = forms.CharField(label=_("IBAN"), max_length=42)
    owner_name = forms.CharField(label=_("Kontoinhaber"), max_length=70)


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-Mail"))
    role = forms.ChoiceField(label=_("Rolle"), choices=Role.choices, initial=Role.AGENT)


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Customer
        fields = ("name", "kind", "email", "phone", "street", "postcode", "city", "country", "language")

    def clean_country(self) -> str:
        return self.cleaned_data["country"].strip().upper()


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Datei"))


class TaxProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TaxProfile
        fields = (
            "valid_from", "taxation", "profit_determination", "is_small_business", "uses_oss", "chart_of_accounts",
        )  # fmt: skip
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
