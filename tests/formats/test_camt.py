"""Bank statements in camt: what a shop needs from each line, and what must not be made up."""

from datetime import date

import pytest

from kulanz.formats.camt import read_camt
from kulanz.formats.records import BankLine, BankStatement, ReadStatements
from tests.formats.places import sample

SHOP = "DE89370400440532013000"


def statement_of(read: ReadStatements) -> BankStatement:
    assert read.errors == ()
    (statement,) = read.statements
    return statement


@pytest.fixture
def november() -> BankStatement:
    return statement_of(read_camt(sample("lindenladen.camt053.v08.xml"), file="november.xml"))


def a_statement(*entries: str, balances: str = "", version: str = "053.001.08", owner: str = "") -> bytes:
    body = "".join(entries)
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><BkToCstmrStmt><Stmt><Id>1</Id>'
        f"<Acct><Id><IBAN>{SHOP}</IBAN></Id>{owner}</Acct>{balances}{body}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def an_entry(
    amount: str = "10.00", *, direction: str = "CRDT", details: str = "", extra: str = "", sts: str = "BOOK"
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{extra}<Sts><Cd>{sts}</Cd></Sts>'
        f"<BookgDt><Dt>2026-11-30</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"
    )


def a_payment(amount: str = "", *, debtor: str = "", creditor: str = "", more: str = "") -> str:
    parties = (f"<Dbtr><Pty><Nm>{debtor}</Nm></Pty></Dbtr>" if debtor else "") + (
        f"<Cdtr><Pty><Nm>{creditor}</Nm></Pty></Cdtr>" if creditor else ""
    )
    printed = f'<Amt Ccy="EUR">{amount}</Amt>' if amount else ""
    return f"<TxDtls>{printed}<RltdPties>{parties}</RltdPties>{more}</TxDtls>"


def a_balance(code: str, amount: str, direction: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
        f"<CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal>"
    )


def lines_of(data: bytes) -> tuple[BankLine, ...]:
    return statement_of(read_camt(data, file="x.xml")).lines


# the statement itself


def test_a_statement_names_its_account_owner_and_balances(november: BankStatement) -> None:
    assert (november.account, november.owner_name, november.currency) == (SHOP, "Lindenladen GmbH", "EUR")
    assert (november.opening_cents, november.opening_date) == (100_000, date(2026, 11, 27))
    assert (november.closing_cents, november.closing_date) == (113_705, date(2026, 11, 30))
    assert november.balances is True
    assert (november.file, november.format) == ("november.xml", "camt.053.001.08")


def test_the_old_version_in_latin_1_reads_the_same_way() -> None:
    statement = statement_of(read_camt(sample("lindenladen.camt053.v02.xml"), file="alt.xml"))
    (line,) = statement.lines
    assert (statement.opening_cents, statement.closing_cents, statement.balances) == (-2000, 8000, True)
    assert (line.counterparty_name, line.ultimate_counterparty_name) == ("Jürgen Überall", "Erika Beispiel")
    assert (line.amount_cents, line.transaction_code, line.status) == (10_000, "NTRF+166", "booked")


def test_a_statement_that_does_not_add_up_is_read_with_a_warning_that_names_the_difference() -> None:
    data = a_statement(an_entry("10.00"), balances=a_balance("OPBD", "5.00") + a_balance("CLBD", "15.01"))
    read = read_camt(data, file="x.xml")
    assert statement_of(read).balances is False
    assert "0,01 EUR" in read.warnings[0].message
    assert (read.warnings[0].file, read.warnings[0].place) == ("x.xml", "Auszug 1")


def test_a_statement_that_adds_up_gives_no_warning() -> None:
    data = a_statement(an_entry("10.00"), balances=a_balance("OPBD", "5.00") + a_balance("CLBD", "15.00"))
    read = read_camt(data, file="x.xml")
    assert (statement_of(read).balances, read.warnings) == (True, ())


