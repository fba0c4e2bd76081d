"""A long import: it tells how far it is, can be stopped, and goes on where it stood."""

import argparse
import io

import pytest
from django.db import connection

from kulanz.features.banking import statements
from kulanz.features.banking.models import BankAccount, BankLine, Match, StatementImport
from kulanz.features.ledger.models import Posting
from kulanz.formats.records import ReadStatements
from kulanz.interfaces.commands import statements as command
from kulanz.interfaces.commands.progress import ProgressLine
from tests.features.banking.files import a_line, a_statement, bring_in
from tests.features.builders import PAYER_IBAN, a_customer, a_merchant, an_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def chunks_of_two(monkeypatch):
    monkeypatch.setattr(statements, "CHUNK", 2)


def paid_thrice_and_noise():
    """Three equal payments, of which a stop lies between the second and the third, and two other lines."""
    coffee = a_line(490, remittance_text="Kaffeekasse", counterparty_name="Jo", counterparty_iban=None)
    return a_statement(coffee, coffee, coffee, a_line(), a_line(-700, remittance_text="Miete"))


def test_progress_counts_the_lines_after_each_transaction(chunks_of_two):
    shop, seen = a_merchant(), []
    an_invoice(a_customer(shop))
    bring_in(shop, paid_thrice_and_noise(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 5), (4, 5), (5, 5)]


def test_an_import_that_was_stopped_goes_on_and_books_everything_once(chunks_of_two):
    shop = a_merchant()
    an_invoice(a_customer(shop))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_in(shop, paid_thrice_and_noise(), progress=stop)
    assert BankLine.objects.count() == 2, "the first transaction stays"
    assert BankAccount.objects.get().covered_to is None, "half a file proves no day"
    half = StatementImport.objects.get()
    assert (half.line_count, half.new_count) == (5, 2)

    report = bring_in(shop, paid_thrice_and_noise())
    assert (report.known, report.new, report.twins, report.matched.booked) == (2, 3, 0, 1)
    assert sorted(BankLine.objects.values_list("amount_cents", flat=True)) == [-700, 490, 490, 490, 12990]
    assert Match.objects.get().bank_line.counterparty_iban == PAYER_IBAN
    booked = Posting.objects.filter(ledger_account="bank").values_list("cents", flat=True)
    assert sorted(booked) == [-700, 490, 490, 490, 12990]
    assert BankAccount.objects.get().covered_to is not None

    again = bring_in(shop, paid_thrice_and_noise())
    assert (again.known, again.new) == (5, 0)


@pytest.mark.parametrize(
    ("seconds", "lines"),
    [(0.25, 200), (0.05, 400), (0.5, 100), (0.24, 208), (60.0, 20)],
)
def test_a_slow_transaction_makes_the_next_one_shorter_and_a_fast_one_longer(seconds, lines):
    moments = iter([10.0, 10.0 + seconds])
    pace = statements.Pace(lambda: next(moments))
    pace.begin()
    pace.end(pace.lines)
    assert pace.lines == lines


def test_no_transaction_takes_more_than_a_chunk_however_fast_it_is():
    moments = iter(float(second) for second in (0, 0, 1, 1, 2, 2))
    pace = statements.Pace(lambda: next(moments))
    for _ in range(3):
        pace.begin()
        pace.end(pace.lines)
    assert pace.lines == statements.CHUNK


def test_the_matcher_is_loaded_outside_of_transactions_and_not_at_all_where_nothing_is_new(monkeypatch):
    shop, depths = a_merchant(), []
    an_invoice(a_customer(shop))
    bare = len(connection.savepoint_ids)
    load = statements.Desk

    def loaded(**facts):
        depths.append(len(connection.savepoint_ids) - bare)
        return load(**facts)

    monkeypatch.setattr(statements, "Desk", loaded)
    report = bring_in(shop, paid_thrice_and_noise())
    assert (report.new, report.known, report.matched.booked) == (5, 0, 1)
    assert depths == [0]
    again = bring_in(shop, paid_thrice_and_noise())
    assert (again.new, again.known) == (0, 5)
    assert depths == [0], "every line is known, so nothing is matched"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_how_far_it_is_and_a_pipe_is_not():
    seen, unseen = _Terminal(), io.StringIO()
    for stream in (seen, unseen):
        line = ProgressLine("auszug.xml", stream=stream)
        line(2000, 2000)
        line.end()
    assert "auszug.xml: 2,000 of 2,000 lines" in seen.getvalue()
    assert seen.getvalue().endswith("\r"), "the result stands on a clean line"
    assert unseen.getvalue() == ""
    silent = ProgressLine("auszug.xml", is_silent=True, stream=_Terminal())
    silent(1, 1)
    assert silent._stream.getvalue() == ""


def test_ctrl_c_in_the_command_keeps_what_is_done_and_the_same_command_goes_on(
    chunks_of_two, monkeypatch, capsys
):
    shop = a_merchant()
    an_invoice(a_customer(shop))
    read = ReadStatements(statements=(paid_thrice_and_noise(),))
    monkeypatch.setattr(command, "prepare", lambda: None)
    monkeypatch.setattr(command, "files_read", lambda *_, **__: [("auszug.xml", b"<a/>", read)])
    arguments = argparse.Namespace(files=["auszug.xml"], account=None, json=False, merchant=shop.public_id)

    class Impatient(ProgressLine):
        def __call__(self, done: int, total: int) -> None:
            super().__call__(done, total)
            raise KeyboardInterrupt

    with monkeypatch.context() as impatient:
        impatient.setattr(command, "ProgressLine", Impatient)
        assert command.run_import(arguments) == 6
    assert "stopped after 2 of 5 lines" in capsys.readouterr().err
    assert BankLine.objects.count() == 2
    assert command.run_import(arguments) == 0
    assert BankLine.objects.count() == 5
    assert Match.objects.count() == 1
