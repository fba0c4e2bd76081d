"""Sentences that the core gives in both languages, in the reader's."""

from typing import Any

from django import template
from django.utils.translation import get_language

register = template.Library()


def _is_english() -> bool:
    return (get_language() or "de").startswith("en")


@register.filter
def because(value: Any) -> str:
    """The reason of a decision or of a subject."""
    return str((value.because_en if _is_english() else "") or value.because)


@register.filter
def step_title(value: Any) -> str:
    """The name of a step."""
    return value.step_name_en if _is_english() else value.step_name


@register.filter
def reason_text(value: Any) -> str:
    """A reason of the gate: as the value of the core, or as it was stored with a refusal."""
    if isinstance(value, dict):
        return str(value.get("text_en" if _is_english() else "text_de", ""))
    return str(value.text_en if _is_english() else value.text_de)


@register.filter
def total(message: Any) -> int:
    """What a message asks for, in cents."""
    return sum(message.totals.values())


@register.filter
def status_text(page: Any) -> str:
    """How a case stands, in one sentence."""
    return str(page.status_en if _is_english() else page.status)


@register.filter
def explanation_text(explanation: Any) -> str:
    """Why a customer is, or is not, contacted."""
    return str(explanation.text_en if _is_english() else explanation.text)


@register.filter
def step_name(step: Any) -> str:
    """The name of a step of a strategy."""
    return str(step.name_en if _is_english() else step.name)