def test_without_a_closing_balance_nobody_can_say_whether_it_adds_up() -> None:
    statement = statement_of(
        read_camt(a_statement(an_entry(), balances=a_balance("OPBD", "5.00")), file="x.xml")
    )
    assert (statement.balances, statement.closing_cents, statement.closing_date) == (None, None, None)


def test_pages_of_a_statement_open_and_close_with_interim_balances() -> None:
    data = a_statement(an_entry("10.00"), balances=a_balance("ITBD", "5.00") + a_balance("ITBD", "15.00"))
    statement = statement_of(read_camt(data, file="x.xml"))
    assert (statement.opening_cents, statement.closing_cents, statement.balances) == (500, 1500, True)


def test_pending_entries_do_not_count_for_the_balance() -> None:
    balances = a_balance("OPBD", "5.00") + a_balance("CLBD", "5.00")
    statement = statement_of(read_camt(a_statement(an_entry(sts="PDNG"), balances=balances), file="x.xml"))
    assert (statement.balances, statement.lines[0].status) == (True, "pending")


@pytest.mark.parametrize(
    ("kind", "message", "part"),
    [("052", "BkToCstmrAcctRpt", "Rpt"), ("054", "BkToCstmrDbtCdtNtfctn", "Ntfctn")],
)
def test_reports_and_notifications_have_the_same_lines(kind: str, message: str, part: str) -> None:
    data = a_statement(an_entry("10.00")).decode().replace("camt.053", f"camt.{kind}")
    data = (
        data.replace("BkToCstmrStmt", message).replace("<Stmt>", f"<{part}>").replace("</Stmt>", f"</{part}>")
    )
    statement = statement_of(read_camt(data.encode(), file="x.xml"))
    assert [line.amount_cents for line in statement.lines] == [1000]


# lines


def test_a_payment_in_shows_who_paid_and_what_he_wrote(november: BankStatement) -> None:
    line = november.lines[0]
    assert (line.booking_date, line.value_date) == (date(2026, 11, 30), date(2026, 12, 1))
    assert (line.amount_cents, line.currency, line.status) == (8990, "EUR", "booked")
    assert (line.counterparty_name, line.counterparty_iban) == ("Erika Beispiel", "DE02120300000000202051")
    assert line.remittance_text == "Rechnung LL-2026-1001 danke und Gruss"
    assert line.bank_reference == "BANK-0001"
    assert line.transaction_code == "PMNT-RCDT-ESCT"


def test_not_provided_is_no_reference(november: BankStatement) -> None:
    assert november.lines[0].end_to_end_id is None
    assert november.lines[1].end_to_end_id == "LL-2026-1002"


def test_a_batch_becomes_one_line_per_payment(november: BankStatement) -> None:
    first, second = november.lines[1:3]
    assert (first.amount_cents, first.counterparty_name, first.mandate_reference) == (
        6000,
        "Jonas Muster",
        "M-17",
    )
    assert (second.amount_cents, second.counterparty_name) == (4000, "Café Nordlicht OHG")
    assert (second.remittance_text, second.structured_reference) == (None, "RF18539007547034")
    assert {first.batch_reference, second.batch_reference} == {"SAMMLER-7"}
    assert (first.place, second.place) == ("Auszug 1, Umsatz 2, Posten 1", "Auszug 1, Umsatz 2, Posten 2")


def test_a_returned_debit_is_money_out_and_names_the_customer_and_the_reason(november: BankStatement) -> None:
    line = november.lines[3]
    assert (line.amount_cents, line.is_reversal, line.return_reason) == (-5285, True, "AC04")
    assert (line.counterparty_name, line.counterparty_iban) == ("Milan Probst", "DE02500105170137075030")
    assert (line.original_amount_cents, line.original_currency, line.charges_cents) == (4990, "EUR", 295)
    assert line.creditor_identifier == "DE98ZZZ09999999999"


def test_what_the_file_does_not_say_stays_open(november: BankStatement) -> None:
    line = november.lines[4]
    assert line.status == "pending"
    assert (line.booking_date, line.remittance_text, line.counterparty_name, line.bank_reference) == (
        None,
    ) * 4
    assert line.booking_text == "vorgemerkt"


