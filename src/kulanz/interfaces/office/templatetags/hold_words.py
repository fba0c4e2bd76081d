"""Names and release sentences of holds, in the reader's language."""

from django import template
from django.utils.translation import get_language

from kulanz.core.contact import HOLD_KINDS, HoldKind
from kulanz.interfaces.office.hold_form import hold_name, needs_person

register = template.Library()
register.filter("hold_title", hold_name)
register.filter("needs_person", needs_person)


@register.filter
def hold_release(kind: str) -> str:
    """Say what sets contact going again."""
    rule = HOLD_KINDS[HoldKind(kind)]
    return rule.release_en if (get_language() or "de").startswith("en") else rule.release_de
