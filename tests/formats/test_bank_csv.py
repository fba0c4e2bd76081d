"""Tables of transactions: every bank's sample tells the same story, and what is unreadable is never zero."""

from datetime import date
from pathlib import Path

import pytest

from kulanz.formats.bank_csv import read_bank_csv
from kulanz.formats.bank_csv.profile import ProfileWrong, profiles, read_profile
from kulanz.formats.bank_files import read_bank_file, sniff
from kulanz.formats.records import BankLine, BankStatement, ReadStatements
from tests.formats.places import SAMPLES, sample

SHOP = "DE89370400440532013000"
ERIKA, RENT, JUERGEN = "DE02120300000000202051", "DE02500105170137075030", "DE91100000000123456789"
BANKS = SAMPLES / "bank_csv"
WITHOUT_PAYER = {"commerzbank", "sparda-2019", "targobank"}  # name and text stand in one column
WITHOUT_IBAN = {*WITHOUT_PAYER, "hypovereinsbank", "ing", "postbank"}
OWN_ACCOUNT = {
    "gls-2017": "0532013000",
    "hypovereinsbank": "0532013000",
    **dict.fromkeys(
        ("comdirect", "commerzbank-names", "consorsbank", "deutsche-bank-en", "n26", "n26-2022", "postbank")
    ),
}


def the_statement(read: ReadStatements) -> BankStatement:
    assert read.errors == ()
    (statement,) = read.statements
    return statement


def of_bank(name: str) -> BankStatement:
    return the_statement(read_bank_file((BANKS / f"{name}.csv").read_bytes(), file=f"{name}.csv"))


def booked(statement: BankStatement) -> list[BankLine]:
    return [line for line in statement.lines if line.status == "booked"]


def test_every_profile_has_its_sample_and_every_sample_its_profile() -> None:
    assert {profile.name for profile in profiles()} == {path.stem for path in BANKS.iterdir()}


@pytest.mark.parametrize("name", [profile.name for profile in profiles() if profile.name != "paypal"])
def test_every_bank_tells_the_same_story(name: str) -> None:
    statement = of_bank(name)
    paid, rent, paid_too = booked(statement)
    assert statement.format == f"csv-{name}"
    assert statement.account == OWN_ACCOUNT.get(name, SHOP)
    assert [line.amount_cents for line in (paid, rent, paid_too)] == [8990, -123_456, 100_000]
    assert {line.currency for line in (paid, rent, paid_too)} == {"EUR"}
    assert [line.booking_date for line in (paid, rent, paid_too)] == [
        date(2026, 11, 30),
        date(2026, 11, 30),
        date(2026, 11, 27),
    ]
    assert paid.value_date in (None, date(2026, 12, 1))
    assert "Rechnung LL-2026-1001" in (paid.remittance_text or "")
    assert "LL-2026-1003" in (paid_too.remittance_text or "")
    assert paid.end_to_end_id is None and paid_too.end_to_end_id in (None, "A-77")
    if name not in WITHOUT_PAYER:
        assert [line.counterparty_name for line in (paid, rent, paid_too)] == [
            "Erika Beispiel",
            "Nordholz Möbel GmbH",
            "Jürgen Müller",
        ]
        assert not (paid.remittance_text or "").startswith("Erika")
    if name not in WITHOUT_IBAN:
        assert (paid.counterparty_iban, paid_too.counterparty_iban) == (ERIKA, JUERGEN)
        assert rent.counterparty_iban in (None, RENT)


@pytest.mark.parametrize("name", ["dkb", "comdirect", "sparkasse-camt"])
def test_what_the_bank_has_not_booked_is_pending(name: str) -> None:
    (line,) = [line for line in of_bank(name).lines if line.status != "booked"]
    assert (line.status, line.amount_cents, line.counterparty_name) == ("pending", 700, "Karla Fern")


@pytest.mark.parametrize(("name", "closing"), [("ing", 123_456), ("vr", 123_456), ("postbank", 123_456)])
def test_a_running_balance_verifies_the_rows(name: str, closing: int) -> None:
    statement = of_bank(name)
    assert (statement.balances, statement.closing_cents, statement.opening_cents) == (True, closing, None)


def test_a_row_that_is_missing_breaks_the_running_balance() -> None:
    rows = (BANKS / "vr.csv").read_bytes().splitlines(keepends=True)
    read = read_bank_csv(b"".join([*rows[:2], *rows[3:]]), file="x")
    assert (read.statements[0].balances, read.errors) == (False, ())
    assert "-1234,56 EUR" in read.warnings[0].message and read.warnings[0].place == "Zeile 2"


