"""Whatever people and the world do with letters, in whatever order: what never happens, and what always holds."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.features.claims.models import Demand, StepDone
from kulanz.features.doctor.evidence import check_copies, check_messages, check_steps
from kulanz.features.dunning.letter_box import PostingRefused
from kulanz.features.letters.models import Message
from kulanz.features.letters.returned import NothingCameBack, letter_came_back
from kulanz.features.letters.stack import NotOnTheStack, set_aside
from kulanz.features.tenants.models import Merchant
from tests.features.builders import a_customer, actor_of, an_invoice
from tests.features.dunning.post_office import (
    a_shop_that_prints,
    before_the_final_notice,
    posted,
    printed,
    somebody_without_email,
)
from tests.features.dunning.stage import carried_out, now_of, on_day, released
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db
DEEDS = ("run", "print", "print_again", "post", "post_anyway", "aside", "pay_a_part", "comes_back", "sleep")
REFUSALS = (PostingRefused, NotOnTheStack, NothingCameBack)


class World:
    """A shop with two people: one is reminded by letter, one gets the final notice by letter and mail."""

    def __init__(self) -> None:
        self.shop: Merchant = a_shop_that_prints()
        self.first = an_invoice(somebody_without_email(self.shop), number="RE-1")
        self.second = before_the_final_notice(a_customer(self.shop), number="RE-2")
        self.kept: dict[int, tuple[str, str]] = {}

    def do(self, deed: str, which: int) -> None:
        letters = list(Message.objects.filter(merchant=self.shop, channel="letter").order_by("-pk"))
        letter = letters[which % len(letters)] if letters else None
        with suppress(*REFUSALS):
            getattr(self, deed)(letter)

    def run(self, _: Any) -> None:
        released(self.shop)
        carried_out(self.shop)

    def print(self, _: Any) -> None:
        printed(self.shop)

    def print_again(self, _: Any) -> None:
        printed(self.shop, again=True)

    def post(self, letter: Message | None) -> None:
        if letter:
            posted(self.shop, letter)

    def post_anyway(self, letter: Message | None) -> None:
        if letter:
            posted(self.shop, letter, is_in_letter_box=True)

    def aside(self, letter: Message | None) -> None:
        if letter:
            at = now_of(self.shop)
            set_aside(
                actor=actor_of(self.shop), public_id=letter.public_id, because="so", day=at.date(), at=at
            )

    def pay_a_part(self, _: Any) -> None:
        self.first.open_item.refresh_from_db()
        if self.first.open_item.open_cents > 0:
            pay(self.shop, self.first, min(6000, self.first.open_item.open_cents))

    def comes_back(self, letter: Message | None) -> None:
        if letter:
            at, actor = now_of(self.shop), actor_of(self.shop)
            letter_came_back(
                actor=actor,
                public_id=letter.public_id,
                returned_on=at.date(),
                because="x",
                day=at.date(),
                at=at,
            )

    def sleep(self, _: Any) -> None:
        on_day(self.shop, now_of(self.shop).date() + timedelta(days=1))

    def holds(self) -> None:
        """What never and always holds, after every deed."""
        ours = Message.objects.filter(merchant=self.shop)
        on_paper = {one.public_id: one for one in ours.filter(channel="letter").select_related("paper")}
        for demand in Demand.objects.filter(merchant=self.shop):
            letter = on_paper[demand.message_public_id]  # the mail that goes with it never demands
            assert letter.paper.posted_on is not None, "a demand that nobody posted"
            assert demand.demanded_on > letter.paper.posted_on, "a demand before it can have arrived"
            printed_deadline = letter.items.get(invoice=demand.invoice).deadline
            assert demand.deadline >= printed_deadline, "less time than the paper says"
        for invoice, step in ((self.first, "reminder"), (self.second, "final_notice")):
            standing = Demand.objects.filter(invoice=invoice, step=step, is_undeliverable=False)
            taken = StepDone.objects.filter(case__invoice=invoice, step=step, outcome="sent")
            assert standing.count() <= 1 and taken.count() <= 1, "a step was taken twice"
        for letter in on_paper.values():
            if letter.paper.posted_on is not None:
                now = letter.sha256, str(letter.paper.posted_on)
                assert self.kept.setdefault(letter.pk, now) == now, "a posted letter changed"
        for check in (check_messages, check_copies, check_steps):
            assert check(merchant_id=self.shop.pk) == []


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 3)), min_size=4, max_size=12))
def test_no_step_is_taken_twice_and_nothing_is_demanded_that_nobody_posted(deeds):
    start = transaction.savepoint()
    try:
        world = World()
        world.do("run", 0)
        for deed, which in deeds:
            world.do(deed, which)
            world.holds()
    finally:
        transaction.savepoint_rollback(start)
