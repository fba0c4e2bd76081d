"""Compare the merchant's own open items with ours, and confirm the result."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor, Capability, may
from kulanz.core.opening import OwnLine, compare
from kulanz.features.audit.actions import record
from kulanz.features.claims.mapping import open_questions
from kulanz.features.claims.models import Invoice
from kulanz.features.documents.actions import store
from kulanz.features.documents.models import Document
from kulanz.features.onboarding.facts import books, counted, waiting_payments
from kulanz.features.onboarding.models import OpenItemsCheck
from kulanz.features.rows import new_public_id
from kulanz.formats.amounts import amount_text
from kulanz.formats.open_items_csv import OwnItem

CURRENCY = "EUR"
SHORTEST_REASON = 8


class CheckRefused(ValueError):
    """The comparison cannot be made or confirmed like this; nothing was changed."""


def compare_open_items(
    *,
    actor: Actor,
    at: datetime,
    own_total: int | None = None,
    items: Sequence[OwnItem] = (),
    data: bytes = b"",
    file_name: str = "",
) -> OpenItemsCheck:
    """Compare an own total (cents), an own list or both with what is open here; keep the result, change nothing else.

    Raises CheckRefused where there is neither.
    """
    if own_total is None and not items:
        raise CheckRefused(
            _(
                "Zum Abgleich braucht es Ihre eigene Summe oder Ihre Liste offener Posten. Nichts wurde verglichen."
            )
        )
    with transaction.atomic():
        documents = books(actor, [item.number for item in items])
        own = [OwnLine(number=item.number, cents=item.cents, customer=item.customer) for item in items]
        numbers = {one.number for one in documents} | {line.number for line in own}
        result = compare(
            own_total=own_total,
            own=own,
            here=documents,
            waiting=waiting_payments(actor, numbers) if items else (),
            currency=CURRENCY,
        )
        document = _keep(actor, data, file_name, at) if data else None
        check = OpenItemsCheck.objects.create(
            merchant_id=actor.merchant_id,
            public_id=new_public_id("check"),
            day=at.date(),
            made_at=at,
            made_by=actor.name[:150],
            currency=CURRENCY,
            own_cents=result.own_cents,
            own_count=len(items) if items else None,
            here_cents=result.here_cents,
            here_count=counted(actor, currency=CURRENCY).count(),
            differences=[asdict(one) for one in result.differences],
            document=document,
            last_invoice_id=_last_invoice(actor),
        )
        record(
            actor=actor,
            kind="OpenItemsCompared",
            day=at.date(),
            at=at,
            subject=f"check:{check.pk}",
            facts={
                "own_cents": check.own_cents,
                "here_cents": check.here_cents,
                "differences": len(result.differences),
            },
        )
    return check


def confirm_check(*, actor: Actor, public_id: str, because: str, at: datetime) -> OpenItemsCheck:
    """Confirm the newest comparison: it is right, or its difference is known, `because` …; only an owner may.

    Raises CheckRefused where it is not the newest, the books changed since, questions about payment methods are
    open, or a difference is left without a reason. Confirmed once, it stays.
    """
    if not may(actor.role, Capability.SETTINGS):
        raise CheckRefused(
            _("Nur die Inhaberin oder der Inhaber bestätigt den Abgleich. Nichts wurde geändert.")
        )
    with transaction.atomic():
        mine = OpenItemsCheck.objects.select_for_update().filter(merchant_id=actor.merchant_id)
        check = mine.filter(public_id=public_id).first()
        if check is None:
            raise CheckRefused(_("Diesen Abgleich gibt es nicht. Nichts wurde geändert."))
        if check.confirmed_at is not None:
            return check
        _refuse_what_is_overtaken(actor, check, newest=mine.order_by("-id").first())
        if check.differences and len(because.strip()) < SHORTEST_REASON:
            raise CheckRefused(
                _(
                    "Es bleibt eine Differenz von %(amount)s. Bitte in einem Satz sagen, warum sie in Ordnung ist; nichts wurde bestätigt."
                )
                % {"amount": amount_text(check.difference_cents, currency=check.currency)}
            )
        check.confirmed_at, check.confirmed_by = at, actor.name[:150]
        check.confirmed_because = because.strip()[:500]
        check.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_because"])
        record(
            actor=actor,
            kind="OpenItemsCheckConfirmed",
            day=at.date(),
            at=at,
            subject=f"check:{check.pk}",
            facts={"own_cents": check.own_cents, "here_cents": check.here_cents},
            words={"because": check.confirmed_because} if check.confirmed_because else None,
        )
    return check


def _refuse_what_is_overtaken(actor: Actor, check: OpenItemsCheck, *, newest: OpenItemsCheck | None) -> None:
    if newest is not None and newest.pk != check.pk:
        raise CheckRefused(
            _("Es gibt einen neueren Abgleich. Bitte den neuesten bestätigen; nichts wurde geändert.")
        )
    now = counted(actor, currency=check.currency).aggregate(cents=Sum("open_item__open_cents"))["cents"] or 0
    if now != check.here_cents or _last_invoice(actor) != check.last_invoice_id:
        raise CheckRefused(
            _(
                "Seit diesem Abgleich hat sich hier etwas geändert: damals offen %(then)s, jetzt %(now)s. Bitte neu abgleichen; nichts wurde bestätigt."
            )
            % {
                "then": amount_text(check.here_cents, currency=check.currency),
                "now": amount_text(now, currency=check.currency),
            }
        )
    waiting = [one for one in open_questions(actor) if one.invoice_count]
    if waiting:
        raise CheckRefused(
            _(
                "Erst die offenen Fragen zu Zahlarten beantworten (%(count)s): Sonst fehlt hier, was Ihnen gehört. Nichts wurde bestätigt."
            )
            % {"count": len(waiting)}
        )


def _last_invoice(actor: Actor) -> int:
    return Invoice.objects.filter(merchant_id=actor.merchant_id).aggregate(last=Max("pk"))["last"] or 0


def _keep(actor: Actor, data: bytes, file_name: str, at: datetime) -> Document:
    document, _is_new = store(
        actor=actor,
        data=data,
        kind=Document.Kind.OPEN_ITEMS,
        media_type="text/csv",
        original_name=file_name,
        at=at,
    )
    return document