def test_where_some_balances_are_missing_nobody_can_tell() -> None:
    read = read_bank_csv((BANKS / "vr.csv").read_bytes().replace(b";1144,66;", b";;"), file="x")
    assert (read.statements[0].balances, read.statements[0].closing_cents, read.warnings) == (None, None, ())


def test_the_order_of_the_rows_of_a_day_does_not_matter_for_the_balance() -> None:
    rows = (BANKS / "vr.csv").read_bytes().splitlines(keepends=True)
    assert (
        read_bank_csv(b"".join([rows[0], rows[2], rows[1], rows[3]]), file="x").statements[0].balances is True
    )


def test_a_balance_above_the_rows_counts_only_where_the_rows_go_on_to_its_day() -> None:
    table = (BANKS / "dkb.csv").read_bytes()
    assert (of_bank("dkb").closing_cents, of_bank("dkb").closing_date) == (123_456, date(2026, 12, 1))
    earlier = read_bank_csv(table.replace(b"- 01.12.2026", b"- 30.11.2026"), file="x").statements[0]
    assert (earlier.closing_cents, earlier.closing_date) == (None, None)


# PayPal


def test_paypal_counts_net_and_names_fee_and_gross() -> None:
    euros, dollars = read_bank_csv((BANKS / "paypal.csv").read_bytes(), file="x").statements
    assert (euros.currency, dollars.currency, euros.account) == ("EUR", "USD", None)
    first = euros.lines[0]
    assert (
        first.amount_cents,
        first.charges_cents,
        first.original_amount_cents,
        first.original_currency,
    ) == (
        97_475,
        2525,
        100_000,
        "EUR",
    )
    assert (first.counterparty_name, first.counterparty_account) == (
        "Jürgen Müller",
        "juergen@beispiel.example",
    )
    assert (first.bank_reference, first.structured_reference) == ("TX0000001", "LL-2026-1003")
    assert [line.amount_cents for line in booked(dollars)] == [4800, -4800]


def test_paypal_holds_and_what_is_not_through_are_no_income() -> None:
    euros = read_bank_csv((BANKS / "paypal.csv").read_bytes(), file="x").statements[0]
    told = [(line.amount_cents, line.status) for line in euros.lines]
    assert told == [
        (97_475, "booked"),
        (700, "pending"),
        (4000, "info"),  # denied
        (-20_000, "info"),  # held back
        (8731, "booked"),
        (20_000, "info"),  # let go
        (-1900, "booked"),  # a refund
        (4310, "booked"),  # what dollars became
    ]
    assert (euros.balances, euros.closing_cents) == (True, 108_616)


def test_paypal_in_english_reads_the_same_way() -> None:
    statement = the_statement(read_bank_file(sample("paypal.en.csv"), file="x"))
    assert [(line.amount_cents, line.status) for line in statement.lines] == [
        (8731, "booked"),
        (-5000, "info"),
        (700, "pending"),
        (-1900, "booked"),
    ]
    assert (statement.lines[0].booking_date, statement.balances) == (date(2026, 11, 30), True)


def test_paypal_days_that_could_be_either_are_not_guessed() -> None:
    table = sample("paypal.en.csv").replace(b"11/30/2026", b"11/10/2026")
    read = read_bank_csv(table, file="x")
    assert (read.statements, len(read.errors)) == ((), 4)
    assert "mehrdeutig" in read.errors[0].message


def test_gross_and_fee_that_do_not_make_net_are_an_error() -> None:
    read = read_bank_csv(sample("paypal.en.csv").replace(b'"-2.59"', b'"-2.60"'), file="x")
    assert [problem.place for problem in read.errors] == ["Zeile 2, Spalte Gross"]


# what is unreadable


def a_sparkasse_row(
    *, amount: str = "10,00", day: str = "30.11.26", info: str = "Umsatz gebucht", **more: str
) -> str:
    cells = dict.fromkeys(range(17), "")
    cells |= {0: SHOP, 1: day, 2: day, 3: more.get("kind", "GUTSCHRIFT"), 4: more.get("text", "x")}
    cells |= {9: more.get("original", ""), 10: more.get("charges", ""), 14: amount, 15: "EUR", 16: info}
    return ";".join(f'"{cell}"' for cell in cells.values())


def a_sparkasse_table(*rows: str) -> bytes:
    head = (BANKS / "sparkasse-camt.csv").read_bytes().splitlines()[0]
    return head + b"\r\n" + "\r\n".join(rows).encode("cp1252")


