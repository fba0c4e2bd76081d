"""What the frame around every office page shows: navigation, mode, freshness, who is logged in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kulanz.core.actor import Capability, may
from kulanz.features.banking.queries import covered_to
from kulanz.features.tenants.models import Role
from kulanz.features.tenants.queries import memberships_of
from kulanz.interfaces.office.palette import commands

NAVIGATION = (
    ("today", "today", Capability.READ),
    ("cases", "cases", Capability.READ),
    ("payments", "payments", Capability.READ),
    ("run", "run", Capability.READ),
    ("customers", "customers", Capability.READ),
    ("outbox", "outbox", Capability.READ),
    ("setup", "setup", Capability.READ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return `frame` for pages behind the log-in; nothing elsewhere."""
    actor, merchant = getattr(request, "actor", None), getattr(request, "merchant", None)
    if actor is None or merchant is None:
        return {}
    mode = "live" if merchant.is_live else "demo" if merchant.is_demo else "test"
    titles = {"live": _("Live"), "demo": _("Demo"), "test": _("Test")}
    others = [row.merchant for row in memberships_of(request.user) if row.merchant_id != merchant.pk]
    return {
        "frame": {
            "merchant": merchant,
            "actor": actor,
            "at": getattr(request, "at", None),
            "mode": mode,
            "mode_title": titles[mode],
            "clock_is_own": merchant.clock_at is not None,
            "bank_covered_to": covered_to(actor),
            "is_stopped": merchant.is_stopped,
            "may_stop": may(actor.role, Capability.STOP_SENDING),
            "role_title": Role(actor.role).label,
            "other_merchants": others,
            "navigation": _navigation(request),
            "commands": commands(actor),
        }
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    titles = {
        "today": _("Heute"),
        "run": _("Lauf"),
        "cases": _("Fälle"),
        "customers": _("Kunden"),
        "payments": _("Zahlungen"),
        "outbox": _("Ausgang"),
        "setup": _("Einrichtung"),
    }
    match = getattr(request, "resolver_match", None)
    here = (match.url_name or "") if match else ""
    return [
        {
            "title": titles[name],
            "url": reverse(f"office:{name}"),
            "icon": icon,
            "is_current": here in (name, name.rstrip("s"))
            or here.startswith((f"{name}_", f"{name.rstrip('s')}_"))
            or (name == "outbox" and here.startswith(("letter", "message"))),
        }
        for name, icon, _capability in NAVIGATION
    ]
