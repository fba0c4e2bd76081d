"""Forms for what is done with a case: a call, a payment by hand."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.features.worklist.models import CallAttempt


class AmountField(forms.CharField):
    """An amount as people type it: `129,90`, `1.290,00`, `59`. Cleans to cents."""

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]  # cents, not text
        text = str(value or "").replace("€", "").replace(" ", "").replace("\u00a0", "")
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,3}(?:\.\d{3})+|\d{1,9})(?:,(\d{1,2}))?", text) or re.fullmatch(
            r"(\d{1,9})\.(\d{2})", text
        )
        if not found:
            raise forms.ValidationError(_("Bitte einen Betrag wie 129,90 eingeben."))
        return int(found[1].replace(".", "")) * 100 + int((found[2] or "0").ljust(2, "0"))

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError(_("Bitte einen Betrag wie 129,90 eingeben."))

    def run_validators(self, value: Any) -> None:
        if value is not None and value <= 0:
            raise forms.ValidationError(_("Der Betrag muss größer als null sein."))


class CallForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Ergebnis"), choices=CallAttempt.Outcome.choices)
    note = forms.CharField(
        label=_("Notiz"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nur Sachliches. Keine Angaben zu Krankheit oder Krise."),
    )


class PaymentForm(forms.Form):
    amount = AmountField(label=_("Betrag"), max_length=20)
    paid_on = forms.DateField(
        label=_("Bezahlt am"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    because = forms.CharField(label=_("Wie?"), max_length=300, help_text=_("zum Beispiel: bar im Laden"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"paid_on": day})
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_paid_on(self) -> date:
        paid_on: date = self.cleaned_data["paid_on"]
        if paid_on > self.day:
            raise forms.ValidationError(_("Der Tag liegt in der Zukunft."))
        return paid_on


class OpenItemsForm(forms.Form):
    """The merchant's own numbers: a total, a list, or both."""

    total = AmountField(
        label=_("Ihre offene Summe in Euro"),
        max_length=20,
        required=False,
        help_text=_("Aus Buchhaltung oder Shop. Mit einer Liste darunter wird auch deren Summe geprüft."),
    )
    file = forms.FileField(
        label=_("Ihre Liste offener Posten (CSV)"),
        required=False,
        help_text=_("Spalten: Rechnungsnummer und offener Betrag, gern auch der Kunde."),
    )