@pytest.mark.parametrize("amount", ["", "zehn", "1,234", "1.23.4,00", "12,345", "10,00 USD", "9" * 20])
def test_an_unreadable_amount_is_an_error_with_its_place_and_no_other_row_is_lost(amount: str) -> None:
    read = read_bank_csv(a_sparkasse_table(a_sparkasse_row(amount=amount), a_sparkasse_row()), file="x")
    assert [line.amount_cents for line in read.statements[0].lines] == [1000]
    assert [problem.place for problem in read.errors] == ["Zeile 2, Spalte Betrag"]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"day": "31.11.26"}, "Zeile 2, Spalte Buchungstag"),
        ({"info": "Umsatz geplant"}, "Zeile 2, Spalte Info"),
    ],
)
def test_other_unreadable_cells_are_errors_too(row: dict[str, str], place: str) -> None:
    read = read_bank_csv(a_sparkasse_table(a_sparkasse_row(**row), a_sparkasse_row()), file="x")
    assert ([problem.place for problem in read.errors], len(read.statements[0].lines)) == ([place], 1)


def test_a_delimiter_too_many_in_the_text_moves_no_column() -> None:
    row = (BANKS / "vr.csv").read_bytes().replace(b"Rechnung LL", b"Rechnung; LL")
    read = read_bank_csv(row, file="x")
    (problem,) = read.errors
    assert problem.place.startswith("Zeile 2") and len(read.statements[0].lines) == 2


def test_a_returned_debit_has_its_reason_its_charges_and_the_first_amount() -> None:
    row = a_sparkasse_row(
        amount="-52,85",
        kind="RUECKLASTSCHRIFT",
        text="AC04 Konto erloschen",
        original="49,90",
        charges="2,95",
    )
    (line,) = read_bank_csv(a_sparkasse_table(row), file="x").statements[0].lines
    assert (line.amount_cents, line.return_reason, line.charges_cents) == (-5285, "AC04", 295)
    assert (line.original_amount_cents, line.original_currency) == (4990, "EUR")


def test_two_equal_rows_stay_two() -> None:
    row = a_sparkasse_row()
    assert len(read_bank_csv(a_sparkasse_table(row, row), file="x").statements[0].lines) == 2


def test_several_accounts_in_one_table_are_several_statements() -> None:
    other = a_sparkasse_row().replace(SHOP, RENT)
    statements = read_bank_csv(a_sparkasse_table(a_sparkasse_row(), other), file="x").statements
    assert [(one.account, len(one.lines)) for one in statements] == [(SHOP, 1), (RENT, 1)]


def test_a_table_without_rows_is_an_empty_statement_and_an_unknown_table_is_refused_by_name() -> None:
    statement = the_statement(read_bank_csv(a_sparkasse_table(), file="x"))
    assert (statement.lines, statement.format) == ((), "csv-sparkasse-camt")
    unknown = b"Datum;Wer;Wieviel\n30.11.2026;Erika;5,00\n"
    assert sniff(unknown) is None
    read = read_bank_file(unknown, file="x")
    assert (read.statements, "Sparkasse" in read.errors[0].message) == ((), True)


def test_a_cell_longer_than_any_is_an_error_of_its_row_also_behind_a_stray_quotation_mark() -> None:
    table = (BANKS / "vr.csv").read_bytes().replace(b'"Miete" Dezember', b'"Miete" ' + b"x" * 200_000)
    read = read_bank_csv(table, file="x")
    assert ([problem.place for problem in read.errors], len(read.statements[0].lines)) == (["Zeile 3"], 2)


# profiles

A_PROFILE = (
    'bank = "B"\nformat = "csv-b"\ndecimal = ","\n[columns]\nbooking_date = "Tag"\namount = "Betrag"\n'
)


def test_a_profile_of_the_least_is_enough() -> None:
    assert read_profile(A_PROFILE.encode(), name="b").columns["amount"] == ("betrag",)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('bank = "B"', 'bank = "B"\nbnak = "C"', "bnak"),
        ("amount =", "ammount =", "ammount"),
        ('amount = "Betrag"', "", "amount"),
        ('booking_date = "Tag"', "", "day"),
        ('decimal = ","', 'decimal = "x"', "decimal"),
        ("[columns]", "[status]\ncolumn = 'S'\ngebucht = ['x']\n[columns]", "gebucht"),
        ("[columns]", "[[aside]]\ncolumn = 'S'\nwords = ['x']\n[columns]", "aside"),
        ('amount = "Betrag"', 'amount = "Betrag"\ndirection = "SH"', "direction"),
        ("bank", "[bank", "TOML"),
    ],
)
def test_a_slip_in_a_profile_is_refused_by_name(old: str, new: str, named: str) -> None:
    with pytest.raises(ProfileWrong, match=named):
        read_profile(A_PROFILE.replace(old, new, 1).encode(), name="b")


def test_profiles_say_where_their_layout_is_known_from() -> None:
    folder = Path(read_bank_csv.__code__.co_filename).parent / "profiles"
    for path in folder.glob("*.toml"):
        assert "\nsource = " in path.read_text(encoding="utf-8"), path.name
