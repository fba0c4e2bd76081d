"""Doctor finds each planted corruption, and nothing else; a healthy shop with a history has no findings."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F

from kulanz.core.actor import Actor
from kulanz.features.audit import triggers
from kulanz.features.audit.models import Event, EventText
from kulanz.features.banking.models import BankLine, Match
from kulanz.features.banking.undoing import undo_match
from kulanz.features.claims.models import Case, Invoice, StepDone
from kulanz.features.doctor.checks import examine
from kulanz.features.doctor.remedies import look_at_every_case
from kulanz.features.documents.models import Document
from kulanz.features.dunning.models import StrategyVersion
from kulanz.features.ledger.models import Entry, OpenItem, Posting
from kulanz.features.letters.models import Message
from kulanz.features.tenants.models import Merchant
from kulanz.interfaces.commands.demo.shop import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lindenladen")]


def findings():
    return [finding for _, found in examine(machine_now=NOW) for finding in found]


def found_by():
    return {finding.check for finding in findings()}


@contextmanager
def without_triggers(table):
    """What somebody with the database's password could do: drop, change, and cover the tracks."""
    with connection.cursor() as cursor:
        on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
        for verb in triggers.VERBS:
            cursor.execute(f"DROP TRIGGER {table}_refuses_{verb}{on_table}")
        yield
        if connection.vendor == "postgresql":
            connection.check_constraints()
    triggers.install()


def case_of(number):
    return Case.objects.get(invoice__number=number)


def revenue_posting():
    first = Posting.objects.filter(ledger_account="revenue").order_by("id").first()
    return Posting.objects.filter(pk=first.pk)


def test_a_healthy_shop_has_no_findings():
    checks = list(examine(machine_now=NOW))

    assert [found for _, found in checks if found] == []
    assert len(checks) == 17
    assert Match.objects.exists() and Message.objects.exists() and StepDone.objects.exists()


@pytest.mark.parametrize("name", sorted(triggers.trigger_names()))
def test_a_dropped_trigger_is_found(name):
    table = name.split("_refuses_")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))

    assert [(one.check, one.subject) for one in findings()] == [("triggers", name)]


@pytest.mark.parametrize("name", sorted(triggers.postgresql_only_trigger_names()))
def test_a_dropped_trigger_that_only_postgresql_has_is_found(name):
    if connection.vendor != "postgresql":
        assert name not in triggers.existing() and findings() == []
        return
    table = name.split("_refuses_")[0].split("_balances")[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name} ON {table}")

    assert [(one.check, one.subject) for one in findings()] == [("triggers", name)]


def change_a_posting():
    with without_triggers("ledger_posting"):
        revenue_posting().update(cents=F("cents") - 1)


def remove_a_posting():
    with without_triggers("ledger_posting"):
        revenue_posting()._raw_delete("default")


def change_open_cents():
    OpenItem.objects.filter(invoice__number="RE-2026-1043").update(open_cents=F("open_cents") + 1)


def undo_a_match_without_reversal():
    Match.objects.filter(invoice__number="RE-2026-0701").update(undone_on=date(2026, 9, 1))


def undone():
    match = Match.objects.get(invoice__number="RE-2026-0701")
    actor = Actor.system(match.merchant_id)
    return undo_match(actor=actor, match_public_id=match.public_id, because="Probe", at=NOW)


def let_an_undone_match_count():
    Match.objects.filter(pk=undone().pk).update(undone_on=None)


def bend_a_reversal():
    entry = Entry.objects.get(reverses=undone().entry)
    with without_triggers("ledger_posting"):
        entry.postings.filter(ledger_account="unallocated_payments").update(ledger_account="bank")


def change_the_cents_of_a_match():
    Match.objects.filter(invoice__number="RE-2026-0701").update(cents=F("cents") - 1)


def change_what_waits_on_a_line():
    BankLine.objects.filter(amount_cents=15000).update(unallocated_cents=14999)


def forget_that_a_line_was_booked():
    BankLine.objects.filter(amount_cents=15000).update(entry=None)


def close_an_unpaid_case():
    Case.objects.filter(pk=case_of("RE-2026-1043").pk).update(
        state="closed", closed_because="paid", look_again_on=None
    )


def open_a_paid_case():
    Case.objects.filter(pk=case_of("RE-2026-0701").pk).update(state="open")


def change_an_event():
    with without_triggers("audit_event"):
        Event.objects.filter(pk=Event.objects.filter(kind="AccountCovered").first().pk).update(
            day="2026-08-02"
        )


def change_the_money_in_an_event():
    event = Event.objects.filter(kind="PaymentMatched").first()
    with without_triggers("audit_event"):
        Event.objects.filter(pk=event.pk).update(facts={**event.facts, "cents": 1})


def remove_an_event():
    event = Event.objects.filter(kind="AccountCovered").first()
    with without_triggers("audit_event"):
        Event.objects.filter(pk=event.pk)._raw_delete("default")


def change_the_words_of_an_event():
    EventText.objects.filter(event__kind="ContactHeld").update(words={"because": "etwas anderes"})


