"""Release many mails in one transaction, in a few statements. The same promises as `actions.release_reminder`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.features.audit.bulk import EventDraft, record_keys
from kulanz.features.fast_insert import insert_rows
from kulanz.features.letters.actions import REMINDER_MAIL, ItemToSend, ensure_not_on_its_way
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.readiness import ensure_sending_is_unlocked, missing_particulars
from kulanz.features.letters.stating import shows_as_text
from kulanz.features.letters.texts import ensure_layout, words
from kulanz.features.outbox.handlers import ensure_bound
from kulanz.features.outbox.models import Effect
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.models import Storefront


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDraft:
    """One mail to one customer in the name of one storefront. The item with the furthest step comes first."""

    storefront_id: int
    customer_id: int
    layout: str
    language: str
    day: date
    not_before: datetime
    items: Sequence[ItemToSend]


def release_mails(
    *, actor: Actor, run_public_id: str, drafts: Sequence[MailDraft], at: datetime, machine_now: datetime
) -> Sequence[int]:
    """Release these mails and return their keys in the same order. The customers are locked by the caller.

    Raises what `release_reminder` raises, and then the caller's transaction must not be committed.
    """
    if not drafts:
        return ()
    ensure_bound(REMINDER_MAIL)
    missing = _check(actor, drafts)
    public_ids = [new_public_id("msg") for _ in drafts]
    keys_of_effects = _dedupe_keys(actor, drafts)
    effects = insert_rows(
        Effect,
        ("dedupe_key", "payload", "customer_id", "not_before"),
        [
            (key, {"message": public_id}, draft.customer_id, draft.not_before)
            for key, public_id, draft in zip(keys_of_effects, public_ids, drafts, strict=True)
        ],
        merchant_id=actor.merchant_id,
        kind=REMINDER_MAIL,
        created_at=machine_now,
    )
    messages = insert_rows(
        Message,
        ("public_id", "storefront_id", "customer_id", "effect_id", "layout", "language", "day"),
        [
            (public_id, one.storefront_id, one.customer_id, effect, one.layout, one.language, one.day)
            for public_id, effect, one in zip(public_ids, effects, drafts, strict=True)
        ],
        merchant_id=actor.merchant_id,
        run_public_id=run_public_id,
        purpose=Message.Purpose.REMINDER,
        channel="email",
        released_at=at,
    )
    shown = {shows: shows_as_text(shows) for draft in drafts for shows in {one.shows for one in draft.items}}
    insert_rows(
        MessageItem,
        ("message_id", "invoice_id", "case_id", "step", "layout", "deadline", "total_cents", "shows",
         "strategy_code", "strategy_version"),
        [
            (message, item.invoice_id, item.case_id, item.step, item.layout or item.step, item.deadline,
             item.total_cents, shown[item.shows], item.strategy_code, item.strategy_version)
            for message, draft in zip(messages, drafts, strict=True)
            for item in draft.items
        ],
    )  # fmt: skip
    record_keys(
        actor=actor,
        drafts=[
            _event(message, draft, missing[draft.storefront_id])
            for message, draft in zip(messages, drafts, strict=True)
        ],
        day=at.date(),
        at=at,
    )
    return messages


def _check(actor: Actor, drafts: Sequence[MailDraft]) -> dict[int, int]:
    """Refuse what must not go out; return how many particulars each storefront still lacks."""
    for layout in {draft.layout for draft in drafts}:
        ensure_layout(layout)
    for language in {draft.language for draft in drafts}:
        words(language)
    missing = {}
    for storefront_id in {draft.storefront_id for draft in drafts}:
        storefront = Storefront.objects.select_related("merchant").get(
            merchant_id=actor.merchant_id, pk=storefront_id
        )
        ensure_sending_is_unlocked(storefront.merchant, storefront)
        missing[storefront_id] = len(missing_particulars(storefront.merchant, storefront))
    stepping = [item for draft in drafts for item in draft.items if item.step]
    listed = ",".join(str(int(item.case_id)) for item in stepping)
    standing = set(
        MessageItem.objects.filter(is_standing=True, is_companion=False)
        .exclude(step="")
        .extra(where=[f"letters_messageitem.case_id IN ({listed})"])
        .values_list("case_id", "step")
    )
    ensure_not_on_its_way(actor, [item for item in stepping if (item.case_id, item.step) in standing])
    return missing


def _dedupe_keys(actor: Actor, drafts: Sequence[MailDraft]) -> list[str]:
    """Return the stem of each for the first time, and a numbered one after it was withdrawn or refused."""
    listed = ",".join(str(int(draft.customer_id)) for draft in drafts)
    earlier = Effect.objects.filter(merchant_id=actor.merchant_id, dedupe_key__startswith="reminder:").extra(
        where=[f"outbox_effect.customer_id IN ({listed})"]
    )
    count = Counter(key.rpartition("#")[0] for key in earlier.values_list("dedupe_key", flat=True))
    keys = []
    for draft in drafts:
        first = next(item for item in draft.items if item.step)
        stem = f"reminder:{first.case_id}:{first.step}"
        keys.append(f"{stem}#{count[stem] + 1}")
    return keys


def _event(message: int, draft: MailDraft, missing: int) -> EventDraft:
    single = draft.items[0] if len(draft.items) == 1 else None
    return EventDraft(
        kind="MessageReleased",
        customer_id=draft.customer_id,
        invoice_id=single.invoice_id if single else None,
        case_id=single.case_id if single else None,
        subject=f"message:{message}",
        facts={
            "purpose": Message.Purpose.REMINDER,
            "layout": draft.layout,
            "cases": [item.case_id for item in draft.items],
            "missing": missing,
        },
    )
