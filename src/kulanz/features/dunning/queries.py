"""What may be seen of cases and runs."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.contact import HOLD_KINDS, Ends
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.claims.search import cases_found
from kulanz.features.dunning.models import DunningRun, RunItem, StrategyVersion
from kulanz.features.dunning.strategies import latest_versions
from kulanz.features.ledger.models import OpenItem
from kulanz.features.parties.models import ContactHold

_ENDED_BY_PERSONS = [kind.value for kind, rule in HOLD_KINDS.items() if rule.ends is Ends.BY_PERSON]
VIEWS = ("open", "overdue", "held", "question", "closed", "all")


class ViewUnknown(LookupError):
    """There is no list of cases with this name."""


def cases(
    actor: Actor,
    *,
    day: date,
    view: str = "open",
    text: str = "",
    customer_id: int | None = None,
    storefront_id: int | None = None,
) -> QuerySet[Case]:
    """Return the cases of a view, what has been overdue longest first.

    Views: `open`, `overdue` (due before `day`), `held` (a hold runs), `question` (nobody has said yet whose
    claim it is), `closed`, `all`. Each row carries `is_held` and `last_step` (code, None before the first).
    """
    rows = (
        Case.objects.filter(merchant_id=actor.merchant_id)
        .select_related("invoice__open_item", "invoice__storefront", "customer")
        .annotate(is_held=Exists(_running_holds(day)), last_step=_last_step())
    )
    rows = rows.filter(_condition(view, day, merchant_id=actor.merchant_id))
    if text.strip():
        rows = rows.filter(cases_found(actor, text))
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if storefront_id is not None:
        rows = rows.filter(invoice__storefront_id=storefront_id)
    newest_first = view == "closed"
    return rows.order_by(*(("-closed_on", "-pk") if newest_first else ("due_date", "pk")))


def totals_of(rows: QuerySet[Case]) -> dict[str, tuple[int, int]]:
    """Return how many cases these are and what is open of them in cents, by currency."""
    found = (
        rows.order_by()
        .values("invoice__open_item__currency")
        .annotate(number=Count("pk"), cents=Sum("invoice__open_item__open_cents"))
    )
    return {row["invoice__open_item__currency"]: (row["number"], row["cents"] or 0) for row in found}


def totals_of_open(actor: Actor) -> dict[str, tuple[int, int]]:
    """Return the same for all open cases: what is open in the books, read from one index."""
    rows = OpenItem.objects.filter(merchant_id=actor.merchant_id, open_cents__gt=0)
    found = rows.values("currency").annotate(number=Count("pk"), cents=Sum("open_cents"))
    return {row["currency"]: (row["number"], row["cents"]) for row in found}


def cases_of_customer(actor: Actor, *, customer_id: int) -> list[Case]:
    """Return every case of one person, open ones first."""
    rows = Case.objects.filter(merchant_id=actor.merchant_id, customer_id=customer_id)
    rows = rows.select_related("invoice__open_item", "invoice__storefront").annotate(last_step=_last_step())
    return sorted(rows, key=lambda case: (case.state != Case.State.OPEN, case.invoice.due_date, case.pk))


def case_of(actor: Actor, public_id: str) -> Case | None:
    """Return one case, None where this merchant has none with the id."""
    return _whole(actor).filter(public_id=public_id).first()


def cases_by_id(actor: Actor, public_ids: Collection[str]) -> list[Case]:
    """Return those of these cases that this merchant has."""
    return list(Case.objects.filter(merchant_id=actor.merchant_id, public_id__in=public_ids))


def case_by_number(actor: Actor, number: str) -> Case | None:
    """Return the case of the invoice with this number, None where there is none."""
    return _whole(actor).filter(invoice__number=number.strip()).first()


def runs(actor: Actor) -> QuerySet[DunningRun]:
    """Return the runs with their counts `sent_count`, `withheld_count` and `call_count`, newest first."""
    verdicts = RunItem.Verdict
    return (
        DunningRun.objects.filter(merchant_id=actor.merchant_id)
        .annotate(
            sent_count=Count("items", filter=Q(items__verdict=verdicts.SEND)),
            withheld_count=Count("items", filter=Q(items__verdict=verdicts.WITHHELD)),
            call_count=Count("items", filter=Q(items__verdict=verdicts.CALL)),
        )
        .order_by("-day", "-pk")
    )


def run_of(actor: Actor, public_id: str) -> DunningRun | None:
    """Return one run with its counts, None where this merchant has none with the id."""
    return runs(actor).filter(public_id=public_id).first()


def items_of(actor: Actor, run: DunningRun) -> QuerySet[RunItem]:
    """Return what a run decided, case by case, each with the message as it stands now."""
    rows = RunItem.objects.filter(run=run, run__merchant_id=actor.merchant_id)
    return rows.select_related("case__invoice", "case__customer", "message").order_by("verdict", "pk")


def messages_released(actor: Actor, run: DunningRun) -> int:
    """Return how many messages a run released, whatever became of them."""
    rows = RunItem.objects.filter(run=run, run__merchant_id=actor.merchant_id, message__isnull=False)
    return rows.aggregate(n=Count("message_id", distinct=True))["n"]


def can_be_called_back(actor: Actor, run: DunningRun) -> bool:
    """Return whether a message of the run has not gone out yet."""
    rows = RunItem.objects.filter(run=run, run__merchant_id=actor.merchant_id)
    return rows.filter(message__state="released").exists()


def strategies(actor: Actor) -> list[StrategyVersion]:
    """Return the versions in force."""
    return list(latest_versions(actor.merchant_id).values())


def _whole(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(merchant_id=actor.merchant_id).select_related(
        "merchant",
        "customer",
        "invoice__open_item",
        "invoice__storefront",
        "invoice__customer",
        "invoice__merchant",
    )


def _condition(view: str, day: date, *, merchant_id: int) -> Q:
    is_open = Q(state=Case.State.OPEN)
    conditions = {
        "open": is_open,
        "overdue": is_open & Q(due_date__lt=day),
        # Few people are held: they are looked up first, and only their cases are asked about.
        "held": is_open & Q(customer__in=_held_customers(merchant_id)) & Q(is_held=True),
        "question": is_open & Q(invoice__collectible_by="unknown"),
        "closed": Q(state=Case.State.CLOSED),
        "all": Q(),
    }
    try:
        return conditions[view]
    except KeyError:
        raise ViewUnknown(
            _("Die Ansicht „%(view)s“ gibt es nicht. Möglich sind: %(known)s.")
            % {"view": view, "known": ", ".join(VIEWS)}
        ) from None


def _held_customers(merchant_id: int) -> QuerySet[ContactHold]:
    return ContactHold.objects.filter(merchant_id=merchant_id, lifted_at__isnull=True).values("customer_id")


def _running_holds(day: date) -> QuerySet[ContactHold]:
    return ContactHold.objects.filter(
        Q(invoice__isnull=True) | Q(invoice=OuterRef("invoice_id")),
        Q(until__isnull=True) | Q(until__gte=day) | Q(kind__in=_ENDED_BY_PERSONS),
        customer=OuterRef("customer_id"),
        lifted_at__isnull=True,
        since__lte=day,
    )


def _last_step() -> Subquery:
    sent = StepDone.objects.filter(case=OuterRef("pk")).exclude(outcome=StepDone.Outcome.LAPSED)
    return Subquery(sent.order_by("-done_on", "-pk").values("step")[:1])
