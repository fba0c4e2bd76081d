"""The same statement as camt, MT940 and table: each payment is booked once, or waits as a doubtful twin, never twice."""

from datetime import date
from pathlib import Path

import pytest

from kulanz.features.banking.accounts import AccountRefused, provider_account, use_account
from kulanz.features.banking.models import BankAccount, BankLine
from kulanz.features.banking.queries import covered_to
from kulanz.features.banking.statements import StatementReport, import_statements
from kulanz.features.ledger.models import Posting
from kulanz.features.tenants.models import Merchant
from kulanz.formats.bank_files import read_bank_file
from tests.features.builders import NOW, a_customer, a_merchant, account_of, actor_of, an_invoice

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "formats" / "samples"
TABLES = sorted(path for path in (SAMPLES / "bank_csv").iterdir() if path.stem != "paypal")
STORY = (("30", "89.90", "CRDT"), ("30", "1234.56", "DBIT"), ("27", "1000.00", "CRDT"))
PARTIES = (
    ("Erika Beispiel", "DE02120300000000202051", "Rechnung LL-2026-1001"),
    ("Nordholz Möbel GmbH", "DE02500105170137075030", "Miete Dezember"),
    ("Jürgen Müller", "DE91100000000123456789", "LL-2026-1003"),
)


def the_story_in_camt() -> bytes:
    entries = ""
    for (day, amount, direction), (name, iban, text) in zip(STORY, PARTIES, strict=True):
        role = "Dbtr" if direction == "CRDT" else "Cdtr"
        entries += (
            f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
            f"<BookgDt><Dt>2026-11-{day}</Dt></BookgDt><ValDt><Dt>2026-11-{day}</Dt></ValDt><NtryDtls><TxDtls><RltdPties>"
            f"<{role}><Pty><Nm>{name}</Nm></Pty></{role}><{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct></RltdPties>"
            f"<RmtInf><Ustrd>{text[:9]}</Ustrd><Ustrd>{text[9:].strip()}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id>'
        f"<IBAN>DE89370400440532013000</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def the_story_in_mt940() -> bytes:
    text = ":20:X\n:25:37040044/0532013000\n:28C:1\n:60F:C261126EUR1379,22\n"
    for (day, amount, direction), (name, iban, words) in zip(STORY, PARTIES, strict=True):
        text += (
            f":61:2611{day}11{day}{'C' if direction == 'CRDT' else 'D'}R{amount.replace('.', ',')}NTRFNONREF//B{day}\n"
            f":86:166?20SVWZ+{words[:12]}?21{words[12:]}?31{iban}?32{name}\n"
        )
    return f"{text}:62F:C261130EUR1234,56\n-\n".encode()


def bring(merchant: Merchant, data: bytes, *, account: str | None = None) -> StatementReport:
    return import_statements(
        actor=actor_of(merchant),
        read=read_bank_file(data, file="x"),
        data=data,
        file_name="x",
        bank_account=account,
        at=NOW,
        machine_now=NOW,
    )


def in_the_books() -> list[int]:
    return sorted(line.amount_cents for line in BankLine.objects.exclude(entry=None))


ONCE = [-123_456, 8990, 100_000]


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_a_table_after_camt_and_mt940_books_nothing_twice(table: Path) -> None:
    shop = a_merchant()
    an_invoice(a_customer(shop), number="LL-2026-1001", cents=8990)
    assert bring(shop, the_story_in_camt()).new == 3
    swift = bring(shop, the_story_in_mt940())
    assert (swift.new - swift.twins, swift.known + swift.twins) == (0, 3)
    again = bring(shop, table.read_bytes(), account=account_of(shop).public_id)
    assert (again.errors, again.new - again.twins, again.known + again.twins) == ([], 0, 3)
    assert in_the_books() == ONCE


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_camt_after_a_table_books_nothing_twice(table: Path) -> None:
    shop = a_merchant()
    assert bring(shop, table.read_bytes(), account=account_of(shop).public_id).new == 3
    again = bring(shop, the_story_in_camt())
    assert (again.new - again.twins, again.known + again.twins) == (0, 3)
    assert in_the_books() == ONCE


@pytest.mark.parametrize("name", ["sparkasse-camt", "sparkasse-mt940", "vr", "dkb", "comdirect"])
def test_a_table_that_says_what_camt_says_raises_no_doubt(name: str) -> None:
    """Their texts and accounts are the same to the letter; only the words about the rent are shorter in some."""
    shop = a_merchant()
    bring(shop, the_story_in_camt())
    report = bring(
        shop, (SAMPLES / "bank_csv" / f"{name}.csv").read_bytes(), account=account_of(shop).public_id
    )
    assert report.known >= 2


def test_another_payment_of_the_same_day_and_amount_is_booked() -> None:
    shop = a_merchant()
    bring(shop, the_story_in_camt())
    other = the_story_in_mt940().replace(b"Erika Beispiel", b"Karla Fern").replace(b"1001", b"2002")
    other = other.replace(b"DE02120300000000202051", b"DE75512108001245126199")
    report = bring(shop, other)
    assert (report.new, report.twins) == (1, 0)
    assert in_the_books() == [-123_456, 8990, 8990, 100_000]


# PayPal

PAYPAL = (SAMPLES / "bank_csv" / "paypal.csv").read_bytes()


def test_a_paypal_payment_settles_the_invoice_by_what_the_customer_paid() -> None:
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop, name="Erika Beispiel"), number="LL-2026-1001", cents=8990)
    report = bring(shop, PAYPAL)
    assert report.errors == []
    invoice.open_item.refresh_from_db()
    assert invoice.open_item.open_cents == 0
    fee = BankLine.objects.get(amount_cents=-259)
    assert (fee.state, fee.bank_reference) == (BankLine.State.SET_ASIDE, "TX0000005")
    lines = BankLine.objects.filter(currency="EUR")
    assert sum(line.amount_cents for line in lines) == 97_475 + 8731 - 1900 + 4310
    assert not lines.filter(amount_cents__in=[700, 4000, -20_000, 20_000]).exists()  # pending, denied, held
    assert (
        sum(Posting.objects.filter(ledger_account="bank", currency="EUR").values_list("cents", flat=True))
        == 108_616
    )