def test_a_batch_without_single_amounts_stays_one_line() -> None:
    data = a_statement(an_entry("30.00", details=a_payment(debtor="Erika Beispiel") + a_payment("10.00")))
    (line,) = lines_of(data)
    assert (line.amount_cents, line.batch_count, line.counterparty_name) == (3000, 2, None)


def test_a_batch_that_does_not_add_up_stays_one_line_with_a_warning() -> None:
    read = read_camt(
        a_statement(an_entry("30.00", details=a_payment("10.00") + a_payment("10.00"))), file="x.xml"
    )
    assert [line.amount_cents for line in statement_of(read).lines] == [3000]
    assert "20,00 EUR" in read.warnings[0].message and "30,00 EUR" in read.warnings[0].message


def test_a_batch_booked_net_of_charges_is_shared_out_net() -> None:
    charged = a_payment("10.00", more='<Chrgs><Rcrd><Amt Ccy="EUR">0.35</Amt></Rcrd></Chrgs>')
    read = read_camt(a_statement(an_entry("19.65", details=charged + a_payment("10.00"))), file="x.xml")
    assert [line.amount_cents for line in statement_of(read).lines] == [965, 1000]
    assert read.warnings == ()


def test_a_payment_in_foreign_money_counts_in_the_money_of_the_account() -> None:
    details = '<TxDtls><Amt Ccy="USD">11.00</Amt></TxDtls>'
    (line,) = lines_of(a_statement(an_entry("10.00", details=details)))
    assert (line.amount_cents, line.currency) == (1000, "EUR")


def test_in_a_batch_a_single_payment_may_go_the_other_way() -> None:
    back = '<TxDtls><Amt Ccy="EUR">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>'
    assert [
        line.amount_cents
        for line in lines_of(a_statement(an_entry("8.00", details=a_payment("10.00") + back)))
    ] == [
        1000,
        -200,
    ]


def test_a_batch_that_copies_the_direction_of_its_orders_counts_in_the_direction_booked() -> None:
    wrong = '<TxDtls><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>'
    lines = lines_of(a_statement(an_entry("10.00", direction="DBIT", details=wrong + wrong)))
    assert [line.amount_cents for line in lines] == [-500, -500]


# the other party


def test_money_out_goes_to_the_creditor() -> None:
    (line,) = lines_of(
        a_statement(an_entry(direction="DBIT", details=a_payment(debtor="Lindenladen", creditor="Post AG")))
    )
    assert (line.amount_cents, line.counterparty_name) == (-1000, "Post AG")


def test_a_reversal_keeps_the_parties_of_the_first_booking_and_the_sign_of_its_own() -> None:
    returned = a_payment(debtor="Jonas Muster", creditor="Lindenladen")
    (line,) = lines_of(
        a_statement(an_entry(direction="DBIT", details=returned, extra="<RvslInd>true</RvslInd>"))
    )
    assert (line.amount_cents, line.counterparty_name) == (-1000, "Jonas Muster")


def test_an_entry_that_is_no_reversal_does_not_turn_the_parties() -> None:
    sent = a_payment(debtor="Lindenladen", creditor="Jonas Muster")
    (line,) = lines_of(
        a_statement(an_entry(direction="DBIT", details=sent, extra="<RvslInd>false</RvslInd>"))
    )
    assert (line.amount_cents, line.counterparty_name) == (-1000, "Jonas Muster")


def test_our_own_account_tells_the_sides_apart_whatever_the_signs_say() -> None:
    accounts = (
        "<TxDtls><RltdPties><Dbtr><Nm>Jonas Muster</Nm></Dbtr>"
        f"<CdtrAcct><Id><IBAN>{SHOP}</IBAN></Id></CdtrAcct></RltdPties></TxDtls>"
    )
    (line,) = lines_of(a_statement(an_entry(direction="DBIT", details=accounts)))
    assert line.counterparty_name == "Jonas Muster"


