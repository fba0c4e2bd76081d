"""Whether the one-click log-in of the demo shop may be offered."""

from django import template
from django.http import HttpRequest

from kulanz.features.tenants.queries import demo_owner
from kulanz.interfaces.office.views.session import is_at_this_machine

register = template.Library()


@register.filter
def offers_demo(request: HttpRequest) -> bool:
    """Return whether this visitor sits at the machine itself and a demo shop exists."""
    return is_at_this_machine(request) and demo_owner() is not None
