"""Names of the steps, by their stable codes."""

from functools import lru_cache

from django.utils.translation import get_language

from kulanz.core.strategy import PRESETS, preset


def step_names() -> dict[str, str]:
    """Return the name of every step of the presets in the reader's language."""
    return _names(is_english=(get_language() or "de").startswith("en"))


@lru_cache(maxsize=2)
def _names(*, is_english: bool) -> dict[str, str]:
    return {
        step.code: step.name_en if is_english else step.name
        for code in PRESETS
        for step in preset(code).steps
    }
