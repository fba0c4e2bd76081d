"""Events in words: one sentence for each kind, for people."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.features.audit.models import Event
from kulanz.interfaces.office.event_sentences import sentence_of

register = template.Library()


@register.simple_tag
def event_sentence(event: Event) -> SafeString:
    """Return what happened, with the words that were written down, all of it escaped."""
    words: dict[str, Any] = event.text.words if hasattr(event, "text") and event.text else {}
    is_english = (get_language() or "de").startswith("en")
    said = (is_english and words.get("because_en")) or words.get("because") or words.get("note") or ""
    who = {"system": _("Kulanz"), "command": _("Kommandozeile")}.get(event.actor_kind, "")
    return format_html(
        "<span class='strong'>{}</span>{}{}",
        sentence_of(event, words),
        format_html("<br><span class='soft break'>{}</span>", said) if said else "",
        format_html(" <span class='soft small'>· {}</span>", who) if who else "",
    )
