"""Answer once whose claims a payment method or a channel makes, and apply it to every invoice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.selling import Suggestion, suggested
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again_at_all
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import PaymentMapping
from kulanz.features.tenants.whose_claim import (
    ANSWERS,
    MERCHANT,
    UNKNOWN,
    answers_of,
    folded,
    own_channels_of,
    question_text,
    whose_claim,
)


class AnswerRefused(ValueError):
    """The answer is none of the possible ones, or answers nothing; nothing was changed."""


class WouldTakeBack(AnswerRefused):
    """Claims that were somebody else's would become ours; that needs a person's word. Nothing was changed."""

    def __init__(self, count: int, *, value: str) -> None:
        self.count = count
        super().__init__(
            _(
                "%(count)s Rechnungen mit „%(value)s“ galten bisher nicht als Ihre Forderung. Mit dieser Antwort würden sie erinnert. Bitte ausdrücklich bestätigen; nichts wurde geändert."
            )
            % {"count": count, "value": value}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A payment method or channel that nobody has explained, with what waits for the answer, per currency."""

    source: str
    value: str
    text: str
    invoice_count: int
    open_cents: tuple[tuple[str, int], ...]
    suggestion: Suggestion | None = None


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
            suggestion=suggested(value),
        )
        for (source, value), (count, sums) in sorted(waiting.items())
    ]


def accept_suggestions(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Answer every open question as we suggest it; return how many were answered and how many invoices changed.

    Questions without a suggestion, or with an ambiguous word, stay open.
    """
    answered = changed = 0
    with transaction.atomic():
        for question in open_questions(actor):
            if question.suggestion is None or question.suggestion.collectible_by is None:
                continue
            answered += 1
            changed += answer_mapping(
                actor=actor,
                source=question.source,
                value=question.value,
                collectible_by=question.suggestion.collectible_by,
                at=at,
            )
    return answered, changed


def answer_mapping(
    *,
    actor: Actor,
    source: str,
    value: str,
    collectible_by: str,
    at: datetime,
    takes_back: bool = False,
) -> int:
    """Say whose claims a payment method or channel makes; return how many invoices changed.

    `value` "" answers for the rows that name neither. Only invoices whose answer was open or came from the former
    answer change; what a person decided for a single invoice stays. Where invoices that were sold, a marketplace's
    or prepaid would become the merchant's, WouldTakeBack is raised unless `takes_back` says that a person wants it.
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
        changed = taken_back = 0
        for method, channel in _stated_pairs(actor):
            old, _question = whose_claim(
                before, own_channels=own, payment_method=method, sales_channel=channel
            )
            new, _question = whose_claim(
                after, own_channels=own, payment_method=method, sales_channel=channel
            )
            if old != new:
                became = Invoice.objects.filter(
                    merchant_id=actor.merchant_id,
                    payment_method=method,
                    sales_channel=channel,
                    collectible_by__in={UNKNOWN, old},
                )
                if new == MERCHANT:
                    taken_back += became.exclude(collectible_by=UNKNOWN).filter(_IS_OPEN).count()
                changed += became.update(collectible_by=new)
        if taken_back and not takes_back:
            raise WouldTakeBack(taken_back, value=key[1])
        record(
            actor=actor,
            kind="MappingAnswered",
            day=at.date(),
            at=at,
            facts={
                "source": source,
                "collectible_by": collectible_by,
                "invoices": changed,
                "taken_back": taken_back,
            },
            words={"value": key[1]},
        )
        look_again_at_all(actor=actor, day=at.date())
    return changed


_IS_OPEN = Q(open_item__open_cents__gt=0)


def _stated_pairs(actor: Actor) -> Iterable[tuple[str, str]]:
    return (
        Invoice.objects.filter(merchant_id=actor.merchant_id)
        .order_by()
        .values_list("payment_method", "sales_channel")
        .distinct()
    )