def test_the_first_paypal_report_opens_an_account_of_its_own_and_leaves_the_banks_alone() -> None:
    shop = a_merchant()
    report = bring(shop, PAYPAL)
    account = BankAccount.objects.get(provider="paypal")
    assert (account.label, account.iban, account.is_shown) == ("PayPal", "", False)
    assert set(BankLine.objects.values_list("bank_account_id", flat=True)) == {account.pk}
    assert report.covered_to == {"PayPal": date(2026, 11, 30)}
    assert account_of(shop).covered_to is None
    again = bring(shop, PAYPAL)
    assert (again.new, BankAccount.objects.count()) == (0, 2)


def test_a_paypal_report_for_a_bank_account_does_not_say_that_the_bank_is_covered() -> None:
    shop = a_merchant()
    report = bring(shop, PAYPAL, account=account_of(shop).public_id)
    assert (report.errors, report.covered_to, account_of(shop).covered_to) == ([], {}, None)


def test_a_table_without_account_is_the_one_banks_also_where_there_is_paypal() -> None:
    shop = a_merchant()
    provider_account(actor=actor_of(shop), provider="paypal", at=NOW)
    report = bring(shop, (SAMPLES / "bank_csv" / "n26.csv").read_bytes())
    assert (report.errors, report.new) == ([], 3)
    assert set(BankLine.objects.values_list("bank_account_id", flat=True)) == {account_of(shop).pk}


def test_nobody_waits_for_the_reports_of_a_retired_account() -> None:
    shop = a_merchant()
    bring(shop, the_story_in_mt940())
    assert covered_to(actor_of(shop)) == date(2026, 11, 30)
    account = provider_account(actor=actor_of(shop), provider="paypal", at=NOW)
    assert covered_to(actor_of(shop)) is None
    use_account(actor=actor_of(shop), public_id=account.public_id, is_active=False, at=NOW)
    assert covered_to(actor_of(shop)) == date(2026, 11, 30)
    use_account(actor=actor_of(shop), public_id=account.public_id, is_active=True, at=NOW)
    assert covered_to(actor_of(shop)) is None


def test_the_account_customers_pay_to_is_not_retired() -> None:
    shop = a_merchant()
    shown = account_of(shop)
    with pytest.raises(AccountRefused):
        use_account(actor=actor_of(shop), public_id=shown.public_id, is_active=False, at=NOW)
    shown.refresh_from_db()
    assert shown.is_active


def test_the_balance_above_a_table_covers_only_the_day_before_it_was_fetched() -> None:
    shop = a_merchant()
    report = bring(shop, (SAMPLES / "bank_csv" / "dkb.csv").read_bytes())
    assert list(report.covered_to.values()) == [date(2026, 11, 30)]  # fetched on 1 December


def test_the_day_on_which_a_table_was_fetched_is_not_covered_by_it() -> None:
    shop = a_merchant()
    table = (SAMPLES / "bank_csv" / "postbank.csv").read_bytes()
    report = bring(shop, table.replace(b'"30.11.2026";"01.12.2026"', b'"01.12.2026";"01.12.2026"'))
    assert list(report.covered_to.values()) == [date(2026, 11, 30)]  # today is 1 December
