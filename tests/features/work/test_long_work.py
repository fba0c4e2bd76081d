"""Long work: begun once, carried out by the worker, stopped and resumed by a person, taken up after a crash."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from kulanz.features.audit.models import Event
from kulanz.features.banking.long_work import INVOICES, begin_invoices
from kulanz.features.claims.models import Invoice
from kulanz.features.work import handlers, worker
from kulanz.features.work.actions import NotNow, WorkInHand, WorkUnknown, begin, give_up, go_on, stop
from kulanz.features.work.handlers import Outcome, WorkRefused
from kulanz.features.work.models import LongWork
from kulanz.features.work.queries import pace_of, work_of
from kulanz.features.work.worker import LEASE, carry_out_next
from tests.features.builders import NOW, a_merchant, actor_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
HEADER = "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kunde;E-Mail;Land;Zahlart\n"


class ACrash(BaseException):
    """What no code catches: the process is gone."""


@pytest.fixture
def handler(monkeypatch):
    """Bind a handler for the kind "test"."""

    def bind(function):
        monkeypatch.setitem(handlers._BOUND, "test", function)

    return bind


def begun(merchant, *, payload=None):
    return begin(
        actor=actor_of(merchant), kind="test", title="Datei", payload=payload or {}, machine_now=START
    )  # fmt: skip


def at(seconds):
    return lambda: START + timedelta(seconds=seconds)


def a_list(number):
    rows = [
        f"RE-{place:05d};13.11.2026;27.11.2026;59,00;EUR;Kunde {place};k{place}@kundin.example;DE;Rechnung\n"
        for place in range(number)
    ]
    return (HEADER + "".join(rows)).encode()


def test_work_is_carried_out_once_and_says_what_came_of_it(handler):
    work = begun(a_merchant())
    handler(lambda work, *, progress, machine_now: (progress(3, 3), Outcome(message="Drei Dinge."))[1])
    done = carry_out_next(clock=at(0))
    assert done is not None and done.pk == work.pk
    assert (done.state, done.message, done.done, done.total) == ("done", "Drei Dinge.", 3, 3)
    assert carry_out_next(clock=at(1)) is None


def test_a_double_click_is_one_piece_and_another_file_waits_its_turn():
    merchant = a_merchant()
    work = begun(merchant, payload={"document": 1})
    assert begun(merchant, payload={"document": 1}).pk == work.pk
    with pytest.raises(WorkInHand, match="noch nicht fertig") as refused:
        begun(merchant, payload={"document": 2})
    assert refused.value.work.pk == work.pk
    assert LongWork.objects.count() == 1
    begun(a_merchant(name="Nebenan"), payload={"document": 2})


def test_a_person_stops_it_after_the_part_in_hand_and_lets_it_go_on(handler):
    merchant = a_merchant()
    work = begun(merchant)
    parts = []

    def carry_out(work, *, progress, machine_now):
        for part in range(1, 5):
            parts.append(part)
            if part == 2 and len(parts) == 2:
                stop(actor=actor_of(merchant), public_id=work.public_id)
            progress(part, 4)
        return Outcome(message="Alles.")

    ticks = iter(range(0, 1000, 5))
    handler(carry_out)
    stopped = carry_out_next(clock=lambda: START + timedelta(seconds=next(ticks)))
    assert (stopped.state, parts, stopped.done) == ("stopped", [1, 2], 2)
    assert carry_out_next(clock=at(0)) is None, "stopped work waits for a person"
    go_on(actor=actor_of(merchant), public_id=work.public_id)
    assert carry_out_next(clock=lambda: START + timedelta(seconds=next(ticks))).state == "done"


def test_after_a_crash_another_worker_goes_on_when_the_lease_is_over_and_not_before(handler):
    work = begun(a_merchant())

    def crash(work, *, progress, machine_now):
        progress(1, 2)
        raise ACrash

    handler(crash)
    with pytest.raises(ACrash):
        carry_out_next(clock=at(0))
    work.refresh_from_db()
    assert (work.state, work.done) == ("running", 1)
    handler(lambda work, *, progress, machine_now: Outcome(message="Fertig."))
    assert carry_out_next(clock=at(LEASE.total_seconds())) is None
    assert carry_out_next(clock=at(LEASE.total_seconds() + 1)).message == "Fertig."


def test_a_worker_that_lost_its_lease_writes_nothing_any_more(handler):
    work = begun(a_merchant())

    def slow(mine, *, progress, machine_now):
        LongWork.objects.filter(pk=work.pk).update(lease_token="another", message="von anderen")
        progress(1, 2)
        raise AssertionError("progress tells that the lease is lost")

    handler(slow)
    carry_out_next(clock=at(0))
    work.refresh_from_db()
    assert (work.state, work.lease_token, work.message, work.done) == ("running", "another", "von anderen", 0)


def test_what_is_refused_fails_with_its_sentence_and_may_be_given_up(handler):
    merchant = a_merchant()
    work = begun(merchant)

    def refuse(work, *, progress, machine_now):
        raise WorkRefused("Alles ist angehalten.")

    handler(refuse)
    failed = carry_out_next(clock=at(0))
    assert (failed.state, failed.message) == ("failed", "Alles ist angehalten.")
    give_up(actor=actor_of(merchant), public_id=work.public_id, machine_now=START)
    with pytest.raises(NotNow):
        go_on(actor=actor_of(merchant), public_id=work.public_id)
    assert begun(merchant).pk != work.pk


def test_a_foreign_merchant_neither_sees_nor_stops_it():
    work = begun(a_merchant())
    stranger = actor_of(a_merchant(name="Nebenan"))
    assert work_of(stranger, work.public_id) is None
    with pytest.raises(WorkUnknown):
        stop(actor=stranger, public_id=work.public_id)
    work.refresh_from_db()
    assert work.state == "waiting"


def test_the_pace_is_told_while_it_runs():
    work = LongWork(state="running", done=500, total=2000, began_at=START)
    pace = pace_of(work, machine_now=START + timedelta(seconds=10))
    assert (pace.percent, pace.per_second, pace.seconds_left) == (25, 50, 30)
    assert pace_of(LongWork(state="waiting"), machine_now=START).percent is None


def test_an_import_that_dies_in_the_middle_comes_to_its_end_with_each_invoice_once(monkeypatch):
    merchant = a_merchant()
    work = begin_invoices(
        actor=actor_of(merchant), data=a_list(1200), name="liste.csv", collectible_by=None, at=NOW, machine_now=START
    )  # fmt: skip
    assert work.kind == INVOICES

    def dying(work, clock, lease):
        def progress(done, total):
            if done > 500:
                raise ACrash

        return progress

    with monkeypatch.context() as broken:
        broken.setattr(worker, "_progress", dying)
        with pytest.raises(ACrash):
            carry_out_next(clock=at(0))
    assert Invoice.objects.count() == 1000, "whole parts stay"
    done = carry_out_next(clock=at(100))
    assert done.state == "done"
    assert "200 Rechnungen eingelesen" in done.message and "1000 waren schon da" in done.message
    assert Invoice.objects.count() == 1200
    assert Event.objects.filter(kind="InvoiceImported").count() == 1200


class OneRow:
    """Stands for the row in hand, and hears each renewal; busy at the first."""

    def __init__(self):
        self.until, self.twice = [], threading.Event()

    def update(self, *, leased_until):
        self.until.append(leased_until)
        if len(self.until) == 1:
            raise OperationalError("database is locked")
        self.twice.set()


def test_work_that_reports_no_progress_for_long_keeps_its_lease(handler, monkeypatch):
    begun(a_merchant())
    row = OneRow()
    monkeypatch.setattr(worker, "_mine", lambda work: row)

    def read_a_big_file(work, *, progress, machine_now):
        assert row.twice.wait(5), "the lease is renewed meanwhile, also after the database was busy"
        raise ACrash

    handler(read_a_big_file)
    with pytest.raises(ACrash):
        carry_out_next(clock=at(7), lease=timedelta(seconds=0.03))
    renewed = len(row.until)
    assert row.until[1] == START + timedelta(seconds=7.03)
    assert not [one for one in threading.enumerate() if one.name == "work-lease-keeper"]
    assert len(row.until) == renewed, "nobody renews the lease of work that has ended"
