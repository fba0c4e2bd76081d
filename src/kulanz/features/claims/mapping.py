"""Answer once whose claims a payment method or a channel makes, and apply it to every invoice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again_at_all
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import PaymentMapping
from kulanz.features.tenants.whose_claim import (
    ANSWERS,
    UNKNOWN,
    answers_of,
    folded,
    own_channels_of,
    question_text,
    whose_claim,
)


class AnswerRefused(ValueError):
    """The answer is none of the possible ones, or answers nothing; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A payment method or channel that nobody has explained, with what waits for the answer, per currency."""

    source: str
    value: str
    text: str
    invoice_count: int
    open_cents: tuple[tuple[str, int], ...]


def open_questions(actor: Actor) -> list[OpenQuestion]:
    """Return what the merchant has to answer, payment methods first, then by name."""
    waiting: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
    answers, own = answers_of(actor), own_channels_of(actor)
    groups = (
        Invoice.objects.filter(merchant_id=actor.merchant_id, collectible_by=UNKNOWN)
        .values("payment_method", "sales_channel", "currency")
        .annotate(count=Count("id"), open_cents=Sum("open_item__open_cents"))
    )
    for group in groups:
        _answer, question = whose_claim(
            answers,
            own_channels=own,
            payment_method=group["payment_method"],
            sales_channel=group["sales_channel"],
        )
        if question is None:
            continue
        count, sums = waiting.get(question, (0, {}))
        sums[group["currency"]] = sums.get(group["currency"], 0) + group["open_cents"]
        waiting[question] = (count + group["count"], sums)
    for row in PaymentMapping.objects.filter(merchant_id=actor.merchant_id, collectible_by=UNKNOWN):
        waiting.setdefault((row.source, row.value), (0, {}))
    return [
        OpenQuestion(
            source=source,
            value=value,
            text=question_text(source, value),
            invoice_count=count,
            open_cents=tuple(sorted(sums.items())),
        )
        for (source, value), (count, sums) in sorted(waiting.items())
    ]


def answer_mapping(*, actor: Actor, source: str, value: str, collectible_by: str, at: datetime) -> int:
    """Say whose claims a payment method or channel makes; return how many invoices changed.

    `value` "" answers for the rows that name neither. Only invoices whose answer was open or came from the former
    answer change; what a person decided for a single invoice stays.
    """
    if source not in PaymentMapping.Source.values:
        raise AnswerRefused(_("„%(source)s“ ist weder Zahlart noch Verkaufskanal.") % {"source": source})
    if collectible_by not in ANSWERS:
        raise AnswerRefused(
            _("„%(answer)s“ ist keine Antwort. Möglich: %(known)s.")
            % {"answer": collectible_by, "known": ", ".join(sorted(ANSWERS))}
        )
    key = (source, folded(value))
    if source == PaymentMapping.Source.SALES_CHANNEL and not key[1]:
        raise AnswerRefused(_("Ohne Namen kann ein Verkaufskanal nicht beantwortet werden."))
    with transaction.atomic():
        own = own_channels_of(actor)
        before = answers_of(actor)
        PaymentMapping.objects.update_or_create(
            merchant_id=actor.merchant_id,
            source=key[0],
            value=key[1],
            defaults={"collectible_by": collectible_by},
        )
        after = {**before, key: collectible_by}
        changed = 0
        for method, channel in _stated_pairs(actor):
            old, _question = whose_claim(
                before, own_channels=own, payment_method=method, sales_channel=channel
            )
            new, _question = whose_claim(
                after, own_channels=own, payment_method=method, sales_channel=channel
            )
            if old != new:
                changed += Invoice.objects.filter(
                    merchant_id=actor.merchant_id,
                    payment_method=method,
                    sales_channel=channel,
                    collectible_by__in={UNKNOWN, old},
                ).update(collectible_by=new)
        record(
            actor=actor,
            kind="MappingAnswered",
            day=at.date(),
            at=at,
            facts={"source": source, "collectible_by": collectible_by, "invoices": changed},
            words={"value": key[1]},
        )
        look_again_at_all(actor=actor, day=at.date())
    return changed


def _stated_pairs(actor: Actor) -> Iterable[tuple[str, str]]:
    return (
        Invoice.objects.filter(merchant_id=actor.merchant_id)
        .order_by()
        .values_list("payment_method", "sales_channel")
        .distinct()
    )
