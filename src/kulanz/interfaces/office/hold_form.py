"""Enter why somebody is left in peace."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.core.contact import HOLD_KINDS, Ends, HoldKind

# Written by Kulanz itself when it learns of them; nobody enters these by hand.
NOT_ENTERED = frozenset({HoldKind.DISPUTE_DECIDED})


def hold_name(kind: str) -> str:
    """Return the name of a kind in the reader's language."""
    rule = HOLD_KINDS[HoldKind(kind)]
    return rule.name_en if (get_language() or "de").startswith("en") else rule.name_de


def stops_person(kind: str) -> bool:
    """Return whether this kind, by itself, stops every talk with the person."""
    return HOLD_KINDS[HoldKind(kind)].stops == "person"


def needs_person(kind: str) -> bool:
    """Return whether only a person ends a hold of this kind; its last day is then the day to look at it again."""
    return HOLD_KINDS[HoldKind(kind)].ends is Ends.BY_PERSON


def hold_choices() -> list[tuple[str, str]]:
    """Return the kinds that a person may enter."""
    return [(kind.value, hold_name(kind.value)) for kind in HOLD_KINDS if kind not in NOT_ENTERED]


class HoldForm(forms.Form):
    """`until` left empty takes the usual length of the kind, or none where only an event ends it."""

    kind = forms.ChoiceField(label=_("Grund"), choices=hold_choices)
    scope = forms.ChoiceField(
        label=_("Gilt für"),
        choices=[
            ("usual", _("wie üblich bei diesem Grund")),
            ("invoice", _("diese Rechnung")),
            ("person", _("den Menschen")),
        ],
        required=False,
    )
    since = forms.DateField(
        label=_("Seit"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Bis einschließlich"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leer: die übliche Dauer, oder bis jemand es aufhebt."),
    )
    because = forms.CharField(
        label=_("Was ist der Anlass?"),
        max_length=300,
        required=False,
        help_text=_("Bitte keine Angaben zu Krankheit oder Krise. „Braucht Zeit“ genügt."),
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": day, "kind": HoldKind.PAUSE.value})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("Bitte ein Ende wählen, das nicht vor dem Beginn liegt."))
        return values