def test_the_owner_of_the_account_is_never_the_counterparty() -> None:
    owner = "<Ownr><Nm>Lindenladen GmbH</Nm></Ownr>"
    (line,) = lines_of(a_statement(an_entry(details=a_payment(debtor="LINDENLADEN  GmbH")), owner=owner))
    assert line.counterparty_name is None


def test_reversals_written_with_the_first_direction_are_turned_where_only_that_adds_up() -> None:
    back = a_payment(debtor="Jonas Muster", creditor="Lindenladen")
    entries = an_entry("50.00"), an_entry("10.00", extra="<RvslInd>true</RvslInd>", details=back)
    read = read_camt(
        a_statement(*entries, balances=a_balance("OPBD", "0.00") + a_balance("CLBD", "40.00")), file="x.xml"
    )
    statement = statement_of(read)
    assert [line.amount_cents for line in statement.lines] == [5000, -1000]
    assert (statement.lines[1].counterparty_name, statement.balances) == ("Jonas Muster", True)
    assert "Storno" in read.warnings[0].message


def test_reversals_are_not_turned_where_the_statement_adds_up_or_nothing_proves_it() -> None:
    entries = an_entry("50.00"), an_entry("10.00", extra="<RvslInd>true</RvslInd>")
    proven = a_balance("OPBD", "0.00") + a_balance("CLBD", "60.00")
    disproven = a_balance("OPBD", "0.00") + a_balance("CLBD", "41.00")
    for balances in (proven, disproven, ""):
        assert [line.amount_cents for line in lines_of(a_statement(*entries, balances=balances))] == [
            5000,
            1000,
        ]


@pytest.mark.parametrize(
    ("number", "iban", "account"),
    [
        ("DE02120300000000202051", "DE02120300000000202051", None),
        ("DE03120300000000202051", None, "DE03120300000000202051"),
        ("740618130100033626", None, "740618130100033626"),
    ],
)
def test_an_iban_in_the_wrong_place_is_still_one_and_other_numbers_are_not(
    number: str, iban: str | None, account: str | None
) -> None:
    parties = f"<RltdPties><DbtrAcct><Id><Othr><Id>{number}</Id></Othr></Id></DbtrAcct></RltdPties>"
    (line,) = lines_of(a_statement(an_entry(details=f"<TxDtls>{parties}</TxDtls>")))
    assert (line.counterparty_iban, line.counterparty_account) == (iban, account)


# faults


@pytest.mark.parametrize("amount", ["", "abc", "1,00", "1.005", "-1.00", "1e3", "9" * 30])
def test_an_unreadable_amount_is_an_error_with_its_place_and_no_other_line_is_lost(amount: str) -> None:
    read = read_camt(a_statement(an_entry("1.00"), an_entry(amount), an_entry("3.00")), file="x.xml")
    assert [line.amount_cents for line in read.statements[0].lines] == [100, 300]
    assert [(one.file, one.place) for one in read.errors] == [("x.xml", "Auszug 1, Umsatz 2")]


def test_zeros_beyond_the_cent_are_no_fault() -> None:
    assert lines_of(a_statement(an_entry("18.15000")))[0].amount_cents == 1815


def test_yen_have_no_cents() -> None:
    data = a_statement(an_entry("2700").replace("EUR", "JPY"))
    assert (lines_of(data)[0].amount_cents, lines_of(data)[0].currency) == (2700, "JPY")


def test_after_a_line_was_lost_nobody_says_that_the_statement_adds_up() -> None:
    balances = a_balance("OPBD", "5.00") + a_balance("CLBD", "5.00")
    read = read_camt(a_statement(an_entry("abc"), balances=balances), file="x.xml")
    assert (read.statements[0].balances, len(read.errors)) == (None, 1)


