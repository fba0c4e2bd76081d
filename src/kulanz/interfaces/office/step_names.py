"""Names of the steps, by their stable codes. The strategies for consumers and businesses may name one differently."""

from functools import lru_cache

from django.utils.translation import get_language

from kulanz.core.strategy import PRESETS, Audience, preset


def step_names(*, is_business: bool) -> dict[str, str]:
    """Return the names of the steps for this kind of customer, in the reader's language."""
    return _names(is_business=is_business, is_english=(get_language() or "de").startswith("en"))


@lru_cache(maxsize=4)
def _names(*, is_business: bool, is_english: bool) -> dict[str, str]:
    audience = Audience.BUSINESS if is_business else Audience.CONSUMER
    strategies = sorted((preset(code) for code in PRESETS), key=lambda one: one.audience is audience)
    return {step.code: step.name_en if is_english else step.name for one in strategies for step in one.steps}
