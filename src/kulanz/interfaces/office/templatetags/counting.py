"""Numbers of rows that were counted up to a limit."""

from django import template
from django.utils.translation import gettext as _

from kulanz.features.rows import MOST_COUNTED

register = template.Library()


@register.filter
def counted(number: int) -> str:
    """Write a number of rows; where counting stopped, say that there are more."""
    return _("über %(n)s") % {"n": MOST_COUNTED} if number >= MOST_COUNTED else str(number)