def test_an_unreadable_balance_is_an_error_and_no_other_one_is_trusted_instead() -> None:
    balances = a_balance("OPBD", "?") + a_balance("PRCD", "5.00") + a_balance("CLBD", "15.00")
    read = read_camt(a_statement(an_entry("10.00"), balances=balances), file="x.xml")
    assert (read.statements[0].balances, len(read.statements[0].lines)) == (None, 1)
    assert [one.place for one in read.errors] == ["Auszug 1, Saldo"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<CdtDbtInd>CRDT</CdtDbtInd>", "<CdtDbtInd>PLUS</CdtDbtInd>"),
        ("<CdtDbtInd>CRDT</CdtDbtInd>", ""),
        ("2026-11-30", "30.11.2026"),
        ("2026-11-30", "2026-02-30"),
        ("<Cd>BOOK</Cd>", "<Cd>PERHAPS</Cd>"),
        ('Ccy="EUR"', 'Ccy="EURO"'),
    ],
)
def test_other_unreadable_values_are_errors_too(old: str, new: str) -> None:
    data = a_statement(an_entry().replace(old, new))
    read = read_camt(data, file="x.xml")
    assert read.statements[0].lines == ()
    assert [one.place for one in read.errors] == ["Auszug 1, Umsatz 1"]


def test_a_statement_cut_off_in_the_middle_is_not_handed_over_but_the_one_before_is() -> None:
    whole = a_statement(an_entry("1.00")).decode()
    second = "<Stmt><Id>2</Id>" + an_entry("2.00")
    cut = whole.replace("</Stmt></BkToCstmrStmt></Document>", "</Stmt>" + second)
    read = read_camt(cut.encode(), file="x.xml")
    assert [line.amount_cents for one in read.statements for line in one.lines] == [100]
    assert [one.place for one in read.errors] == ["Auszug 2"]


def test_a_booked_line_without_its_day_is_a_warning() -> None:
    data = a_statement(an_entry().replace("<BookgDt><Dt>2026-11-30</Dt></BookgDt>", ""))
    read = read_camt(data, file="x.xml")
    assert read.statements[0].lines[0].booking_date is None
    assert "Buchungstag" in read.warnings[0].message


# versions and what only some banks say


@pytest.mark.parametrize("version", range(2, 11))
def test_every_version_says_the_same(version: int, november: BankStatement) -> None:
    """Up to 07 a party's name and the status stand directly, from 08 on inside Pty and Cd."""
    text = (
        sample("lindenladen.camt053.v08.xml")
        .decode()
        .replace("camt.053.001.08", f"camt.053.001.{version:02}")
    )
    if version < 8:
        text = text.replace("<Pty>", "").replace("</Pty>", "")
        text = text.replace("<Sts><Cd>", "<Sts>").replace("</Cd></Sts>", "</Sts>")
    statement = statement_of(read_camt(text.encode(), file="november.xml"))
    assert statement.format == f"camt.053.001.{version:02}"
    assert statement.lines == november.lines
    assert (statement.balances, statement.closing_cents) == (True, november.closing_cents)


@pytest.mark.parametrize(
    ("code", "reason", "name"),
    [
        ("NRTI+109+0+902", "AC04", "Milan Probst"),
        ("NRTI+109", None, "Milan Probst"),
        ("NTRF+166+0+902", None, "Lindenladen GmbH"),  # no return: the number means something else
    ],
)
def test_the_german_code_tells_why_a_debit_came_back(code: str, reason: str | None, name: str) -> None:
    entry = an_entry(
        direction="DBIT",
        extra=f"<BkTxCd><Prtry><Cd>{code}</Cd></Prtry></BkTxCd>",
        details=a_payment(debtor="Milan Probst", creditor="Lindenladen GmbH"),
    )
    (line,) = lines_of(a_statement(entry))
    assert (line.return_reason, line.counterparty_name, line.amount_cents) == (reason, name, -1000)


def test_an_entry_without_details_still_names_the_amount_as_instructed() -> None:
    extra = '<AmtDtls><InstdAmt><Amt Ccy="USD">11.00</Amt></InstdAmt></AmtDtls>'
    (line,) = lines_of(a_statement(an_entry(extra=extra)))
    assert (line.amount_cents, line.original_amount_cents, line.original_currency) == (1000, 1100, "USD")
