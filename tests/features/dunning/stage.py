"""What the tests of the run need: a shop that could send today, and the ways to move it through days."""

from datetime import date, datetime, timedelta
from typing import Any

from kulanz.features.claims.models import Case, Invoice
from kulanz.features.dunning.actions import release
from kulanz.features.dunning.models import DunningRun
from kulanz.features.dunning.preview import preview
from kulanz.features.dunning.proposal import Preview
from kulanz.features.dunning.strategies import publish_presets
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.tenants.clock import at_local, business_now
from kulanz.features.tenants.models import Merchant
from tests.features.builders import NOW, TODAY, a_merchant, actor_of, fresh_bank_data

MACHINE_NOW = NOW


def a_shop_that_could_send(**changes: Any) -> Merchant:
    """Test mode, Tuesday 1 December 2026, 09:00; strategies published, bank data up to yesterday."""
    merchant = a_merchant(**changes)
    publish_presets(actor=actor_of(merchant), at=NOW)
    fresh_bank_data(merchant)
    return merchant


def now_of(merchant: Merchant) -> datetime:
    merchant.refresh_from_db()
    return business_now(merchant, machine_now=MACHINE_NOW)


def on_day(merchant: Merchant, day: date, *, hour: int = 9, fresh: bool = True) -> None:
    """Move the shop's clock to a day, with bank data up to the day before."""
    merchant.clock_at = at_local(merchant, day, hour=hour)
    merchant.save(update_fields=["clock_at"])
    if fresh:
        fresh_bank_data(merchant, to=day - timedelta(days=1))


def previewed(merchant: Merchant, day: date | None = None, **changes: Any) -> Preview:
    at = now_of(merchant)
    return preview(actor_of(merchant), day=day or at.date(), at=at, **changes)


def released(merchant: Merchant, **changes: Any) -> DunningRun:
    at = now_of(merchant)
    facts: dict[str, Any] = {"delivery_and_returns_confirmed": True, "day": at.date(), **changes}
    return release(actor=actor_of(merchant), at=at, machine_now=MACHINE_NOW, **facts)


def carried_out(merchant: Merchant) -> int:
    """Let ten minutes pass and the worker send what is due."""
    merchant.clock_at = now_of(merchant) + timedelta(minutes=10)
    merchant.save(update_fields=["clock_at"])
    return work_until_idle(worker_name="test", machine_now=MACHINE_NOW)


def run_the_day(merchant: Merchant) -> DunningRun:
    run = released(merchant)
    carried_out(merchant)
    return run


def sent_steps(invoice: Invoice) -> list[tuple[str, date]]:
    case = Case.objects.get(invoice=invoice)
    return list(case.steps.filter(outcome="sent").order_by("done_on", "pk").values_list("step", "done_on"))


def numbers_to_send(shown: Preview) -> list[str]:
    return sorted(item.subject.number for message in shown.send for item in message.items)


def withheld_codes(shown: Preview) -> dict[str, set[str]]:
    return {
        subject.number: {reason.code for reason in one.reasons}
        for one in shown.withheld
        for subject in one.subjects
    }


__all__ = ["TODAY", "a_shop_that_could_send", "previewed", "released"]
