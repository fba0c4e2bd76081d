"""What the decision promises for every case: never twice, never skipped, never a wait without end."""

from dataclasses import replace
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from kulanz.core.contact import Channel, CollectibleBy, Hold, HoldKind
from kulanz.core.strategy import (
    Action,
    CallAttempt,
    CaseFacts,
    Decision,
    StepDone,
    StepKind,
    StepOutcome,
    carried_out,
    decide,
    preset,
)

from ..places import BAVARIA, BERLIN, in_berlin

B2C = preset("b2c")
START = date(2026, 9, 1)
ONE_DAY = timedelta(days=1)


def days(first: int, last: int) -> st.SearchStrategy[date]:
    return st.integers(first, last).map(lambda number: START + timedelta(days=number))


@st.composite
def holds(draw: st.DrawFn) -> Hold:
    since = draw(days(0, 120))
    length = draw(st.one_of(st.none(), st.integers(0, 40)))
    return Hold(
        kind=draw(
            st.sampled_from([HoldKind.PAUSE, HoldKind.PROMISE, HoldKind.DISPUTE, HoldKind.BEREAVEMENT])
        ),
        since=since,
        until=None if length is None else since + timedelta(days=length),
        lifted_on=draw(st.one_of(st.none(), st.just(since + timedelta(days=draw(st.integers(0, 60)))))),
    )


@st.composite
def cases(draw: st.DrawFn) -> CaseFacts:
    due = draw(days(-200, 60))
    return CaseFacts(
        open_cents=draw(st.sampled_from([50, 1499, 1500, 4001, 12990, 25000, 900000])),
        currency="EUR",
        issue_date=due - timedelta(days=14),
        due_date=due,
        collectible_by=draw(st.sampled_from([CollectibleBy.MERCHANT] * 5 + list(CollectibleBy))),
        known_since=draw(days(-20, 0)),
        country_is_supported=draw(st.sampled_from([True, True, True, False])),
        holds=tuple(draw(st.lists(holds(), max_size=3))),
        paid_invoices=draw(st.integers(0, 4)),
        late_invoices=draw(st.integers(0, 2)),
        is_first_invoice=draw(st.sampled_from([True, False, None])),
        has_answered=draw(st.booleans()),
        callback_wished=draw(st.booleans()),
        call_attempts=tuple(
            CallAttempt(day=day, reached=reached)
            for day, reached in draw(st.lists(st.tuples(days(0, 90), st.booleans()), max_size=3))
        ),
        channels_available=frozenset(draw(st.sets(st.sampled_from(list(Channel))))),
        imported_step=draw(st.sampled_from(["", "", "", "reminder", "notice", "gone"])),
    )


places = st.sampled_from([in_berlin(BERLIN), in_berlin(BAVARIA)])


def kind_of(decision: Decision) -> tuple[Action, str]:
    return decision.action, decision.step.code if decision.step else ""


@given(cases(), places, st.integers(0, 150), st.integers(0, 60))
@settings(max_examples=120, deadline=None)
def test_until_the_day_to_look_again_time_alone_changes_nothing(case, calendars, start, carried_days):
    day = START
    while day < START + timedelta(days=min(start, carried_days)):
        case = carried_out(case, decide(case, B2C, day=day, calendars=calendars), day=day)
        day += ONE_DAY
    day = START + timedelta(days=start)
    decision = decide(case, B2C, day=day, calendars=calendars)
    if decision.action is Action.DO:
        assert decision.look_again_on == day
        return
    # Attempts are events that the facts already know of; only time may pass in this test.
    case = replace(case, call_attempts=tuple(a for a in case.call_attempts if a.day <= day))
    decision = decide(case, B2C, day=day, calendars=calendars)
    if decision.action is Action.DO:
        return
    look = decision.look_again_on
    last = look if look is not None else day + timedelta(days=200)
    later = day + ONE_DAY
    while later < last:
        assert decide(case, B2C, day=later, calendars=calendars).action is decision.action
        later += ONE_DAY
    if look is not None:
        assert look > day
        changed = decide(case, B2C, day=look, calendars=calendars)
        assert (*kind_of(changed), changed.code) != (*kind_of(decision), decision.code)