def lose_the_copy_of_a_message():
    Message.objects.filter(pk=shown().pk).update(document=None)


def put_another_copy_there():
    other = Document.objects.filter(kind="invoice_list").first()
    Message.objects.filter(pk=shown().pk).update(document=other)


def say_a_message_waits_that_went_out():
    # Of Greta's service note, because its step has no deadline that anything else hangs on.
    note = Message.objects.get(layout="service_note", customer__number="K-1008")
    Message.objects.filter(pk=note.pk).update(state="released")


def forget_a_step():
    StepDone.objects.filter(case=case_of("RE-2026-0987"), step="reminder").delete()


def look_at_erika_too_late():
    Case.objects.filter(pk=case_of("RE-2026-1043").pk).update(look_again_on=date(2026, 12, 2))


def never_look_at_greta_again():
    Case.objects.filter(pk=case_of("RE-2026-1030").pk).update(look_again_on=None)


def lose_the_strategy():
    StrategyVersion.objects.filter(code="b2b").delete()


def shown():
    return Message.objects.filter(state="shown", layout="reminder").first()


PLANTED = [
    (change_a_posting, {"entries balance"}),
    (remove_a_posting, {"entries balance"}),
    (change_open_cents, {"open items"}),
    (undo_a_match_without_reversal, {"matches", "bank lines"}),
    (let_an_undone_match_count, {"matches", "bank lines"}),
    (bend_a_reversal, {"reversals", "money waiting"}),
    (change_the_cents_of_a_match, {"matches", "bank lines"}),
    (change_what_waits_on_a_line, {"bank lines", "money waiting"}),
    (forget_that_a_line_was_booked, {"bank lines"}),
    (close_an_unpaid_case, {"cases"}),
    (open_a_paid_case, {"cases"}),
    (change_an_event, {"seals"}),
    (change_the_money_in_an_event, {"seals"}),
    (remove_an_event, {"seals"}),
    (change_the_words_of_an_event, {"event words"}),
    (lose_the_copy_of_a_message, {"copies"}),
    (put_another_copy_there, {"copies"}),
    (say_a_message_waits_that_went_out, {"messages"}),
    (forget_a_step, {"steps"}),
    (look_at_erika_too_late, {"look again"}),
    (never_look_at_greta_again, {"look again"}),
    (lose_the_strategy, {"look again"}),
]


@pytest.mark.parametrize(("plant", "expected"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_what_is_planted_is_found_and_nothing_else(plant, expected):
    plant()

    assert found_by() == expected


def test_a_payment_that_was_undone_properly_is_no_finding():
    undone()

    assert findings() == []


def test_looking_earlier_than_needed_is_no_finding():
    Case.objects.filter(pk=case_of("RE-2026-1030").pk).update(look_again_on=date(2026, 12, 2))

    assert findings() == []


def test_a_case_that_only_an_event_can_change_needs_no_day():
    held = case_of("RE-2026-0961")

    assert held.look_again_on is None or held.look_again_on <= NOW.date()
    Case.objects.filter(pk=held.pk).update(look_again_on=None)
    assert findings() == []


def test_a_look_that_was_right_becomes_stale_as_days_go_by():
    # On 3 December Greta's reminder is due; whoever had stored the 4th would have missed it.
    Case.objects.filter(pk=case_of("RE-2026-1030").pk).update(look_again_on=date(2026, 12, 4))
    assert [one.subject for one in findings()] == ["case of RE-2026-1030"]

    Merchant.objects.update(clock_at=NOW + timedelta(days=3))
    assert "case of RE-2026-1030" not in [one.subject for one in findings()]


def test_looking_at_every_case_again_cures_stale_looks():
    Case.objects.filter(state="open").update(look_again_on=date(2027, 6, 1))
    assert found_by() == {"look again"}

    moved = look_at_every_case(machine_now=NOW)

    assert moved == Case.objects.filter(state="open").count() and findings() == []


def the_file_of(number):
    document = Invoice.objects.get(number=number).document
    [path] = [one for one in settings.KULANZ_DOCUMENTS.rglob("*") if one.name.startswith(document.sha256)]
    return document, path


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_document_that_is_not_as_it_came_is_found(damage):
    document, path = the_file_of("RE-2026-1043")
    original, mode = path.read_bytes(), path.stat().st_mode
    try:
        path.chmod(0o600)
        if damage == "missing":
            path.unlink()
        else:
            path.write_bytes(original + b"\n")
        assert [(one.check, one.subject) for one in findings()] == [("documents", document.original_name)]
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(original)
        path.chmod(mode)


def test_a_migration_that_is_missing_is_told_before_anything_else_is_read():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")

    checks = list(examine(machine_now=NOW))

    assert [title for title, _ in checks] == ["migrations"]
    assert checks[0][1] and all("axes" in one.subject for one in checks[0][1])


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="recursive_triggers is SQLite's own")
def test_triggers_that_insert_or_replace_slips_past_are_found():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        try:
            assert [(one.check, one.subject) for one in findings()] == [("sqlite", "recursive_triggers")]
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")
    assert findings() == []