@given(cases(), places, st.lists(st.integers(1, 25), min_size=1, max_size=40))
@settings(max_examples=80, deadline=None)
def test_whatever_days_are_missed_no_step_is_doubled_skipped_or_out_of_order(case, calendars, gaps):
    """Runs happen on some days only, twice each; every message is carried out."""
    day, done = START, []
    for gap in gaps:
        for _ in range(2):
            decision = decide(case, B2C, day=day, calendars=calendars)
            case = carried_out(case, decision, day=day)
            if decision.action is Action.DO and decision.step.kind is StepKind.MESSAGE:
                done.append((day, decision))
        day += timedelta(days=gap)
    sent_days = [on for on, _ in done]
    codes = [decision.step.code for _, decision in done]
    order = [step.code for step in B2C.steps]
    assert len(set(sent_days)) == len(sent_days)
    assert len(set(codes)) == len(codes)
    assert [order.index(code) for code in codes] == sorted(order.index(code) for code in codes)
    for (earlier, _), (later, _) in zip(done, done[1:], strict=False):
        assert later - earlier >= timedelta(days=B2C.min_days_between_messages)
    if not case.imported_step and codes and codes[0] != "service_note":
        assert codes[0] == "reminder"
    assert all(calendars.is_contact_day(on) for on in sent_days)


@given(cases(), places, st.lists(st.integers(1, 9), min_size=30, max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_step_escalates_before_the_deadline_of_the_one_before_has_passed(case, calendars, gaps):
    day, deadline = START, None
    for gap in gaps:
        decision = decide(case, B2C, day=day, calendars=calendars)
        if decision.action is Action.DO and deadline and not decision.step.within_deadline:
            assert day > deadline
        if decision.deadline is not None and decision.action is Action.DO:
            assert calendars.customer.is_business_day(decision.deadline)
            assert decision.deadline >= day + timedelta(days=5)
            deadline = decision.deadline
        case = carried_out(case, decision, day=day)
        day += timedelta(days=gap)


@given(cases(), places)
@settings(max_examples=60, deadline=None)
def test_waiting_ends_every_case_is_finished_or_before_a_person_within_two_years(case, calendars):
    case = replace(case, holds=tuple(replace(hold, lifted_on=hold.since + ONE_DAY) for hold in case.holds))
    day = START
    for _ in range(730):
        decision = decide(case, B2C, day=day, calendars=calendars)
        case = carried_out(case, decision, day=day)
        if decision.look_again_on is None:
            break
        # A daily run that reads only the cases due for a look, as the product does it.
        day = max(day + ONE_DAY, decision.look_again_on)
    assert decision.look_again_on is None
    assert decision.action in (Action.FINISHED, Action.HOLD)


@given(cases(), places, st.integers(0, 120))
@settings(max_examples=60, deadline=None)
def test_reading_only_cases_due_for_a_look_misses_nothing_of_a_full_sweep(case, calendars, span):
    swept, looked = case, case
    look_again_on: date | None = START
    for number in range(span):
        day = START + timedelta(days=number)
        decision = decide(swept, B2C, day=day, calendars=calendars)
        swept = carried_out(swept, decision, day=day)
        due_for_a_look = look_again_on is not None and look_again_on <= day
        attempted = any(attempt.day == day for attempt in case.call_attempts)  # an event asks for a look too
        if due_for_a_look or attempted:
            seen = decide(looked, B2C, day=day, calendars=calendars)
            looked = carried_out(looked, seen, day=day)
            look_again_on = seen.look_again_on
            if looked.history != swept.history or seen.action is Action.DO:
                look_again_on = day + ONE_DAY  # carrying out is an event as well
        assert looked.history == swept.history


@given(cases(), places, st.integers(0, 150))
@settings(max_examples=80, deadline=None)
def test_a_hold_never_makes_anything_happen_and_would_says_what_it_stopped(case, calendars, start):
    day = START + timedelta(days=start)
    held = replace(case, holds=(*case.holds, Hold(kind=HoldKind.DISPUTE, since=day)))
    decision = decide(held, B2C, day=day, calendars=calendars)
    assert decision.action in (Action.HOLD, Action.FINISHED)
    free = decide(replace(case, holds=()), B2C, day=day, calendars=calendars)
    if decision.action is Action.HOLD and free.action is Action.DO and free.step.kind is StepKind.MESSAGE:
        assert decision.would is not None


@given(cases(), places, st.integers(0, 150), st.sampled_from(["call", "short_sms", "service_note"]))
@settings(max_examples=60, deadline=None)
def test_writing_down_a_lapsed_step_changes_nothing_of_what_follows(case, calendars, start, code):
    day = START + timedelta(days=start)
    before = decide(case, B2C, day=day, calendars=calendars)
    written = tuple(
        StepDone(code=passed.step.code, done_on=day, outcome=StepOutcome.LAPSED)
        for passed in before.passed
        if passed.step.code == code and passed.outcome is StepOutcome.LAPSED
    )
    case = replace(case, history=(*case.history, *written))
    after = decide(case, B2C, day=day, calendars=calendars)
    assert (kind_of(after), after.look_again_on, after.deadline) == (
        kind_of(before),
        before.look_again_on,
        before.deadline,
    )
